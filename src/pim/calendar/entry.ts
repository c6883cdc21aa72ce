/** One event, task or journal entry as it is to be written: what importers of all destinations take, and nothing lost. */
import { type Octets, textOf, trimOctets, utf8Octets } from '../../message/octets.js';
import type { Component } from '../components.js';
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { formatStamp, parseDuration, type Stamp, yearOf } from '../datetime.js';
import { escapeText, unescapeText } from '../text.js';
import type { Years } from '../zones/vtimezone.js';
import { type AlarmContext, connectorAlarm, normaliseAlarm } from './alarms.js';
import { stripAttendees } from './attendees.js';
import { bind, type Bindings, bindingOf } from './bindings.js';
import { type Bounds, boundsOf } from './bounds.js';
import { withPlainWords } from './dialect.js';
import type { EntryKind } from './kind.js';
import { legalLine } from './legal-line.js';
import { Properties } from './properties.js';
import { normaliseSeries, type Series } from './series.js';
import { type Recurrence, type Start, startOf, timedOf } from './start.js';
import { type Binding, bound, readTimeLine, type When, writeTimes } from './time-lines.js';
import { bindZone, type ZoneTable } from './zone-table.js';
import { zonesIn } from './zone-years.js';

/** A normalised component. UID and RECURRENCE-ID are not among its lines: a merge may change them. */
export interface Entry {
  readonly kind: EntryKind;
  /** As written; empty when there was none. */
  readonly uid: Octets;
  /** Null for a master, or a single one. */
  readonly recurrence: Recurrence | null;
  /** Of a series: the start that the RECURRENCE-IDs of its overrides follow in form and zone. */
  readonly start: Start | null;
  /** True of a series whose exceptions leave no occurrence: readers refuse it. */
  readonly empty: boolean;
  /** True of an override that was made of a date of the entry before it, which has another length. */
  readonly derived: boolean;
  /** Later versions of the same UID compare greater, place by place. */
  readonly version: readonly number[];
  readonly lines: readonly ContentLine[];
  readonly components: readonly Component[];
  /** The years in which each zone is used; RECURRENCE-ID is not counted. */
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
  /** The item's Subject, for a component without a title; empty without one. */
  readonly subject: string;
}

/**
 * Normalises a component: itself, and behind it an override for each added date with a length of its own. A string tells why it
 * cannot be had at all.
 */
export function readEntry(component: Component, context: EntryContext): readonly Entry[] | string {
  const kind = component.name as EntryKind;
  const { zones } = context;
  const properties = new Properties(component.closed ? component.lines : withoutCutName(component.lines));
  const stamps = stampsOf(properties, context);
  const recurrenceId = properties.when('RECURRENCE-ID');
  const isSeries = recurrenceId !== null || properties.series.length > 0;
  const bounds = boundsOf({ kind, properties, recurrenceId, isSeries, anyTime: stamps.any, zones });
  if (bounds === null) return 'it has no start, nor any other time';
  const bindings = bind([bounds.start, bounds.end, recurrenceId], zones, properties.notes);
  const start = bounds.start === null ? null : startOf(bounds.start, bindingOf(bindings, bounds.start), zones);
  const series = seriesOf(properties, recurrenceId, start, bounds, zones);
  const lines = writeLines({ kind, properties, bounds, bindings, series, stamps, component }, context);
  const alarms = { zones, mute: context.attendees === 'strip', anchor: anchorOf(kind, bounds) } as const;
  const recurrence = recurrenceId === null ? null : recurrenceOf(properties, recurrenceId, bindings, zones);
  const wall = (bounds.start ?? bounds.end)?.stamp.wall ?? 0;
  const entry: Entry = {
    kind,
    uid: trimOctets(properties.line('UID')?.value ?? ''),
    recurrence,
    start: series.lines.length > 0 ? start : null,
    empty: series.empty,
    derived: false,
    version: versionOf(properties, stamps, context),
    lines,
    components: innerComponents(component, lines, alarms, properties.notes),
    zones: zonesIn(lines, Math.max(series.lastYear, yearOf(wall))),
    notes: [...properties.notes, ...bounds.notes, ...series.notes],
  };
  return start === null ? [entry] : [entry, ...series.periods.map((period) => periodEntry(entry, period, start))];
}

