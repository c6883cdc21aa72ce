/** The command line as a process: what nobody foresaw. */
import { spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../support/temp.js';

const program = resolve(import.meta.dirname, '../../bin/kerio-exit.js');
const store = resolve(import.meta.dirname, '../../fixtures/kerio-store');

/** Runs the program with a module loaded before it. */
function run(args: readonly string[], before: string, stdout: 'pipe' | number = 'pipe') {
  const preload = `data:text/javascript,${encodeURIComponent(before)}`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', preload, program, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', stdout, 'pipe'],
  });
  return { status, stderr };
}

/** Goes wrong when the program has begun. */
const atWork = (fault: string): string =>
  `process.on('newListener', (name) => { if (name === 'uncaughtException') setImmediate(() => { ${fault} }); });`;

const sentence = (what: string): string =>
  `kerio-exit: the program broke off at what nobody foresaw (${what}): run the same command again; if that does not help, --debug shows where it was.\n`;

test.each([
  ['an error in a timer', `null.x();`, sentence("TypeError: Cannot read properties of null (reading 'x')")],
  [
    'a promise that nobody waits for',
    `Promise.reject(new RangeError('two\\nlines'));`,
    sentence('RangeError: two lines'),
  ],
  [
    'a stream that nobody listens to',
    `process.getBuiltinModule('fs').createWriteStream('/no/such/folder/file');`,
    "kerio-exit: ENOENT: no such file or directory, open '/no/such/folder/file': mend that and run the same command again; what is done is kept.\n",
  ],
])('%s ends it with 3 and a sentence', (_, fault, stderr) => {
  expect(run(['inspect', store], atWork(fault))).toEqual({ status: 3, stderr });
});

test('--debug shows where it was', () => {
  const { status, stderr } = run(['inspect', store, '--debug'], atWork(`null.x();`));
  expect(status).toBe(3);
  expect(stderr.split('\n')[1]).toBe("TypeError: Cannot read properties of null (reading 'x')");
  expect(stderr.split('\n')[2]).toMatch(/^ {4}at /);
});

test('an answer that never comes ends it with 3 and a sentence', () => {
  const args = ['accounts', join(store, 'users.cfg'), '--out', join(tempDir(), 'accounts')];
  const never = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module'; fs.fdatasync = () => undefined; fs.fsync = () => undefined; syncBuiltinESMExports();`;
  expect(run(args, never)).toEqual({ status: 3, stderr: sentence('Error: nothing was left to wait for') });
});

test.runIf(process.platform === 'linux')('a result that cannot be written is no success', () => {
  expect(run(['inspect', store], '', openSync('/dev/full', 'w'))).toEqual({
    status: 3,
    stderr: 'kerio-exit: standard output cannot be written (ENOSPC): mend that and run the same command again.\n',
  });
});
