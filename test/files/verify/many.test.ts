/** Messages of many cards and entries: each is held against its own, and one that differs is found among them. */
import { expect, test } from 'vitest';
import { compareCards } from '../../../src/files/verify/card-check.js';
import { compareEntries, readCalendarFile } from '../../../src/files/verify/entry-check.js';
import { readWithVcf } from '../../../src/files/verify/vcf-reader.js';
import { readComponents } from '../../../src/pim/components.js';

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\r\n`).join('');
const many = (count: number, make: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => make(at)).join('');
const item = (type: string, text: string): Buffer => Buffer.from(`Content-Type: ${type}\r\n\r\n${text}`);
const calendar = (entries: string): string =>
  lines('BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x') + entries + lines('END:VCALENDAR');

function eventFindings(written: string, source: string): string[] {
  const file = readCalendarFile(calendar(written), 'Calendar.ics');
  return compareEntries(written, item('text/calendar', calendar(source)), file, []).problems.map(({ what }) => what);
}

/** A day of 2024 to 2026, 0 being the first of January. */
function day(at: number): string {
  return new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10).replaceAll('-', '');
}

function changedDay(at: number, title: string): string {
  const time = `${day(at)}T090000Z`;
  return lines(
    ...['BEGIN:VEVENT', 'UID:1@x', 'DTSTAMP:20240101T000000Z', `RECURRENCE-ID:${time}`, `DTSTART:${time}`],
    ...[`SUMMARY:${title}`, 'END:VEVENT'],
  );
}

const card = (uid: string, name: string): string =>
  lines('BEGIN:VCARD', 'VERSION:3.0', ...(uid === '' ? [] : [`UID:${uid}`]), 'N:a;;;;', `FN:${name}`, 'END:VCARD');

test('one changed day of a thousand has another title', () => {
  const source = many(1000, (at) => changedDay(at, `Day ${at}`));
  const written = many(1000, (at) => changedDay(at, at === 700 ? 'Other' : `Day ${at}`));
  expect(eventFindings(source, source)).toEqual([]);
  expect(eventFindings(written, source)).toEqual(['it is not as in the source: SUMMARY']);
});

test('all changed days of a thousand have other titles', () => {
  const findings = eventFindings(
    many(1000, (at) => changedDay(at, `Other ${at}`)),
    many(1000, (at) => changedDay(at, `Day ${at}`)),
  );
  expect(findings).toHaveLength(1000);
  expect(new Set(findings)).toEqual(new Set(['it is not as in the source: SUMMARY']));
});

test('a day that has moved is compared with the days beside it', () => {
  const source = many(20, (at) => changedDay(at, `Day ${at}`));
  const moved = source.replace(`DTSTART:${day(7)}T09`, `DTSTART:${day(7)}T10`);
  expect(eventFindings(moved, source)).toEqual(['it is not as in the source: DTSTART']);
});

test('a series of which a thousand days were deleted is not refused', () => {
  const series = (first: string): string =>
    lines(
      ...['BEGIN:VEVENT', 'UID:1@x', 'DTSTAMP:20240101T000000Z', `DTSTART:${first}T090000Z`, 'RRULE:FREQ=DAILY'],
      ...Array.from({ length: 1000 }, (_, at) => `EXDATE:${day(at + 1)}T090000Z`),
      ...['SUMMARY:Board', 'END:VEVENT'],
    );
  expect(eventFindings(series(day(0)), series(day(0)))).toEqual([]);
  expect(eventFindings(series(day(0)), series('20231231'))).toEqual(['it is not as in the source: DTSTART']);
});

test('of the zones of a file those count that an entry names', () => {
  const zone = (tzid: string, offset: string, more: readonly string[] = []): string =>
    lines(
      ...['BEGIN:VTIMEZONE', `TZID:${tzid}`, 'BEGIN:STANDARD', 'DTSTART:19700101T000000', ...more],
      ...[`TZOFFSETFROM:${offset}`, `TZOFFSETTO:${offset}`, 'END:STANDARD', 'END:VTIMEZONE'],
    );
  const event = (time: string): string =>
    lines('BEGIN:VEVENT', 'UID:1@x', 'DTSTAMP:20240101T000000Z', time, 'SUMMARY:Board', 'END:VEVENT');
  // ical.js is not asked about a zone that changes every second.
  const zones = zone('Etc/GMT-5', '+0500', ['RRULE:FREQ=SECONDLY']) + zone('Etc/GMT-3', '+0300');
  const written = event('DTSTART;TZID=Etc/GMT-3:20240304T090000');
  const file = readCalendarFile(calendar(zones + written), 'Calendar.ics');
  const findings = (source: string): readonly string[] =>
    compareEntries(written, item('text/calendar', calendar(source)), file, []).problems.map(({ what }) => what);
  expect(findings(event('DTSTART:20240304T060000Z'))).toEqual([]);
  expect(findings(event('DTSTART:20240304T090000Z'))).toEqual(['it is not as in the source: DTSTART']);
});

test('one card of a thousand has the name of another', () => {
  const source = many(1000, (at) => card(`c${at}`, `Name ${at}`));
  const written = many(1000, (at) => card(`c${at}`, at === 700 ? 'Name 701' : `Name ${at}`));
  expect(compareCards(source, item('text/vcard', source), [])).toEqual([]);
  expect(compareCards(written, item('text/vcard', source), [])).toEqual([
    { aspect: 'content', what: 'its card is not as in the source: FN' },
  ]);
});

test('cards without a UID may be any of those that got one', () => {
  const source = many(100, (at) => card('', `Name ${at}`));
  const written = many(100, (at) => card(`new${at}`, `Name ${at === 70 ? 'of nobody' : at}`));
  expect(compareCards(written, item('text/vcard', source), [])).toEqual([
    { aspect: 'content', what: 'its card is not as in the source: FN' },
  ]);
});

test('a card of the source with a bare CR, of which vcf makes nothing, is read from its lines', () => {
  const source = 'BEGIN:VCARD\r\nVERSION:3.0\r\nUID:c1\r\nN:a;;;;\r\nFN;PREF=1\r:a\r\nEND:VCARD\r\n';
  expect(readWithVcf(readComponents(source).components[0]?.lines ?? [])).toEqual({
    refused: 'it sees a line without a value',
  });
  expect(compareCards(card('c1', 'a'), item('text/vcard', source), [])).toEqual([]);
});
