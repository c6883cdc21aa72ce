/**
 * The times that a recurrence rule names (RFC 5545 section 3.3.10), on the clock's face. Every period is looked through day by
 * day, only the times that are asked for are made, and the years are bounded, so that no rule, however broken, takes long.
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
    for (const wall of times(plan, fitting)) {
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
  readonly months: Numbers;
  readonly weeks: Numbers;
  readonly yearDays: Numbers;
  readonly monthDays: Numbers;
  /** 0: Sunday. */
  readonly weekdays: Numbers;
  /** `2MO`, of the month or the year, as `nthWeekday` counts them. */
  readonly nthWeekdays: Numbers;
  readonly positions: Numbers;
  readonly clock: Clock;
  readonly weekStart: number;
}

/** A list may name the same number ten thousand times. */
type Numbers = ReadonlySet<number>;

/** The times of a day: every hour with every minute and every second, each ascending. */
interface Clock {
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly seconds: readonly number[];
}

/** One number for a place and a weekday. */
function nthWeekday(nth: number, weekday: number): number {
  return nth * 7 + weekday;
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
  const [months, weeks, yearDays, monthDays, positions, hours, minutes, seconds] = lists as Numbers[];
  const ordinals = named.map((match) => ({
    nth: Number(match?.[1] ?? 0),
    weekday: weekdayNames.indexOf(match?.[2] ?? ''),
  }));
  const counted = frequency === 'YEARLY' || frequency === 'MONTHLY';
  const plan = {
    frequency,
    interval: Math.max(1, Number(part('INTERVAL') ?? 1)),
    months: months ?? none,
    weeks: frequency === 'YEARLY' ? (weeks ?? none) : none,
    yearDays: frequency === 'YEARLY' ? (yearDays ?? none) : none,
    monthDays: frequency === 'WEEKLY' ? none : (monthDays ?? none),
    weekdays: new Set(ordinals.filter(({ nth }) => nth === 0 || !counted).map(({ weekday }) => weekday)),
    nthWeekdays: new Set(
      ordinals.filter(({ nth }) => nth !== 0 && counted).map(({ nth, weekday }) => nthWeekday(nth, weekday)),
    ),
    positions: positions ?? none,
    clock: clockOf(start, { hours: hours ?? none, minutes: minutes ?? none, seconds: seconds ?? none }),
    weekStart: Math.max(0, weekdayNames.indexOf(part('WKST') ?? 'MO')),
  };
  return withDefaults(plan, Math.floor(start.wall / DAY), days.length > 0);
}

/** What a rule does not say it takes from the start. */
function withDefaults(plan: Plan, startDay: number, hasDays: boolean): Plan {
  const { month, day } = civilOf(startDay);
  if (plan.frequency === 'DAILY' || hasDays || plan.monthDays.size + plan.yearDays.size > 0) return plan;
  if (plan.frequency === 'WEEKLY' || plan.weeks.size > 0) return { ...plan, weekdays: new Set([weekdayOf(startDay)]) };
  const months = plan.frequency === 'YEARLY' && plan.months.size === 0 ? new Set([month]) : plan.months;
  return { ...plan, months, monthDays: new Set([day]) };
}

function isFrequency(name: string): name is Frequency {
  return name === 'DAILY' || name === 'WEEKLY' || name === 'MONTHLY' || name === 'YEARLY';
}

/** Null when something in the list is no number. */
function numbers(list: string | undefined): Numbers | null {
  if (list === undefined) return none;
  const found = list.split(',').filter((piece) => piece !== '');
  return found.every((piece) => /^[+-]?\d{1,3}$/.test(piece)) ? new Set(found.map(Number)) : null;
}

const none: Numbers = new Set();

function clockOf(start: Stamp, lists: { readonly [Unit in keyof Clock]: Numbers }): Clock {
  if (start.form === 'date') return { hours: [0], minutes: [0], seconds: [0] };
  const own = start.wall - Math.floor(start.wall / DAY) * DAY;
  const or = (list: Numbers, most: number, otherwise: number) =>
    list.size > 0 ? ascending(list).filter((value) => value >= 0 && value < most) : [otherwise];
  return {
    hours: or(lists.hours, 24, Math.floor(own / 3600)),
    minutes: or(lists.minutes, 60, Math.floor(own / 60) % 60),
    seconds: or(lists.seconds, 60, own % 60),
  };
}

