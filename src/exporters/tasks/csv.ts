/** Tasks as a table, for people and for tools that take no iCalendar (Google Tasks by way of GAM). */
import { type Octets, trimOctets, utf8Octets } from '../../core/octets.js';
import type { Entry } from '../../pim/calendar/entry.js';
import { readTimeLine } from '../../pim/calendar/time-lines.js';
import { formatOffset, isoStamp } from '../../pim/datetime.js';
import { splitEscaped, unescapeText } from '../../pim/text.js';
import { ianaZone } from '../../pim/zones/iana.js';
import { toUtc } from '../../pim/zones/zone.js';
import { csvCell, csvRow } from '../../core/csv.js';

const columns = ['title', 'notes', 'due', 'completed', 'percent', 'priority', 'categories'];

/** The header row. */
export const taskHeader: Octets = csvRow(columns);

/**
 * The row of a task. Times are RFC 3339 with the offset of the task's own zone, days are `2024-04-01`; `completed` is when it was
 * done, or `yes` when nobody knows; categories are joined by `; `.
 */
export function taskRow(entry: Entry): Octets {
  const value = (name: string) => entry.lines.find((line) => line.name === name)?.value ?? '';
  const text = (name: string) => unescapeText(value(name));
  const done = value('STATUS').trim().toUpperCase() === 'COMPLETED';
  const completed = timeOf(entry, 'COMPLETED');
  const categories = entry.lines
    .filter(({ name }) => name === 'CATEGORIES')
    .flatMap((line) => splitEscaped(line.value, ',').map((piece) => unescapeText(trimOctets(piece))));
  const cells = [
    text('SUMMARY'),
    text('DESCRIPTION'),
    timeOf(entry, 'DUE'),
    completed === '' && done ? 'yes' : completed,
    value('PERCENT-COMPLETE') === '' && done ? '100' : value('PERCENT-COMPLETE'),
    value('PRIORITY'),
    categories.join('; '),
  ];
  return csvRow(cells.map(csvCell));
}

function timeOf(entry: Entry, name: string): Octets {
  const line = entry.lines.find((candidate) => candidate.name === name);
  const [when] = line === undefined ? [] : readTimeLine(line).times;
  if (when === undefined) return '';
  if (when.tzid === null) return isoStamp(when.stamp);
  const offset = when.stamp.wall - toUtc(ianaZone(when.tzid), when.stamp.wall);
  return utf8Octets(`${isoStamp(when.stamp)}${formatOffset(offset).replace(/(\d\d)$/, ':$1')}`);
}
