import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatInternalDate, isStorableDate, parseInternalDate } from '../../../src/protocols/imap/internal-date.js';

test('the day of the month has two characters', () => {
  expect(formatInternalDate(1_578_020_645)).toBe(' 3-Jan-2020 03:04:05 +0000');
  expect(formatInternalDate(1_577_836_799)).toBe('31-Dec-2019 23:59:59 +0000');
});

test.each([
  [' 3-Jan-2020 03:04:05 +0000', 1_578_020_645],
  ['03-Jan-2020 03:04:05 +0000', 1_578_020_645],
  ['03-jan-2020 04:04:05 +0100', 1_578_020_645],
  ['02-Jan-2020 21:34:05 -0530', 1_578_020_645],
])('%s', (text, seconds) => {
  expect(parseInternalDate(text)).toBe(seconds);
});

test.each(['', '3-Jan-2020', '03-Foo-2020 03:04:05 +0000', '03-Jan-20 03:04:05 +0000'])('%s is no date', (text) => {
  expect(parseInternalDate(text)).toBeNull();
});

test('what is written is read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 0x7fff_ffff }), (seconds) => {
      expect(parseInternalDate(formatInternalDate(seconds))).toBe(seconds);
      expect(isStorableDate(seconds)).toBe(true);
    }),
  );
});

test('dates that servers change are known', () => {
  expect([-1, 0, 0x8000_0000, 1.5, Number.NaN].map(isStorableDate)).toEqual([false, false, false, false, false]);
});
