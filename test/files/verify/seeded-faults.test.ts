/** Faults of writers, seeded: what an exporter got wrong is found although nobody makes the files again. */
import { describe, expect, test } from 'vitest';
import { compareCards } from '../../../src/files/verify/card-check.js';
import { compareEntries, readCalendarFile } from '../../../src/files/verify/entry-check.js';
import { readWithIcal } from '../../../src/files/verify/ical-reader.js';

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\r\n`).join('');

const ZONE = lines(
  'BEGIN:VTIMEZONE',
  'TZID:Europe/Prague',
  'BEGIN:DAYLIGHT',
  'DTSTART:20200329T020000',
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
);
const SERIES = lines(
  'BEGIN:VEVENT',
  'UID:1@x',
  'DTSTAMP:20240101T000000Z',
  'DTSTART;TZID=Europe/Prague:20240304T090000',
  'DTEND;TZID=Europe/Prague:20240304T100000',
  'RRULE:FREQ=WEEKLY;UNTIL=20240401T070000Z',
  'EXDATE;TZID=Europe/Prague:20240311T090000',
  'SUMMARY:Board',
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  'DESCRIPTION:Board',
  'TRIGGER:-PT15M',
  'END:VALARM',
  'END:VEVENT',
);
const OVERRIDE = lines(
  'BEGIN:VEVENT',
  'UID:1@x',
  'RECURRENCE-ID;TZID=Europe/Prague:20240318T090000',
  'DTSTAMP:20240101T000000Z',
  'DTSTART;TZID=Europe/Prague:20240318T140000',
  'DTEND;TZID=Europe/Prague:20240318T150000',
  'SUMMARY:Board, later',
  'END:VEVENT',
);
const ENTRIES = SERIES + OVERRIDE;

const calendar = (entries: string): string =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n${ZONE}${entries}END:VCALENDAR\r\n`;
const item = (type: string, text: string): Buffer =>
  Buffer.from(`Subject: Board\r\nMIME-Version: 1.0\r\nContent-Type: ${type}; charset=utf-8\r\n\r\n${text}`);

function eventFindings(written: string, notes: readonly string[] = []): string[] {
  const file = readCalendarFile(calendar(written), 'Calendar.ics');
  const compared = compareEntries(written, item('text/calendar', calendar(ENTRIES)), file, notes);
  return [...file.problems, ...compared.problems].map(({ aspect, what }) => `${aspect}: ${what}`);
}

describe('calendars', () => {
  test('a right one is let alone', () => {
    expect(eventFindings(ENTRIES)).toEqual([]);
  });

  const refused = 'bundle: importers refuse or misread it: ';
  const other = 'content: it is not as in the source: ';
  test.each([
    [
      'EXDATE;TZID=Europe/Prague:20240311T090000',
      'EXDATE:20240311T090000',
      `${refused}EXDATE is not in the form and zone of DTSTART`,
    ],
    [
      'RECURRENCE-ID;TZID=Europe/Prague:20240318T090000',
      'RECURRENCE-ID:20240318T080000Z',
      `${refused}RECURRENCE-ID is not in the form and zone of DTSTART`,
    ],
    [
      'DTEND;TZID=Europe/Prague:20240304T100000',
      'DTEND;VALUE=DATE:20240305',
      `${refused}DTEND is not in the form and zone of DTSTART`,
    ],
    [
      'SUMMARY:Board\r\n',
      'SUMMARY:Board\r\nDTSTART;TZID=Europe/Prague:20240304T090000\r\n',
      `${refused}DTSTART stands twice in VEVENT`,
    ],
    ['TRIGGER:-PT15M', 'TRIGGER:-PT15M\r\nTRIGGER:-PT5M', `${refused}TRIGGER stands twice in VALARM`],
    ['UNTIL=20240401T070000Z', 'UNTIL=20240301T070000Z', `${refused}UNTIL is before DTSTART`],
    ['UNTIL=20240401T070000Z', 'UNTIL=20240401T090000', `${refused}UNTIL is not in the form that DTSTART asks for`],
    ['SUMMARY:Board\r\n', 'SUMMARY:Board\r\nX-MY_NAME:1\r\n', `${refused}a property has no legal name (VEVENT)`],
    ['DTSTAMP:20240101T000000Z\r\n', '', `${refused}VEVENT has no DTSTAMP`],
    ['TZID=Europe/Prague:20240304T090000', 'TZID=Europe/Paris:20240304T090000', 'the file has no VTIMEZONE of DTSTART'],
    ['20240304T090000', '20240304T083000', `${other}DTSTART, occurrences`],
    ['20240304T100000', '20240304T110000', `${other}DTEND or DUE`],
    ['SUMMARY:Board\r\n', 'SUMMARY:Bored\r\n', `${other}SUMMARY`],
    ['UNTIL=20240401T070000Z', 'UNTIL=20240325T080000Z', `${other}occurrences`],
    [
      'RRULE:FREQ=WEEKLY;UNTIL=20240401T070000Z\r\nEXDATE;TZID=Europe/Prague:20240311T090000\r\n',
      '',
      `${other}occurrences`,
    ],
    [OVERRIDE, '', 'bundle: of 2 components of the source the file has 1'],
    ['UID:1@x\r\nDTSTAMP', 'UID:2@x\r\nDTSTAMP', 'bundle: it has a component that the source does not have'],
    ['FREQ=WEEKLY', 'FREQ=WEAKLY', 'bundle: ical.js refuses it: invalid frequency "WEAKLY"'],
  ])('%j as %j', (from, to, finding) => {
    const written = ENTRIES.replace(from, to);
    expect(written).not.toBe(ENTRIES);
    expect(eventFindings(written).join('\n')).toContain(finding);
  });

  test('a repair of times that was noted is none', () => {
    const moved = ENTRIES.replace('20240304T100000', '20240304T110000');
    expect(eventFindings(moved, ['DTEND was before the start'])).toEqual([]);
  });

  test('a series that is nowhere is asked for in the other files', () => {
    const file = readCalendarFile(calendar(''), 'Calendar.ics');
    const { elsewhere } = compareEntries(
      SERIES.replace('1@x', '2@x'),
      item('text/calendar', calendar(ENTRIES)),
      file,
      [],
    );
    expect(elsewhere).toEqual(['VEVENT 1@x']);
  });
});

