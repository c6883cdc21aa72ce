import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProcess } from '../servers/process.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';
import { kerioExit, readLedger } from './program.js';
import { differencesByPython, differencesOfFiles } from './read-back.js';
import { sourcesOf } from './sources.js';

test('a store that a server is writing to is exported whole, and brought up to date when it is quiet', async () => {
  const dir = tempDir('live');
  const { install, mail } = buildStore(join(dir, 'kerio'), {
    domains: {
      'example.com': {
        anna: {
          folders: {
            INBOX: { items: Array.from({ length: 300 }, () => ({})) },
            'Deleted Items': { items: Array.from({ length: 50 }, () => ({})) },
          },
        },
      },
    },
  });
  const anna = join(mail, 'example.com/anna');
  const stop = join(dir, 'stop');
  const writer = await startProcess({
    command: process.execPath,
    args: ['test/e2e/live-writer.mjs', join(anna, 'INBOX'), join(anna, 'Deleted Items'), stop],
    ready: { log: /at work/ },
  });
  const out = join(dir, 'mbox');
  const single = join(dir, 'eml');
  const during = kerioExit('export', install, '--out', out);
  const duringSingle = kerioExit('export', install, '--out', single, '--mail-format', 'eml');
  writeFileSync(stop, '');
  await writer.stop();

  for (const { code, stderr } of [during, duringSingle]) {
    expect([0, 1]).toContain(code);
    expect(stderr).toBe('');
  }
  const found = sourcesOf(install);
  // What has vanished since is nothing to compare with.
  const sourceOf: typeof found = (address, line) =>
    existsSync(join(anna, line.folder[0] ?? '', '#msgs', `${hex(line.uid)}.eml`)) ? found(address, line) : '/dev/null';
  const old = (difference: string): boolean => Number(/ (\d+): /.exec(difference)?.[1] ?? 0) < 0x1000;
  expect(differencesByPython(out, sourceOf).filter(old)).toEqual([]);
  const lines = readLedger(single).get('anna@example.com') ?? [];
  expect(lines.filter(({ uid, result }) => Number(uid) < 0x1000 && result === 'exported')).toHaveLength(350);
  for (const line of lines) {
    if (line.file === null || line.folder[0] !== 'INBOX') continue;
    const bytes = readFileSync(join(single, line.file), 'latin1');
    expect(readFileSync(sourceOf('anna@example.com', line), 'latin1').startsWith(bytes)).toBe(true);
  }

  expect(kerioExit('export', install, '--out', out)).toMatchObject({ stderr: '' });
  expect(kerioExit('export', install, '--out', single, '--mail-format', 'eml')).toMatchObject({ stderr: '' });
  expect(readLedger(out).get('anna@example.com')?.length).toBeGreaterThan(350);
  const ofInbox = (difference: string): boolean => difference.includes('INBOX');
  expect(differencesByPython(out, sourceOf).filter(ofInbox)).toEqual([]);
  expect(differencesOfFiles(single, sourceOf).filter(ofInbox)).toEqual([]);
});

function hex(uid: number | string): string {
  return Number(uid).toString(16).padStart(8, '0');
}
