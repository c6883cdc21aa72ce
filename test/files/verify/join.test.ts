import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LedgerLine } from '../../../src/ledger/line.js';
import { joinFolder } from '../../../src/files/verify/join.js';
import type { Entry } from '../../../src/store/items/listing.js';

const line = (uid: number): LedgerLine => ({ folder: [], uid }) as unknown as LedgerLine;
const entry = (uid: number): Entry =>
  ({ type: 'item', item: { uid, stem: uid.toString(16).padStart(8, '0') } }) as unknown as Entry;

/** `3` for a pair, `-3` for a line alone, `+3` for an entry alone, `=3` for one more line of an item. */
function joined(lines: readonly number[], entries: readonly number[]): string[] {
  return [...joinFolder(lines.map(line), entries.map(entry))].map((pair) => {
    if (pair.line === null) return `+${pair.entry.item.uid}`;
    if (pair.entry === null) return `${pair.again ? '=' : '-'}${pair.line.uid}`;
    return String(pair.line.uid);
  });
}

test.each([
  [
    [1, 2, 3],
    [1, 2, 3],
    ['1', '2', '3'],
  ],
  [
    [1, 3],
    [1, 2, 3],
    ['1', '3', '+2'],
  ],
  [
    [1, 2, 3],
    [1, 3],
    ['1', '3', '-2'],
  ],
  [
    [1, 2, 2, 3],
    [1, 2, 3],
    ['1', '2', '=2', '3'],
  ],
  [
    [3, 1, 2],
    [1, 2, 3],
    ['1', '2', '3'],
  ],
  [[], [1, 2], ['+1', '+2']],
  [[1, 2], [], ['-1', '-2']],
])('lines %j and entries %j give %j', (lines, entries, expected) => {
  expect(joined(lines, entries)).toEqual(expected);
});

test('pairs whatever is on both sides, in any order', () => {
  const uids = fc.uniqueArray(fc.nat(40));
  fc.assert(
    fc.property(uids, uids, (lines, entries) => {
      const expected = [
        ...lines.map((uid) => (entries.includes(uid) ? String(uid) : `-${uid}`)),
        ...entries.filter((uid) => !lines.includes(uid)).map((uid) => `+${uid}`),
      ];
      expect(joined(lines, entries).sort()).toEqual(expected.sort());
    }),
  );
});