/** A text that broke off in the name of its last line. */
function withoutCutName(lines: readonly ContentLine[]): readonly ContentLine[] {
  const last = lines.at(-1);
  return last?.name === '' && /^[A-Z-]{1,20}$/.test(last.raw) ? lines.slice(0, -1) : lines;
}

/** When a component was made and changed; `any`: what is left where it has no other time. */
interface Stamps {
  readonly created: Stamp | null;
  readonly modified: Stamp | null;
  /** DTSTAMP as it is written, and as it was. */
  readonly stamped: Stamp;
  readonly own: Stamp | null;
  readonly any: Stamp | null;
}

function stampsOf(properties: Properties, { zones, receivedAt }: EntryContext): Stamps {
  const created = properties.utc('CREATED', zones);
  const modified = properties.utc('LAST-MODIFIED', zones);
  const own = properties.utc('DTSTAMP', zones);
  const received: Stamp | null = receivedAt === null ? null : { wall: receivedAt, form: 'utc' };
  const known = own ?? modified ?? created;
  if (known === null && received !== null) properties.notes.push('it had no DTSTAMP: when it came in stands for it');
  const stamped = known ?? received ?? { wall: 0, form: 'utc' };
  return { created, modified, stamped, own, any: created ?? own ?? received };
}

function seriesOf(
  properties: Properties,
  recurrenceId: When | null,
  start: Start | null,
  { start: begin, end, duration }: Bounds,
  zones: ZoneTable,
): Series {
  const none = { lastYear: 0, empty: false, periods: [], notes: [] };
  const lines = properties.series;
  if (lines.length === 0) return { ...none, lines };
  // One occurrence of a series is no series.
  if (recurrenceId !== null) return { ...none, lines: [], notes: ['the rules of a single occurrence were left out'] };
  if (start === null) {
    const kept = lines.map((line) => contentLine(`X-UNREADABLE-${line.name}`, line.value));
    return { ...none, lines: kept, notes: ['it has no start that its rules could begin at: it stands once'] };
  }
  const instant = (when: When | null) => (when === null ? 0 : (timedOf(when, zones).instant ?? when.stamp.wall));
  const length = end === null ? (parseDuration(duration ?? '') ?? 0) : instant(end) - instant(begin);
  return normaliseSeries(lines, start, length, zones);
}

interface EntryParts {
  readonly kind: EntryKind;
  readonly properties: Properties;
  readonly bounds: Bounds;
  readonly bindings: Bindings;
  readonly series: Series;
  readonly stamps: Stamps;
  readonly component: Component;
}

function writeLines(
  { kind, properties, bounds, bindings, series, stamps, component }: EntryParts,
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
  lines.push(...series.lines);
  utc('COMPLETED', properties.utc('COMPLETED', context.zones));
  const titled = withTitle(properties, component, context.subject);
  for (const line of otherLines(withPlainWords(titled, kind), context)) lines.push(line);
  utc('CREATED', stamps.created);
  utc('LAST-MODIFIED', stamps.modified);
  const sequence = sequenceOf(properties);
  if (sequence !== null) lines.push(contentLine('SEQUENCE', String(sequence)));
  return context.method === 'CANCEL' ? cancelled(lines) : lines;
}

/** The message that took it back says what it is now, whatever status it had. */
function cancelled(lines: readonly ContentLine[]): ContentLine[] {
  return [...lines.filter(({ name }) => name !== 'STATUS'), contentLine('STATUS', 'CANCELLED')];
}

