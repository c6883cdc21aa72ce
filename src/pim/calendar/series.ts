/** RRULE, EXDATE and RDATE of a component, so that its occurrences are the same instants in the zone it is written in. */
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { type Stamp, yearOf } from '../datetime.js';
import { occurrences } from '../occurrences.js';
import { formatRule, parseRule, type Rule } from '../recurrence.js';
import { differences, mayShowDifferences, shown } from './own-rules.js';
import { nearestOf, ruleEnd, untilText, withOneEnd } from './rule-end.js';
import { isEmptyRule, isForeign, plainRule } from './rule.js';
import { likeStart, type Start, timedOf } from './start.js';
import { readPeriods, readTimeLine, writeTimes } from './time-lines.js';
import { isReadable } from './readable-rule.js';
import { visible } from './visible.js';
import type { ZoneTable } from './zone-table.js';

/** The lines of a series as they are to be written. */
export interface Series {
  readonly lines: readonly ContentLine[];
  /** The last year it can reach; Infinity without an end. */
  readonly lastYear: number;
  /** True when its exceptions leave no occurrence. */
  readonly empty: boolean;
  /** Added dates with a length of their own: on the clock of the start, and how long in seconds. */
  readonly periods: readonly { readonly stamp: Stamp; readonly length: number }[];
  /** Its first occurrences on the clock of the start, ascending, exceptions left out. */
  readonly walls: (count: number) => readonly number[];
  readonly notes: readonly string[];
}

/** How many occurrences of a series are compared: with the item's own rules where they can differ, with its other end. */
const COMPARED = 1000;
/** How many rules of a series are followed: an event has one of them, and each takes a while. */
const FOLLOWED = 10;
/** How many added dates keep a length of their own: for each of them the whole entry is written once more. */
const MOST_PERIODS = 50;
/** How many occurrences stand for a series that can only be written one by one. */
const LISTED = 400;

/** Normalises the lines of a series: its RRULE, EXRULE, EXDATE and RDATE lines. `length`: of the first occurrence, in seconds. */
export function normaliseSeries(lines: readonly ContentLine[], start: Start, length: number, zones: ZoneTable): Series {
  const { wall } = start.when.stamp;
  if (lines.length === 0)
    return { lines, lastYear: yearOf(wall), empty: false, periods: [], walls: () => [wall], notes: [] };
  const builder = new SeriesBuilder(start, length, zones);
  for (const line of lines) if (line.name === 'RRULE') builder.rule(line);
  for (const line of lines) if (line.name === 'RDATE') builder.rdate(line);
  for (const line of lines) if (line.name === 'EXRULE') builder.exrule(line);
  for (const line of lines) if (line.name === 'EXDATE') builder.exdate(line);
  return builder.finish();
}

function dates(count: number): string {
  return count === 1 ? '1 single date' : `${count} single dates`;
}

class SeriesBuilder {
  readonly #start: Start;
  readonly #length: number;
  readonly #zones: ZoneTable;
  #rule: Rule | null = null;
  #ruleLine: ContentLine | null = null;
  readonly #added: { readonly line: ContentLine; readonly stamps: readonly Stamp[] }[] = [];
  readonly #exceptions: { readonly line: ContentLine; readonly stamps: readonly Stamp[] }[] = [];
  readonly #unreadable: ContentLine[] = [];
  readonly #periods: { readonly stamp: Stamp; readonly length: number }[] = [];
  readonly #notes: string[] = [];
  /** Occurrences of the rule, once somebody asked. */
  #walls: readonly number[] | null = null;
  #lastYear: number;
  #followed = 0;
  #lostPeriods = 0;

  constructor(start: Start, length: number, zones: ZoneTable) {
    this.#start = start;
    this.#length = length;
    this.#zones = zones;
    this.#lastYear = yearOf(start.when.stamp.wall);
  }

