/** Items of which a part is lost: their frame, their title, when they were made. */
import { describe, expect, test } from 'vitest';
import { readItemEntries } from '../../../src/exporters/calendars/item-entries.js';
import { textOf } from '../../../src/core/octets.js';
import type { EntryKind } from '../../../src/pim/calendar/kind.js';
import { formatComponent } from '../../../src/pim/components.js';
import { testItem } from './support.js';

const head = ['Subject: =?utf-8?Q?Sch=C5=AFzka?= rady', 'Date: Wed, 10 Oct 2012 15:31:08 +0200'];
const typed = [...head, 'Content-Type: text/calendar; charset=utf-8'];

/** The entries of an item that no index knows, each as its kind and lines; and all notes. */
function read(header: readonly string[], body: readonly string[], kind: EntryKind = 'VEVENT') {
  const item = testItem(1, {}, { indexTime: null, indexTimeFrom: null });
  const bytes = Buffer.from([...header, '', ...body].join('\r\n'));
  const { entries, notes } = readItemEntries(item, bytes, { kind, attendees: 'keep' });
  return {
    entries: entries.map((entry) => [
      entry.kind,
      ...entry.lines.map(({ raw }) => textOf(raw)),
      ...entry.components.flatMap((component) => formatComponent(component).trim().split('\r\n')),
    ]),
    notes: [...notes, ...entries.flatMap((entry) => entry.notes)],
  };
}

const stamped = 'DTSTAMP:20121010T133108Z';
const hour = ['DTSTART:20240304T090000Z', 'DTEND:20240304T100000Z'];
const whole = [stamped, ...hour, 'SUMMARY:Schůzka rady'];
const repaired = ['it had no DTSTAMP: when it came in stands for it', 'it had no SUMMARY: the subject stands for it'];

describe('an event', () => {
  test('without any frame or type', () => {
    expect(read(head, ['PRODID:-//Kerio//EN', ...hour])).toEqual({
      entries: [['VEVENT', ...whole]],
      notes: ['BEGIN:VEVENT was missing: its lines were put together', ...repaired],
    });
  });

  test('without BEGIN:VEVENT, with a reminder', () => {
    const alarm = ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT5M', 'DESCRIPTION:a', 'END:VALARM'];
    const body = ['BEGIN:VCALENDAR', 'VERSION:2.0', ...hour, ...alarm, 'END:VEVENT', 'END:VCALENDAR'];
    expect(read(typed, body)).toEqual({
      entries: [['VEVENT', ...whole, ...alarm]],
      notes: [
        'END:VEVENT inside VCALENDAR was ignored',
        'BEGIN:VEVENT was missing: its lines were put together',
        ...repaired,
      ],
    });
  });

  test.each([
    ['BEGIN is cut off', ['GIN:VEVENT', ...hour, 'END:VEVENT', 'END:VCALENDAR']],
    ['the name is cut off', ['BEGIN:VCALENDAR', 'BEGIN:VEVEN', ...hour, 'END:VEVENT', 'END:VCALENDAR']],
    ['the first lines are cut off', ['ALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', ...hour, 'END:VEVENT', 'END:VCALENDAR']],
    ['every END is missing', ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...hour]],
    ['the last line is cut off in its name', ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...hour, 'SUMM']],
    ['the title is cut off', ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...hour, 'SUMMARY:Schůz']],
  ])('of which %s', (_, body) => {
    expect(read(typed, body).entries).toEqual([['VEVENT', ...whole]]);
  });

  test('beside a whole one: both are there', () => {
    const body = ['BEGIN:VCALENDAR', ...hour, 'END:VEVENT', 'BEGIN:VEVENT', ...hour, 'SUMMARY:b', 'END:VEVENT'];
    expect(read(typed, body).entries).toEqual([
      ['VEVENT', stamped, ...hour, 'SUMMARY:b'],
      ['VEVENT', ...whole],
    ]);
  });

  test('a title that is whole stays, an empty one does not', () => {
    const titled = (title: string) => [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      ...hour,
      title,
      'END:VEVENT',
      'END:VCALENDAR',
    ];
    expect(read(typed, titled('SUMMARY:Sch')).entries[0]).toContain('SUMMARY:Sch');
    expect(read(typed, titled('SUMMARY: ')).entries[0]).toContain('SUMMARY:Schůzka rady');
  });

  test('without any time at all is none', () => {
    const untimed = ['Subject: x', 'Content-Type: text/calendar'];
    const body = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'UID:a', 'END:VEVENT', 'END:VCALENDAR'];
    expect(read(untimed, body)).toEqual({ entries: [], notes: ['it has no start, nor any other time'] });
    expect(read(head, ['Nothing of the kind'])).toEqual({ entries: [], notes: [] });
  });
});

describe('a task', () => {
  test('without any frame or type', () => {
    const body = ['UID:t', 'SUMMARY:Call', 'DUE;VALUE=DATE:20240304'];
    expect(read(head, body, 'VTODO')).toEqual({
      entries: [['VTODO', stamped, 'DUE;VALUE=DATE:20240304', 'SUMMARY:Call']],
      notes: [
        'BEGIN:VTODO was missing: its lines were put together',
        'it had no DTSTAMP: when it came in stands for it',
      ],
    });
  });

  test('is told by the END that is left of it', () => {
    const body = ['UID:t', 'SUMMARY:Call', 'DUE;VALUE=DATE:20240304', 'END:VTODO', 'END:VCALENDAR'];
    expect(read(typed, body).entries).toEqual([['VTODO', stamped, 'DUE;VALUE=DATE:20240304', 'SUMMARY:Call']]);
  });
});
