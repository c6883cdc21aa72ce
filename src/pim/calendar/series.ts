/** RRULE, EXDATE and RDATE of a component, so that its occurrences are the same instants in the zone it is written in. */
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { DAY, formatStamp, type Stamp, yearOf } from '../datetime.js';
import { occurrences } from '../occurrences.js';
import { formatRule, parseRule, type Rule } from '../recurrence.js';
import { toUtc, toWall, type Zone } from '../zones/zone.js';
import { type Binding, dateOf, readTimeLine, timeLine, type When, writeTimes } from './time-lines.js';
import { isReadable } from './readable-rule.js';
import { visible } from './visible.js';
import { agrees, bindZone, decidingZone, mayDiffer, type ZoneTable } from './zone-table.js';

/** The start of a component, and how it is written. */
export interface Start {
  readonly when: When;
  readonly binding: Binding | null;
  /** What decides the instant of `when`; null for dates, UTC and floating times. */
  readonly zone: Zone | null;
}

/** The lines of a series as they are to be written. */
export interface Series {
  readonly lines: readonly ContentLine[];
  /** The last year it can reach; Infinity without an end. */
  readonly lastYear: number;
  readonly notes: readonly string[];
}

/** How many occurrences of a series are compared: with the item's own rules where they can differ, with its other end. */
const COMPARED = 1000;
/** Google's API refuses an event with more exceptions than this. */
const MOST_EXCEPTIONS = 60;
/** How often the rules of a series are followed: an event has one of them, and each takes a while. */
const FOLLOWED = 30;
/** How many occurrences stand for a series that can only be written one by one. */
const LISTED = 400;

/** Normalises the lines of a series. `lines` are its RRULE, EXRULE, EXDATE and RDATE lines. */
export function normaliseSeries(lines: readonly ContentLine[], start: Start, zones: ZoneTable): Series {
  if (lines.length === 0) return { lines, lastYear: yearOf(start.when.stamp.wall), notes: [] };
  const builder = new SeriesBuilder(start, zones);
  for (const line of lines) {
    if (line.name === 'EXDATE') builder.exdate(line);
    else if (line.name === 'RDATE') builder.rdate(line);
    else builder.rule(line);
  }
  return builder.finish();
}

class SeriesBuilder {
  readonly #start: Start;
  readonly #zones: ZoneTable;
  readonly #rules: { readonly name: string; readonly rule: Rule; readonly line: ContentLine }[] = [];
  readonly #dates: ContentLine[] = [];
  readonly #excluded = new Set<number>();
  readonly #notes: string[] = [];
  #lastYear: number;
  #followed = 0;

  constructor(start: Start, zones: ZoneTable) {
    this.#start = start;
    this.#zones = zones;
    this.#lastYear = yearOf(start.when.stamp.wall);
  }

  rule(line: ContentLine): void {
    const rule = parseRule(line.value);
    if (rule !== null && isReadable(rule)) {
      this.#rules.push({ name: line.name, rule, line });
      const until = rule.until === null ? Infinity : yearOf(rule.until.wall) + 1;
      this.#lastYear = Math.max(this.#lastYear, until);
    } else if (line.value.trim() !== '') {
      this.#notes.push(`${line.name} ${visible(line.value)} cannot be read: the item stands once`);
      this.#dates.push(contentLine(`X-UNREADABLE-${line.name}`, line.value));
    }
  }

