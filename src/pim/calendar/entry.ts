/** One event, task or journal entry as it is to be written: what importers of all destinations take, and nothing lost. */
import type { Octets } from '../../message/octets.js';
import type { Component } from '../components.js';
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { formatStamp, type Stamp, yearOf } from '../datetime.js';
import type { Years } from '../zones/vtimezone.js';
import { normaliseAlarm } from './alarms.js';
import { stripAttendees } from './attendees.js';
import { type Bounds, eventBounds, type ReadBounds, taskBounds } from './bounds.js';
import { Properties } from './properties.js';
import { normaliseSeries, startOf } from './series.js';
import { type Binding, bound, instantOf, readTimeLine, timeLine, type When, writeTimes } from './time-lines.js';
import { bindZone, decidingZone, type ZoneTable } from './zone-table.js';
import { zonesIn } from './zone-years.js';

/** The components that stand for an item of a calendar, tasks or journal folder. */
export type EntryKind = 'VEVENT' | 'VTODO' | 'VJOURNAL';

/** Which occurrence of a series an override is for. */
export interface Recurrence {
  /** Equal for equal occurrences: `20240301T130000Z`, or the day of a series of days. */
  readonly key: string;
  readonly line: ContentLine;
}

/** A normalised component. UID and RECURRENCE-ID are not among its lines: a merge may change them. */
export interface Entry {
  readonly kind: EntryKind;
  /** As written; empty when there was none. */
  readonly uid: Octets;
  /** Null for a master, or a single one. */
  readonly recurrence: Recurrence | null;
  /** Later versions of the same UID compare greater, place by place. */
  readonly version: readonly number[];
  readonly lines: readonly ContentLine[];
  readonly components: readonly Component[];
  /** The years in which each zone is used. */
  readonly zones: ReadonlyMap<string, Years>;
  /** What was left out, changed or guessed, as far as it says another thing than before. */
  readonly notes: readonly string[];
}

/** What a component stands in. */
export interface EntryContext {
  readonly zones: ZoneTable;
  /** METHOD of the calendar, upper case; empty without one. */
  readonly method: string;
  readonly attendees: 'keep' | 'strip';
  /** When the item came in, unix seconds: what is left where a component has no time at all. */
  readonly receivedAt: number | null;
}

/** Normalises a component. A string tells why it cannot be had at all. */
export function readEntry(component: Component, context: EntryContext): Entry | string {
  const kind = component.name as EntryKind;
  const properties = new Properties(component.lines);
  const created = properties.utc('CREATED', context.zones);
  const modified = properties.utc('LAST-MODIFIED', context.zones);
  const stamped = properties.utc('DTSTAMP', context.zones);
  const received: Stamp | null = context.receivedAt === null ? null : { wall: context.receivedAt, form: 'utc' };
  const recurrenceId = properties.when('RECURRENCE-ID');
  const bounds = boundsOf(kind, properties, recurrenceId, created ?? stamped ?? received, context);
  if (bounds === null) return 'it has no start, nor any other time';

  const anchor = bounds.start ?? bounds.end;
  const bindings = bind([bounds.start, bounds.end, recurrenceId], context.zones, properties.notes);
  const bindingOf = (when: When) => (when.tzid === null ? null : (bindings.get(when.tzid) ?? null));
  // One occurrence of a series is no series.
  const rules = recurrenceId === null ? properties.series : [];
  if (rules.length < properties.series.length) properties.notes.push('the rules of a single occurrence were left out');
  const series =
    anchor === null
      ? { lines: rules, lastYear: 0, notes: [] }
      : normaliseSeries(rules, startOf(anchor, bindingOf(anchor), context.zones), context.zones);
  const stamp = stamped ?? modified ?? created ?? received ?? { wall: 0, form: 'utc' };
  const time = (name: string, when: When | null) =>
    when === null ? [] : [writeTimes(properties.line(name) ?? contentLine(name, ''), [when.stamp], bindingOf(when))];
  const utc = (name: string, value: Stamp | null) => (value === null ? [] : [timeLine(name, value, null)]);
  const sequence = sequenceOf(properties);
  const lines = [
    timeLine('DTSTAMP', stamp, null),
    ...time('DTSTART', bounds.start),
    ...time(kind === 'VTODO' ? 'DUE' : 'DTEND', bounds.end),
    ...(bounds.duration === null ? [] : [contentLine('DURATION', bounds.duration)]),
    ...series.lines,
    ...utc('COMPLETED', properties.utc('COMPLETED', context.zones)),
    ...otherLines(properties.others, context),
    ...utc('CREATED', created),
    ...utc('LAST-MODIFIED', modified),
    ...(sequence === null ? [] : [contentLine('SEQUENCE', String(sequence))]),
  ];
  if (context.method === 'CANCEL' && !lines.some(({ name }) => name === 'STATUS'))
    lines.push(contentLine('STATUS', 'CANCELLED'));
  const components = innerComponents(component, context, properties.notes);
  const recurrence =
    recurrenceId === null ? null : recurrenceOf(properties, recurrenceId, bindingOf(recurrenceId), context);
  const zoned = recurrence === null ? lines : [...lines, recurrence.line];
  return {
    kind,
    uid: properties.line('UID')?.value.trim() ?? '',
    recurrence,
    // A message about the event (RFC 5546) tells less of it than the event itself, and one without a start tells nothing.
    version: [
      answers.has(context.method) || properties.line('DTSTART') === null ? 0 : 1,
      sequence ?? 0,
      modified?.wall ?? 0,
      stamp.wall,
    ],
    lines,
    components,
    zones: zonesIn(zoned, Math.max(series.lastYear, yearOf(anchor?.stamp.wall ?? 0))),
    notes: [...properties.notes, ...bounds.notes, ...series.notes],
  };
}

