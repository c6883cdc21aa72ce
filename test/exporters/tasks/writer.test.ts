import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { openTasksWriter } from '../../../src/exporters/tasks/writer.js';
import { calendarItem, exportItems } from '../calendars/support.js';
import { lintCalendar } from '../../support/lint-calendar.js';

const BASE = 'tasks/jan@example.com/Tasks';
const task = (...lines: readonly string[]) => calendarItem('BEGIN:VTODO', ...lines, 'END:VTODO');

test('tasks are a calendar file and a table', () => {
  const { outcomes, text } = exportItems(
    (files) => openTasksWriter({ files, base: BASE, attendees: 'keep', inlineAttachments: false }),
    [
      task(
        'UID:1',
        'DTSTAMP:20240101T000000Z',
        'SUMMARY:Order\\, then pay',
        'DUE;VALUE=DATE:20240401',
        'PRIORITY:1',
        'CATEGORIES:a,b',
      ),
      task('UID:2', 'DTSTAMP:20240101T000000Z', 'SUMMARY:=done()', 'STATUS:COMPLETED', 'COMPLETED:20240110T120000Z'),
    ],
  );
  expect(outcomes.map(({ result }) => result)).toEqual(['exported', 'exported']);
  expect(lintCalendar(Buffer.from(text(`${BASE}.ics`)))).toEqual([]);
  expect(parse(text(`${BASE}.csv`))).toEqual([
    ['title', 'notes', 'due', 'completed', 'percent', 'priority', 'categories'],
    ['Order, then pay', '', '2024-04-01', '', '', '1', 'a; b'],
    ['=done()', '', '', '2024-01-10T12:00:00Z', '100', '', ''],
  ]);
});
