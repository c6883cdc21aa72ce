/** The entries of an iCalendar text. */
import { append } from '../../core/lists.js';
import { detached, type Octets, textOf, trimOctets } from '../../core/octets.js';
import { type Component, readComponents } from '../components.js';
import { withoutControls } from '../text.js';
import type { EntryContext } from './context.js';
import { type Entry, readEntry } from './entry.js';
import { kindOfEnd, looseEntry } from './frames.js';
import type { EntryKind } from './kind.js';
import { withFollowing } from './this-and-future.js';
import { isVcalendar1, upgradeVcalendar1 } from './vcalendar1.js';
import { ZoneTable } from './zone-table.js';

/** What an iCalendar text holds. */
export interface CalendarText {
  readonly entries: readonly Entry[];
  /** What was wrong or had to be left out, one short sentence each. */
  readonly problems: readonly string[];
}

const kinds: ReadonlySet<string> = new Set<EntryKind>(['VEVENT', 'VTODO', 'VJOURNAL']);

/** What of the entries' context does not stand in the text. */
export interface ReadOptions extends Pick<EntryContext, 'attendees' | 'receivedAt' | 'subject'> {
  /** What an entry is whose frame is gone. */
  readonly kind: EntryKind;
}

/**
 * Reads the events, tasks and journal entries of a text (UTF-8 octets) and normalises each. Broken frames, several calendars,
 * entries without a calendar around them and lines without any frame are understood; vCalendar 1.0 is turned into iCalendar. Never
 * throws.
 */
export function readCalendar(text: Octets, options: ReadOptions): CalendarText {
  const taken = takeZones(text);
  const rest = taken?.text ?? text;
  const read = readComponents(cleaned(rest));
  const problems = [...read.problems];
  const calendars = read.components.filter(({ name }) => name === 'VCALENDAR');
  const bare = read.components.filter(({ name }) => name !== 'VCALENDAR');
  if (bare.length + read.outside.length > 0)
    calendars.push({ name: 'VCALENDAR', lines: read.outside, components: bare, closed: true });
  const kind = kindOfEnd(read.problems) ?? options.kind;
  const entries: Entry[] = [];
  for (const calendar of calendars) {
    const zones = taken?.zones ?? new ZoneTable(calendar.components);
    const whole = withLooseEntry(calendar, kind, problems);
    if (whole === calendar && calendar.lines === read.outside && read.outside.length > 0)
      problems.push(
        `${read.outside.length === 1 ? '1 line outside the calendar was' : `${read.outside.length} lines outside the calendar were`} left out`,
      );
    append(entries, entriesOf(whole, { ...options, zones }, problems));
  }
  if (entries.length === 0 && read.components.length === 0) problems.push('there is no calendar inside');
  return { entries, problems };
}

/** The calendar with what stands in it without the frame of an entry, reminders included. */
function withLooseEntry(calendar: Component, kind: EntryKind, problems: string[]): Component {
  const isInner = ({ name }: Component) => name === 'VALARM';
  const loose = looseEntry(calendar.lines, calendar.components.filter(isInner), kind);
  if (loose === null) return calendar;
  problems.push(`BEGIN:${kind} was missing: its lines were put together`);
  return { ...calendar, components: [...calendar.components.filter((component) => !isInner(component)), loose] };
}

/** Without control characters, U+FFFE and U+FFFF, which importers refuse whole files for. */
function cleaned(text: Octets): Octets {
  const clean = withoutControls(text, '');
  // Their octets are rare enough to look for the first two.
  return clean.includes('\xef\xbf') ? clean.replace(/\xef\xbf[\xbe\xbf]/g, '') : clean;
}

function entriesOf(source: Component, options: Omit<EntryContext, 'method'>, problems: string[]): readonly Entry[] {
  const calendar = isVcalendar1(source) ? upgradeVcalendar1(source) : source;
  const method = calendar.lines.find(({ name }) => name === 'METHOD')?.value ?? '';
  const context = { ...options, method: trimOctets(method).toUpperCase() };
  const entries: Entry[] = [];
  for (const component of calendar.components) {
    if (component.name === 'VTIMEZONE') continue;
    const entry = kinds.has(component.name)
      ? readEntry(component, context)
      : `${textOf(component.name.slice(0, 40))} is no event, task or journal entry and was left out`;
    if (typeof entry === 'string') problems.push(entry);
    else append(entries, entry);
  }
  return withFollowing(entries);
}

const zoneTables = new Map<Octets, ZoneTable | null>();

/**
 * Takes the VTIMEZONEs out of a text with one calendar. Every item of a folder carries the same few, which are half of its
 * lines: equal ones are read once. Null where they do not stand together or something else stands among them.
 */
function takeZones(text: Octets): { readonly text: Octets; readonly zones: ZoneTable } | null {
  const start = text.indexOf('BEGIN:VTIMEZONE');
  const last = text.lastIndexOf('END:VTIMEZONE');
  const end = text.indexOf('\n', last) + 1;
  const calendar = text.indexOf('BEGIN:VCALENDAR');
  if (start < 0 || last < start || end === 0 || text[start - 1] !== '\n') return null;
  if (calendar < 0 || text.includes('BEGIN:VCALENDAR', calendar + 1)) return null;
  const block = text.slice(start, end);
  let zones = zoneTables.get(block);
  if (zones === undefined) {
    const { components, outside, problems } = readComponents(block);
    const isWhole = outside.length + problems.length === 0 && components.every(({ name }) => name === 'VTIMEZONE');
    zones = isWhole ? new ZoneTable(components) : null;
    if (zoneTables.size >= 1000) zoneTables.clear();
    zoneTables.set(detached(block), zones);
  }
  return zones === null ? null : { text: text.slice(0, start) + text.slice(end), zones };
}
