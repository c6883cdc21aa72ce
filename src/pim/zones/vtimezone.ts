/** VTIMEZONEs of our own: compact, from the IANA database, for the years that a file is about. */
import type { Octets } from '../../core/octets.js';
import { civilOf, DAY, daysIn, formatOffset, formatStamp } from '../datetime.js';
import { foldOctets } from '../fold.js';
import { ianaZone } from './iana.js';
import type { Transition } from './zone.js';

/** The years that a zone has to be right for. */
export interface Years {
  readonly first: number;
  /** Infinity: there are series without an end. */
  readonly last: number;
}

/** How far ahead the database is looked at. A rule that still holds then is written without an end. */
const AHEAD = 2037;

/** A change of the clocks that comes back: one STANDARD or DAYLIGHT. */
interface Observance {
  readonly daylight: boolean;
  readonly from: number;
  readonly to: number;
  /** Its instants, in order. */
  readonly times: readonly number[];
  /** The BY… parts of the yearly rule that gives all of them; null when they are listed one by one. */
  readonly rule: string | null;
}

/**
 * Writes the VTIMEZONE of an IANA zone: right from 1 January of the first year on, usually 15 lines, more where the law
 * changed in the years asked for. Made of the database alone, so that the same years always give the same bytes.
 */
export function formatVtimezone(name: string, years: Years): Octets {
  const zone = ianaZone(name);
  const changes = zone.transitions(years.first - 1, AHEAD + 1);
  const start = Date.UTC(years.first - 1, 0, 1) / 1000;
  const observances = observancesOf(changes, Math.max(years.first, Math.min(years.last, AHEAD)) + 1);
  const offset = zone.offsetAt(start);
  // Before its first change a zone must have an offset, too.
  if ((changes[0]?.at ?? Infinity) >= Date.UTC(years.first, 0, 1) / 1000)
    observances.unshift({ daylight: false, from: offset, to: offset, times: [start - offset], rule: null });
  const lines = ['BEGIN:VTIMEZONE', `TZID:${name}`, ...observances.flatMap(observanceLines), 'END:VTIMEZONE'];
  return lines.map(foldOctets).join('');
}

/** What follows a yearly rule is written as one, the rest is listed as far as it concerns years up to `last`. */
function observancesOf(changes: readonly Transition[], last: number): Observance[] {
  const groups = new Map<string, { shape: Omit<Observance, 'times' | 'rule'>; times: number[] }>();
  changes.forEach((change, index) => {
    const next = changes[index + 1];
    // A step ahead that is not taken back within the year is a new standard time.
    const daylight = change.to > change.from && next !== undefined && next.at - change.at < 400 * DAY;
    const key = `${daylight} ${change.from} ${change.to}`;
    const group = groups.get(key) ?? { shape: { daylight, from: change.from, to: change.to }, times: [] };
    groups.set(key, group);
    if (yearAt(change.at, change.from) <= AHEAD) group.times.push(change.at);
  });
  const observances: Observance[] = [];
  for (const { shape, times } of groups.values()) {
    const runs = runsOf(times, shape.from);
    const listed = runs.some((run) => run.rule === null);
    const isKept = (run: Run) =>
      run.rule !== null && (!listed || isOpen(run.times, shape.from) || run.times.length > 6);
    for (const run of runs) if (isKept(run)) observances.push({ ...shape, ...run });
    const rest = runs.flatMap((run) => (isKept(run) ? [] : run.times)).filter((at) => yearAt(at, shape.from) <= last);
    if (rest.length > 0) observances.push({ ...shape, times: rest, rule: null });
  }
  return observances.sort((a, b) => (a.times[0] ?? 0) - (b.times[0] ?? 0));
}

type Run = Pick<Observance, 'times' | 'rule'>;

/** Cuts the times into runs that one rule gives, and single ones. */
function runsOf(times: readonly number[], offset: number): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < times.length; ) {
    const { length, rule } = longestRun(times.slice(at), offset);
    runs.push({ times: times.slice(at, at + length), rule });
    at += length;
  }
  return runs;
}

function isOpen(times: readonly number[], offset: number): boolean {
  return yearAt(times.at(-1) ?? 0, offset) >= AHEAD;
}

/** How many of the times, from the first on, one yearly rule gives; a rule has to hold for three years. */
function longestRun(times: readonly number[], offset: number): { length: number; rule: string | null } {
  let length = 1;
  let rule: string | null = null;
  while (length < times.length) {
    const longer = yearlyRule(times.slice(0, length + 1), offset);
    if (longer === null) break;
    rule = longer;
    length += 1;
  }
  return length >= 3 ? { length, rule } : { length: 1, rule: null };
}

/** The yearly rule that gives exactly these times, one each year; null when there is none. */
function yearlyRule(times: readonly number[], offset: number): string | null {
  const days = times.map((at) => Math.floor((at + offset) / DAY));
  const dates = days.map(civilOf);
  const [first] = dates;
  const weekday = weekdayOf(days[0] ?? 0);
  const clock = (at: number) => (((at + offset) % DAY) + DAY) % DAY;
  const alike = times.every(
    (at, index) =>
      clock(at) === clock(times[0] ?? 0) &&
      dates[index]?.month === first?.month &&
      dates[index]?.year === (first?.year ?? 0) + index &&
      weekdayOf(days[index] ?? 0) === weekday,
  );
  if (!alike || first === undefined) return null;
  const month = `BYMONTH=${first.month}`;
  const day = weekdays[weekday] ?? '';
  if (dates.every((date) => date.day > daysIn(date.year, date.month) - 7)) return `${month};BYDAY=-1${day}`;
  const earliest = Math.min(...dates.map((date) => date.day));
  const latest = Math.max(...dates.map((date) => date.day));
  if (Math.ceil(earliest / 7) === Math.ceil(latest / 7)) return `${month};BYDAY=${Math.ceil(latest / 7)}${day}`;
  if (latest - earliest > 6) return null;
  const window = Array.from({ length: 7 }, (_, index) => latest - 6 + index);
  return `${month};BYMONTHDAY=${window.join(',')};BYDAY=${day}`;
}

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** 0: Sunday. The first day of 1970 was a Thursday. */
function weekdayOf(days: number): number {
  return (((days + 4) % 7) + 7) % 7;
}

function observanceLines(observance: Observance): string[] {
  const { from, to, times, rule } = observance;
  const name = observance.daylight ? 'DAYLIGHT' : 'STANDARD';
  const local = times.map((at) => formatStamp({ wall: at + from, form: 'floating' }));
  const last = formatStamp({ wall: times.at(-1) ?? 0, form: 'utc' });
  return [
    `BEGIN:${name}`,
    `DTSTART:${local[0] ?? ''}`,
    ...(rule === null ? [] : [`RRULE:FREQ=YEARLY;${rule}${isOpen(times, from) ? '' : `;UNTIL=${last}`}`]),
    // libical and ical.js want each on a line of its own, and the first among them.
    ...(rule === null && local.length > 1 ? local.map((time) => `RDATE:${time}`) : []),
    `TZOFFSETFROM:${formatOffset(from)}`,
    `TZOFFSETTO:${formatOffset(to)}`,
    `END:${name}`,
  ];
}

function yearAt(utc: number, offset: number): number {
  return civilOf(Math.floor((utc + offset) / DAY)).year;
}