describe('what ical.js would follow without an end', () => {
  const event = (rule: string): string => SERIES.replace(/RRULE:.*/, `RRULE:${rule}`);

  test.each([
    'FREQ=SECONDLY',
    'FREQ=DAILY;BYDAY=5MO',
    'FREQ=DAILY;INTERVAL=7;BYDAY=TU',
    'FREQ=MONTHLY;INTERVAL=12;BYMONTH=4',
    'FREQ=MONTHLY;BYDAY=2MO;BYMONTHDAY=1',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  ])('%s is not followed', (rule) => {
    expect(readWithIcal(event(rule), ZONE)).toMatchObject({ entries: [{ uid: '1@x', occurrences: null }] });
  });

  test('a zone that changes every second is not asked about', () => {
    expect(readWithIcal(SERIES, ZONE.replaceAll('FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', 'FREQ=SECONDLY'))).toBeNull();
  });

  test('a rule that is plain is', () => {
    const read = readWithIcal(event('FREQ=MONTHLY;BYDAY=1MO;COUNT=3'), ZONE);
    const walls = ['2024-03-04T09:00:00Z', '2024-04-01T09:00:00Z', '2024-05-06T09:00:00Z'];
    const moments = walls.map((wall) => ({ wall: Date.parse(wall) / 1000 }));
    expect(read).toMatchObject({ entries: [{ occurrences: moments }] });
  });
});

const CARD = lines('BEGIN:VCARD', 'VERSION:3.0', 'UID:c1', 'N:Novak;Jan;;;', 'FN:Jan Novak', 'TEL:1', 'END:VCARD');

describe('cards', () => {
  const cardFindings = (written: string, notes: readonly string[] = []): string[] =>
    compareCards(written, item('text/vcard', CARD), notes).map(({ aspect, what }) => `${aspect}: ${what}`);

  test('a right one is let alone', () => {
    expect(cardFindings(CARD)).toEqual([]);
  });

  const refused = 'bundle: importers refuse or misread its card: ';
  const other = 'content: its card is not as in the source: ';
  test.each([
    ['FN:Jan Novak', 'FN:Jan Novak\r\nFN:Jan', [`${refused}FN stands twice`]],
    ['TEL:1', 'BDAY:1970-01-01\r\nBDAY:1971-01-01\r\nTEL:1', [`${refused}BDAY stands twice`]],
    ['TEL:1', 'X_TEL:1', [`${refused}a property has no legal name`]],
    ['N:Novak;Jan;;;\r\n', '', [`${refused}it has no N`]],
    ['FN:Jan Novak', 'FN:Jan Nowak', [`${other}FN`]],
    ['UID:c1', 'UID:c2', [`${other}UID`]],
    ['END:VCARD\r\n', `END:VCARD\r\n${CARD}`, ['bundle: it has a card that the source does not have']],
  ])('%j as %j', (from, to, findings) => {
    expect(cardFindings(CARD.replace(from, to))).toEqual(findings);
  });

  test('a UID that was taken is replaced with a note', () => {
    expect(cardFindings(CARD.replace('c1', 'c2'), ['its UID is that of another card: it got a new one'])).toEqual([]);
  });

  test('a card that is lost', () => {
    const two = item('text/vcard', CARD + CARD.replace('c1', 'c2'));
    expect(compareCards(CARD, two, [])).toEqual([{ aspect: 'bundle', what: 'a card of the source is missing' }]);
  });
});
