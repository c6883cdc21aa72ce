/** Where a series ends: UNTIL in the form of its start, and one end where a rule has two or none that makes sense. */
import { DAY, formatStamp, type Stamp } from '../datetime.js';
import { occurrences } from '../occurrences.js';
import { type Rule } from '../recurrence.js';
import { toUtc, toWall } from '../zones/zone.js';
import { dayOf, type Start } from './start.js';
import { visible } from './visible.js';

/** How far a COUNT is followed beside an UNTIL. */
const COMPARED = 1000;
/** The offsets of most people who write UTC beside a start without a zone. */
const OFFSETS = 10 * 3600;

/** The last second of a rule's UNTIL on the clock of the start. */
export function ruleEnd(until: Stamp, rule: Rule, { when, zone }: Start): number {
  if (when.stamp.form === 'date') return dayOf(until).wall + DAY - 1;
  if (until.form === 'date') return until.wall + DAY - 1;
  if (until.form !== 'utc' || when.stamp.form === 'utc') return until.wall;
  return zone === null ? floatingEnd(until, rule, when.stamp) : toWall(zone, until.wall);
}

/** UNTIL in the form of the start: a date for dates, else UTC for all that is an instant (RFC 5545 section 3.3.10). */
export function untilText(until: Stamp, rule: Rule, start: Start): string {
  const { when, zone } = start;
  const { form } = when.stamp;
  if (form === 'date') return formatStamp(dayOf(until));
  if (until.form === 'utc' && (form === 'utc' || zone !== null)) return formatStamp(until);
  const wall = ruleEnd(until, rule, start);
  if (form === 'utc') return formatStamp({ wall, form: 'utc' });
  return formatStamp(zone === null ? { wall, form: 'floating' } : { wall: toUtc(zone, wall), form: 'utc' });
}

/**
 * UNTIL in UTC beside a start without a zone is most often the start of the last occurrence, less an offset that nobody knows:
 * the occurrence that is whole quarters of an hour from it. Else the clock's face counts.
 */
function floatingEnd(until: Stamp, rule: Rule, start: Stamp): number {
  const near = occurrences(rule, start, { count: COMPARED * 10, last: until.wall + OFFSETS }) ?? [];
  const fits = near.filter((wall) => Math.abs(wall - until.wall) <= OFFSETS && (wall - until.wall) % 900 === 0);
  return fits.reduce(
    (best, wall) => (Math.abs(wall - until.wall) < Math.abs(best - until.wall) ? wall : best),
    fits[0] ?? until.wall,
  );
}

/**
 * The rule with one end (RFC 5545 section 3.3.10): of two, the one that comes first is the one people saw. An UNTIL before the end
 * of the first occurrence, which Exchange refuses, becomes a COUNT; null: there is one occurrence, and no series.
 */
export function withOneEnd(rule: Rule, start: Start, length: number, notes: string[]): Rule | null {
  const { until } = rule;
  if (until === null) return rule;
  const { stamp } = start.when;
  const last = ruleEnd(until, rule, start);
  const isDay = stamp.form === 'date';
  if (last < stamp.wall + Math.max(0, isDay ? length - DAY : length)) {
    const count =
      last < stamp.wall ? 1 : (occurrences(rule, stamp, { count: rule.count ?? COMPARED, last })?.length ?? 1);
    notes.push(
      count > 1
        ? `the series ended before its first occurrence did: it has ${count} occurrences`
        : `the series ended before its first occurrence did: it stands once, without ${visible(rule.parts.map((part) => part.join('=')).join(';'))}`,
    );
    return count > 1 ? counted(rule, count) : null;
  }
  if (rule.count === null) return rule;
  const isFirst =
    rule.count <= COMPARED && occurrences(rule, stamp, { count: rule.count, last })?.length === rule.count;
  return isFirst ? counted(rule, rule.count) : { ...rule, count: null, parts: partsWithout(rule, 'COUNT') };
}

function counted(rule: Rule, count: number): Rule {
  const parts = partsWithout(rule, 'UNTIL');
  const own = ['COUNT', String(count)] as const;
  const isThere = parts.some(([name]) => name === 'COUNT');
  return {
    ...rule,
    until: null,
    count,
    parts: isThere ? parts.map((part) => (part[0] === 'COUNT' ? own : part)) : [...parts, own],
  };
}

function partsWithout({ parts }: Rule, name: string): Rule['parts'] {
  return parts.filter(([key]) => key !== name);
}

/** The nearest of the ascending times; Infinity when there are none. */
export function nearestOf(walls: readonly number[], wanted: number): number {
  let low = 0;
  let high = walls.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((walls[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  const after = walls[low] ?? Infinity;
  const before = walls[low - 1] ?? -Infinity;
  return wanted - before < after - wanted ? before : after;
}
