/** Events, tasks, notes and journal entries in a calendar file against those of their item. */
import { append } from '../../core/lists.js';
import { type Octets, textOf } from '../../core/octets.js';
import { receivedTime } from '../../message/received.js';
import { subjectOf } from '../../message/subject.js';
import { readItemEntries } from '../../exporters/calendars/item-entries.js';
import { noteEntry, readNote } from '../../exporters/notes/note.js';
import type { Entry } from '../../pim/calendar/entry.js';
import { readTimeLine } from '../../pim/calendar/time-lines.js';
import { type Component, formatComponent, readComponents } from '../../pim/components.js';
import type { ContentLine } from '../../pim/contentline.js';
import { ianaZone } from '../../pim/zones/iana.js';
import { ownZone } from '../../pim/zones/rules.js';
import { toUtc, type Zone } from '../../pim/zones/zone.js';
import type { Kind } from '../../core/kinds.js';
import type { Item } from '../../store/types.js';
import { assign, LineBag } from './bundle-lines.js';
import type { Problem } from './mail-output.js';

/** A calendar file, read whole. */
export interface CalendarFile {
  readonly text: Octets;
  /** What its VTIMEZONEs say, by TZID. */
  readonly zones: ReadonlyMap<string, Zone | null>;
  readonly problems: readonly Problem[];
  /** What each component is, by kind, UID and RECURRENCE-ID: no two are the same. */
  readonly identities: readonly string[];
}

/** Reads a calendar file and looks at its frame. */
export function readCalendarFile(text: Octets, file: string): CalendarFile {
  const { components, outside, problems } = readComponents(text);
  const [calendar] = components;
  const whole = components.length === 1 && calendar?.name === 'VCALENDAR' && calendar.closed;
  const broken = !whole || outside.length > 0 || problems.length > 0;
  const inner = calendar?.components ?? [];
  return {
    text,
    zones: new Map(inner.filter(({ name }) => name === 'VTIMEZONE').map((zone) => [tzidOf(zone), ownZone(zone).rules])),
    problems: broken ? [{ aspect: 'bundle', what: `${file} is no whole calendar`, once: `frame ${file}` }] : [],
    identities: inner.filter(({ name }) => name !== 'VTIMEZONE').map(identityOf),
  };
}

/** What an item should have become. */
export interface EntryCircumstances {
  readonly item: Item;
  readonly kind: Kind;
  readonly notes: readonly string[];
  readonly attendees: 'keep' | 'strip';
}

/** What a comparison came to. */
export interface ComparedEntries {
  readonly problems: readonly Problem[];
  /** Entries that must stand elsewhere in the folder's files, as the beginnings of their identities. */
  readonly elsewhere: readonly string[];
}

/** Compares the components of an item in a calendar file with the item. */
export function compareEntries(
  text: Octets,
  bytes: Uint8Array,
  zones: CalendarFile['zones'],
  circumstances: EntryCircumstances,
): ComparedEntries {
  const found = readComponents(text);
  if (found.components.length === 0 || found.outside.length > 0 || !found.components.every(({ closed }) => closed))
    return {
      problems: [{ aspect: 'bundle', what: 'at its place are no whole components of a calendar' }],
      elsewhere: [],
    };
  const expected = expectedEntries(bytes, circumstances);
  const bags = new Map(found.components.map((component) => [component, new LineBag(component.lines)]));
  const single = circumstances.notes.some((note) => note.includes('with a UID of its own'));
  const { pairs, left } = assign(found.components, expected, {
    keyOf: {
      found: identityOf,
      expected: ({ kind, uid, recurrence }) => `${kind} ${textOf(uid)} ${recurrence?.line.value ?? ''}`.trimEnd(),
    },
    missing: (component, entry) => [
      ...(component.name === entry.kind ? [] : [entry.kind]),
      ...(bags.get(component)?.missing(mustStay(entry, single)) ?? []),
      ...(remindersOf(component.components) === remindersOf(entry.components) ? [] : ['VALARM']),
    ],
  });
  const problems: Problem[] = [];
  for (const [component, entry, missing] of pairs) {
    if (entry === null) problems.push({ aspect: 'bundle', what: 'it has a component that the source does not have' });
    else if (missing.length > 0)
      problems.push({ aspect: 'content', what: `it is not as in the source: ${missing.slice(0, 5).join(', ')}` });
    append(problems, instantProblems(component, zones));
  }
  const named = left.filter(({ uid }) => uid !== '');
  return { problems, elsewhere: named.map(({ kind, uid }) => `${kind} ${textOf(uid)}`) };
}

function expectedEntries(bytes: Uint8Array, { item, kind, attendees }: EntryCircumstances): Entry[] {
  const isNote = kind === 'notes' || kind === 'journal';
  const { parts, entries } = readItemEntries(item, bytes, {
    kind: isNote ? 'VJOURNAL' : kind === 'tasks' ? 'VTODO' : 'VEVENT',
    attendees: isNote ? 'keep' : attendees,
  });
  if (entries.length > 0 || !isNote) return [...entries];
  const received = receivedTime(item, bytes, () => 0).time;
  const note = noteEntry(readNote(parts), subjectOf(bytes), received === 0 ? null : received);
  return typeof note === 'string' ? [] : [note];
}

/**
 * Lines that nothing may change: files are put elsewhere, a title that is missing is filled in. `single`: an occurrence without
 * its series became an entry of its own.
 */
function mustStay({ lines, uid }: Entry, single: boolean): ContentLine[] {
  const stay = lines.filter(({ name, value }) => name !== 'ATTACH' && (name !== 'SUMMARY' || value !== ''));
  if (single) return stay;
  return uid === '' ? stay : [...stay, { name: 'UID', group: '', params: '', value: uid, raw: `UID:${uid}` }];
}

function remindersOf(components: readonly Component[]): string {
  return components.map(formatComponent).join('');
}

const TIMES: ReadonlySet<string> = new Set(['DTSTART', 'DTEND', 'DUE', 'RECURRENCE-ID']);

/** The file's own VTIMEZONE must give each time the instant that its zone has. */
function instantProblems({ lines }: Component, zones: CalendarFile['zones']): Problem[] {
  for (const line of lines) {
    if (!TIMES.has(line.name)) continue;
    for (const { tzid, stamp } of readTimeLine(line).times) {
      if (tzid === null) continue;
      const rules = zones.get(tzid);
      if (rules === undefined || rules === null)
        return [{ aspect: 'date', what: `${line.name} is in ${tzid}, of which the file has no rules` }];
      if (toUtc(rules, stamp.wall) !== toUtc(ianaZone(tzid), stamp.wall))
        return [{ aspect: 'date', what: `${line.name} is another instant by the file's rules of ${tzid}` }];
    }
  }
  return [];
}

function tzidOf({ lines }: Component): string {
  return textOf(lines.find(({ name }) => name === 'TZID')?.value ?? '');
}

function identityOf({ name, lines }: Component): string {
  const value = (wanted: string): string => lines.find((line) => line.name === wanted)?.value ?? '';
  return `${name} ${textOf(value('UID'))} ${value('RECURRENCE-ID')}`.trimEnd();
}
