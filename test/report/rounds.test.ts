import { readFileSync, rmSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_OPTIONS } from '../../src/files/plan/options.js';
import { RoundReports } from '../../src/report/rounds.js';
import { exportTo, makeStore, newOut } from '../files/support.js';

test('report.json is of every round, the page of those that can afford it and of the last', async () => {
  const { source } = makeStore({ INBOX: { items: [{}, {}] } });
  const out = newOut();
  const result = await exportTo(out, source);
  // Every look at the clock takes a second: so does making a page.
  let seconds = 0;
  const reports = new RoundReports(DEFAULT_OPTIONS, null, () => (seconds += 1) * 1000);
  const files = (): boolean[] => ['report.json', 'report.html'].map((name) => existsSync(join(out, name)));
  const clear = (): void => {
    for (const name of ['report.json', 'report.html']) rmSync(join(out, name), { force: true });
  };

  await reports.round(result);
  expect(files()).toEqual([true, true]);
  clear();
  await reports.round(result);
  expect(files()).toEqual([true, false]);
  seconds += 60;
  await reports.round(null);
  expect(files()).toEqual([true, true]);
  const page = readFileSync(join(out, 'report.html'), 'utf8');

  clear();
  await reports.round(result);
  expect(files()).toEqual([true, false]);
  reports.finish();
  expect(readFileSync(join(out, 'report.html'), 'utf8') === page).toBe(true);

  clear();
  seconds += 60;
  await reports.round(null);
  reports.finish();
  expect(files()).toEqual([false, false]);
});
