/** A series of events or tasks: what Outlook can keep as one, and what has to stand by itself. */
import type { Component } from '../../../../pim/components.js';
import { civilOf, DAY } from '../../../../pim/datetime.js';
import { occurrences } from '../../../../pim/occurrences.js';
import { parseRule, type Rule } from '../../../../pim/recurrence.js';
import { EntryFields, wallIn, type ZonedTime } from './fields.js';
import { midnight, minutesOf } from './minutes.js';
import { ruleInPattern } from './pattern.js';
import type { Recurrence } from './recurrence-blob.js';

/** A changed occurrence that stays in its series. */
export interface Change {
  readonly fields: EntryFields;
  /** On the clock of the series, seconds. */
  readonly original: number;
}

/** How a series is written. */
export interface SeriesPlan {
  /** Null: there is none, all stands one by one. */
  readonly recurrence: Recurrence | null;
  /** The first occurrence of it, and its last year. Seconds on the clock of the series. */
  readonly first: number;
  readonly lastYear: number;
  readonly changes: readonly Change[];
  /** Occurrences that are written by themselves, as the master is: when they begin. */
  readonly singles: readonly number[];
  /** Changed occurrences that are written by themselves. */
  readonly loose: readonly EntryFields[];
  readonly notes: readonly string[];
}

/** How many occurrences are written one by one. */
const mostSingles = 400;
/** How far behind the start the neighbours of a changed occurrence are looked for. */
const mostFollowed = 100_000;

/** Plans a series: `master` repeats, `overrides` are its changed occurrences. */
export function planSeries(master: EntryFields, start: ZonedTime, overrides: readonly Component[]): SeriesPlan {
  return new Planner(master, start, overrides).plan();
}

/** True when the entry repeats. */
export function isSeries(fields: EntryFields): boolean {
  return fields.has('RRULE') || fields.has('RDATE');
}

class Planner {
  readonly #zone: string;
  readonly #notes: string[] = [];

  constructor(
    private readonly master: EntryFields,
    private readonly start: ZonedTime,
    private readonly overrides: readonly Component[],
  ) {
    this.#zone = start.zone;
  }

  plan(): SeriesPlan {
    const { wall } = this.start.stamp;
    const rule = parseRule(this.master.value('RRULE'));
    const until = rule === null ? null : this.#until(rule);
    const found = rule === null ? null : ruleInPattern(rule, this.start.stamp, until);
    const excluded = new Set(this.#walls('EXDATE'));
    const changed = this.#changes();
    const added = this.#walls('RDATE').filter((each) => !excluded.has(each));
    if (found === null) return this.#oneByOne(rule, until, { excluded, added, changed });
    const inSeries = this.#followed(rule, until, found.first);
    const before = inSeries.has(wall) ? [] : [wall];
    const kept: Change[] = [];
    const loose: EntryFields[] = [];
    const gone = new Set<number>(found.extra);
    const order = [...inSeries, ...found.extra].sort((a, b) => a - b);
    let reached = -Infinity;
    for (const change of changed.toSorted((a, b) => a.original - b.original)) {
      const day = inSeries.has(change.original) ? this.#dayOf(change) : null;
      if (day === null) loose.push(change.fields);
      else if (day > reached && staysInPlace(day, change.original, order)) {
        kept.push(change);
        reached = day;
      } else {
        gone.add(change.original);
        loose.push(change.fields);
        this.#notes.push('a changed occurrence that passes another one is an event of its own: Outlook has none such');
      }
    }
    const own = new Set(changed.map(({ original }) => original));
    for (const each of excluded) if (inSeries.has(each) && !own.has(each)) gone.add(each);
    const singles = [...before, ...added].filter(
      (each) => !inSeries.has(each) && !own.has(each) && !excluded.has(each),
    );
    if (before.length > 0) this.#notes.push('the first date is none of its rule: it is an event of its own');
    const { pattern, first, last, count, endsBy } = found;
    const end = last === null ? null : { by: endsBy, occurrences: count, lastDay: midnight(minutesOf(last)) };
    return {
      recurrence: { pattern, start: minutesOf(first), end, deleted: [...gone].map(minutesOf) },
      first,
      lastYear: last === null ? yearOf(first) + 10 : yearOf(last),
      changes: kept,
      singles: this.#bounded(singles),
      loose,
      notes: this.#notes,
    };
  }

  /** Outlook cannot repeat in that way, or there is no rule. */
  #oneByOne(
    rule: Rule | null,
    until: number | null,
    parts: {
      readonly excluded: ReadonlySet<number>;
      readonly added: readonly number[];
      readonly changed: readonly Change[];
    },
  ): SeriesPlan {
    const { wall } = this.start.stamp;
    const limits = { count: Math.min(rule?.count ?? mostSingles + 1, mostSingles + 1), last: until };
    const ruled = rule === null ? [wall] : (occurrences(rule, this.start.stamp, limits) ?? [wall]);
    const own = new Set(parts.changed.map(({ original }) => original));
    const all = new Set([wall, ...ruled, ...parts.added]);
    const singles = [...all].filter((each) => !own.has(each) && !parts.excluded.has(each)).sort((a, b) => a - b);
    if (rule !== null) this.#notes.push('Outlook cannot repeat in this way: its occurrences stand one by one');
    return {
      ...{ recurrence: null, first: wall, lastYear: yearOf(wall), changes: [] },
      singles: this.#bounded(singles),
      loose: parts.changed.map(({ fields }) => fields),
      notes: this.#notes,
    };
  }

