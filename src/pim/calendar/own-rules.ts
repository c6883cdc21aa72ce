/** Occurrences at which the item's own rules of a zone show another clock than the zone that is written. */
import type { ContentLine } from '../contentline.js';
import { DAY, type Stamp } from '../datetime.js';
import type { Rule } from '../recurrence.js';
import { toUtc, toWall } from '../zones/zone.js';
import type { Start } from './start.js';
import { timeLine } from './time-lines.js';
import { agrees, mayDiffer } from './zone-table.js';

/** Google's API refuses an event with more exceptions than this. */
const MOST_EXCEPTIONS = 60;

/** A time on the clock of the item's own rules, as the zone that is written shows its instant. */
export function shown(stamp: Stamp, { zone, binding }: Start): Stamp {
  if (stamp.form !== 'floating' || zone === null || binding?.kind !== 'zone') return stamp;
  if (zone === binding.zone || agrees(zone, binding.zone, stamp.wall)) return stamp;
  return { wall: toWall(binding.zone, toUtc(zone, stamp.wall)), form: 'floating' };
}

/** False where no occurrence of the rule can differ, so that nobody needs to follow it. */
export function mayShowDifferences(rule: Rule, { when, binding, zone }: Start): boolean {
  if (binding?.kind !== 'zone' || zone === null || zone === binding.zone) return false;
  const end = rule.until === null ? Infinity : rule.until.wall + 2 * DAY;
  return mayDiffer(zone, binding.zone, when.stamp.wall - DAY, end);
}

/** The occurrences `walls`, as far as they differ, set right one by one: taken out, and added at their instant. */
export function differences(walls: readonly number[], start: Start, notes: string[]): ContentLine[] {
  const { when, binding, zone } = start;
  if (binding?.kind !== 'zone' || zone === null) return [];
  const differing = walls.filter((wall) => !agrees(zone, binding.zone, wall));
  if (differing.length === 0) return [];
  const told = differing.slice(0, MOST_EXCEPTIONS);
  notes.push(
    `the item's own rules of ${when.tzid ?? ''} differ from ${binding.zone.name} for ${differing.length} occurrences` +
      (told.length < differing.length
        ? `; the first ${told.length} of them keep their instant, the rest their hour`
        : ''),
  );
  return told.flatMap((wall) => [
    timeLine('EXDATE', { wall, form: 'floating' }, binding),
    timeLine('RDATE', shown({ wall, form: 'floating' }, start), binding),
  ]);
}