  rule(line: ContentLine): void {
    const rule = this.#read(line);
    if (rule === null) return;
    if (this.#ruleLine === null) this.#first(rule, line);
    else this.#second(rule, line);
  }

  /** RFC 5545 has no EXRULE any more, and most readers pass it over: what it takes away is taken away one by one. */
  exrule(line: ContentLine): void {
    const rule = this.#read(line);
    if (rule === null) return;
    const excluded = this.#occurrences(rule, COMPARED);
    const own = this.#rule === null ? [] : this.#occurrences(this.#rule, COMPARED);
    if (excluded === null || own === null) {
      this.#giveUp(line, 'cannot be followed: nothing is taken away');
      return;
    }
    const taken = new Set(excluded);
    const walls = own.filter((wall) => taken.has(wall)).slice(0, LISTED);
    if (walls.length > 0) this.#exceptions.push({ line: contentLine('EXDATE', ''), stamps: this.#stamps(walls) });
    this.#notes.push(`an EXRULE was written as ${dates(walls.length)}`);
  }

  exdate(line: ContentLine): void {
    const read = readTimeLine(line);
    this.#noteBad('EXDATE', read.bad);
    const stamps = read.times.map((when) => {
      const stamp = likeStart(timedOf(when, this.#zones), this.#start);
      return when.stamp.form === 'utc' || when.tzid !== this.#start.when.tzid ? this.#nearest(stamp) : stamp;
    });
    if (stamps.length > 0) this.#exceptions.push({ line: read.line, stamps });
  }

  rdate(line: ContentLine): void {
    const read = readTimeLine(line);
    this.#noteBad('RDATE', read.bad);
    const stamps = read.times.map((when) => likeStart(timedOf(when, this.#zones), this.#start));
    for (const [index, length] of (line.value.includes('/') ? readPeriods(line) : []).entries()) {
      const stamp = stamps[index];
      if (stamp === undefined || length === null || length === this.#length) continue;
      if (this.#periods.length < MOST_PERIODS) this.#periods.push({ stamp, length });
      else this.#lostPeriods += 1;
    }
    if (stamps.length > 0) this.#add(read.line, stamps);
  }

  finish(): Series {
    if (this.#lostPeriods > 0)
      this.#notes.push(`${this.#lostPeriods} more added dates with a length of their own have that of the first`);
    const isListed = this.#start.binding?.kind === 'instants';
    const lines = isListed ? this.#listed() : this.#ruled();
    const added = this.#added.map(({ line, stamps }) =>
      this.#write(
        line,
        stamps.map((stamp) => shown(stamp, this.#start)),
      ),
    );
    const exceptions = this.#exceptions.map(({ line, stamps }) => this.#write(line, stamps));
    return {
      lines: [...lines, ...this.#withStart(lines, added), ...exceptions, ...this.#unreadable],
      lastYear: this.#lastYear,
      empty: this.#isEmpty(),
      periods: this.#periods,
      walls: (count) => this.#allWalls(count),
      notes: this.#notes,
    };
  }

  #read(line: ContentLine): Rule | null {
    const rule = parseRule(line.value);
    const { stamp } = this.#start.when;
    this.#followed += 1;
    if (this.#followed > FOLLOWED) this.#giveUp(line, 'is one too many');
    else if (rule !== null) {
      const plain = plainRule(rule, stamp, this.#notes);
      if (isForeign(plain) || !isReadable(plain)) this.#giveUp(line, 'cannot be read: the item stands once');
      else if (isEmptyRule(plain, stamp)) this.#giveUp(line, 'names no day that exists: the item stands once');
      else return plain;
    } else if (line.value.trim() !== '') this.#giveUp(line, 'cannot be read: the item stands once');
    return null;
  }

  #giveUp(line: ContentLine, why: string): void {
    this.#notes.push(`${line.name} ${visible(line.value)} ${why}`);
    this.#unreadable.push(contentLine(`X-UNREADABLE-${line.name}`, line.value));
  }

  #first(rule: Rule, line: ContentLine): void {
    const ended = withOneEnd(rule, this.#start, this.#length, this.#notes);
    this.#ruleLine = line;
    this.#rule = ended;
    if (ended === null) return;
    const until = ended.until === null ? Infinity : yearOf(ended.until.wall) + 1;
    this.#lastYear = Math.max(this.#lastYear, until);
  }

  /** A component has one rule (RFC 5545 section 3.8.5.3): what another adds is added one by one. */
  #second(rule: Rule, line: ContentLine): void {
    const walls = this.#occurrences(rule, LISTED);
    if (walls === null) {
      this.#giveUp(line, 'cannot be followed beside another');
      return;
    }
    const last = walls.at(-1) ?? 0;
    const own = new Set(
      this.#rule === null ? [] : (occurrences(this.#rule, this.#start.when.stamp, { count: LISTED * 10, last }) ?? []),
    );
    const more = walls.filter((wall) => !own.has(wall) && wall !== this.#start.when.stamp.wall);
    this.#notes.push(`a second RRULE was written as ${dates(more.length)}`);
    if (walls.length === LISTED && rule.count !== LISTED) this.#notes.push(`it goes on behind the last of them`);
    if (more.length > 0) this.#add(contentLine('RDATE', ''), this.#stamps(more));
  }

  #add(line: ContentLine, stamps: readonly Stamp[]): void {
    for (const { wall } of stamps) this.#lastYear = Math.max(this.#lastYear, yearOf(wall));
    this.#added.push({ line, stamps });
  }

  #stamps(walls: readonly number[]): Stamp[] {
    return walls.map((wall) => ({ wall, form: this.#start.when.stamp.form }));
  }

  #write(line: ContentLine, stamps: readonly Stamp[]): ContentLine {
    return writeTimes(line, stamps, this.#start.binding);
  }

  /** Where no rule repeats the start, some readers show the added dates alone. */
  #withStart(rules: readonly ContentLine[], added: readonly ContentLine[]): readonly ContentLine[] {
    const [first, ...rest] = added;
    const start = this.#start.when.stamp;
    const stands = this.#added.some(({ stamps }) => stamps.some(({ wall }) => wall === start.wall));
    if (rules.some(({ name }) => name === 'RRULE') || first === undefined || stands) return added;
    const stamps = this.#added[0]?.stamps ?? [];
    return [this.#write(first, [start, ...stamps.map((stamp) => shown(stamp, this.#start))]), ...rest];
  }

  #allWalls(count: number): readonly number[] {
    const excluded = this.#excluded();
    const rule = this.#rule === null ? [] : (this.#occurrences(this.#rule, count + excluded.size) ?? []);
    const added = this.#added.flatMap(({ stamps }) => stamps.map(({ wall }) => wall));
    const all = new Set([this.#start.when.stamp.wall, ...rule, ...added]);
    return [...all]
      .filter((wall) => !excluded.has(wall))
      .sort((a, b) => a - b)
      .slice(0, count);
  }

  /** An exception in UTC or in some zone beside a start in none: nobody knows the difference, but the nearest occurrence is meant. */
  #nearest(stamp: Stamp): Stamp {
    const { when, zone } = this.#start;
    if (when.stamp.form !== 'floating' || zone !== null || this.#rule === null) return stamp;
    this.#walls ??= this.#occurrences(this.#rule, COMPARED * 10) ?? [];
    const near = nearestOf(this.#walls, stamp.wall);
    return Math.abs(near - stamp.wall) <= 14 * 3600 ? { wall: near, form: 'floating' } : stamp;
  }

  #excluded(): ReadonlySet<number> {
    return new Set(this.#exceptions.flatMap(({ stamps }) => stamps.map(({ wall }) => wall)));
  }

  #isEmpty(): boolean {
    const excluded = this.#excluded();
    if (!excluded.has(this.#start.when.stamp.wall)) return false;
    if (this.#added.some(({ stamps }) => stamps.some(({ wall }) => !excluded.has(wall)))) return false;
    const walls = this.#rule === null ? [] : this.#occurrences(this.#rule, excluded.size + 1);
    return walls?.every((wall) => excluded.has(wall)) ?? false;
  }

  #noteBad(name: string, bad: readonly string[]): void {
    const values = bad.filter((value) => value.trim() !== '');
    if (values.length > 0) this.#notes.push(`${name} ${visible(values.join(','))} is no date and was left out`);
  }

  /** The rule, and the occurrences in which the zone and the item's own rules differ set right one by one. */
  #ruled(): ContentLine[] {
    const rule = this.#rule;
    const line = this.#ruleLine;
    if (rule === null || line === null) return [];
    const text = formatRule(rule, rule.until === null ? null : untilText(rule.until, rule, this.#start));
    const written = line.params === '' && line.value === text ? line : edited(line, { params: '', value: text });
    return [written, ...this.#differences(rule)];
  }

  #differences(rule: Rule): ContentLine[] {
    if (!mayShowDifferences(rule, this.#start)) return [];
    const excluded = this.#excluded();
    const walls = (this.#occurrences(rule, COMPARED) ?? []).filter((wall) => !excluded.has(wall));
    return differences(walls, this.#start, this.#notes);
  }

  /** Without a zone to repeat in, every occurrence is written as an instant. */
  #listed(): ContentLine[] {
    const { when, zone } = this.#start;
    const rule = this.#rule;
    const line = this.#ruleLine;
    if (rule === null || line === null) return [];
    const walls = this.#occurrences(rule, LISTED);
    if (walls === null || zone === null) {
      this.#giveUp(line, `cannot be followed in ${when.tzid ?? ''}: the item stands once`);
      return [];
    }
    const excluded = this.#excluded();
    const later = walls.filter((wall) => wall !== when.stamp.wall && !excluded.has(wall));
    this.#notes.push(
      `the series stands as ${later.length + 1} single dates: nothing repeats like the zone ${when.tzid ?? ''}`,
    );
    if (walls.length === LISTED) this.#notes.push(`it goes on behind the last of them`);
    this.#add(contentLine('RDATE', ''), this.#stamps(later));
    return [];
  }

  /** The wall-clock times of a rule up to its end. */
  #occurrences(rule: Rule, count: number): number[] | null {
    const last = rule.until === null ? null : ruleEnd(rule.until, rule, this.#start);
    return occurrences(rule, this.#start.when.stamp, { count: Math.min(count, rule.count ?? count), last });
  }
}
