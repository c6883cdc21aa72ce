import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startProcess } from '../servers/process.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';
import { kerioExit, readLedger } from './program.js';
import { differencesByPython } from './read-back.js';
import { sourcesOf } from './sources.js';

test('watch keeps an export current while a server writes; Ctrl-C ends it with everything there', async () => {
  const dir = tempDir('watch');
  const { install, mail } = buildStore(join(dir, 'kerio'), {
    domains: { 'example.com': { anna: { folders: { INBOX: { items: [{}] }, 'Deleted Items': { items: [] } } } } },
  });
  const out = join(dir, 'out');
  const args = ['watch', install, '--out', out, '--since-cutover', '2020-01-03T02:05:05Z'];
  const watch = spawn(process.execPath, ['bin/kerio-exit.js', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = text(watch.stdout);
  let status = '';
  watch.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    status += chunk;
  });
  const ended = once(watch, 'exit');
  const says = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(status)) await once(watch.stderr, 'data');
  };
  await says(/current, 1 item of 1 mailbox\n/);

  const anna = join(mail, 'example.com/anna');
  const stop = join(dir, 'stop');
  const writer = await startProcess({
    command: process.execPath,
    args: ['test/e2e/live-writer.mjs', join(anna, 'INBOX'), join(anna, 'Deleted Items'), stop],
    ready: { log: /at work/ },
  });
  await says(/current, [\d,]{3,} items of 1 mailbox\n/);
  writeFileSync(stop, '');
  await writer.stop();
  watch.kill('SIGINT');

  expect(await ended).toEqual([0, null]);
  expect(await output).toMatch(/^[\d,]+ items of 1 mailbox are in .*, which is current\.\n$/);
  const found = sourcesOf(install);
  // What came into Trash and vanished again is kept, and has no file to compare with.
  const sourceOf: typeof found = (address, line) => (line.folder[0] === 'INBOX' ? found(address, line) : '/dev/null');
  expect(differencesByPython(out, sourceOf).filter((line) => line.includes('INBOX'))).toEqual([]);
  const lines = (readLedger(out).get('anna@example.com') ?? []).filter(({ folder }) => folder[0] === 'INBOX');
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as { late: { count: number } };
  expect(lines.length).toBeGreaterThan(20);
  // The first one came before the switch.
  expect(report.late.count).toBeGreaterThanOrEqual(lines.length - 1);
});

test('watch refuses what means nothing', () => {
  expect(kerioExit('watch', '.', '--out', 'x', '--until-quiet', 'soon')).toMatchObject({
    code: 2,
    stderr: 'kerio-exit: --until-quiet soon is no length of time: give it as 90s, 10m or 2h.\n',
  });
});

test('watch ends by itself when it is quiet', () => {
  const out = join(tempDir('watch'), 'out');
  const options = ['--poll', '--until-quiet', '1s', '--quiet', '--exclude-archive', '--exclude-recoverable'];
  const run = kerioExit('watch', 'fixtures/kerio-store', '--out', out, ...options);
  expect(run).toMatchObject({ stdout: '', stderr: '' });
  expect(kerioExit('verify', out, '--quiet').code).toBe(0);
});
