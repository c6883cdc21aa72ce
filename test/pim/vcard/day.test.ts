import { describe, expect, it } from 'vitest';
import { type Day, legalDate, parseDay } from '../../../src/pim/vcard/day.js';

const may12: Day = { year: 1980, month: 5, day: 12 };
const everyMay12: Day = { year: null, month: 5, day: 12 };

describe('a day of the year', () => {
  it.each([
    // What servers take stays as it is.
    ['19800512', may12, '19800512'],
    ['1980-05-12', may12, '1980-05-12'],
    ['19811012', { year: 1981, month: 10, day: 12 }, '19811012'],
    ['1981-12-31', { year: 1981, month: 12, day: 31 }, '1981-12-31'],
    [' 1980-05-12 ', may12, '1980-05-12'],
    ['19800512T235900Z', may12, '19800512T235900Z'],
    ['1980-05-12T00:00:00+01:00', may12, '1980-05-12T00:00:00+01:00'],
    ['1980-05-12T00:00:00.000Z', may12, '1980-05-12T00:00:00.000Z'],
    ['18800512', { ...may12, year: 1880 }, '18800512'],
    ['--0512', everyMay12, '--0512'],
    ['--05-12', everyMay12, '--05-12'],
    ['16040512', everyMay12, '16040512'],
    ['1604-05-12', everyMay12, '1604-05-12'],
    ['--02-29', { year: null, month: 2, day: 29 }, '--02-29'],
    // Everything else is written as servers take it.
    ['1980-05-12;', may12, '1980-05-12'],
    ['1980-5-12', may12, '1980-05-12'],
    ['1980/05/12', may12, '1980-05-12'],
    ['1980. 05. 12.', may12, '1980-05-12'],
    ['19800512000000', may12, '1980-05-12'],
    ['19800512103000', may12, '1980-05-12T10:30:00'],
    ['1980-05-12 10:30', may12, '1980-05-12T10:30:00'],
    ['1980-05-12T103000Z', may12, '1980-05-12T10:30:00Z'],
    ['1980-05-12T10:30:00+0100', may12, '1980-05-12T10:30:00+01:00'],
    ['1980-05-12T00:00:00.0000000', may12, '1980-05-12'],
    ['1980-05-12Z', may12, '1980-05-12'],
    ['12.5.1980', may12, '1980-05-12'],
    ['12. 5. 1980', may12, '1980-05-12'],
    ['5/12/1980', may12, '1980-05-12'],
    ['5/12/1980 12:00:00 AM', may12, '1980-05-12'],
    ['05-12-1980', { ...may12, month: 12, day: 5 }, '1980-12-05'],
    ['31/5/1980', { ...may12, day: 31 }, '1980-05-31'],
    ['5.31.1980', { ...may12, day: 31 }, '1980-05-31'],
    ['May 12\\, 1980', may12, '1980-05-12'],
    ['Mon, 12 May 1980 00:00:00 GMT', may12, '1980-05-12'],
    ['Mon May 12 00:00:00 CET 1980', may12, '1980-05-12'],
    ['Mon May 12 1980 00:00:00 GMT+0100 (CET)', may12, '1980-05-12'],
    ['12-May-80', may12, '1980-05-12'],
    ['12-May-05', { ...may12, year: 2005 }, '2005-05-12'],
    ['12th May', everyMay12, '--05-12'],
    ['May 12', everyMay12, '--05-12'],
    ['12.5.', everyMay12, '--05-12'],
    ['5/12', everyMay12, '--05-12'],
    ['05-12', everyMay12, '--05-12'],
    ['0000-05-12', everyMay12, '--05-12'],
  ])('%j is read, and written as a server takes it', (value, day, legal) => {
    expect(parseDay(value)).toEqual(day);
    expect(legalDate(value)).toBe(legal);
  });

  it.each([
    '',
    'circa 1800',
    '1990-13-45',
    '2001-02-29',
    '0000-00-00',
    '0001-01-01T00:00:00',
    '1601-01-01',
    '4501-01-01',
    'May 1980',
    '9'.repeat(200),
    'a'.repeat(100_000),
  ])('%j is none', (value) => {
    expect(parseDay(value)).toBeNull();
    expect(legalDate(value)).toBeNull();
  });

  it.each(['1985', '1985-04', '--05', '---12'])('%j is part of a date: no day, but legal', (value) => {
    expect(parseDay(value)).toBeNull();
    expect(legalDate(value)).toBe(value);
  });
});