const answers = new Set(['REPLY', 'COUNTER', 'DECLINECOUNTER', 'REFRESH']);

/** Null: an event that says nothing of when it is. */
function boundsOf(
  kind: EntryKind,
  properties: Properties,
  recurrenceId: When | null,
  anyTime: Stamp | null,
  { zones }: EntryContext,
): Bounds | null {
  const read: ReadBounds = {
    start: properties.when('DTSTART'),
    end:
      kind === 'VTODO'
        ? (properties.when('DUE') ?? properties.when('DTEND'))
        : (properties.when('DTEND') ?? properties.when('DUE')),
    duration: properties.line('DURATION'),
  };
  const instant = (when: When) => instantOf(when, when.tzid === null ? null : decidingZone(zones.source(when.tzid)));
  if (kind === 'VTODO') return taskBounds(read, instant);
  if (kind === 'VJOURNAL') return { start: read.start, end: null, duration: null, notes: [] };
  const start = read.start ?? recurrenceId ?? read.end ?? (anyTime === null ? null : { stamp: anyTime, tzid: null });
  if (start === null) return null;
  if (read.start === null && recurrenceId === null)
    properties.notes.push(`it had no start: ${read.end === null ? 'when it was made' : 'its end'} stands for it`);
  return eventBounds({ ...read, start }, instant);
}

/** Decides for each TZID of a component in which zone its times are written. */
function bind(times: readonly (When | null)[], zones: ZoneTable, notes: string[]): Map<string, Binding> {
  const walls = new Map<string, number[]>();
  for (const when of times) {
    if (when === null || when.tzid === null) continue;
    const seen = walls.get(when.tzid);
    if (seen === undefined) walls.set(when.tzid, [when.stamp.wall]);
    else seen.push(when.stamp.wall);
  }
  const bindings = new Map<string, Binding>();
  for (const [tzid, stamps] of walls) {
    const source = zones.source(tzid);
    const binding = bindZone(source, stamps);
    bindings.set(tzid, binding);
    const [name] = source.named;
    const label = JSON.stringify(tzid.slice(0, 60));
    if (binding.kind === 'floating')
      notes.push(`nobody says what time zone ${label} is: its times are written without one`);
    else if (binding.kind === 'zone' && name === undefined)
      notes.push(`time zone ${label} is written as ${binding.zone.name}, which has the same rules`);
    else if (binding.kind === 'instants')
      notes.push(
        name === undefined
          ? `time zone ${label} has rules like no other: its times are written in UTC`
          : `the item's own rules of ${label} differ from ${name}: its times are written in UTC`,
      );
  }
  return bindings;
}

function recurrenceOf(
  properties: Properties,
  when: When,
  binding: Binding | null,
  { zones }: EntryContext,
): Recurrence {
  const zone = when.tzid === null ? null : decidingZone(zones.source(when.tzid));
  const instant: Stamp = zone === null ? when.stamp : { wall: instantOf(when, zone), form: 'utc' };
  const line = properties.line('RECURRENCE-ID') ?? contentLine('RECURRENCE-ID', '');
  return { key: formatStamp(instant), line: writeTimes(line, [when.stamp], binding) };
}

function sequenceOf(properties: Properties): number | null {
  const line = properties.line('SEQUENCE');
  if (line === null) return null;
  const digits = /^\s*(\d{1,9})\s*$/.exec(line.value)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Lines that stay as they are, but for the people to strip and for zones that nobody else knows. */
function otherLines(others: readonly ContentLine[], context: EntryContext): ContentLine[] {
  const lines = others.map((line) => (/;TZID=/i.test(line.params) ? inKnownZone(line, context.zones) : line));
  return context.attendees === 'strip' ? stripAttendees(lines) : lines;
}

function inKnownZone(line: ContentLine, zones: ZoneTable): ContentLine {
  const { times, line: read } = readTimeLine(line);
  const tzid = times[0]?.tzid ?? null;
  if (tzid === null) return edited(line, { params: line.params.replace(/;TZID=(?:"[^"]*"|[^;]*)/gi, '') });
  const binding = bindZone(
    zones.source(tzid),
    times.map(({ stamp }) => stamp.wall),
  );
  return writeTimes(
    read,
    times.map(({ stamp }) => bound(stamp, binding)),
    binding,
  );
}

function innerComponents(component: Component, context: EntryContext, notes: string[]): Component[] {
  return component.components.flatMap((inner) => {
    if (inner.name !== 'VALARM') return [inner];
    const alarm = normaliseAlarm(inner, context.zones, context.attendees === 'strip');
    if (alarm === null) notes.push('a reminder without a time was left out');
    return alarm === null ? [] : [alarm];
  });
}
