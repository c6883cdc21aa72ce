import { expect, test } from 'vitest';
import { lintCalendar, sharedUids } from './lint-calendar.js';

const good = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:x',
  'BEGIN:VTIMEZONE',
  'TZID:Asia/Tokyo',
  'BEGIN:STANDARD',
  'DTSTART:20190101T000000',
  'TZOFFSETFROM:+0900',
  'TZOFFSETTO:+0900',
  'END:STANDARD',
  'END:VTIMEZONE',
  'BEGIN:VEVENT',
  'UID:a',
  'DTSTAMP:20240101T000000Z',
  'DTSTART;TZID=Asia/Tokyo:20240101T100000',
  'DTEND;TZID=Asia/Tokyo:20240101T110000',
  'RRULE:FREQ=DAILY;UNTIL=20240105T010000Z',
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  'TRIGGER:-PT5M',
  'END:VALARM',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

test('a file without fault has none', () => {
  expect(lintCalendar(Buffer.from(good))).toEqual([]);
});

test.each<[string, string | RegExp, string, string]>([
  ['a bare LF', '\r\nUID', '\nUID', 'a line does not end in CRLF'],
  ['a long line', 'UID:a', `UID:${'a'.repeat(80)}`, 'a line has 84 octets'],
  ['a cut character', 'UID:a', 'UID:\xc3\r\n \xa9', 'a fold cuts a character'],
  ['a byte order mark', /^/, '\xef\xbb\xbf', 'it begins with a byte order mark'],
  ['METHOD', 'PRODID:x', 'PRODID:x\r\nMETHOD:REQUEST', 'there is a METHOD'],
  ['no VTIMEZONE', /BEGIN:VTIMEZONE[^]*END:VTIMEZONE\r\n/, '', 'no VTIMEZONE for Asia/Tokyo'],
  ['a zone of Windows', /Asia\/Tokyo/g, 'Tokyo Standard Time', 'Tokyo Standard Time is no IANA zone'],
  ['no UID', 'UID:a\r\n', '', 'a UID is missing'],
  ['no DTSTAMP', /DTSTAMP.*\r\n/, '', 'DTSTAMP is missing'],
  ['no end', /DTEND.*\r\n/, '', 'there is not one DTEND or DURATION'],
  [
    'an override alone',
    'UID:a',
    'UID:a\r\nRECURRENCE-ID:20240102T010000Z',
    'an override of a does not stand behind its series',
  ],
  [
    'two masters',
    'END:VCALENDAR',
    'BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20240101T000000Z\r\nDTSTART:20240101T000000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR',
    'two masters have the UID a',
  ],
  [
    'UNTIL on the clock',
    '20240105T010000Z',
    '20240105T100000',
    'UNTIL is 20240105T100000 for a start of 20240101T100000',
  ],
  ['a date without VALUE', 'DTEND;TZID=Asia/Tokyo:20240101T110000', 'DTEND:20240101', 'DTEND is 20240101'],
  ['two SUMMARY', 'UID:a', 'UID:a\r\nSUMMARY:a\r\nSUMMARY:b', 'SUMMARY stands twice'],
  ['two TRIGGER', 'TRIGGER:-PT5M', 'TRIGGER:-PT5M\r\nTRIGGER:-PT9M', 'TRIGGER stands twice in a VALARM'],
  [
    'an exception in UTC',
    'BEGIN:VALARM',
    'EXDATE:20240102T010000Z\r\nBEGIN:VALARM',
    'EXDATE has another form than DTSTART',
  ],
  [
    'an override in UTC',
    'END:VCALENDAR',
    'BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID:20240102T010000Z\r\nEND:VEVENT\r\nEND:VCALENDAR',
    'an override of a has another form than its series',
  ],
  ['an underscore', 'UID:a', 'UID:a\r\nX_A:b', 'no content line: X_A:b'],
  ['an empty TRIGGER', 'TRIGGER:-PT5M', 'TRIGGER:', 'a VALARM has no TRIGGER'],
  ['an END that is missing', 'END:VALARM\r\n', '', 'END:VEVENT ends something else'],
  ['a line that is none', 'UID:a', 'UID:a\r\nstray', 'no content line: stray'],
  ['two calendars', /$/, 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n', 'it is not one VCALENDAR'],
])('%s', (_, from, to, problem) => {
  expect(lintCalendar(Buffer.from(good.replace(from, to), 'latin1'))).toContain(problem);
});

test('a UID in two files', () => {
  expect(sharedUids([Buffer.from(good), Buffer.from(good.replace('UID:a', 'UID:b'))])).toEqual([]);
  expect(sharedUids([Buffer.from(good), Buffer.from(good)])).toEqual(['a']);
});
