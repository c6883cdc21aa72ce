import { expect, test } from 'vitest';
import type { LedgerLine } from '../../../src/ledger/line.js';
import { joinHistory } from '../../../src/files/earlier/folder-history.js';
import type { Entry } from '../../../src/store/items/listing.js';

const line = (uid: number | string, stem?: string): LedgerLine =>
  ({ uid, ...(stem === undefined ? {} : { stem }) }) as LedgerLine;
const entry = (uid: number | string, stem = typeof uid === 'string' ? uid : uid.toString(16).padStart(8, '0')): Entry =>
  ({ type: 'item', item: { uid, stem } }) as Entry;

function joined(lines: Iterable<LedgerLine>, entries: Iterable<Entry>): string[] {
  return [...joinHistory(lines, entries)].map((pair) => `${pair.line?.uid ?? '-'} ${pair.entry?.item.stem ?? '-'}`);
}

test('lines and entries meet by UID; of one number first what the folder has', () => {
  expect(
    joined(
      [line(1), line(3), line(10), line(10, '0000000A'), line('odd')],
      [entry(1), entry(2), entry(10), entry(10, '000000A'), entry('other'), entry('odd')],
    ),
  ).toEqual(['1 00000001', '- 00000002', '3 -', '10 0000000a', '- 000000A', '10 -', '- other', 'odd odd']);
});

test('neither side is read ahead of the other', () => {
  let read = 0;
  const lines = function* (): Generator<LedgerLine> {
    for (let uid = 1; uid <= 1000; uid += 1) {
      read = uid;
      yield line(uid);
    }
  };
  const pairs = joinHistory(lines(), [entry(500)]);
  for (let at = 1; at <= 400; at += 1) pairs.next();
  expect(read).toBe(401);
});

test('lines out of order are refused: an item would be taken for a new one', () => {
  expect(() => joined([line(2), line(1)], [])).toThrow('the lines of an earlier run are not in order of UID');
});
