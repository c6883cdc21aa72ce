/** When a component begins and ends. */
import type { ContentLine } from '../contentline.js';
import { DAY, parseDuration, parseStamp, type Stamp, strictDuration } from '../datetime.js';
import { isAllDay, wholeDays } from './dialect.js';
import type { EntryKind } from './kind.js';
import type { Properties } from './properties.js';
import { likeStart, startOf, timedOf } from './start.js';
import { dateOf, readTimeLine, type When } from './time-lines.js';
import { visible } from './visible.js';
import type { ZoneTable } from './zone-table.js';

/** The times of a component as they were read. */
interface ReadBounds {
  readonly start: When | null;
  /** DTEND of an event, DUE of a task. */
  readonly end: When | null;
  readonly duration: ContentLine | null;
}

/** The times as they are to be written. Null: no such line. */
export interface Bounds {
  readonly start: When | null;
  readonly end: When | null;
  readonly duration: string | null;
  readonly notes: readonly string[];
}

/** What the bounds of a component depend on. */
export interface BoundsOptions {
  readonly kind: EntryKind;
  readonly properties: Properties;
  readonly recurrenceId: When | null;
  /** A series or one of its occurrences: there even an end in another zone is written like the start. */
  readonly isSeries: boolean;
  /** What stands for the start of an event that says nothing of when it is. */
  readonly anyTime: Stamp | null;
  readonly zones: ZoneTable;
}

/** Gives the instant of a time, by whatever zone decides it. */
type Instant = (when: When) => number;

/** When a component begins and ends. Null: an event that has no time at all. */
export function boundsOf(options: BoundsOptions): Bounds | null {
  const { kind, properties, recurrenceId, anyTime, zones } = options;
  const read = readBounds(options);
  const instant = (when: When) => timedOf(when, zones).instant ?? when.stamp.wall;
  if (kind === 'VTODO') return taskBounds(read, instant, properties.series.length > 0 && recurrenceId === null);
  if (kind === 'VJOURNAL') return { start: read.start, end: null, duration: null, notes: [] };
  const start = read.start ?? recurrenceId ?? read.end ?? (anyTime === null ? null : { stamp: anyTime, tzid: null });
  if (start === null) return null;
  if (read.start === null && recurrenceId === null)
    properties.notes.push(`it had no start: ${read.end === null ? 'when it was made' : 'its end'} stands for it`);
  return eventBounds({ ...read, start }, instant);
}

function readBounds({ kind, properties, isSeries, zones }: BoundsOptions): ReadBounds {
  const names = kind === 'VTODO' ? ['DUE', 'DTEND'] : ['DTEND', 'DUE'];
  const hours = haveHours(['DTSTART', ...names].map((name) => properties.line(name)));
  const start = properties.when('DTSTART', hours);
  const [end = null] = names.map((name) => properties.when(name, hours)).filter((when) => when !== null);
  const duration = properties.line('DURATION');
  const days = start !== null && isAllDay(properties.others) ? wholeDays(start, end) : null;
  if (days !== null) return { ...days, duration };
  if (start === null || end === null) return { start, end, duration };
  const shown =
    start.stamp.form === 'floating'
      ? withoutOffset(
          end,
          names.map((name) => properties.line(name)),
        )
      : end;
  return { start, end: endLike(start, shown, isSeries, zones), duration };
}

/** `2024-03-04T10:00:00+01:00` beside a start in no zone: what the clock shows is before the offset. */
function withoutOffset(end: When, lines: readonly (ContentLine | null)[]): When {
  if (end.stamp.form !== 'utc') return end;
  const [value] = lines.flatMap((line) => (line === null || !offset.test(line.value) ? [] : [line.value]));
  const stamp = value === undefined ? null : parseStamp(value.replace(offset, ''));
  return stamp === null ? end : { stamp, tzid: null };
}

/** An offset behind a time of day. */
const offset = /(?<=\dT[\d:.,]{2,20})[+-]\d\d:?\d\d[ \t]*$/i;

/** `VALUE=DATE` beside hours: where one of the times has an hour that is no midnight, all of them mean hours. */
function haveHours(lines: readonly (ContentLine | null)[]): boolean {
  return lines.some((line) => {
    if (line === null || !/;VALUE="?DATE"?(?:;|$)/i.test(line.params)) return false;
    const [time] = readTimeLine(line).times;
    return time !== undefined && time.stamp.form !== 'date';
  });
}

