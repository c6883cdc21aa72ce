/** When a component begins and ends. */
import type { ContentLine } from '../contentline.js';
import { DAY, parseDuration, type Stamp, strictDuration } from '../datetime.js';
import { dateOf, type When } from './time-lines.js';
import { visible } from './visible.js';

/** The times of a component as they were read. */
export interface ReadBounds {
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

/** Gives the instant of a time, by whatever zone decides it. */
export type Instant = (when: When) => number;

/**
 * Start and end of an event: both there, of one form, the end not before the start. A day ends on the next one, an event of an
 * hour without an end when it begins (RFC 5545 section 3.6.1).
 */
export function eventBounds(read: ReadBounds & { readonly start: When }, instant: Instant): Bounds {
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
export function taskBounds(read: ReadBounds, instant: Instant): Bounds {
  const notes: string[] = [];
  const { start, end: due } = read;
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
