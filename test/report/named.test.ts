import { expect, test } from 'vitest';
import { DEFAULT_OPTIONS } from '../../src/files/plan/options.js';
import { writeReport } from '../../src/report/json.js';
import { exportTo, makeStore, newOut } from '../files/support.js';

test('what failed or is missing, and what was left out, is named with its reason', async () => {
  const { source } = makeStore({
    INBOX: { items: [{ bytes: null }, {}, { bytes: Buffer.alloc(99) }, { bytes: '' }] },
    Work: { items: [{ bytes: '' }] },
  });
  const report = await writeReport(await exportTo(newOut(), source), DEFAULT_OPTIONS);
  const inbox = { mailbox: 'jan@company.com', folder: ['INBOX'] };
  expect(report.attention).toEqual([
    {
      ...{ ...inbox, uid: 1, result: 'missing', reason: 'the index has a record of it, but there is no file' },
      ...{ receivedAt: '2020-01-03T02:05:05Z', bytes: 0 },
    },
    {
      ...{ ...inbox, uid: 3, result: 'failed', reason: 'it looks encrypted or damaged: it is not text' },
      ...{ receivedAt: '2020-01-03T02:07:05Z', bytes: 99 },
      file: 'failed/jan@company.com/INBOX/00000003.eml',
    },
  ]);
  expect(report.skipped).toEqual([
    {
      ...inbox,
      uid: 4,
      result: 'skipped',
      reason: 'the file is empty (0 bytes)',
      receivedAt: expect.any(String) as string,
      bytes: 0,
    },
    {
      ...inbox,
      folder: ['Work'],
      uid: 1,
      result: 'skipped',
      reason: 'the file is empty (0 bytes)',
      receivedAt: expect.any(String) as string,
      bytes: 0,
    },
  ]);
});

test('at most a thousand of each are named, and all are counted', async () => {
  const items = (bytes: string | null) => ({ items: Array.from({ length: 600 }, () => ({ bytes })) });
  const { source } = makeStore({ A: items(''), B: items(null), C: items(''), D: items(null) });
  const report = await writeReport(await exportTo(newOut(), source), DEFAULT_OPTIONS);
  expect(report.totals).toMatchObject({ skipped: 1200, missing: 1200 });
  expect([report.attention.length, report.skipped.length]).toEqual([1000, 1000]);
  expect(report.attention.at(-1)).toMatchObject({ folder: ['D'], uid: 400 });
});