/** The title of a component that has none, or that broke off in it, is the item's Subject. */
function withTitle(
  { others, notes }: Properties,
  { closed, lines }: Component,
  subject: string,
): readonly ContentLine[] {
  if (subject === '') return others;
  const summary = others.find(({ name }) => name === 'SUMMARY');
  if (summary === undefined) {
    notes.push('it had no SUMMARY: the subject stands for it');
    return [...others, contentLine('SUMMARY', escapeText(utf8Octets(subject)))];
  }
  const isCut = !closed && lines.at(-1)?.name === 'SUMMARY';
  const text = textOf(unescapeText(summary.value)).replace(/\s+/g, ' ').trim();
  if (!isCut || text === subject || !subject.startsWith(text)) return others;
  notes.push('SUMMARY was cut off: the subject stands for it');
  return others.map((line) => (line === summary ? edited(line, { value: escapeText(utf8Octets(subject)) }) : line));
}

/** A message about the event (RFC 5546) tells less of it than the event itself, and one without a start tells nothing. */
function versionOf(properties: Properties, { modified, own }: Stamps, { method }: EntryContext): number[] {
  const isWhole = !answers.has(method) && properties.line('DTSTART') !== null;
  return [isWhole ? 1 : 0, sequenceOf(properties) ?? 0, modified?.wall ?? 0, own?.wall ?? 0];
}

const answers = new Set(['REPLY', 'COUNTER', 'DECLINECOUNTER', 'REFRESH']);

function recurrenceOf(properties: Properties, when: When, bindings: Bindings, zones: ZoneTable): Recurrence {
  const time = timedOf(when, zones);
  const line = properties.line('RECURRENCE-ID') ?? contentLine('RECURRENCE-ID', '');
  const key = formatStamp(time.instant === null ? when.stamp : { wall: time.instant, form: 'utc' });
  return { time, line: writeTimes(line, [when.stamp], bindingOf(bindings, when)), key };
}

/** An added date that is longer or shorter than the others: hardly any reader takes it as a period, all take an override. */
function periodEntry(entry: Entry, { stamp, length }: Series['periods'][number], start: Start): Entry {
  const end: Stamp = { wall: stamp.wall + length, form: stamp.form };
  const ownTimes = [
    writeTimes(contentLine('DTSTART', ''), [stamp], start.binding),
    writeTimes(contentLine('DTEND', ''), [end], start.binding),
  ];
  const lines = entry.lines.flatMap((line) =>
    line.name === 'DTSTART' ? ownTimes : masterOnly.has(line.name) ? [] : [line],
  );
  const time = { stamp, tzid: start.when.tzid, instant: null };
  const line = writeTimes(contentLine('RECURRENCE-ID', ''), [stamp], start.binding);
  const recurrence = { time, line, key: formatStamp(stamp) };
  return {
    ...entry,
    recurrence,
    start: null,
    empty: false,
    derived: true,
    lines,
    zones: zonesIn(lines, yearOf(end.wall)),
    notes: ['an added date with a length of its own is an occurrence of its own'],
  };
}

const masterOnly = new Set([
  'DTEND',
  'DURATION',
  'RRULE',
  'RDATE',
  'EXDATE',
  'X-UNREADABLE-RRULE',
  'X-UNREADABLE-EXRULE',
]);

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

/** What a reminder's time before or after is counted from. */
function anchorOf(kind: EntryKind, { start, end }: Bounds): AlarmContext['anchor'] {
  if (kind !== 'VTODO' || start !== null) return 'start';
  return end === null ? null : 'end';
}

function innerComponents(
  component: Component,
  lines: readonly ContentLine[],
  context: AlarmContext,
  notes: string[],
): Component[] {
  const inner = component.components.flatMap((each) => {
    if (each.name !== 'VALARM') return [legalComponent(each)];
    const alarm = normaliseAlarm(each, context, notes);
    if (alarm === null) notes.push('a reminder without a time was left out');
    return alarm === null ? [] : [alarm];
  });
  const own = inner.some(({ name }) => name === 'VALARM') ? null : connectorAlarm(lines, context);
  return own === null ? inner : [...inner, own];
}

function legalComponent(component: Component): Component {
  return {
    ...component,
    lines: component.lines.filter(({ name }) => name !== '').map(legalLine),
    components: component.components.map(legalComponent),
  };
}
