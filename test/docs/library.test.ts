import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { startDovecot } from '../servers/dovecot.js';
import { tempDir } from '../support/temp.js';

const root = resolve(import.meta.dirname, '../..');
const store = join(root, 'fixtures/kerio-store');

/** The programs that docs/library.md shows, by the name in their first line. */
const examples = new Map(
  [...readFileSync(join(root, 'docs/library.md'), 'utf8').matchAll(/```js\n(\/\/ (\S+\.mjs): [^]*?)```/g)].map(
    ([, program = '', name = '']) => [name, program] as const,
  ),
);

/** Runs an example as a user would who has installed the package. */
function runExample(
  name: string,
  args: readonly string[],
  input = '',
): { status: number | null; stdout: string; stderr: string } {
  const dir = tempDir();
  mkdirSync(join(dir, 'node_modules'));
  symlinkSync(root, join(dir, 'node_modules/kerio-exit'));
  writeFileSync(join(dir, name), examples.get(name) ?? '');
  return spawnSync(process.execPath, [name, ...args], { cwd: dir, encoding: 'utf8', input });
}

test('there are five examples', () => {
  expect([...examples.keys()]).toEqual([
    'list-store.mjs',
    'export-store.mjs',
    'transfer-store.mjs',
    'list-contacts.mjs',
    'list-accounts.mjs',
  ]);
});

test('the first reads the bundled store', () => {
  const { stdout, stderr } = runExample('list-store.mjs', [store]);
  expect(stderr).toBe('');
  expect(stdout).toContain('jan.novak@example.com Sent Items (mail): 3 items, 774 bytes\n');
  expect(stdout).toContain('alice@example.com Termine (calendar): 1 items, 417 bytes\n');
});

test('the second exports it and finds what is missing', () => {
  const out = join(tempDir(), 'out');
  const { status, stdout } = runExample('export-store.mjs', [store, out]);
  expect(status).toBe(0);
  expect(stdout).toBe(
    [
      '70 of 109 items exported',
      'jan.novak@example.com INBOX 16: the index has a record of it, but there is no file',
      'jan.novak@example.com INBOX 255: the index has a record of it, but there is no file',
      '',
    ].join('\n'),
  );
  expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toMatchObject({ tool: 'kerio-exit' });
});

test('the second says in one sentence what is wrong', () => {
  const { status, stderr } = runExample('export-store.mjs', [join(root, 'no-store'), join(tempDir(), 'out')]);
  expect(status).toBe(2);
  expect(stderr).toContain('does not exist: give the path of a Kerio store');
});

test('the third sends to a server what is not there yet', async () => {
  const server = await startDovecot({ users: { 'alice@example.com': 'secret' } });
  try {
    const state = join(tempDir(), 'state');
    const accounts = [{ source: 'alice@example.com', target: 'alice@example.com', targetPassword: 'secret' }];
    const args = [store, `imaps://127.0.0.1:${server.tlsPort}`, state, server.certificate];
    for (let round = 0; round < 2; round += 1)
      expect(runExample('transfer-store.mjs', args, JSON.stringify(accounts))).toEqual(
        expect.objectContaining({
          stdout: 'alice@example.com begins\nalice@example.com -> alice@example.com: 2 of 35 are there\n',
          stderr: '',
        }),
      );
  } finally {
    await server.stop();
  }
});

test('the fourth reads contacts', () => {
  const { stdout, stderr } = runExample('list-contacts.mjs', [store]);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/\n13 read, 1 failed\n$/);
});

test('the last lists users and aliases', () => {
  const { stdout, stderr } = runExample('list-accounts.mjs', [store]);
  expect(stderr).toBe('');
  expect(stdout).toContain('marta@example.com, disabled\n');
  expect(stdout).toContain('o.brien@example.com, named by no file\n');
  expect(stdout).toMatch(/^[\w.]+@example\.com -> #public\/Info$/m);
});
