/** One event, task or journal entry as it is to be written: what importers of all destinations take, and nothing lost. */
import { append } from '../../core/lists.js';
import { type Octets, trimOctets } from '../../core/octets.js';
import type { Component } from '../components.js';
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { formatStamp, type Stamp, yearOf } from '../datetime.js';
import type { Years } from '../zones/vtimezone.js';
import { normaliseAlarm } from './alarms.js';
import { stripAttendees } from './attendees.js';
import { bind, type Bindings, bindingOf } from './bindings.js';
import { type Bounds, eventBounds, type ReadBounds, taskBounds } from './bounds.js';
import { legalLine } from './legal-line.js';
import { Properties } from './properties.js';
import { normaliseSeries, type Series, startOf } from './series.js';
import { type Binding, bound, instantOf, readTimeLine, type When, writeTimes } from './time-lines.js';
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
  const { zones } = context;
  const properties = new Properties(component.lines);
  const stamps = stampsOf(properties, context);
  const recurrenceId = properties.when('RECURRENCE-ID');
  const bounds = boundsOf(kind, properties, recurrenceId, stamps.any, zones);
  if (bounds === null) return 'it has no start, nor any other time';
  const bindings = bind([bounds.start, bounds.end, recurrenceId], zones, properties.notes);
  const anchor = bounds.start ?? bounds.end;
  // One occurrence of a series is no series.
  const rules = recurrenceId === null ? properties.series : [];
  if (rules.length < properties.series.length) properties.notes.push('the rules of a single occurrence were left out');
  const series =
    anchor === null
      ? { lines: rules, lastYear: 0, notes: [] }
      : normaliseSeries(rules, startOf(anchor, bindingOf(bindings, anchor), zones), zones);
  const lines = writeLines({ kind, properties, bounds, bindings, series, stamps }, context);
  const recurrence =
    recurrenceId === null ? null : recurrenceOf(properties, recurrenceId, bindingOf(bindings, recurrenceId), zones);
  return {
    kind,
    uid: trimOctets(properties.line('UID')?.value ?? ''),
    recurrence,
    version: versionOf(properties, stamps, context),
    lines,
    components: innerComponents(component, context, properties.notes),
    zones: zonesIn(
      recurrence === null ? lines : [...lines, recurrence.line],
      Math.max(series.lastYear, yearOf(anchor?.stamp.wall ?? 0)),
    ),
    notes: [...properties.notes, ...bounds.notes, ...series.notes],
  };
}

/** When a component was made and changed; `any`: what is left where it has no other time. */
interface Stamps {
  readonly created: Stamp | null;
  readonly modified: Stamp | null;
  readonly stamped: Stamp;
  readonly any: Stamp | null;
}

function stampsOf(properties: Properties, { zones, receivedAt }: EntryContext): Stamps {
  const created = properties.utc('CREATED', zones);
  const modified = properties.utc('LAST-MODIFIED', zones);
  const stamped = properties.utc('DTSTAMP', zones);
  const received: Stamp | null = receivedAt === null ? null : { wall: receivedAt, form: 'utc' };
  return {
    created,
    modified,
    stamped: stamped ?? modified ?? created ?? received ?? { wall: 0, form: 'utc' },
    any: created ?? stamped ?? received,
  };
}

interface EntryParts {
  readonly kind: EntryKind;
  readonly properties: Properties;
  readonly bounds: Bounds;
  readonly bindings: Bindings;
  readonly series: Series;
  readonly stamps: Stamps;
}

function writeLines(
  { kind, properties, bounds, bindings, series, stamps }: EntryParts,
  context: EntryContext,
): ContentLine[] {
  const lines: ContentLine[] = [];
  const write = (name: string, stamp: Stamp, binding: Binding | null) =>
    lines.push(writeTimes(properties.line(name) ?? contentLine(name, ''), [stamp], binding));
  const time = (name: string, when: When | null) => {
    if (when !== null) write(name, when.stamp, bindingOf(bindings, when));
  };
  const utc = (name: string, stamp: Stamp | null) => {
    if (stamp !== null) write(name, stamp, null);
  };
  utc('DTSTAMP', stamps.stamped);
  time('DTSTART', bounds.start);
  time(kind === 'VTODO' ? 'DUE' : 'DTEND', bounds.end);
  if (bounds.duration !== null) lines.push(contentLine('DURATION', bounds.duration));
  append(lines, series.lines);
  utc('COMPLETED', properties.utc('COMPLETED', context.zones));
  for (const line of otherLines(properties.others, context)) lines.push(line);
  utc('CREATED', stamps.created);
  utc('LAST-MODIFIED', stamps.modified);
  const sequence = sequenceOf(properties);
  if (sequence !== null) lines.push(contentLine('SEQUENCE', String(sequence)));
  if (context.method === 'CANCEL' && !lines.some(({ name }) => name === 'STATUS'))
    lines.push(contentLine('STATUS', 'CANCELLED'));
  return lines;
}

/** A message about the event (RFC 5546) tells less of it than the event itself, and one without a start tells nothing. */
function versionOf(properties: Properties, { modified, stamped }: Stamps, { method }: EntryContext): number[] {
  const isWhole = !answers.has(method) && properties.line('DTSTART') !== null;
  return [isWhole ? 1 : 0, sequenceOf(properties) ?? 0, modified?.wall ?? 0, stamped.wall];
}

const answers = new Set(['REPLY', 'COUNTER', 'DECLINECOUNTER', 'REFRESH']);

/** Null: an event that says nothing of when it is. */
function boundsOf(
  kind: EntryKind,
  properties: Properties,
  recurrenceId: When | null,
  anyTime: Stamp | null,
  zones: ZoneTable,
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

function recurrenceOf(properties: Properties, when: When, binding: Binding | null, zones: ZoneTable): Recurrence {
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
function otherLines(others: readonly ContentLine[], context: EntryContext): readonly ContentLine[] {
  const isZoned = (line: ContentLine) => line.params !== '' && /;TZID=/i.test(line.params);
  const lines = others.some(isZoned)
    ? others.map((line) => (isZoned(line) ? inKnownZone(line, context.zones) : line))
    : others;
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
  return component.components.map(legalComponent).flatMap((inner) => {
    if (inner.name !== 'VALARM') return [inner];
    const alarm = normaliseAlarm(inner, context.zones, context.attendees === 'strip');
    if (alarm === null) notes.push('a reminder without a time was left out');
    return alarm === null ? [] : [alarm];
  });
}

function legalComponent(component: Component): Component {
  return {
    ...component,
    lines: component.lines.map(legalLine),
    components: component.components.map(legalComponent),
  };
}
