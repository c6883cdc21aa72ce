/** The entries of an iCalendar text. */
import { type Octets, trimOctets } from '../../message/octets.js';
import { type Component, readComponents } from '../components.js';
import { type Entry, type EntryContext, type EntryKind, readEntry } from './entry.js';
import { isVcalendar1, upgradeVcalendar1 } from './vcalendar1.js';
import { ZoneTable } from './zone-table.js';

/** What an iCalendar text holds. */
export interface CalendarText {
  readonly entries: readonly Entry[];
  /** What was wrong or had to be left out, one short sentence each. */
  readonly problems: readonly string[];
}

const kinds: ReadonlySet<string> = new Set<EntryKind>(['VEVENT', 'VTODO', 'VJOURNAL']);

/** Control characters, and U+FFFE and U+FFFF in UTF-8: importers refuse whole files for them. */
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\xef\xbf[\xbe\xbf]/;

/**
 * Reads the events, tasks and journal entries of a text (UTF-8 octets) and normalises each. Broken frames, several calendars, or
 * entries without a calendar around them are understood; vCalendar 1.0 is turned into iCalendar. Never throws.
 */
export function readCalendar(text: Octets, options: Pick<EntryContext, 'attendees' | 'receivedAt'>): CalendarText {
  const clean = forbidden.test(text) ? text.replace(new RegExp(forbidden, 'g'), '') : text;
  const read = readComponents(clean);
  const problems = [...read.problems];
  if (read.outside.length > 0) problems.push(`${read.outside.length} lines outside the calendar were left out`);
  const bare = read.components.filter(({ name }) => name !== 'VCALENDAR');
  const calendars = read.components.filter(({ name }) => name === 'VCALENDAR');
  if (bare.length > 0) calendars.push({ name: 'VCALENDAR', lines: [], components: bare, closed: true });
  const entries = calendars.flatMap((calendar) => entriesOf(calendar, options, problems));
  return { entries, problems };
}

function entriesOf(
  source: Component,
  options: Pick<EntryContext, 'attendees' | 'receivedAt'>,
  problems: string[],
): Entry[] {
  const calendar = isVcalendar1(source) ? upgradeVcalendar1(source) : source;
  const method = calendar.lines.find(({ name }) => name === 'METHOD')?.value ?? '';
  const context = { ...options, zones: new ZoneTable(calendar), method: trimOctets(method).toUpperCase() };
  return calendar.components.flatMap((component) => {
    if (component.name === 'VTIMEZONE') return [];
    if (!kinds.has(component.name)) {
      problems.push(`${component.name.slice(0, 40)} is no event, task or journal entry and was left out`);
      return [];
    }
    const entry = readEntry(component, context);
    if (typeof entry !== 'string') return [entry];
    problems.push(entry);
    return [];
  });
}