  /** Exceptions take the form of the start: importers compare the two and nothing else. */
  exdate(line: ContentLine): void {
    const read = readTimeLine(line);
    this.#noteBad('EXDATE', read.bad);
    const excluded = read.times.map((when) => this.#likeStart(when));
    for (const when of excluded) this.#excluded.add(when.stamp.wall);
    this.#writeAlike(read.line, excluded);
  }

  rdate(line: ContentLine): void {
    if (line.value.includes('/')) this.#notes.push('dates with a length of their own have that of the first');
    const read = readTimeLine(line);
    this.#noteBad('RDATE', read.bad);
    const added = read.times.map((when) => this.#added(when));
    for (const { stamp } of added) this.#lastYear = Math.max(this.#lastYear, yearOf(stamp.wall));
    this.#writeAlike(read.line, added);
  }

  finish(): Series {
    const lines = this.#start.binding?.kind === 'instants' ? this.#listed() : this.#ruled();
    return { lines: [...lines, ...this.#dates], lastYear: this.#lastYear, notes: this.#notes };
  }

  #likeStart(when: When): When {
    const { when: start, zone, binding } = this.#start;
    if (start.stamp.form === 'date') return { stamp: dayOf(when.stamp), tzid: null };
    if (when.stamp.form === 'date') {
      const wall = when.stamp.wall + (start.stamp.wall - dateOf(start.stamp).wall);
      return { stamp: { wall, form: start.stamp.form }, tzid: start.tzid };
    }
    if (when.stamp.form !== 'utc' || zone === null || binding?.kind !== 'zone') return when;
    return { stamp: { wall: toWall(zone, when.stamp.wall), form: 'floating' }, tzid: start.tzid };
  }

  /** An added date is its own instant, even where the zone that is written shows another clock than the item's own rules. */
  #added(when: When): When {
    const { when: start, zone, binding } = this.#start;
    if (start.stamp.form === 'date') return { stamp: dayOf(when.stamp), tzid: null };
    const { wall } = when.stamp;
    const isZoned = when.tzid !== null && when.tzid === start.tzid && zone !== null && binding?.kind === 'zone';
    if (!isZoned || agrees(zone, binding.zone, wall)) return when;
    return { stamp: { wall: toUtc(zone, wall), form: 'utc' }, tzid: null };
  }

  /** One line for all times of one form: a line can hold only one. */
  #writeAlike(line: ContentLine, times: readonly When[]): void {
    for (const form of new Set(times.map(({ stamp }) => stamp.form))) {
      const alike = times.filter(({ stamp }) => stamp.form === form);
      const [first] = alike;
      const own = first?.tzid === this.#start.when.tzid;
      const binding = first === undefined || own ? this.#start.binding : this.#bindingOf(first);
      const stamps = alike.map(({ stamp }) => stamp);
      this.#dates.push(writeTimes(line, stamps, binding));
    }
  }

  #bindingOf(when: When): Binding | null {
    return when.tzid === null ? null : bindZone(this.#zones.source(when.tzid), [when.stamp.wall]);
  }

  #noteBad(name: string, bad: readonly string[]): void {
    const values = bad.filter((value) => value.trim() !== '');
    if (values.length > 0) this.#notes.push(`${name} ${visible(values.join(','))} is no date and was left out`);
  }

