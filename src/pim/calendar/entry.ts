/** One event, task or journal entry as it is to be written: what importers of all destinations take, and nothing lost. */
import { type Octets, trimOctets } from '../../core/octets.js';
import type { Component } from '../components.js';
import { type ContentLine, contentLine } from '../contentline.js';
import { formatStamp, parseDuration, type Stamp, yearOf } from '../datetime.js';
import type { Years } from '../zones/vtimezone.js';
import { bind, type Bindings, bindingOf } from './bindings.js';
import { type Bounds, boundsOf } from './bounds.js';
import { sequenceOf, type Stamps, stampsOf, writeLines } from './entry-lines.js';
import { anchorOf, innerComponents } from './inner.js';
import type { EntryContext } from './context.js';
import type { EntryKind } from './kind.js';
import { Properties } from './properties.js';
import { normaliseSeries, type Series } from './series.js';
import { type Recurrence, type Start, startOf, timedOf } from './start.js';
import { type When, writeTimes } from './time-lines.js';
import type { ZoneTable } from './zone-table.js';
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
  /** Its first occurrences on the clock of the start, ascending. */
  readonly walls: (count: number) => readonly number[];
  /** True of a series whose exceptions leave no occurrence: readers refuse it. */
  readonly empty: boolean;
  /** True of an override that was made of the entry before it: of a date with another length, or of a change of all that follow. */
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
  const alarms = { zones, mute: context.attendees !== 'keep', anchor: anchorOf(kind, bounds) } as const;
  const recurrence = recurrenceId === null ? null : recurrenceOf(properties, recurrenceId, bindings, zones);
  const wall = (bounds.start ?? bounds.end)?.stamp.wall ?? 0;
  const entry: Entry = {
    kind,
    uid: trimOctets(properties.line('UID')?.value ?? ''),
    recurrence,
    start: series.lines.length > 0 ? start : null,
    walls: series.walls,
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

function seriesOf(
  properties: Properties,
  recurrenceId: When | null,
  start: Start | null,
  { start: begin, end, duration }: Bounds,
  zones: ZoneTable,
): Series {
  const none = { lastYear: 0, empty: false, periods: [], walls: () => [], notes: [] };
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
    walls: () => [],
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
