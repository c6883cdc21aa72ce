/**
 * What a time zone is to this program: an offset for every instant. Two kinds exist: zones of the IANA database
 * (`iana.ts`) and the rules that a VTIMEZONE carries (`rules.ts`); both become the list of their transitions.
 */

/** From this instant on the clocks show another offset. */
export interface Transition {
  /** Unix seconds. */
  readonly at: number;
  /** Seconds east of UTC before and from then on. */
  readonly from: number;
  readonly to: number;
}

/** A time zone over the years 1900 to 2100. */
export interface Zone {
  readonly name: string;
  /** Seconds east of UTC at an instant. */
  offsetAt(utc: number): number;
  /** Every change of the offset whose instant lies in the years `first` to `last` (UTC), in order. */
  transitions(first: number, last: number): readonly Transition[];
}

const DAY = 86_400;

/**
 * The instant of a wall-clock time. Of an hour that the clocks show twice it is the first, and one that they leave out
 * counts with the offset before the gap (RFC 5545 section 3.3.5).
 */
export function toUtc(zone: Zone, wall: number): number {
  const before = zone.offsetAt(wall - DAY);
  const after = zone.offsetAt(wall + DAY);
  const early = wall - before;
  if (before === after || zone.offsetAt(early) === before) return early;
  const late = wall - after;
  return zone.offsetAt(late) === after ? late : early;
}

/** The wall-clock time of an instant. */
export function toWall(zone: Zone, utc: number): number {
  return utc + zone.offsetAt(utc);
}

/** A zone made of its transitions, in order; `first` is the offset before all of them. */
export function zoneOf(name: string, first: number, changes: readonly Transition[]): Zone {
  const times = Float64Array.from(changes, (change) => change.at);
  return {
    name,
    offsetAt: (utc) => {
      const index = countUpTo(times, utc);
      return index === 0 ? first : (changes[index - 1]?.to ?? first);
    },
    transitions: (firstYear, lastYear) => {
      const start = Date.UTC(firstYear, 0, 1) / 1000;
      const end = Date.UTC(lastYear + 1, 0, 1) / 1000;
      return changes.slice(countUpTo(times, start - 1), countUpTo(times, end - 1));
    },
  };
}

/** How many of the sorted `times` are at or before `limit`. */
function countUpTo(times: Float64Array, limit: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
