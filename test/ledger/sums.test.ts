import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerLine, Result } from '../../src/ledger/line.js';
import { addLine, addSums, emptySums, folderSums, SIZE_CLASSES } from '../../src/ledger/sums.js';

const line = (result: Result, more: Partial<LedgerLine> = {}): LedgerLine => ({
  folder: ['INBOX'],
  uid: 1,
  kind: 'mail',
  bytes: result === 'missing' ? 0 : 10,
  receivedAt: '2020-01-03T02:04:05Z',
  flags: [],
  rawFlags: null,
  result,
  reason: result === 'exported' ? null : `because ${result}`,
  file: null,
  offset: null,
  length: null,
  dateFrom: 'index T',
  ...more,
});

describe('sums', () => {
  test('found is exported, skipped and failed together; missing stands apart', () => {
    const sums = emptySums();
    for (const result of ['exported', 'skipped', 'failed', 'missing'] as const) addLine(sums, line(result));
    addLine(sums, line('exported', { kind: 'contacts', receivedAt: '2019-01-01T00:00:00Z', notes: ['mended'] }));
    expect(sums).toEqual({
      found: 4,
      exported: 2,
      skipped: 1,
      failed: 1,
      missing: 1,
      bytes: 40,
      kinds: {
        mail: { found: 3, exported: 1, skipped: 1, failed: 1, missing: 1, bytes: 30 },
        contacts: { found: 1, exported: 1, skipped: 0, failed: 0, missing: 0, bytes: 10 },
      },
      oldest: '2019-01-01T00:00:00Z',
      newest: '2020-01-03T02:04:05Z',
      reasons: { 'because skipped': 1, 'because failed': 1, 'because missing': 1 },
      notes: { mended: 1 },
      years: { 2020: 3 },
      sizes: { 1024: 3 },
    });
  });

  test('count mail by year and by size: a class ends with its name, and the last has none', () => {
    const sums = emptySums();
    for (const bytes of [0, 1024, 1025, 25_000_000, 25_000_001, 150_000_000, 150_000_001])
      addLine(sums, line('exported', { bytes }));
    addLine(sums, line('exported', { receivedAt: '1999-12-31T23:59:59Z', bytes: 5 }));
    addLine(sums, line('failed', { receivedAt: null, bytes: 5 }));
    expect(sums.years).toEqual({ 1999: 1, 2020: 7 });
    expect(sums.sizes).toEqual({
      ...{ 1024: 4, 4096: 1, 25000000: 1, 35000000: 1, 150000000: 1, more: 1 },
    });
    expect([...SIZE_CLASSES].sort((a, b) => a - b)).toEqual(SIZE_CLASSES);
    expect(Object.keys(folderSums(sums))).not.toContain('years');
  });

  test('come out the same however the lines are grouped', () => {
    const lines = fc.array(
      fc.record({
        result: fc.constantFrom<Result>('exported', 'skipped', 'failed', 'missing'),
        kind: fc.constantFrom('mail' as const, 'tasks' as const),
      }),
    );
    fc.assert(
      fc.property(lines, fc.nat(50), (all, cut) => {
        const sumOf = (some: typeof all) => {
          const sums = emptySums();
          for (const { result, kind } of some) addLine(sums, line(result, { kind }));
          return sums;
        };
        const grouped = sumOf(all.slice(0, cut));
        addSums(grouped, sumOf(all.slice(cut)));
        expect(grouped).toEqual(sumOf(all));
      }),
    );
  });

  test('stay small whatever the store says', () => {
    const sums = emptySums();
    for (let at = 0; at < 500; at += 1) addLine(sums, line('failed', { reason: `reason ${at}` }));
    expect(Object.keys(sums.reasons)).toHaveLength(101);
    expect(sums.reasons['(other)']).toBe(400);
  });
});
