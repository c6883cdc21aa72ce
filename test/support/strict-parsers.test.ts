import { expect, test } from 'vitest';
import { parseStrictly, type PimFile, refusalsOf, type StrictParser } from './strict-parsers.js';

const calendar = (name: string, ...lines: readonly string[]): PimFile => ({
  name,
  kind: 'calendar',
  bytes: Buffer.from(
    ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n'),
  ),
});
const card = (name: string, ...lines: readonly string[]): PimFile => ({
  name,
  kind: 'card',
  bytes: Buffer.from(['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n')),
});
const event = (...lines: readonly string[]) => [
  'BEGIN:VEVENT',
  'UID:a',
  'DTSTAMP:20240101T000000Z',
  ...lines,
  'END:VEVENT',
];

test('each takes a series and gives its instants', () => {
  const file = calendar(
    'series',
    ...event('DTSTART:20240301T090000Z', 'DTEND:20240301T100000Z', 'RRULE:FREQ=DAILY;COUNT=2'),
  );
  const start = Date.UTC(2024, 2, 1, 9) / 1000;
  const parsed = { kind: 'VEVENT', uid: 'a', recurrenceId: null, start, end: start + 3600 };
  const answer = (occurrences: readonly string[] | null) => [
    { name: 'series', refusals: [], components: [{ ...parsed, occurrences }] },
  ];
  expect(parseStrictly('icalendar', [file])).toEqual(answer(['2024-03-01T09:00:00', '2024-03-02T09:00:00']));
  expect(parseStrictly('vobject', [file])).toEqual(answer(null));
  expect(parseStrictly('sabre', [file])).toEqual(answer(null));
});

const times = ['DTSTART:20240301T090000Z', 'DTEND:20240301T100000Z'];

test.each<[StrictParser, string, PimFile]>([
  [
    'icalendar',
    'an EXDATE of another form',
    calendar('x', ...event(...times, 'EXDATE:20240301T090000', 'RRULE:FREQ=DAILY')),
  ],
  ['icalendar', 'a date that is none', calendar('x', ...event('DTSTART:20240230T090000Z'))],
  ['vobject', 'two LOCATIONs', calendar('x', ...event(...times, 'LOCATION:a', 'LOCATION:b'))],
  ['vobject', 'a card without FN', card('x', 'N:Novák;Jan;;;')],
  ['sabre', 'a name with an underscore', calendar('x', ...event(...times, 'X-A_B:1'))],
  ['sabre', 'a line without a name', calendar('x', ...event(...times, 'no line'))],
  ['sabre', 'a card with two FN', card('x', 'UID:u', 'N:Novák;Jan;;;', 'FN:a', 'FN:b')],
])('%s refuses %s', (parser, _, file) => {
  expect(refusalsOf(parseStrictly(parser, [file]))).not.toEqual([]);
});

test('cards are read one by one', () => {
  const two = {
    ...card('two', 'UID:u', 'N:a;;;;', 'FN:a'),
    bytes: Buffer.from(
      [card('', 'UID:u', 'N:a;;;;', 'FN:a'), card('', 'UID:v', 'N:b;;;;', 'FN:b')]
        .map(({ bytes }) => Buffer.from(bytes).toString())
        .join(''),
    ),
  };
  for (const parser of ['vobject', 'sabre'] as const) {
    const [verdict] = parseStrictly(parser, [two]);
    expect(verdict?.refusals).toEqual([]);
    expect(verdict?.components.map(({ uid }) => uid)).toEqual(['u', 'v']);
  }
});
