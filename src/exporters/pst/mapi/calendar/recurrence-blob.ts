/** How a series repeats, as Outlook keeps it ([MS-OXOCAL] 2.2.1.44). */
import { Bytes, day, midnight } from './minutes.js';

export type Frequency = 'daily' | 'weekly' | 'monthly' | 'yearly';

/** A way to repeat that Outlook knows. */
export interface Pattern {
  readonly frequency: Frequency;
  /** Days, weeks, months or years from one period to the next. */
  readonly interval: number;
  /** 0 Sunday to 6 Saturday. */
  readonly weekStart: number;
  /** Of weeks, and of the nth weekday of a month: one bit for each weekday, Sunday first. */
  readonly weekdays: number;
  /** Which of these weekdays in the month, 1 to 4, 5 for the last; null: the day of the month counts. */
  readonly nth: number | null;
  /** 1 to 31; of a shorter month the last. */
  readonly monthDay: number;
}

/** A series. Times are minutes since 1601 on the clock of its zone. */
export interface Recurrence {
  readonly pattern: Pattern;
  /** When its first occurrence begins. */
  readonly start: number;
  /** How it ends: never, or with its last occurrence, which begins on that day. */
  readonly end: { readonly by: 'count' | 'date'; readonly occurrences: number; readonly lastDay: number } | null;
  /** Days on which it does not take place. */
  readonly deleted: readonly number[];
}

/** An occurrence that is not as the others; what is undefined is. */
export interface ChangedOccurrence {
  readonly start: number;
  readonly end: number;
  /** When it would have begun. */
  readonly original: number;
  readonly subject?: string;
  readonly location?: string;
  readonly reminderMinutes?: number;
  readonly hasReminder?: boolean;
  readonly busy?: number;
  readonly allDay?: boolean;
  readonly hasAttachments?: boolean;
  readonly hasBody?: boolean;
}

const frequencies: Readonly<Record<Frequency, number>> = {
  daily: 0x200a,
  weekly: 0x200b,
  monthly: 0x200c,
  yearly: 0x200d,
};
/** What Outlook writes for a series without an end. */
const never = 0x5ae980df;
const occurrencesOfEndless = 10;

/** The part that series of tasks have too (`RecurrencePattern`). */
export function recurrencePattern(recurrence: Recurrence, changed: readonly ChangedOccurrence[] = []): Buffer {
  const { pattern, start, end, deleted } = recurrence;
  const { type, period, first, special } = shapeOf(pattern, midnight(start));
  const originals = [...deleted.map(midnight), ...changed.map(({ original }) => midnight(original))];
  const bytes = new Bytes()
    .u16(0x3004, 0x3004, frequencies[pattern.frequency], type, 0)
    .u32(first, period, 0, ...special)
    .u32(end === null ? 0x2023 : end.by === 'count' ? 0x2022 : 0x2021)
    .u32(end?.occurrences ?? occurrencesOfEndless, pattern.weekStart);
  for (const days of [originals, changed.map((one) => midnight(one.start))])
    bytes.u32(days.length, ...days.toSorted((a, b) => a - b));
  return bytes.u32(midnight(start), end === null ? never : midnight(end.lastDay)).done();
}

interface Shape {
  readonly type: number;
  readonly period: number;
  readonly first: number;
  readonly special: readonly number[];
}

/** `FirstDateTime` tells in which of the periods, counted from 1601, the series takes place. */
function shapeOf({ frequency, interval, weekStart, weekdays, nth, monthDay }: Pattern, start: number): Shape {
  if (frequency === 'daily') {
    const period = interval * day;
    return { type: 0, period, first: start % period, special: [] };
  }
  const date = new Date(Date.UTC(1601, 0, 1) + start * 60_000);
  if (frequency === 'weekly') {
    const week = start - ((date.getUTCDay() - weekStart + 7) % 7) * day;
    return { type: 1, period: interval, first: week % (interval * 7 * day), special: [weekdays] };
  }
  const period = frequency === 'yearly' ? interval * 12 : interval;
  const months = ((date.getUTCFullYear() - 1601) * 12 + date.getUTCMonth()) % period;
  const first = (Date.UTC(1601 + Math.floor(months / 12), months % 12, 1) - Date.UTC(1601, 0, 1)) / 60_000;
  return { type: nth === null ? 2 : 3, period, first, special: nth === null ? [monthDay] : [weekdays, nth] };
}

/** All of it (`AppointmentRecurrencePattern`). `minutes`: how long an occurrence takes. */
export function appointmentRecurrence(
  recurrence: Recurrence,
  minutes: number,
  changed: readonly ChangedOccurrence[],
): Buffer {
  const sorted = changed.toSorted((a, b) => a.start - b.start);
  const offset = recurrence.start % day;
  const bytes = new Bytes().add(recurrencePattern(recurrence, sorted));
  bytes.u32(0x3006, 0x3009, offset, offset + minutes).u16(sorted.length);
  for (const one of sorted) bytes.add(exceptionInfo(one));
  bytes.u32(0);
  for (const one of sorted) bytes.add(extendedException(one));
  return bytes.u32(0).done();
}

const overrides = {
  subject: 1,
  reminderMinutes: 4,
  hasReminder: 8,
  location: 0x10,
  busy: 0x20,
  hasAttachments: 0x40,
  allDay: 0x80,
  hasBody: 0x200,
} as const;

function exceptionInfo(one: ChangedOccurrence): Buffer {
  let flags = 0;
  for (const [name, flag] of Object.entries(overrides) as [keyof typeof overrides, number][])
    if (one[name] !== undefined && one[name] !== (name === 'hasBody' || name === 'hasAttachments' ? false : undefined))
      flags |= flag;
  const bytes = new Bytes().u32(one.start, one.end, one.original).u16(flags);
  if (one.subject !== undefined) addNarrow(bytes, one.subject);
  if (one.reminderMinutes !== undefined) bytes.u32(one.reminderMinutes);
  if (one.hasReminder !== undefined) bytes.u32(one.hasReminder ? 1 : 0);
  if (one.location !== undefined) addNarrow(bytes, one.location);
  if (one.busy !== undefined) bytes.u32(one.busy);
  if (one.hasAttachments === true) bytes.u32(1);
  if (one.allDay !== undefined) bytes.u32(one.allDay ? 1 : 0);
  return bytes.done();
}

/** In one byte a character; the extended part has what does not fit. */
function addNarrow(bytes: Bytes, text: string): void {
  const narrow = Buffer.from(text.replace(/[^\0-\xff]/g, '?'), 'latin1');
  bytes.u16(narrow.length + 1, narrow.length).add(narrow);
}

function extendedException({ start, end, original, subject, location }: ChangedOccurrence): Buffer {
  const bytes = new Bytes().u32(4, 0, 0);
  if (subject === undefined && location === undefined) return bytes.done();
  bytes.u32(start, end, original);
  for (const text of [subject, location])
    if (text !== undefined) bytes.u16(text.length).add(Buffer.from(text, 'utf16le'));
  return bytes.u32(0).done();
}
