/** Changes of one occurrence and all that follow (`RECURRENCE-ID;RANGE=THISANDFUTURE`), which most readers take for one alone. */
import { smallest } from '../../core/lists.js';
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { type Stamp, yearOf } from '../datetime.js';
import { toUtc } from '../zones/zone.js';
import type { Entry } from './entry.js';
import { likeStart, type Recurrence, type Start } from './start.js';
import { readTimeLine, writeTimes } from './time-lines.js';
import { zonesIn } from './zone-years.js';

/** For how many occurrences a change is written, and how far a series is followed. */
const LISTED = 200;
const FOLLOWED = 2000;
const range = /;RANGE="?THISANDFUTURE"?/i;

/** The entries of one calendar, such a change written for each occurrence that it is for. */
export function withFollowing(entries: readonly Entry[]): readonly Entry[] {
  if (!entries.some(isOfAllLater)) return entries;
  const series = new Map<string, Changes>();
  for (const { uid, start, walls } of entries)
    if (start !== null && uid !== '')
      series.set(uid, { start, walls: walls(FOLLOWED), changed: new Set(), ranges: [] });
  for (const entry of entries) {
    const changes = series.get(entry.uid);
    if (changes === undefined || entry.recurrence === null) continue;
    const { wall } = likeStart(entry.recurrence.time, changes.start);
    changes.changed.add(wall);
    if (isOfAllLater(entry)) changes.ranges.push(wall);
  }
  return entries.flatMap((entry) => {
    if (entry.recurrence === null || !isOfAllLater(entry)) return [entry];
    const single = { ...entry, recurrence: alone(entry.recurrence) };
    const changes = series.get(entry.uid);
    return changes === undefined ? [single] : [single, ...followers(single, single.recurrence, changes)];
  });
}

/** A series, and what its overrides are for, on the clock of its start. */
interface Changes {
  readonly start: Start;
  readonly walls: readonly number[];
  readonly changed: Set<number>;
  /** Those for all later occurrences. */
  readonly ranges: number[];
}

function isOfAllLater({ recurrence }: Entry): boolean {
  return recurrence !== null && range.test(recurrence.line.params);
}

function alone(recurrence: Recurrence): Recurrence {
  const { line } = recurrence;
  return { ...recurrence, line: edited(line, { params: line.params.replace(range, '') }) };
}

/** A copy for each later occurrence up to the next such change, as far from it as the changed one is from its own. */
function followers(entry: Entry, recurrence: Recurrence, { start, walls, changed, ranges }: Changes): Entry[] {
  const first = likeStart(recurrence.time, start).wall;
  const next = smallest(ranges.filter((wall) => wall > first));
  const later = walls.filter((wall) => wall > first && wall < next && !changed.has(wall));
  const following = later.slice(0, LISTED);
  const goesOn = later.length > LISTED ? '; it goes on behind the last of them' : '';
  return following.map((wall, index) => {
    const shift = (stamp: Stamp): Stamp => ({ ...stamp, wall: stamp.wall + shiftOf(stamp, first, wall, start) });
    const lines = entry.lines.map((line) => (times.has(line.name) ? shifted(line, shift) : line));
    const stamp: Stamp = { wall, form: start.when.stamp.form };
    const line = writeTimes(contentLine('RECURRENCE-ID', ''), [stamp], start.binding);
    return {
      ...entry,
      recurrence: { time: { stamp, tzid: start.when.tzid, instant: null }, line, key: line.value },
      derived: true,
      lines,
      zones: zonesIn(lines, yearOf(wall) + 1),
      notes:
        index === 0 ? [`a change of all later occurrences was written for ${following.length} of them${goesOn}`] : [],
    };
  });
}

const times = new Set(['DTSTART', 'DTEND', 'DUE']);

function shifted(line: ContentLine, shift: (stamp: Stamp) => Stamp): ContentLine {
  const [time] = readTimeLine(line).times;
  if (time === undefined) return line;
  const written = writeTimes(contentLine(line.name, ''), [shift(time.stamp)], null);
  return edited(line, { value: written.value });
}

/** Instants move by the time between the occurrences, clocks by what they show. */
function shiftOf({ form }: Stamp, from: number, to: number, { zone }: Start): number {
  return form === 'utc' && zone !== null ? toUtc(zone, to) - toUtc(zone, from) : to - from;
}
