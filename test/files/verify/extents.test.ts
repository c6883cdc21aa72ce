import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Extents } from '../../../src/files/verify/extents.js';

test('touching ranges become one, and what lies between others is a gap', () => {
  const extents = new Extents();
  for (const [start, end] of [
    [0, 10],
    [10, 25],
    [40, 50],
    [30, 40],
  ] as const)
    extents.add(start, end);
  expect(extents.ranges).toEqual([0, 25, 30, 50]);
  expect(extents.overlaps).toBe(0);
  expect(extents.gaps(60)).toEqual([
    { start: 25, end: 30 },
    { start: 50, end: 60 },
  ]);
});

test('a range that covers others is an overlap', () => {
  const extents = new Extents();
  extents.add(0, 10);
  extents.add(20, 30);
  extents.add(5, 40);
  expect([extents.ranges, extents.overlaps]).toEqual([[0, 40], 2]);
});

test('covers what the ranges cover, whatever their order, and no more', () => {
  const ranges = fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 0, max: 12 })), { maxLength: 30 });
  fc.assert(
    fc.property(ranges, fc.nat(80), (added, size) => {
      const extents = new Extents();
      const covered = new Set<number>();
      let overlapped = false;
      for (const [start, length] of added) {
        extents.add(start, start + length);
        for (let at = start; at < start + length; at += 1) {
          overlapped ||= covered.has(at);
          covered.add(at);
        }
      }
      const gaps = new Set<number>();
      for (const { start, end } of extents.gaps(size)) for (let at = start; at < end; at += 1) gaps.add(at);
      for (let at = 0; at < size; at += 1) expect(gaps.has(at)).toBe(!covered.has(at));
      expect(extents.overlaps > 0).toBe(overlapped);
      expect(extents.end).toBe(covered.size === 0 ? 0 : Math.max(...covered) + 1);
    }),
  );
});
