import { describe, expect, test } from 'vitest';
import { octetsOf, textOf } from '../../../src/core/octets.js';
import { readCalendar } from '../../../src/pim/calendar/read.js';
import { formatComponent } from '../../../src/pim/components.js';
import * as cases from './cases.js';

/** What becomes of a component, without UID and DTSTAMP; alarms behind its own lines. */
function written(kind: 'VEVENT' | 'VTODO', lines: readonly string[]): string[] {
  const own = [`BEGIN:${kind}`, 'UID:a', 'DTSTAMP:20240101T000000Z', ...lines, `END:${kind}`];
  const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', ...own, 'END:VCALENDAR'].join('\r\n');
  const options = { kind, attendees: 'keep', receivedAt: null, subject: '' } as const;
  const { entries } = readCalendar(octetsOf(Buffer.from(text)), options);
  return entries.flatMap((entry) => [
    ...entry.lines.map(({ raw }) => textOf(raw)).slice(1),
    ...entry.components.flatMap((component) => formatComponent(component).trim().split('\r\n')),
  ]);
}

describe.each([
  ['series', cases.seriesCases],
  ['ends', cases.endCases],
  ['what may stand once', cases.onceCases],
  ['the Outlook Connector', cases.connectorCases],
  ['whole days', cases.allDayCases],
  ['lines', cases.lineCases],
])('%s', (_, rows) => {
  test.each(rows.map((row) => [row[0].join(' | '), ...row] as const))('%s', (_name, given, expected) => {
    expect(written('VEVENT', given)).toEqual(expected);
  });
});

describe('tasks', () => {
  test.each(cases.taskCases.map((row) => [row[0].join(' | '), ...row] as const))('%s', (_name, given, expected) => {
    expect(written('VTODO', given)).toEqual(expected);
  });
});
