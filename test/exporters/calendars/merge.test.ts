/** Components of one UID: occurrences of a series in the form of its start, and appointments that share it by mistake. */
import { describe, expect, test } from 'vitest';
import { lintCalendar } from '../../support/lint-calendar.js';
import { BASE, calendarItem, event, exportCalendar, type Exported } from './support.js';

const stamp = 'DTSTAMP:20240101T000000Z';
const own = (number: number) => `64590354-03bc-46fa-9d94-b5c19be217d7-0000000${number}`;

/** The lines of each event, without its end. */
function events({ text, bytes }: Exported): string[][] {
  expect(lintCalendar(bytes(`${BASE}.ics`))).toEqual([]);
  const [, ...found] = text(`${BASE}.ics`).split('BEGIN:VEVENT\r\n');
  return found.map((one) => one.split('\r\n').filter((line) => !/^(?:DTSTAMP|DTEND|END:|$)/.test(line)));
}

describe('an override has the form of its series', () => {
  const moved = (recurrenceId: string) =>
    event('UID:a', stamp, recurrenceId, 'DTSTART:20240311T120000Z', 'DTEND:20240311T130000Z');

  test.each([
    [
      'DTSTART;TZID=Europe/Prague:20240304T090000',
      'RECURRENCE-ID:20240311T080000Z',
      'RECURRENCE-ID;TZID=Europe/Prague:20240311T090000',
    ],
    [
      'DTSTART;TZID=Europe/Prague:20240304T090000',
      'RECURRENCE-ID;TZID=America/New_York:20240311T040000',
      'RECURRENCE-ID;TZID=Europe/Prague:20240311T090000',
    ],
    [
      'DTSTART;TZID=Europe/Prague:20240304T090000',
      'RECURRENCE-ID:20240311T090000',
      'RECURRENCE-ID;TZID=Europe/Prague:20240311T090000',
    ],
    [
      'DTSTART;TZID=Europe/Prague:20240304T090000',
      'RECURRENCE-ID;VALUE=DATE:20240311',
      'RECURRENCE-ID;TZID=Europe/Prague:20240311T090000',
    ],
    ['DTSTART:20240304T080000Z', 'RECURRENCE-ID;TZID=Europe/Prague:20240311T090000', 'RECURRENCE-ID:20240311T080000Z'],
    ['DTSTART:20240304T090000', 'RECURRENCE-ID;TZID=Europe/Prague:20240311T090000', 'RECURRENCE-ID:20240311T090000'],
    ['DTSTART;VALUE=DATE:20240304', 'RECURRENCE-ID:20240310T230000Z', 'RECURRENCE-ID;VALUE=DATE:20240311'],
  ])('%s, %s', (start, given, written) => {
    const master = event('UID:a', stamp, start, 'DURATION:P1D', 'RRULE:FREQ=WEEKLY');
    // In one item, and in two.
    for (const items of [
      [calendarItem(...master, ...moved(given))],
      [calendarItem(...moved(given)), calendarItem(...master)],
    ])
      expect(events(exportCalendar(items))[1]).toEqual(['UID:a', written, 'DTSTART:20240311T120000Z']);
  });

  test('two forms of one occurrence are one: the later version counts', () => {
    const master = event('UID:a', stamp, 'DTSTART;TZID=Europe/Prague:20240304T090000', 'RRULE:FREQ=WEEKLY');
    const exported = exportCalendar([
      calendarItem(...master),
      calendarItem(...moved('RECURRENCE-ID:20240311T080000Z')),
      calendarItem(
        ...moved('RECURRENCE-ID;TZID=Europe/Prague:20240311T090000').slice(0, -1),
        'SEQUENCE:1',
        'END:VEVENT',
      ),
    ]);
    expect(events(exported)).toHaveLength(2);
    expect(exported.outcomes.map(({ result }) => result)).toEqual(['exported', 'skipped', 'exported']);
  });
});

