/** Which time zones an item speaks of, and in which its times are to be written. */
import { largest, smallest } from '../../core/lists.js';
import type { Component } from '../components.js';
import { yearOf } from '../datetime.js';
import { ianaZone } from '../zones/iana.js';
import { disagreements, FIRST_YEAR, LAST_YEAR, matchRules } from '../zones/match.js';
import { resolveTzid } from '../zones/resolve.js';
import {
  FIRST_YEAR as RULES_FROM,
  LAST_YEAR as RULES_TO,
  type OwnZone,
  ownZone,
  tzidKey,
  tzidOf,
} from '../zones/rules.js';
import { toUtc, type Zone } from '../zones/zone.js';
import type { Binding } from './time-lines.js';

/** What is known of a TZID. */
export interface ZoneSource {
  readonly tzid: string;
  /** The rules that the item itself gives: they decide what instant a time is. */
  readonly rules: Zone | null;
  /** IANA zones it may be, the likeliest first. */
  readonly named: readonly string[];
}

/** How many VTIMEZONEs of a calendar are read, and how many of one TZID: each may take a while. */
const MOST_READ = 100;
const MOST_ALIKE = 3;

/** The zones of one VCALENDAR. */
export class ZoneTable {
  /** VTIMEZONEs by the key of their TZID. */
  readonly #own = new Map<string, Component[]>();
  readonly #read = new Map<string, OwnZone | undefined>();
  readonly #only: OwnZone | undefined;
  readonly #sources = new Map<string, ZoneSource>();

  /** `components`: the VTIMEZONEs among them count. */
  constructor(components: readonly Component[]) {
    for (const component of components) {
      if (component.name !== 'VTIMEZONE') continue;
      const key = tzidKey(tzidOf(component));
      const same = this.#own.get(key);
      if (same === undefined) this.#own.set(key, [component]);
      else same.push(component);
    }
    const [only, second] = components.filter(({ name }) => name === 'VTIMEZONE');
    this.#only = only === undefined || second !== undefined ? undefined : ownZone(only);
  }

  /** The first VTIMEZONE of that key whose rules can be read. Read when a time asks for it: a calendar may carry any number. */
  #ownOf(key: string): OwnZone | undefined {
    const written = this.#own.get(key);
    if (written === undefined || this.#read.has(key)) return this.#read.get(key);
    let found: OwnZone | undefined;
    for (const component of this.#read.size < MOST_READ ? written.slice(0, MOST_ALIKE) : []) {
      const zone = ownZone(component);
      found ??= zone.rules === null ? undefined : zone;
    }
    this.#read.set(key, found);
    return found;
  }

  /** What a TZID beside a time means here. A calendar with a single VTIMEZONE means that one by any name it does not know. */
  source(tzid: string): ZoneSource {
    const known = this.#sources.get(tzid);
    if (known !== undefined) return known;
    const name = resolveTzid(tzid);
    const key = tzidKey(tzid);
    const own = this.#ownOf(key) ?? (name === null ? this.#only : undefined);
    const named = [...new Set([...(name === null ? [] : [name]), ...(own?.named ?? [])])];
    const [likeliest] = named;
    const rules = own?.rules ?? null;
    const complete = rules === null || likeliest === undefined ? rules : withBeginning(rules, ianaZone(likeliest));
    const source = { tzid, rules: complete, named };
    this.#sources.set(tzid, source);
    return source;
  }
}

/** Of the time before its first rule a VTIMEZONE says nothing (RFC 5545 section 3.6.5): there the zone that it names decides. */
function withBeginning(rules: Zone, named: Zone): Zone {
  const first = rules.transitions(RULES_FROM, LAST_YEAR)[0]?.at ?? -Infinity;
  return {
    name: rules.name,
    offsetAt: (utc) => (utc < first ? named : rules).offsetAt(utc),
    transitions: (from, to) => [
      ...named.transitions(from, to).filter(({ at }) => at < first),
      ...rules.transitions(from, to),
    ],
  };
}

/** The zone that settles which instant a time beside this TZID is; null when nothing does. */
export function decidingZone(source: ZoneSource): Zone | null {
  const [name] = source.named;
  return source.rules ?? (name === undefined ? null : ianaZone(name));
}

/**
 * The zone to write times in: one by name that shows the same clock at these wall-clock times as the item's own rules, else
 * one whose rules are the same over their years, else none: then the instants are written.
 */
export function bindZone(source: ZoneSource, walls: readonly number[]): Binding {
  const { rules, named } = source;
  if (rules === null) {
    const [name] = named;
    return name === undefined ? { kind: 'floating' } : { kind: 'zone', zone: ianaZone(name) };
  }
  for (const name of named) {
    const zone = ianaZone(name);
    if (walls.every((wall) => agrees(rules, zone, wall))) return { kind: 'zone', zone };
  }
  const first = yearOf(smallest(walls));
  const last = yearOf(largest(walls));
  // Behind these years a zone's own rules are not followed, and would be like no other.
  const compared = [first, Math.max(last, first + 1)].map((year) => Math.min(year, RULES_TO));
  const match = named.length > 0 ? null : matchRules(rules, compared[0] ?? first, compared[1] ?? last);
  return match === null ? { kind: 'instants', rules } : { kind: 'zone', zone: ianaZone(match) };
}

/** Both zones make the same instant of a wall-clock time. */
export function agrees(rules: Zone, zone: Zone, wall: number): boolean {
  const isCompared = wall > COMPARED_FROM + DAY && wall < COMPARED_TO - DAY;
  return (isCompared && !mayDiffer(rules, zone, wall - DAY, wall + DAY)) || toUtc(rules, wall) === toUtc(zone, wall);
}

/** The clocks of both zones differ at some time between two instants; of years before 1970 and after 2050 nothing is said. */
export function mayDiffer(rules: Zone, zone: Zone, start: number, end: number): boolean {
  const spans = disagreements(rules, zone);
  // Rules of today are right back to some year: most questions are about times behind the last difference.
  const last = spans.at(-1);
  if (last === undefined || last.end <= start) return false;
  let low = 0;
  for (let high = spans.length - 1; low < high; ) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? Infinity) > start) high = middle;
    else low = middle + 1;
  }
  return (spans[low]?.start ?? Infinity) < end;
}

const DAY = 86_400;
const COMPARED_FROM = Date.UTC(FIRST_YEAR, 0, 1) / 1000;
const COMPARED_TO = Date.UTC(LAST_YEAR + 1, 0, 1) / 1000;
