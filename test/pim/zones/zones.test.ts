import ICAL from 'ical.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readComponents } from '../../../src/pim/components.js';
import { formatStamp, parseStamp } from '../../../src/pim/datetime.js';
import { ianaNames, ianaZone } from '../../../src/pim/zones/iana.js';
import { disagreements, matchRules } from '../../../src/pim/zones/match.js';
import { type OwnZone, ownZone } from '../../../src/pim/zones/rules.js';
import { formatVtimezone } from '../../../src/pim/zones/vtimezone.js';
import { toUtc, toWall, type Zone } from '../../../src/pim/zones/zone.js';

function utc(zone: Zone, wall: string): string {
  return formatStamp({ wall: toUtc(zone, parseStamp(wall)?.wall ?? 0), form: 'utc' });
}

function own(lines: readonly string[]): OwnZone {
  const [component] = readComponents(lines.join('\n')).components;
  if (component === undefined) throw new Error('no component');
  return ownZone(component);
}

/** Outlook's form: rules since 1601. */
const outlook = (tzid: string) => [
  'BEGIN:VTIMEZONE',
  `TZID:${tzid}`,
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;WKST=MO;INTERVAL=1;BYMONTH=10;BYDAY=-1SU',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;WKST=MO;INTERVAL=1;BYMONTH=3;BYDAY=-1SU',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];

describe('instants of IANA zones', () => {
  test.each([
    ['Europe/Prague', '20240115T100000', '20240115T090000Z'],
    ['Europe/Prague', '20240715T100000', '20240715T080000Z'],
    // The law of the United States changed in 2007.
    ['America/New_York', '20060320T100000', '20060320T150000Z'],
    ['America/New_York', '20070320T100000', '20070320T140000Z'],
    ['Asia/Kolkata', '20240115T100000', '20240115T043000Z'],
    ['Australia/Lord_Howe', '20240115T100000', '20240114T230000Z'],
    ['Europe/Moscow', '20120715T100000', '20120715T060000Z'],
    ['Europe/Moscow', '20150715T100000', '20150715T070000Z'],
    // The hour that is left out counts with the offset before it, of the one that comes twice the first is meant.
    ['Europe/Prague', '20240331T023000', '20240331T013000Z'],
    ['Europe/Prague', '20241027T023000', '20241027T003000Z'],
    ['Europe/Prague', '18900101T000000', '18891231T230216Z'],
  ])('%s %s', (name, wall, expected) => {
    expect(utc(ianaZone(name), wall)).toBe(expected);
  });

  test('the clock of an instant is the clock of its wall-clock time', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ianaNames()), fc.integer({ min: 0, max: 2_000_000_000 }), (name, instant) => {
        const zone = ianaZone(name);
        const wall = toWall(zone, instant);
        expect(toWall(zone, toUtc(zone, wall))).toBe(wall);
      }),
      { numRuns: 300 },
    );
  });
});

describe('rules of a VTIMEZONE', () => {
  test('since 1601', () => {
    const { rules, named } = own(outlook('Somewhere'));
    expect(named).toEqual([]);
    expect(rules === null ? null : utc(rules, '20240715T100000')).toBe('20240715T080000Z');
    expect(rules === null ? null : utc(rules, '19100115T100000')).toBe('19100115T090000Z');
    expect(rules === null ? null : matchRules(rules, 2020, 2021)).toBe('Europe/Berlin');
    // The end of summer time came in September until 1995.
    const spans = rules === null ? [] : disagreements(rules, ianaZone('Europe/Berlin'));
    expect(new Date((spans.at(-1)?.end ?? 0) * 1000).toISOString()).toBe('1995-10-29T01:00:00.000Z');
  });

  test('UNTIL in UTC, RDATE, and no rule at all', () => {
    const { rules } = own([
      'BEGIN:VTIMEZONE',
      'TZID:Made up',
      'BEGIN:STANDARD',
      'DTSTART:20001029T030000',
      'TZOFFSETFROM:+0200',
      'TZOFFSETTO:+0100',
      'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20021027T010000Z',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:20010325T020000',
      'RDATE:20020331T020000,20030330T020000',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
      'END:DAYLIGHT',
      'END:VTIMEZONE',
    ]);
    const offsets = ['20010701', '20011201', '20020701', '20021201', '20030701', '20040101'].map(
      (day) => rules?.offsetAt(parseStamp(day)?.wall ?? 0) ?? 0,
    );
    expect(offsets).toEqual([7200, 3600, 7200, 3600, 7200, 7200]);
  });

  test('names stand in several places', () => {
    const lines = outlook('Custom');
    lines.splice(2, 0, 'X-LIC-LOCATION:Europe/Vienna', 'X-MICROSOFT-CDO-TZID:6');
    expect(own(lines).named).toEqual(['Europe/Vienna', 'Europe/Prague']);
  });

  test.each([
    ['no offset', outlook('x').filter((line) => !line.startsWith('TZOFFSETTO'))],
    ['no start', outlook('x').filter((line) => !line.startsWith('DTSTART'))],
    ['a rule that is none', outlook('x').map((line) => line.replace('FREQ=YEARLY', 'FREQ=EVER'))],
    ['nothing inside', ['BEGIN:VTIMEZONE', 'TZID:x', 'END:VTIMEZONE']],
  ])('%s: no rules', (_, lines) => {
    expect(own(lines).rules).toBeNull();
  });
});

