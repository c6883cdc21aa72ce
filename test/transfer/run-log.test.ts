import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRunLog } from '../../src/transfer/state/run-log.js';
import { tempDir } from '../support/temp.js';

const now = (): Date => new Date(2026, 10, 21, 21, 3, 5);
// 20 octets of date and time, 4 of text and the line's end.
const LINE = 25;

test('a log of a watch is put aside when it is full, and two files are kept', async () => {
  const log = openRunLog(tempDir(), { now, most: 3 * LINE });
  for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) log.debug(`no ${n}`);
  log.report('hm 1');
  await log.close();
  expect(readdirSync(log.dir).sort()).toEqual(['debug.1.log', 'debug.log', 'report.log']);
  const read = (name: string): string[] => readFileSync(join(log.dir, name), 'utf8').trimEnd().split('\n');
  expect(read('debug.1.log')).toEqual([4, 5, 6].map((n) => `2026-11-21 21:03:05 no ${n}`));
  expect(read('debug.log')).toEqual([7, 8].map((n) => `2026-11-21 21:03:05 no ${n}`));
  expect(read('report.log')).toEqual(['2026-11-21 21:03:05 hm 1']);
});

test('the logs of other runs are whole', async () => {
  const log = openRunLog(tempDir(), { now });
  for (let n = 0; n < 2000; n += 1) log.debug('same');
  await log.close();
  expect(readdirSync(log.dir).sort()).toEqual(['debug.log', 'report.log']);
  expect(readFileSync(join(log.dir, 'debug.log'), 'utf8')).toHaveLength(2000 * LINE);
});
