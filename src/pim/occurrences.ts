/**
 * The times that a recurrence rule names (RFC 5545 section 3.3.10), on the clock's face. Every period is looked through day by
 * day and the years are bounded, so that no rule, however broken, takes long.
 */
import { civilOf, DAY, dayOf, daysIn, type Stamp } from './datetime.js';
import type { Rule } from './recurrence.js';

/** Which of a rule's times are wanted. */
export interface OccurrenceLimits {
  /** At most so many. */
  readonly count: number;
  /** None behind this wall-clock time; null: as far as the count reaches, or to the end of 2100. */
  readonly last: number | null;
}

type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/**
 * The times of a rule from `start` on, in order. UNTIL and COUNT are for the caller to turn into limits. Null when the rule
 * cannot be followed: it repeats within a day, or a part of it is no list of numbers.
 */
export function occurrences(rule: Rule, start: Stamp, limits: OccurrenceLimits): number[] | null {
  const plan = planOf(rule, start);
  if (plan === null) return null;
  const walls: number[] = [];
  for (const days of periods(plan, Math.floor(start.wall / DAY))) {
    const fitting = days.filter((day) => fits(plan, day));
    for (const wall of atPositions(plan, times(plan, fitting))) {
      if (wall < start.wall) continue;
      if (walls.length >= limits.count || (limits.last !== null && wall > limits.last)) return walls;
      walls.push(wall);
    }
    if (walls.length >= limits.count || (limits.last !== null && (days.at(-1) ?? 0) * DAY > limits.last)) break;
  }
  return walls;
}

/** A rule, ready to be followed. Empty lists limit nothing. */
interface Plan {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly months: readonly number[];
  readonly weeks: readonly number[];
  readonly yearDays: readonly number[];
  readonly monthDays: readonly number[];
  /** 0: Sunday. */
  readonly weekdays: readonly number[];
  /** `2MO`, of the month or the year. */
  readonly nthWeekdays: readonly { readonly nth: number; readonly weekday: number }[];
  readonly positions: readonly number[];
  /** Seconds of the day, ascending. */
  readonly clock: readonly number[];
  readonly weekStart: number;
}

const weekdayNames = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

function planOf(rule: Rule, start: Stamp): Plan | null {
  const part = (name: string) => rule.parts.find(([key]) => key === name)?.[1];
  const frequency = part('FREQ') ?? '';
  if (!isFrequency(frequency)) return null;
  const lists = ['BYMONTH', 'BYWEEKNO', 'BYYEARDAY', 'BYMONTHDAY', 'BYSETPOS', 'BYHOUR', 'BYMINUTE', 'BYSECOND'].map(
    (name) => numbers(part(name)),
  );
  const days = (part('BYDAY') ?? '').split(',').filter((day) => day !== '');
  const named = days.map((day) => /^([+-]?\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)$/.exec(day));
  if (lists.includes(null) || named.includes(null)) return null;
  const [months, weeks, yearDays, monthDays, positions, hours, minutes, seconds] = lists as number[][];
  const ordinals = named.map((match) => ({
    nth: Number(match?.[1] ?? 0),
    weekday: weekdayNames.indexOf(match?.[2] ?? ''),
  }));
  const counted = frequency === 'YEARLY' || frequency === 'MONTHLY';
  const plan = {
    frequency,
    interval: Math.max(1, Number(part('INTERVAL') ?? 1)),
    months: months ?? [],
    weeks: frequency === 'YEARLY' ? (weeks ?? []) : [],
    yearDays: frequency === 'YEARLY' ? (yearDays ?? []) : [],
    monthDays: frequency === 'WEEKLY' ? [] : (monthDays ?? []),
    weekdays: ordinals.filter(({ nth }) => nth === 0 || !counted).map(({ weekday }) => weekday),
    nthWeekdays: ordinals.filter(({ nth }) => nth !== 0 && counted),
    positions: positions ?? [],
    clock: clockOf(start, [hours ?? [], minutes ?? [], seconds ?? []]),
    weekStart: Math.max(0, weekdayNames.indexOf(part('WKST') ?? 'MO')),
  };
  return withDefaults(plan, Math.floor(start.wall / DAY), days.length > 0);
}

/** What a rule does not say it takes from the start. */
function withDefaults(plan: Plan, startDay: number, hasDays: boolean): Plan {
  const { month, day } = civilOf(startDay);
  if (plan.frequency === 'DAILY' || hasDays || plan.monthDays.length + plan.yearDays.length > 0) return plan;
  if (plan.frequency === 'WEEKLY' || plan.weeks.length > 0) return { ...plan, weekdays: [weekdayOf(startDay)] };
  const months = plan.frequency === 'YEARLY' && plan.months.length === 0 ? [month] : plan.months;
  return { ...plan, months, monthDays: [day] };
}

function isFrequency(name: string): name is Frequency {
  return name === 'DAILY' || name === 'WEEKLY' || name === 'MONTHLY' || name === 'YEARLY';
}

