/** From a recurrence rule to the way Outlook repeats, and to the days on which the two differ. */
import { civilOf, DAY, type Stamp } from '../../../../pim/datetime.js';
import { occurrences } from '../../../../pim/occurrences.js';
import { parseRule, type Rule } from '../../../../pim/recurrence.js';
import type { Pattern } from './recurrence-blob.js';

/** What a rule says in Outlook's words. Walls are seconds on the clock's face. */
export interface RuleInPattern {
  readonly pattern: Pattern;
  /** Its first occurrence; that of the rule, which an item's start may not be. */
  readonly first: number;
  /** The last one; null when it never ends. */
  readonly last: number | null;
  /** How many there are up to the last, those that are left out again counted; 0 when it never ends. */
  readonly count: number;
  readonly endsBy: 'count' | 'date';
  /** Occurrences of the pattern that are none of the rule. */
  readonly extra: readonly number[];
}

const weekdayNames = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
/** Longer series than this of one a day are taken for endless: to the year 2100 it is fewer. */
const mostOccurrences = 100_000;

/** Null when Outlook cannot repeat so: the occurrences have to stand one by one. */
export function ruleInPattern(rule: Rule, start: Stamp, until: number | null): RuleInPattern | null {
  const pattern = patternOf(rule, start);
  if (pattern === null) return null;
  const isEndless = until === null && rule.count === null;
  const limits = { count: rule.count ?? mostOccurrences, last: until };
  const own = occurrences(rule, start, isEndless ? { count: 1, last: null } : limits);
  const [first] = own ?? [];
  if (own === null || first === undefined) return null;
  const last = isEndless ? null : (own.at(-1) ?? first);
  const exact = mayDiffer(pattern);
  const every = exact ? all(outlookRule(pattern, first), { wall: first, form: start.form }, last) : null;
  const wanted = exact ? new Set(isEndless ? all(rule, start, null) : own) : null;
  return {
    pattern,
    first,
    last,
    count: isEndless ? 0 : (every ?? own).length,
    endsBy: rule.count === null ? 'date' : 'count',
    extra: (every ?? []).filter((wall) => wanted?.has(wall) === false),
  };
}

function all(rule: Rule, start: Stamp, last: number | null): readonly number[] {
  return occurrences(rule, start, { count: mostOccurrences, last }) ?? [];
}

function patternOf(rule: Rule, start: Stamp): Pattern | null {
  const part = (name: string) => rule.parts.find(([key]) => key === name)?.[1];
  const has = (...names: readonly string[]) => names.some((name) => part(name) !== undefined);
  if (has('BYHOUR', 'BYMINUTE', 'BYSECOND', 'BYYEARDAY', 'BYWEEKNO', 'RSCALE', 'SKIP')) return null;
  const interval = Math.max(1, Number(part('INTERVAL') ?? 1));
  if (interval > 999) return null;
  const days = readDays(part('BYDAY') ?? '');
  if (days === null) return null;
  const startDay = Math.floor(start.wall / DAY);
  const { month, day: ownDay } = civilOf(startDay);
  const ownWeekday = 1 << ((((startDay + 4) % 7) + 7) % 7);
  const weekStart = Math.max(0, weekdayNames.indexOf(part('WKST') ?? 'MO'));
  const plain = { interval, weekStart, weekdays: 0, nth: null, monthDay: 0 };
  switch (part('FREQ')) {
    case 'DAILY':
      if (has('BYMONTH', 'BYMONTHDAY', 'BYSETPOS')) return null;
      if (days.mask === 0) return { ...plain, frequency: 'daily' };
      return interval === 1 && days.nth === null ? { ...plain, frequency: 'weekly', weekdays: days.mask } : null;
    case 'WEEKLY':
      if (has('BYMONTH', 'BYMONTHDAY', 'BYSETPOS') || days.nth !== null) return null;
      return { ...plain, frequency: 'weekly', weekdays: days.mask === 0 ? ownWeekday : days.mask };
    case 'MONTHLY':
      return has('BYMONTH') ? null : inMonth({ ...plain, frequency: 'monthly' }, { days, part, ownDay });
    case 'YEARLY':
      if (has('BYMONTH') ? part('BYMONTH') !== String(month) : days.mask !== 0) return null;
      return inMonth({ ...plain, frequency: 'yearly' }, { days, part, ownDay });
    default:
      return null;
  }
}

interface Days {
  /** One bit for each weekday. */
  readonly mask: number;
  readonly nth: number | null;
}

/** `MO,TU` or a single `2MO`; null for what Outlook does not know. */
function readDays(list: string): Days | null {
  const days = list.split(',').filter((day) => day !== '');
  let mask = 0;
  for (const day of days) {
    const [, nth, name = ''] = /^([+-]?\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)$/.exec(day) ?? [];
    const weekday = weekdayNames.indexOf(name);
    if (weekday < 0 || (nth !== undefined && days.length > 1)) return null;
    if (nth !== undefined) return { mask: 1 << weekday, nth: Number(nth) };
    mask |= 1 << weekday;
  }
  return { mask, nth: null };
}

interface MonthParts {
  readonly days: Days;
  readonly part: (name: string) => string | undefined;
  readonly ownDay: number;
}

/** A day of the month, or the nth of some weekdays in it. */
function inMonth(plain: Pattern, { days, part, ownDay }: MonthParts): Pattern | null {
  const monthDay = part('BYMONTHDAY');
  const position = part('BYSETPOS');
  if (days.mask !== 0) {
    if (monthDay !== undefined) return null;
    const nth = days.nth ?? (position === undefined ? null : Number(position));
    if (days.nth !== null && position !== undefined) return null;
    if (nth === null || !(nth === -1 || (nth >= 1 && nth <= 4))) return null;
    return { ...plain, weekdays: days.mask, nth: nth === -1 ? 5 : nth };
  }
  if (position !== undefined) return null;
  const own = monthDay === undefined ? ownDay : Number(monthDay);
  if (!Number.isInteger(own) || own === 0 || own < -1 || own > 31) return null;
  return { ...plain, monthDay: own === -1 ? 31 : own };
}

/** Of a month without its 31st Outlook takes the last day, a rule none. */
function mayDiffer({ frequency, nth, monthDay }: Pattern): boolean {
  return (frequency === 'monthly' || frequency === 'yearly') && nth === null && monthDay > 28;
}

/** A rule that names the days that Outlook's pattern of that kind does. */
function outlookRule({ frequency, interval, monthDay }: Pattern, first: number): Rule {
  const upTo = Array.from({ length: monthDay - 27 }, (_, index) => String(28 + index)).join(',');
  const month = frequency === 'yearly' ? `;BYMONTH=${civilOf(Math.floor(first / DAY)).month}` : '';
  const text = `FREQ=${frequency.toUpperCase()};INTERVAL=${interval}${month};BYMONTHDAY=${upTo};BYSETPOS=-1`;
  return parseRule(text) ?? { parts: [], until: null, count: null, dropped: [] };
}
