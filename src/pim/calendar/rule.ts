/** A recurrence rule as every reader follows it in the same way. */
import { largest } from '../../core/lists.js';
import { civilOf, DAY, daysIn, type Stamp, yearOf } from '../datetime.js';
import { occurrences } from '../occurrences.js';
import type { Rule } from '../recurrence.js';
import { visible } from './visible.js';

/** Outlook and Exchange end a series without an end in 4500, others in 9999. */
const NO_END = 4500;
/** How far a rule is followed in search of its first time: leap days that are Sundays come back within 40 years. */
const SEARCHED = 60 * 366 * DAY;
/** `occurrences` looks no further than 2100. */
const FOLLOWED = 2030;

/** The rule without what readers refuse or take in different ways; `start` is the first occurrence. Notes tell what it loses. */
export function plainRule(rule: Rule, start: Stamp, notes: string[]): Rule {
  for (const part of rule.dropped) notes.push(`${visible(part)} in a rule was left out`);
  const part = (name: string) => rule.parts.find(([key]) => key === name)?.[1];
  let { parts, until } = rule;
  if ((part('RSCALE') ?? 'GREGORIAN') === 'GREGORIAN') {
    parts = without(parts, 'RSCALE', 'SKIP');
    if (part('SKIP') !== undefined && part('SKIP') !== 'OMIT' && mayMissDays(rule, start))
      notes.push(`SKIP=${part('SKIP') ?? ''} in a rule was left out: days that a month does not have are passed over`);
  }
  if (until !== null && yearOf(until.wall) >= NO_END) {
    parts = without(parts, 'UNTIL');
    until = null;
  } else if (until === null && part('UNTIL') !== undefined) {
    parts = without(parts, 'UNTIL');
    notes.push(`UNTIL=${part('UNTIL') ?? ''} is no date: the series goes on`);
  }
  return { ...rule, parts: withOwnDay(withoutNumbers(parts), start), until };
}

/** True for a rule in another calendar than ours (RFC 7529), which hardly any reader can follow. */
export function isForeign({ parts }: Rule): boolean {
  return parts.some(([name]) => name === 'RSCALE');
}

/** True when the rule names no time at all: readers run on in search of the first. */
export function isEmptyRule(rule: Rule, start: Stamp): boolean {
  if (yearOf(start.wall) >= FOLLOWED || !rule.parts.some(([name]) => name.startsWith('BY'))) return false;
  return occurrences(rule, start, { count: 1, last: start.wall + SEARCHED })?.length === 0;
}

type Parts = Rule['parts'];

function without(parts: Parts, ...names: readonly string[]): Parts {
  return parts.filter(([name]) => !names.includes(name));
}

/** `BYDAY=1MO` has no meaning in a week (RFC 5545 section 3.3.10): readers that follow it see Mondays. */
function withoutNumbers(parts: Parts): Parts {
  const frequency = parts.find(([name]) => name === 'FREQ')?.[1];
  if (frequency === 'MONTHLY' || frequency === 'YEARLY') return parts;
  return parts.map(([name, value]) => [name, name === 'BYDAY' ? value.replace(/[+-]?\d+(?=[A-Z])/g, '') : value]);
}

/**
 * A 29 February or 31 comes only where there is one (RFC 5545 section 3.3.10). ical.js goes on to March instead, unless the rule
 * names the day; in several months of a year it does even then, unless the rule goes month by month.
 */
function withOwnDay(parts: Parts, start: Stamp): Parts {
  const value = (name: string) => parts.find(([key]) => key === name)?.[1];
  const others = ['BYDAY', 'BYYEARDAY', 'BYWEEKNO', 'BYSETPOS'];
  if (value('FREQ') !== 'YEARLY' || parts.some(([name]) => others.includes(name))) return parts;
  const own = civilOf(Math.floor(start.wall / DAY));
  const months = value('BYMONTH')?.split(',').map(Number) ?? [own.month];
  const last = largest(value('BYMONTHDAY')?.split(',').map(Number) ?? [own.day]);
  // 2023 has the shortest months.
  const isMissed = (month: number) => month >= 1 && month <= 12 && last > daysIn(2023, month);
  if (!months.some(isMissed)) return parts;
  const named: Parts = [
    ...parts,
    ...(value('BYMONTH') === undefined ? [['BYMONTH', String(own.month)] as const] : []),
    ...(value('BYMONTHDAY') === undefined ? [['BYMONTHDAY', String(own.day)] as const] : []),
  ];
  if (months.length === 1 || Number(value('INTERVAL') ?? 1) !== 1) return named;
  return named.map(([name, text]) => [name, name === 'FREQ' ? 'MONTHLY' : text]);
}

/** A day of the month that some months lack. */
function mayMissDays({ parts }: Rule, start: Stamp): boolean {
  const days = parts
    .find(([name]) => name === 'BYMONTHDAY')?.[1]
    .split(',')
    .map(Number);
  return (days ?? [civilOf(Math.floor(start.wall / DAY)).day]).some((day) => day > 28 || day < -28);
}