describe('VTIMEZONEs of our own', () => {
  test('Prague', () => {
    expect(formatVtimezone('Europe/Prague', { first: 2020, last: 2024 })).toBe(
      [
        'BEGIN:VTIMEZONE',
        'TZID:Europe/Prague',
        'BEGIN:DAYLIGHT',
        'DTSTART:20190331T020000',
        'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
        'TZOFFSETFROM:+0100',
        'TZOFFSETTO:+0200',
        'END:DAYLIGHT',
        'BEGIN:STANDARD',
        'DTSTART:20191027T030000',
        'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
        'TZOFFSETFROM:+0200',
        'TZOFFSETTO:+0100',
        'END:STANDARD',
        'END:VTIMEZONE',
        '',
      ].join('\r\n'),
    );
  });

  test('a zone without summer time', () => {
    expect(formatVtimezone('Asia/Tokyo', { first: 2020, last: 2020 })).toBe(
      [
        'BEGIN:VTIMEZONE',
        'TZID:Asia/Tokyo',
        'BEGIN:STANDARD',
        'DTSTART:20190101T000000',
        'TZOFFSETFROM:+0900',
        'TZOFFSETTO:+0900',
        'END:STANDARD',
        'END:VTIMEZONE',
        '',
      ].join('\r\n'),
    );
  });

  test('rules that change go by eras, dates that follow none are listed', () => {
    expect(formatVtimezone('America/New_York', { first: 2005, last: Infinity }).match(/RRULE.*/g)).toEqual([
      'RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z',
      'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T060000Z',
      'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU',
      'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU',
    ]);
    const casablanca = formatVtimezone('Africa/Casablanca', { first: 2024, last: 2025 });
    expect(casablanca).toContain('DTSTART:20230319T030000\r\nRDATE:20230319T030000\r\nRDATE:20240310T030000\r\n');
  });

  test('every zone shows its own clock, in few lines', () => {
    const wrong: string[] = [];
    const lines: number[] = [];
    for (const name of ianaNames().filter((zone) => zone !== 'UTC')) {
      const text = formatVtimezone(name, { first: 2008, last: Infinity });
      lines.push(text.split('\r\n').length - 1);
      const { rules } = own(text.split('\r\n'));
      const from = Date.UTC(2008, 0, 1) / 1000;
      const to = Date.UTC(2038, 0, 1) / 1000;
      const spans = rules === null ? [{ start: from, end: to }] : disagreements(rules, ianaZone(name));
      if (spans.some(({ start, end }) => end > from && start < to)) wrong.push(name);
    }
    expect(wrong).toEqual([]);
    lines.sort((a, b) => a - b);
    expect(lines[lines.length >> 1]).toBeLessThanOrEqual(15);
    expect(lines.at(-1)).toBeLessThan(100);
  });

  test.each([
    'Europe/Prague',
    'America/New_York',
    'America/Santiago',
    'Africa/Cairo',
    'Australia/Sydney',
    'Europe/Moscow',
  ])('ical.js reads %s as it is', (name) => {
    const text = formatVtimezone(name, { first: 2003, last: Infinity });
    const zone = new ICAL.Timezone({ component: new ICAL.Component(ICAL.parse(text.trim()) as never), tzid: name });
    for (let day = 0; day < 30 * 365; day += 9) {
      const date = new Date(Date.UTC(2003, 0, 1 + day, 12));
      const time = ICAL.Time.fromData({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hour: 12,
      });
      time.zone = zone;
      expect(time.toUnixTime()).toBe(toUtc(ianaZone(name), date.getTime() / 1000));
    }
  });
});
