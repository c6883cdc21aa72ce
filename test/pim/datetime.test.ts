import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  civilOf,
  DAY,
  dayOf,
  formatOffset,
  formatStamp,
  isoStamp,
  parseDuration,
  parseOffset,
  parseStamp,
  type Stamp,
  strictDuration,
} from '../../src/pim/datetime.js';

const stamps = fc.record({
  wall: fc.integer({ min: -60_000_000_000, max: 250_000_000_000 }),
  form: fc.constantFrom('date', 'floating', 'utc'),
});

describe('dates and times', () => {
  test.each([
    ['20130312', '2013-03-12'],
    ['20130312T100000', '2013-03-12T10:00:00'],
    ['20130312T100000Z', '2013-03-12T10:00:00Z'],
    ['2013-03-12T10:00:00Z', '2013-03-12T10:00:00Z'],
    ['20130312T100000.000Z', '2013-03-12T10:00:00Z'],
    ['20130312T1000', '2013-03-12T10:00:00'],
    ['20130312t100000z', '2013-03-12T10:00:00Z'],
    ['20130312T100000+0100', '2013-03-12T09:00:00Z'],
    ['2013-03-12 10:00:00', '2013-03-12T10:00:00'],
    [' 20130312T100000 Z', '2013-03-12T10:00:00Z'],
    ['20130312Z', '2013-03-12'],
    ['20130312T240000', '2013-03-13T00:00:00'],
    ['20130312T235960Z', '2013-03-12T23:59:59Z'],
    ['130312T100000Z', '2013-03-12T10:00:00Z'],
    ['980312T1000', '1998-03-12T10:00:00'],
  ])('%s', (value, iso) => {
    const stamp = parseStamp(value);
    expect(stamp === null ? null : isoStamp(stamp)).toBe(iso);
  });

  test.each([
    '',
    'garbage',
    '20130231',
    '130312',
    '20131301',
    '20130312T256000',
    '2013',
    '20130312T10:61:00',
    'T100000',
    '99999999',
  ])('%s is none', (value) => {
    expect(parseStamp(value)).toBeNull();
  });

  test('what is written is read back', () => {
    fc.assert(
      fc.property(stamps, ({ wall, form }) => {
        const stamp: Stamp = { wall: form === 'date' ? Math.floor(wall / DAY) * DAY : wall, form };
        expect(parseStamp(formatStamp(stamp))).toEqual(stamp);
      }),
    );
  });

  test('days are those of the engine’s own calendar', () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (day) => {
        const date = new Date(day * DAY * 1000);
        const civil = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
        expect(civilOf(day)).toEqual(civil);
        expect(dayOf(civil.year, civil.month, civil.day)).toBe(day);
      }),
    );
  });
});

test.each([
  ['+0100', 3600],
  ['-0530', -19_800],
  ['+01:00', 3600],
  ['-004430', -2670],
  ['0000', 0],
])('offset %s', (value, seconds) => {
  expect(parseOffset(value)).toBe(seconds);
  expect(parseOffset(formatOffset(seconds))).toBe(seconds);
});

test.each([
  ['PT15M', 900, 'PT15M'],
  ['-PT15M', -900, '-PT15M'],
  ['P1DT2H', 93_600, 'P1DT2H'],
  ['P2W', 1_209_600, 'P2W'],
  ['-P1W6DT15H', -1_177_200, '-P13DT15H'],
  ['PT1W', 604_800, 'P7D'],
  ['PT1D', 86_400, 'P1D'],
  ['pt0s', 0, 'PT0S'],
  ['P1W1D', 691_200, 'P8D'],
])('duration %s', (value, seconds, strict) => {
  expect(parseDuration(value)).toBe(seconds);
  expect(strictDuration(value)).toBe(strict);
});

test.each(['', 'P', 'PT', '15M', 'P1H', 'P1DT'])('%s is no duration', (value) => {
  expect(strictDuration(value)).toBeNull();
});