  /** The day that a changed occurrence begins on. */
  #dayOf({ fields, original }: Change): number {
    const begin = fields.time('DTSTART');
    if (begin === null) return dayOf(original);
    return dayOf(begin.stamp.form === 'date' ? begin.stamp.wall : wallIn(this.#zone, begin.utc));
  }

  #bounded(singles: readonly number[]): readonly number[] {
    if (singles.length <= mostSingles) return singles;
    this.#notes.push(`of its occurrences that stand one by one there are the first ${mostSingles}`);
    return singles.slice(0, mostSingles);
  }

  /** The occurrences of the rule, on the clock's face. */
  #followed(rule: Rule | null, until: number | null, first: number): ReadonlySet<number> {
    const limits = { count: rule?.count ?? mostFollowed, last: until };
    return new Set(rule === null ? [first] : (occurrences(rule, this.start.stamp, limits) ?? [first]));
  }

  #until({ until }: Rule): number | null {
    if (until === null) return null;
    if (until.form === 'utc') return wallIn(this.#zone, until.wall);
    return until.form === 'date' ? until.wall + DAY - 1 : until.wall;
  }

  /** Times on the clock of the series; a day means the occurrence of that day. */
  #walls(name: string): number[] {
    const clock = this.start.stamp.wall - Math.floor(this.start.stamp.wall / DAY) * DAY;
    return this.master
      .times(name)
      .map(({ stamp, utc }) => (stamp.form === 'date' ? stamp.wall + clock : wallIn(this.#zone, utc)));
  }

  #changes(): Change[] {
    const clock = this.start.stamp.wall - Math.floor(this.start.stamp.wall / DAY) * DAY;
    return this.overrides.flatMap((component) => {
      const fields = new EntryFields(component, this.master.home);
      const when = fields.time('RECURRENCE-ID');
      if (when === null) return [];
      const original = when.stamp.form === 'date' ? when.stamp.wall + clock : wallIn(this.#zone, when.utc);
      return [{ fields, original }];
    });
  }
}

/** Outlook lets an occurrence move as long as it does not come to the day of the one before or behind it. */
function staysInPlace(day: number, original: number, order: readonly number[]): boolean {
  if (day === dayOf(original)) return true;
  let low = 0;
  for (let high = order.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((order[middle] ?? 0) < original) low = middle + 1;
    else high = middle;
  }
  const before = order[low - 1];
  const behind = order[low + 1];
  return (before === undefined || day > dayOf(before)) && (behind === undefined || day < dayOf(behind));
}

function dayOf(wall: number): number {
  return Math.floor(wall / DAY);
}

function yearOf(wall: number): number {
  return civilOf(Math.floor(wall / DAY)).year;
}
