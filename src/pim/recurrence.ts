/** Recurrence rules (RFC 5545 section 3.3.10): their parts as they were written, and the times they name. */
import ICAL from 'ical.js';
import { civilOf, DAY, dayOf, parseStamp, type Stamp } from './datetime.js';

/** A recurrence rule, its parts in the order and with the values they were written with (upper case). */
export interface Rule {
  readonly parts: readonly (readonly [name: string, value: string])[];
  /** Null: it goes on for ever, or ends by COUNT. */
  readonly until: Stamp | null;
  readonly count: number | null;
}

const frequencies = new Set(['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);

/**
 * Reads a rule. Blanks, empty parts, letter case and an INTERVAL that is no number do not matter. Null when it has no FREQ that
 * exists.
 */
export function parseRule(value: string): Rule | null {
  const parts: (readonly [string, string])[] = [];
  for (const piece of value.toUpperCase().replace(/\s+/g, '').split(';')) {
    const equals = piece.indexOf('=');
    const name = piece.slice(0, Math.max(equals, 0));
    const value = piece.slice(equals + 1);
    const idle = name === 'INTERVAL' && !/^0*[1-9]\d*$/.test(value);
    if (name !== '' && value !== '' && !idle) parts.push([name, value]);
  }
  const part = (name: string) => parts.find(([key]) => key === name)?.[1];
  if (!frequencies.has(part('FREQ') ?? '')) return null;
  const count = Number(part('COUNT'));
  return { parts, until: parseStamp(part('UNTIL') ?? ''), count: Number.isInteger(count) && count > 0 ? count : null };
}

/** Writes a rule; `until` replaces the value of its UNTIL, null takes UNTIL out. */
export function formatRule(rule: Rule, until: string | null): string {
  return rule.parts
    .flatMap(([name, value]) => (name !== 'UNTIL' ? [`${name}=${value}`] : until === null ? [] : [`UNTIL=${until}`]))
    .join(';');
}

/** Which of a rule's times are wanted. */
export interface OccurrenceLimits {
  /** At most so many. */
  readonly count: number;
  /** None behind this wall-clock time; null: as far as the count reaches. */
  readonly last: number | null;
}

/**
 * The wall-clock times that a rule names from `start` on, in order. UNTIL is for the caller to turn into `limits.last`, since it
 * needs a time zone. Null when the rule cannot be followed (broken, contradictory, or one that repeats within a day).
 */
export function occurrences(rule: Rule, start: Stamp, limits: OccurrenceLimits): number[] | null {
  if (!isSafe(rule)) return null;
  const walls: number[] = [];
  try {
    const iterator = ICAL.Recur.fromString(formatRule(rule, null)).iterator(icalTime(start));
    while (walls.length < limits.count) {
      const next = iterator.next() as ICAL.Time | null;
      if (next === null) break;
      const wall = wallOf(next);
      if (wall === null || (limits.last !== null && wall > limits.last) || wall > LATEST) break;
      walls.push(wall);
    }
  } catch {
    return null;
  }
  return walls;
}

/** The end of 2100. */
const LATEST = (dayOf(2101, 1, 1) ?? 0) * DAY;

const steps = new Set(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);

/**
 * ical.js looks for the next time for ever when a rule of short steps can have none: those within a day are not followed,
 * and daily ones only when the days they are limited to exist.
 */
function isSafe(rule: Rule): boolean {
  const part = (name: string) => rule.parts.find(([key]) => key === name)?.[1];
  const frequency = part('FREQ') ?? '';
  if (!steps.has(frequency) || Number(part('INTERVAL') ?? 1) > 10_000) return false;
  if (frequency !== 'DAILY') return true;
  const months = numbers(part('BYMONTH'), [1]);
  const days = numbers(part('BYMONTHDAY'), [1]);
  return (
    part('BYYEARDAY') === undefined &&
    part('BYWEEKNO') === undefined &&
    part('BYSETPOS') === undefined &&
    months.some((month) =>
      days.some((day) => Math.abs(day) <= (month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31)),
    )
  );
}

function numbers(list: string | undefined, otherwise: readonly number[]): readonly number[] {
  return list === undefined ? otherwise : list.split(',').map(Number);
}

function icalTime(stamp: Stamp): ICAL.Time {
  const days = Math.floor(stamp.wall / DAY);
  const seconds = stamp.wall - days * DAY;
  return ICAL.Time.fromData({
    ...civilOf(days),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    isDate: stamp.form === 'date',
  });
}

function wallOf(time: ICAL.Time): number | null {
  const day = dayOf(time.year, time.month, time.day);
  return day === null ? null : day * DAY + (time.isDate ? 0 : time.hour * 3600 + time.minute * 60 + time.second);
}