/** The years that are looked into. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;

/** The days of each year, month, week or single day that the rule's interval comes to, from that of the start on. */
function* periods({ frequency, interval, weekStart, months }: Plan, startDay: number): Generator<number[]> {
  const first = civilOf(startDay);
  if (frequency === 'YEARLY') {
    const wanted = months.size > 0 ? ascending(months) : everyMonth;
    for (let year = notBefore(FIRST_YEAR, first.year, interval); year <= LAST_YEAR; year += interval)
      yield wanted.flatMap((month) => daysOfMonth(year, month));
  } else if (frequency === 'MONTHLY') {
    const begin = notBefore(FIRST_YEAR * 12, first.year * 12 + first.month - 1, interval);
    for (let at = begin; at < (LAST_YEAR + 1) * 12; at += interval)
      yield daysOfMonth(Math.floor(at / 12), (at % 12) + 1);
  } else {
    const length = frequency === 'WEEKLY' ? 7 : 1;
    const begin = length === 1 ? startDay : startDay - ((weekdayOf(startDay) - weekStart + 7) % 7);
    const step = interval * length;
    const end = dayOf(LAST_YEAR, 12, 31) ?? 0;
    for (let at = notBefore(dayOf(FIRST_YEAR, 1, 1) ?? 0, begin, step); at <= end; at += step)
      yield Array.from({ length }, (_, index) => at + index);
  }
}

/** The first of `begin`, `begin + step`, … that is not before `least`. */
function notBefore(least: number, begin: number, step: number): number {
  return begin >= least ? begin : begin + Math.ceil((least - begin) / step) * step;
}

const everyMonth = Array.from({ length: 12 }, (_, index) => index + 1);

function ascending(values: Numbers): number[] {
  return [...values].sort((a, b) => a - b);
}

function daysOfMonth(year: number, month: number): number[] {
  const first = dayOf(year, month, 1);
  return first === null ? [] : Array.from({ length: daysIn(year, month) }, (_, index) => first + index);
}

function fits(plan: Plan, day: number): boolean {
  const { year, month, day: monthDay } = civilOf(day);
  if (plan.months.size > 0 && !plan.months.has(month)) return false;
  const weekday = weekdayOf(day);
  if (plan.weekdays.size + plan.nthWeekdays.size > 0 && !isWeekday(plan, { day, year, month, monthDay, weekday }))
    return false;
  if (plan.monthDays.size > 0 && !includesEither(plan.monthDays, monthDay, daysIn(year, month))) return false;
  if (plan.yearDays.size > 0) {
    const newYear = dayOf(year, 1, 1) ?? 0;
    if (!includesEither(plan.yearDays, day - newYear + 1, daysIn(year, 2) + 337)) return false;
  }
  return plan.weeks.size === 0 || isInWeeks(plan, day);
}

interface PlacedDay {
  readonly day: number;
  readonly year: number;
  readonly month: number;
  readonly monthDay: number;
  readonly weekday: number;
}

function isWeekday(plan: Plan, { day, year, month, monthDay, weekday }: PlacedDay): boolean {
  if (plan.weekdays.has(weekday)) return true;
  const ofYear = plan.frequency === 'YEARLY' && plan.months.size === 0;
  const place = ofYear ? day - (dayOf(year, 1, 1) ?? 0) + 1 : monthDay;
  const length = ofYear ? daysIn(year, 2) + 337 : daysIn(year, month);
  const fromStart = Math.ceil(place / 7);
  const fromEnd = -Math.ceil((length - place + 1) / 7);
  return plan.nthWeekdays.has(nthWeekday(fromStart, weekday)) || plan.nthWeekdays.has(nthWeekday(fromEnd, weekday));
}

/** A number counted from the start, from 1, or from the end, from -1. */
function includesEither(wanted: Numbers, place: number, length: number): boolean {
  return wanted.has(place) || wanted.has(place - length - 1);
}

/** Week 1 is the first with four days in its year. */
function isInWeeks({ weeks, weekStart }: Plan, day: number): boolean {
  const begin = day - ((weekdayOf(day) - weekStart + 7) % 7);
  const { year } = civilOf(begin + 3);
  const number = Math.floor((begin + 3 - (dayOf(year, 1, 1) ?? 0)) / 7) + 1;
  const last = civilOf(begin + 3 + 7 * (53 - number)).year === year ? 53 : 52;
  return includesEither(weeks, number, last);
}

/** The times on these days, those at the rule's positions where it has any. Made one by one: a year may have 31 million. */
function* times({ clock: { hours, minutes, seconds }, positions }: Plan, days: readonly number[]): Generator<number> {
  const inDay = hours.length * minutes.length * seconds.length;
  const count = days.length * inDay;
  const timeAt = (index: number): number => {
    const place = index % inDay;
    const second = seconds[place % seconds.length] ?? 0;
    const minute = minutes[Math.floor(place / seconds.length) % minutes.length] ?? 0;
    const hour = hours[Math.floor(place / (seconds.length * minutes.length))] ?? 0;
    return (days[Math.floor(index / inDay)] ?? 0) * DAY + hour * 3600 + minute * 60 + second;
  };
  if (positions.size === 0) for (let index = 0; index < count; index += 1) yield timeAt(index);
  else for (const index of indexesOf(positions, count)) if (index >= 0 && index < count) yield timeAt(index);
}

/** Positions, counted from 1, or from the end, from -1, as indexes, ascending. */
function indexesOf(positions: Numbers, count: number): number[] {
  return ascending(new Set([...positions].map((position) => (position > 0 ? position - 1 : position + count))));
}

/** The first day of 1970 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}
