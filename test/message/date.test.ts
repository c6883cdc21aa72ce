import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asctime, headerDate, parseDate, withoutComments } from '../../src/message/date.js';

/** 2020-01-03 03:04:05 UTC. */
const INSTANT = 1_578_020_645;

describe('a date that says Friday, 3 January 2020, 03:04:05 UTC', () => {
  test.each([
    'Fri, 3 Jan 2020 03:04:05 +0000',
    'Fri, 03 Jan 2020 04:04:05 +0100',
    'Fri, 3 Jan 2020 04:04:05 +0100 (CET (Prague))',
    '(a \\( b) Fri, 3 Jan 2020 (c) 04:04:05 +0100',
    'Thu, 2 Jan 2020 22:04:05 EST',
    '3 Jan 2020 03:04:05 -0000',
    '3 Jan 20 03:04:05 GMT',
    '3 Jan 120 03:04:05 GMT',
    'fri, 3 jan 2020 03:04:05 z',
    'Fri,  3  Jan  2020\r\n\t03:04:05 UT',
    'Fri, 3 Jan 2020 05:04:05 GMT+0200',
    'Fri, 3 Jan 2020 04:04:05+0100',
    'Fri, 3 Jan 2020 03:04:05.123 +0000',
    'Fri, 3 Jan 2020 3.04.05 +0000',
    'Fri, 03-Jan-2020 03:04:05 GMT',
    '03-Jan-20 03:04:05',
    'Fri, 3 Jan 2020 03:04:05 Nowhere',
    'Fri, 3 Jan 2020 03:04:05 +9900',
    'Fri, 3 January 2020 03:04:05 +0000',
    'Friday, January 3rd, 2020 3:04:05 AM',
    'Fri Jan  3 03:04:05 2020',
    'Fri Jan 3 04:04:05 CET 2020',
    'Fri Jan  3 04:04:05 +0100 2020',
    '1/3/2020 3:04:05AM',
    '1/3/2020 3:04:05 am',
    '3.1.2020 03:04:05',
    '03-01-2020 03:04:05',
    '2020-01-03T03:04:05Z',
    '2020-01-03 04:04:05+01:00',
    '2020-01-03T03:04:05.123Z',
  ])('%s', (text) => {
    expect(parseDate(text)).toBe(INSTANT);
  });
});

test.each([
  ['11/16/2016 3:29:16PM', '2016-11-16T15:29:16Z'],
  ['16/11/2016 15:29', '2016-11-16T15:29:00Z'],
  ['1999/01/31', '1999-01-31T00:00:00Z'],
  ['Wed, 16 Nov 2016 15:29 +0100', '2016-11-16T14:29:00Z'],
  ['Wed, 16 Nov 2016 12:29:16 AM', '2016-11-16T00:29:16Z'],
  ['12/31/99 12:00 PM', '1999-12-31T12:00:00Z'],
  ['31 Dec 49 00:00:00 GMT', '2049-12-31T00:00:00Z'],
  ['31 Dec 50 00:00:00 GMT', null],
  ['31 Dec 70 00:00:00 GMT', '1970-12-31T00:00:00Z'],
  ['30 Jun 2015 23:59:60 +0000', '2015-07-01T00:00:00Z'],
  ['30 Jun 2015 24:00:00 +0000', '2015-07-01T00:00:00Z'],
  ['29 Feb 2020 00:00:00 +0000', '2020-02-29T00:00:00Z'],
  ['29 Feb 2021 00:00:00 +0000', null],
  ['31 Apr 2020 00:00:00 +0000', null],
  ['3 Jan 2020', '2020-01-03T00:00:00Z'],
  ['2020-01-03', '2020-01-03T00:00:00Z'],
  ['1 Jan 1970 23:59:59 +0000', null],
  ['2 Jan 1970 00:00:00 +0000', '1970-01-02T00:00:00Z'],
  ['31 Dec 2105 23:59:59 +0000', '2105-12-31T23:59:59Z'],
  ['1 Jan 2106 00:00:00 +0000', null],
  ['3 Jan 2020 03:61:00 +0000', null],
  ['3 Jan 2020 25:00:00 +0000', null],
  ['Fri, Jan 2020 03:04:05', null],
  ['soon', null],
  ['', null],
])('%s is %s', (text, wanted) => {
  const time = parseDate(text);
  expect(time === null ? null : new Date(time * 1000).toISOString().replace('.000', '')).toBe(wanted);
});

test('what we write, we read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 86_400, max: Date.UTC(2106, 0, 1) / 1000 - 1 }), (time) => {
      expect(parseDate(asctime(time))).toBe(time);
      expect(parseDate(headerDate(time))).toBe(time);
      expect(parseDate(new Date(time * 1000).toISOString())).toBe(time);
    }),
  );
});

test('the forms that we write', () => {
  expect(asctime(INSTANT)).toBe('Fri Jan  3 03:04:05 2020');
  expect(asctime(1_479_310_156)).toBe('Wed Nov 16 15:29:16 2016');
  expect(headerDate(INSTANT)).toBe('Fri, 03 Jan 2020 03:04:05 +0000');
});

test('no text is too strange, and none gives an insane time', () => {
  const words = fc.constantFrom(
    'Jan',
    '3',
    '2020',
    '03:04',
    '-',
    '/',
    '.',
    ',',
    ' ',
    '(',
    ')',
    '+0100',
    'pm',
    '99999',
    '\\',
    'é',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words).map((list) => list.join('')),
      ),
      (text) => {
        const time = parseDate(text);
        if (time !== null) expect(time).toBeGreaterThanOrEqual(86_400);
      },
    ),
  );
});

test('comments, nested and never closed', () => {
  expect(withoutComments('a (b (c) \\) d) e (f')).toBe('a  e ');
  expect(withoutComments('a) b')).toBe('a) b');
  expect(withoutComments('(x) a) b')).toBe(' a b');
});
