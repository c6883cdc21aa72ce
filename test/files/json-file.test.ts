import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { readJson, readWholeJson } from '../../src/core/json-file.js';
import { DEFAULT_OPTIONS } from '../../src/files/plan/options.js';
import { exportTo, makeStore, newOut } from './support.js';
import { tempDir } from '../support/temp.js';

test('a file that is not there is none; one that is damaged or cannot be read is an error', () => {
  const dir = tempDir('json');
  const path = join(dir, 'a.json');
  expect(readJson(path, 'do this')).toBe(null);
  expect(readWholeJson(path)).toBe(null);
  writeFileSync(path, '{"a":');
  expect(() => readJson(path, 'do this')).toThrow(
    new UserError(`${path} is damaged (it is no whole JSON): do this.`, { exitCode: 3 }),
  );
  expect(readWholeJson(path)).toBe(null);
  writeFileSync(path, '{"a":1}');
  expect(readJson(path, 'do this')).toEqual({ a: 1 });
  // A directory cannot be read as a file by anybody, root included.
  for (const read of [(file: string) => readJson(file, 'do this'), readWholeJson])
    expect(() => read(dir)).toThrow(`${dir} cannot be read (EISDIR)`);
});

const store = () => makeStore({ INBOX: { items: [{}] } });

test.each([
  ['.kerio-exit/state/jan@company.com.json', 'directory', 'cannot be read (EISDIR)'],
  ['.kerio-exit/run.json', 'directory', 'cannot be read (EISDIR)'],
  ['.kerio-exit/parts/0123456789abcdef01234567.json', 'half', 'is damaged'],
  ['.kerio-exit/tmp/0123456789abcdef01234567.commit.json', 'half', 'is damaged'],
  ['.kerio-exit/tmp/0123456789abcdef01234567.loan.json', 'half', 'is damaged'],
] as const)('%s that is a %s: nothing is taken for a fresh start', async (name, what, words) => {
  const { source } = store();
  const out = newOut();
  if (what === 'half') await exportTo(out, source, {}, { jobs: 1 });
  const path = join(out, name);
  mkdirSync(what === 'half' ? join(path, '..') : path, { recursive: true });
  if (what === 'half') writeFileSync(path, '{"jobId":');
  const again = exportTo(out, source, {}, { jobs: 1 });
  await expect(again).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining(words) as string });
});

test('a folder whose options nobody knows any more is not mixed with another export', async () => {
  const { source } = store();
  const out = newOut();
  await exportTo(out, source, { mailFormat: 'eml' }, { jobs: 1 });
  rmSync(join(out, '.kerio-exit'), { recursive: true });
  await expect(exportTo(out, source, {}, { jobs: 1 })).rejects.toThrow(
    'neither .kerio-exit/run.json nor report.json can tell with which options it was made',
  );
  writeFileSync(
    join(out, 'report.json'),
    JSON.stringify({ command: 'export', source, options: { ...DEFAULT_OPTIONS, mailFormat: 'eml' } }),
  );
  await expect(exportTo(out, source, {}, { jobs: 1 })).rejects.toThrow('made with other options (mailFormat)');
  await exportTo(out, source, { mailFormat: 'eml' }, { jobs: 1 });
});
