import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { OutputFiles } from '../../../src/exporters/output.js';
import { openTasksWriter } from '../../../src/exporters/tasks/writer.js';
import { lintCalendar } from '../../support/lint-calendar.js';
import { calendarItem, exportItems } from '../calendars/support.js';

const BASE = 'tasks/jan@example.com/Tasks';

function exportTasks(items: readonly Buffer[]) {
  const open = (files: OutputFiles) =>
    openTasksWriter({ files, base: BASE, attendees: 'keep', inlineAttachments: false });
  return exportItems(open, items);
}

const task = (...lines: readonly string[]) => calendarItem('BEGIN:VTODO', ...lines, 'END:VTODO');

test('a calendar file and a table', () => {
  const { paths, bytes, text, outcomes } = exportTasks([
    task(
      'UID:rope',
      'SUMMARY:Order rope\\, "thick"',
      'DESCRIPTION:200 m\\n12 mm',
      'DUE;VALUE=DATE:20240401',
      'PERCENT-COMPLETE:50',
      'PRIORITY:1',
      'CATEGORIES:Stores,Ship\\, deck',
      'CATEGORIES:Žluť',
    ),
    task(
      'UID:hull',
      'SUMMARY:Paint the hull',
      'STATUS:COMPLETED',
      'COMPLETED:20240110T120000Z',
      'DUE;TZID=Europe/Prague:20240701T233000',
    ),
    task('UID:done', 'SUMMARY:=1+1', 'STATUS:COMPLETED', 'DUE:20240401T100000'),
    task('SUMMARY:Some day'),
  ]);
  expect(paths).toEqual([`${BASE}.csv`, `${BASE}.ics`]);
  expect(lintCalendar(bytes(`${BASE}.ics`))).toEqual([]);
  expect(outcomes.every(({ file }) => file === `${BASE}.ics`)).toBe(true);
  expect(text(`${BASE}.csv`)).toBe(
    [
      'title,notes,due,completed,percent,priority,categories',
      '"Order rope, ""thick""","200 m\n12 mm",2024-04-01,,50,1,"Stores; Ship, deck; Žluť"',
      'Paint the hull,,2024-07-01T23:30:00+02:00,2024-01-10T12:00:00Z,100,,',
      '=1+1,,2024-04-01T10:00:00,yes,100,,',
      'Some day,,,,,,',
      '',
    ].join('\r\n'),
  );
  expect(parse(text(`${BASE}.csv`), { columns: true })).toHaveLength(4);
});

test('a changed occurrence has no row of its own, one without its series has', () => {
  const series = ['DTSTART:20240401T100000Z', 'RRULE:FREQ=DAILY;COUNT=3'];
  const { text } = exportTasks([
    task('UID:a', 'SUMMARY:series', ...series),
    task('UID:a', 'SUMMARY:changed', 'RECURRENCE-ID:20240402T100000Z', 'DTSTART:20240402T120000Z'),
    task('UID:b', 'SUMMARY:orphan', 'RECURRENCE-ID:20240402T100000Z', 'DTSTART:20240402T120000Z'),
  ]);
  expect(text(`${BASE}.csv`).match(/^(?:series|changed|orphan)/gm)).toEqual(['series', 'orphan']);
});

test('an event among tasks is no row', () => {
  const { paths } = exportTasks([calendarItem('BEGIN:VEVENT', 'UID:a', 'DTSTART:20240401T100000Z', 'END:VEVENT')]);
  expect(paths).toEqual([`${BASE}.events.ics`]);
});