/** Null when something in the list is no number. */
function numbers(list: string | undefined): number[] | null {
  if (list === undefined) return [];
  const found = list.split(',').filter((piece) => piece !== '');
  return found.every((piece) => /^[+-]?\d{1,3}$/.test(piece)) ? found.map(Number) : null;
}

function clockOf(start: Stamp, [hours = [], minutes = [], seconds = []]: readonly number[][]): number[] {
  if (start.form === 'date') return [0];
  const own = start.wall - Math.floor(start.wall / DAY) * DAY;
  const or = (list: readonly number[], otherwise: number) => (list.length > 0 ? list : [otherwise]);
  const all = or(hours, Math.floor(own / 3600)).flatMap((hour) =>
    or(minutes, Math.floor(own / 60) % 60).flatMap((minute) =>
      or(seconds, own % 60).map((second) => hour * 3600 + minute * 60 + second),
    ),
  );
  return [...new Set(all)].sort((a, b) => a - b);
}

/** The last year that is looked into. */
const LAST_YEAR = 2100;

/** The days of each year, month, week or single day that the rule's interval comes to, from that of the start on. */
function* periods({ frequency, interval, weekStart, months }: Plan, startDay: number): Generator<number[]> {
  const first = civilOf(startDay);
  if (frequency === 'YEARLY') {
    for (let year = first.year; year <= LAST_YEAR; year += interval)
      yield (months.length > 0 ? ascending(months) : everyMonth).flatMap((month) => daysOfMonth(year, month));
  } else if (frequency === 'MONTHLY') {
    for (let at = first.year * 12 + first.month - 1; at < (LAST_YEAR + 1) * 12; at += interval)
      yield daysOfMonth(Math.floor(at / 12), (at % 12) + 1);
  } else {
    const length = frequency === 'WEEKLY' ? 7 : 1;
    const begin = length === 1 ? startDay : startDay - ((weekdayOf(startDay) - weekStart + 7) % 7);
    const end = dayOf(LAST_YEAR, 12, 31) ?? 0;
    for (let at = begin; at <= end; at += interval * length) yield Array.from({ length }, (_, index) => at + index);
  }
}

const everyMonth = Array.from({ length: 12 }, (_, index) => index + 1);

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

function daysOfMonth(year: number, month: number): number[] {
  const first = dayOf(year, month, 1);
  return first === null ? [] : Array.from({ length: daysIn(year, month) }, (_, index) => first + index);
}

function fits(plan: Plan, day: number): boolean {
  const { year, month, day: monthDay } = civilOf(day);
  if (plan.months.length > 0 && !plan.months.includes(month)) return false;
  const weekday = weekdayOf(day);
  if (plan.weekdays.length + plan.nthWeekdays.length > 0 && !isWeekday(plan, { day, year, month, monthDay, weekday }))
    return false;
  if (plan.monthDays.length > 0 && !includesEither(plan.monthDays, monthDay, daysIn(year, month))) return false;
  if (plan.yearDays.length > 0) {
    const newYear = dayOf(year, 1, 1) ?? 0;
    if (!includesEither(plan.yearDays, day - newYear + 1, daysIn(year, 2) + 337)) return false;
  }
  return plan.weeks.length === 0 || isInWeeks(plan, day);
}

interface PlacedDay {
  readonly day: number;
  readonly year: number;
  readonly month: number;
  readonly monthDay: number;
  readonly weekday: number;
}

function isWeekday(plan: Plan, { day, year, month, monthDay, weekday }: PlacedDay): boolean {
  if (plan.weekdays.includes(weekday)) return true;
  const ofYear = plan.frequency === 'YEARLY' && plan.months.length === 0;
  const place = ofYear ? day - (dayOf(year, 1, 1) ?? 0) + 1 : monthDay;
  const length = ofYear ? daysIn(year, 2) + 337 : daysIn(year, month);
  const fromStart = Math.ceil(place / 7);
  const fromEnd = -Math.ceil((length - place + 1) / 7);
  return plan.nthWeekdays.some(
    (wanted) => wanted.weekday === weekday && (wanted.nth === fromStart || wanted.nth === fromEnd),
  );
}

/** A number counted from the start, from 1, or from the end, from -1. */
function includesEither(wanted: readonly number[], place: number, length: number): boolean {
  return wanted.includes(place) || wanted.includes(place - length - 1);
}

/** Week 1 is the first with four days in its year. */
function isInWeeks({ weeks, weekStart }: Plan, day: number): boolean {
  const begin = day - ((weekdayOf(day) - weekStart + 7) % 7);
  const { year } = civilOf(begin + 3);
  const number = Math.floor((begin + 3 - (dayOf(year, 1, 1) ?? 0)) / 7) + 1;
  const last = civilOf(begin + 3 + 7 * (53 - number)).year === year ? 53 : 52;
  return includesEither(weeks, number, last);
}

function times({ clock }: Plan, days: readonly number[]): number[] {
  return days.flatMap((day) => clock.map((second) => day * DAY + second));
}

function atPositions({ positions }: Plan, walls: readonly number[]): readonly number[] {
  if (positions.length === 0) return walls;
  return walls.filter((_, index) => includesEither(positions, index + 1, walls.length));
}

/** The first day of 1970 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}