describe('one UID for two appointments', () => {
  const dentist = (day: string, ...lines: readonly string[]) =>
    calendarItem(...event('UID:same', stamp, `DTSTART:2024${day}T090000Z`, `DTEND:2024${day}T100000Z`, ...lines));

  test('the second gets one of its own', () => {
    const exported = exportCalendar([dentist('0304'), dentist('0511'), dentist('0612')]);
    expect(events(exported)).toEqual([
      ['UID:same', 'DTSTART:20240304T090000Z'],
      [`UID:${own(2)}`, 'DTSTART:20240511T090000Z'],
      [`UID:${own(3)}`, 'DTSTART:20240612T090000Z'],
    ]);
    expect(exported.outcomes.map(({ notes }) => notes)).toEqual([
      [],
      ['its UID is that of another entry in 00000001: it stands with a UID of its own'],
      ['its UID is that of another entry in 00000001: it stands with a UID of its own'],
    ]);
  });

  test('in one item as well', () => {
    const lines = ['0304', '0511'].flatMap((day) => event('UID:same', stamp, `DTSTART:2024${day}T090000Z`));
    expect(events(exportCalendar([calendarItem(...lines)])).map(([uid]) => uid)).toEqual(['UID:same', `UID:${own(1)}`]);
  });

  test('what says the same is one, whenever it came in', () => {
    const unstamped = calendarItem(...event('UID:same', 'DTSTART:20240304T090000Z'));
    const exported = exportCalendar([unstamped, unstamped]);
    expect(events(exported)).toHaveLength(1);
    expect(exported.outcomes[1]).toMatchObject({
      result: 'skipped',
      reason: 'the same UID stands in 00000001 once more, which was written',
    });
  });

  test('what is a version is one', () => {
    const exported = exportCalendar([dentist('0304'), dentist('0511', 'SEQUENCE:1')]);
    expect(events(exported)).toEqual([['UID:same', 'DTSTART:20240511T090000Z', 'SEQUENCE:1']]);
  });

  test('a series takes the occurrences that came with it along', () => {
    const series = (hour: string) =>
      calendarItem(
        ...event('UID:same', stamp, `DTSTART:20240304T${hour}0000Z`, 'RRULE:FREQ=DAILY'),
        ...event('UID:same', stamp, `RECURRENCE-ID:20240305T${hour}0000Z`, 'DTSTART:20240305T200000Z'),
      );
    expect(events(exportCalendar([series('09'), series('10')])).map((lines) => lines.slice(0, 2))).toEqual([
      ['UID:same', 'DTSTART:20240304T090000Z'],
      ['UID:same', 'RECURRENCE-ID:20240305T090000Z'],
      [`UID:${own(2)}`, 'DTSTART:20240304T100000Z'],
      [`UID:${own(2)}`, 'RECURRENCE-ID:20240305T100000Z'],
    ]);
  });

  test('two changes of one occurrence that nothing tells apart: the second stands for itself', () => {
    const change = (hour: string) =>
      calendarItem(...event('UID:a', stamp, 'RECURRENCE-ID:20240305T090000Z', `DTSTART:20240305T${hour}0000Z`));
    const master = calendarItem(...event('UID:a', stamp, 'DTSTART:20240304T090000Z', 'RRULE:FREQ=DAILY'));
    expect(events(exportCalendar([master, change('11'), change('12')])).map((lines) => lines.slice(0, 2))).toEqual([
      ['UID:a', 'DTSTART:20240304T090000Z'],
      ['UID:a', 'RECURRENCE-ID:20240305T090000Z'],
      [`UID:${own(3)}`, 'DTSTART:20240305T120000Z'],
    ]);
  });
});