  /** The rules as they are, and the occurrences in which the zone and the item's own rules differ set right one by one. */
  #ruled(): ContentLine[] {
    return this.#rules.flatMap(({ name, rule, line }) => {
      const isCounted = rule.until === null || this.#endsByCount(rule);
      const text = isCounted ? formatRule(rule, null) : formatRule(withoutCount(rule), this.#until(rule.until));
      const written = line.params === '' && line.value === text ? line : edited(line, { params: '', value: text });
      return name === 'RRULE' ? [written, ...this.#exceptions(rule)] : [written];
    });
  }

  /** A rule may have one end only (RFC 5545 section 3.3.10). Where it has two, the one that comes first is the one people saw. */
  #endsByCount(rule: Rule): boolean {
    if (rule.count === null || rule.count > COMPARED) return false;
    return this.#occurrences(rule, rule.count)?.length === rule.count;
  }

  #exceptions(rule: Rule): ContentLine[] {
    const { when, binding, zone } = this.#start;
    if (binding?.kind !== 'zone' || zone === null || zone === binding.zone) return [];
    const end = rule.until === null ? Infinity : rule.until.wall + 2 * DAY;
    if (!mayDiffer(zone, binding.zone, when.stamp.wall - DAY, end)) return [];
    const walls = this.#occurrences(rule, COMPARED) ?? [];
    const differing = walls.filter((wall) => !this.#excluded.has(wall) && !agrees(zone, binding.zone, wall));
    if (differing.length === 0) return [];
    const told = differing.slice(0, MOST_EXCEPTIONS);
    this.#notes.push(
      `the item's own rules of ${when.tzid ?? ''} differ from ${binding.zone.name} for ${differing.length} occurrences` +
        (told.length < differing.length
          ? `; the first ${told.length} of them keep their instant, the rest their hour`
          : ''),
    );
    return told.flatMap((wall) => [
      timeLine('EXDATE', { wall, form: 'floating' }, binding),
      timeLine('RDATE', { wall: toUtc(zone, wall), form: 'utc' }, null),
    ]);
  }

  /** Without a zone to repeat in, every occurrence is written as an instant. */
  #listed(): ContentLine[] {
    const { when, zone, binding } = this.#start;
    return this.#rules.flatMap(({ name, rule, line }) => {
      const walls = name === 'RRULE' ? this.#occurrences(rule, LISTED) : null;
      if (walls === null || zone === null) {
        this.#notes.push(
          `${name} ${visible(line.value)} cannot be followed in ${when.tzid ?? ''}: the item stands once`,
        );
        return [contentLine(`X-UNREADABLE-${name}`, line.value)];
      }
      const later = walls.filter((wall) => wall !== when.stamp.wall && !this.#excluded.has(wall));
      this.#notes.push(
        `the series stands as ${later.length + 1} single dates: nothing repeats like the zone ${when.tzid ?? ''}`,
      );
      if (walls.length === LISTED) this.#notes.push(`it goes on behind the last of them`);
      this.#lastYear = Math.max(this.#lastYear, yearOf(later.at(-1) ?? 0));
      return later.map((wall) => timeLine('RDATE', { wall, form: 'floating' }, binding));
    });
  }

  /** The wall-clock times of a rule up to its UNTIL. */
  #occurrences(rule: Rule, count: number): number[] | null {
    const { when, zone } = this.#start;
    const { until } = rule;
    this.#followed += 1;
    if (this.#followed > FOLLOWED) return null;
    const last =
      until === null
        ? null
        : until.form === 'utc' && zone !== null
          ? toWall(zone, until.wall)
          : until.form === 'date'
            ? until.wall + DAY - 1
            : until.wall;
    return occurrences(rule, when.stamp, { count: Math.min(count, rule.count ?? count), last });
  }

  /** UNTIL in the form of the start: a date for dates, else UTC for all that is an instant (RFC 5545 section 3.3.10). */
  #until(until: Stamp): string {
    const { when, zone } = this.#start;
    const { form } = when.stamp;
    if (form === 'date') return formatStamp(dayOf(until));
    const wall = until.form === 'date' ? until.wall + DAY - 1 : until.wall;
    if (until.form === 'utc') return formatStamp(until);
    if (form === 'utc') return formatStamp({ wall, form: 'utc' });
    return formatStamp(zone === null ? { wall, form: 'floating' } : { wall: toUtc(zone, wall), form: 'utc' });
  }
}

/** The day of an exception to whole days. */
function dayOf(stamp: Stamp): Stamp {
  return stamp.form === 'utc' ? nearestDay(stamp) : dateOf(stamp);
}

/** A day that was written as the instant of its midnight somewhere: the day whose midnight is nearest, but its last second is its own. */
function nearestDay(stamp: Stamp): Stamp {
  const second = stamp.wall - dateOf(stamp).wall;
  return second >= DAY / 2 && second < DAY - 60 ? dateOf({ wall: stamp.wall + DAY, form: 'utc' }) : dateOf(stamp);
}

function withoutCount(rule: Rule): Rule {
  return rule.count === null ? rule : { ...rule, parts: rule.parts.filter(([name]) => name !== 'COUNT') };
}

/** The zone that decides and the one that is written, for a time with its TZID. */
export function startOf(when: When, binding: Binding | null, zones: ZoneTable): Start {
  return { when, binding, zone: when.tzid === null ? null : decidingZone(zones.source(when.tzid)) };
}