/** The end in the form of the start, on its clock. An end in another zone is one that somebody travels to, and stays. */
function endLike(start: When, end: When, isSeries: boolean, zones: ZoneTable): When {
  if (start.stamp.form === 'date' || end.stamp.form === 'date') return end;
  const from = startOf(start, null, zones);
  const to = timedOf(end, zones);
  const isJourney = !isSeries && from.zone !== null && to.instant !== null && end.tzid !== null;
  if (isJourney || (end.tzid === start.tzid && end.stamp.form === start.stamp.form)) return end;
  return { stamp: likeStart(to, from), tzid: start.tzid };
}

/**
 * Start and end of an event: both there, of one form, the end not before the start. A day ends on the next one, an event of an
 * hour without an end when it begins (RFC 5545 section 3.6.1).
 */
function eventBounds(read: ReadBounds & { readonly start: When }, instant: Instant): Bounds {
  const { start } = read;
  const notes: string[] = [];
  const duration = usableDuration(read, start.stamp, notes);
  if (duration !== null) return { start, end: null, duration, notes };
  const isDay = start.stamp.form === 'date';
  if (read.end === null) return { start, end: isDay ? dayAfter(start) : start, duration: null, notes };
  const end = isDay ? lastDay(read.end) : atMidnight(read.end, start);
  const empty = isDay ? end.stamp.wall <= start.stamp.wall : instant(end) < instant(start);
  if (!empty) return { start, end, duration: null, notes };
  // A single day is often written with its own date as the end.
  if (end.stamp.wall !== start.stamp.wall) notes.push('it ended before it began: the end was moved to the start');
  return { start, end: isDay ? dayAfter(start) : start, duration: null, notes };
}

/** Start and due time of a task: of one form, due not before the start (RFC 5545 section 3.6.2). Either may be missing. */
function taskBounds(read: ReadBounds, instant: Instant, isSeries: boolean): Bounds {
  const notes: string[] = [];
  const due = read.end;
  // A rule counts from the start (RFC 5545 section 3.8.5.3).
  const start = read.start ?? (isSeries ? due : null);
  if (start !== read.start) notes.push('a task that repeats had no start: when it is due stands for it');
  const duration = start === null ? null : usableDuration(read, start.stamp, notes);
  if (start === null && read.duration !== null) notes.push('DURATION without a start was left out');
  if (start === null || due === null) return { start, end: due, duration, notes };
  const dueIsDay = due.stamp.form === 'date';
  const begins = dueIsDay ? { stamp: dateOf(start.stamp), tzid: null } : atMidnight(start, due);
  const alike = dueIsDay === (start.stamp.form === 'date') ? start : begins;
  if (instant(due) >= instant(alike)) return { start: alike, end: due, duration: null, notes };
  notes.push('it was due before it began: the start was moved to the due time');
  return { start: due, end: due, duration: null, notes };
}

/** The DURATION that is to stay: none beside an end, none that is broken or runs backwards, whole days for a day. */
function usableDuration(read: ReadBounds, start: Stamp, notes: string[]): string | null {
  if (read.duration === null || read.end !== null) return null;
  const seconds = parseDuration(read.duration.value);
  if (seconds === null || seconds < 0) {
    notes.push(`DURATION ${visible(read.duration.value)} makes no sense and was left out`);
    return null;
  }
  return start.form === 'date' ? `P${Math.max(1, Math.ceil(seconds / DAY))}D` : strictDuration(read.duration.value);
}

function dayAfter(when: When): When {
  return { stamp: { wall: when.stamp.wall + DAY, form: 'date' }, tzid: null };
}

/** The day behind the last one, of an end that has an hour although the start has none. */
function lastDay(end: When): When {
  const day = dateOf(end.stamp);
  return day.wall === end.stamp.wall ? { stamp: day, tzid: null } : dayAfter({ stamp: day, tzid: null });
}

/** The first minute of a day, in the form and zone of its counterpart; a time stays as it is. */
function atMidnight(when: When, counterpart: When): When {
  if (when.stamp.form !== 'date') return when;
  return { stamp: { wall: when.stamp.wall, form: counterpart.stamp.form }, tzid: counterpart.tzid };
}