describe('a series without any occurrence', () => {
  const gone = ['DTSTART:20240304T090000Z', 'RRULE:FREQ=DAILY;COUNT=2', 'EXDATE:20240304T090000Z,20240305T090000Z'];

  test('is left out with its reason', () => {
    const { outcomes, paths } = exportCalendar([calendarItem(...event('UID:a', stamp, ...gone))]);
    expect(paths).toEqual([]);
    expect(outcomes[0]).toMatchObject({
      result: 'skipped',
      reason: 'all occurrences of the series were deleted: there is nothing left of it',
    });
  });

  test('an occurrence that was moved before stands for itself', () => {
    const moved = event('UID:a', stamp, 'RECURRENCE-ID:20240305T090000Z', 'DTSTART:20240305T110000Z');
    const exported = exportCalendar([calendarItem(...event('UID:a', stamp, ...gone), ...moved)]);
    expect(events(exported)).toEqual([['UID:a-20240305T090000Z', 'DTSTART:20240305T110000Z']]);
  });

  test.each([
    [
      'one is left',
      ['DTSTART:20240304T090000Z', 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:20240304T090000Z,20240305T090000Z'],
    ],
    ['it has no end', ['DTSTART:20240304T090000Z', 'RRULE:FREQ=DAILY', 'EXDATE:20240304T090000Z']],
    ['one was added', [...gone, 'RDATE:20240309T090000Z']],
  ])('but not where %s', (_, lines) => {
    expect(events(exportCalendar([calendarItem(...event('UID:a', stamp, ...lines))]))).toHaveLength(1);
  });
});

test('a change of all later occurrences is written for each of them, up to the next', () => {
  const change = (day: string, hour: string, ...more: readonly string[]) =>
    event(
      ...['UID:a', stamp, `RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Prague:202403${day}T090000`],
      ...[`DTSTART;TZID=Europe/Prague:202403${day}T${hour}0000`, 'DURATION:PT1H', ...more],
    );
  const exported = exportCalendar([
    calendarItem(
      ...event(
        'UID:a',
        stamp,
        'DTSTART;TZID=Europe/Prague:20240304T090000',
        'RRULE:FREQ=WEEKLY;COUNT=6',
        'EXDATE:20240318T080000Z',
      ),
      ...change('11', '11'),
      ...change('25', '12'),
      ...event('UID:a', stamp, 'RECURRENCE-ID:20240408T070000Z', 'DTSTART:20240408T200000Z'),
    ),
  ]);
  expect(events(exported).map((lines) => lines.slice(1, 3))).toEqual([
    ['DTSTART;TZID=Europe/Prague:20240304T090000', 'RRULE:FREQ=WEEKLY;COUNT=6'],
    ['RECURRENCE-ID;TZID=Europe/Prague:20240311T090000', 'DTSTART;TZID=Europe/Prague:20240311T110000'],
    ['RECURRENCE-ID;TZID=Europe/Prague:20240325T090000', 'DTSTART;TZID=Europe/Prague:20240325T120000'],
    ['RECURRENCE-ID;TZID=Europe/Prague:20240401T090000', 'DTSTART;TZID=Europe/Prague:20240401T120000'],
    ['RECURRENCE-ID;TZID=Europe/Prague:20240408T090000', 'DTSTART:20240408T200000Z'],
  ]);
  expect(exported.outcomes[0]?.notes).toEqual(['a change of all later occurrences was written for 1 of them']);
});

test('an added date with a length of its own is an occurrence of its own', () => {
  const { text } = exportCalendar([
    calendarItem(
      ...event(
        ...['SUMMARY:x', stamp, 'DTSTART;TZID=Europe/Prague:20240304T090000', 'DURATION:PT1H'],
        ...['RRULE:FREQ=WEEKLY;COUNT=2', 'RDATE;VALUE=PERIOD:20240312T080000Z/PT3H,20240313T080000Z/PT1H'],
      ),
    ),
  ]);
  const body = text(`${BASE}.ics`).replace(/\r/g, '');
  expect(body.slice(body.indexOf('BEGIN:VEVENT'))).toBe(
    [
      'BEGIN:VEVENT',
      `UID:${own(1)}`,
      stamp,
      'DTSTART;TZID=Europe/Prague:20240304T090000',
      'DURATION:PT1H',
      'RRULE:FREQ=WEEKLY;COUNT=2',
      'RDATE;TZID=Europe/Prague:20240312T090000,20240313T090000',
      'SUMMARY:x',
      'END:VEVENT',
      'BEGIN:VEVENT',
      `UID:${own(1)}`,
      'RECURRENCE-ID;TZID=Europe/Prague:20240312T090000',
      stamp,
      'DTSTART;TZID=Europe/Prague:20240312T090000',
      'DTEND;TZID=Europe/Prague:20240312T120000',
      'SUMMARY:x',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\n'),
  );
});

test('a message that takes an event back: it is cancelled, whatever status it had', () => {
  const cancel = calendarItem(
    'METHOD:CANCEL',
    ...event('UID:a', stamp, 'DTSTART:20240304T090000Z', 'STATUS:CONFIRMED'),
  );
  expect(events(exportCalendar([cancel]))).toEqual([['UID:a', 'DTSTART:20240304T090000Z', 'STATUS:CANCELLED']]);
});
