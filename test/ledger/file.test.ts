import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatLedgerLine, formatTime, isTime } from '../../src/ledger/file.js';
import type { LedgerLine } from '../../src/ledger/line.js';

const line: LedgerLine = {
  folder: ['INBOX'],
  uid: 10,
  kind: 'mail',
  bytes: 2048,
  receivedAt: '2020-01-03T02:04:05Z',
  flags: ['\\Seen'],
  rawFlags: '00000001',
  result: 'exported',
  reason: null,
  file: 'mail/jan@company.com/INBOX.mbox',
  offset: 0,
  length: 2301,
  dateFrom: 'index T',
};
const text =
  '{"folder":["INBOX"],"uid":10,"kind":"mail","bytes":2048,"receivedAt":"2020-01-03T02:04:05Z","flags":["\\\\Seen"],"rawFlags":"00000001","result":"exported","reason":null,"file":"mail/jan@company.com/INBOX.mbox","offset":0,"length":2301,"dateFrom":"index T"';

test('a line has its keys in order, and those that say nothing not at all', () => {
  expect(formatLedgerLine(line)).toBe(`${text}}\n`);
  expect(formatLedgerLine({ ...line, notes: [] })).toBe(`${text}}\n`);
  expect(formatLedgerLine({ ...line, stem: 'x', notes: ['a'] })).toBe(`${text},"stem":"x","notes":["a"]}\n`);
});

test('a time is told from every other', () => {
  expect(isTime('2020-01-03T02:04:05Z', 1_578_017_045)).toBe(true);
  expect(isTime(null, 0)).toBe(false);
  expect(isTime('2020-01-03T02:04:0?Z', 1_578_017_045)).toBe(false);
  const seconds = fc.integer({ min: -5e10, max: 2e11 });
  fc.assert(
    fc.property(seconds, seconds, (one, other) => {
      expect(isTime(formatTime(one), one)).toBe(true);
      expect(isTime(formatTime(one), one + 1)).toBe(false);
      if (one !== other) expect(isTime(formatTime(one), other)).toBe(false);
    }),
  );
});
