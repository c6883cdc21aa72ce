/** Which time zones an item speaks of, and in which its times are to be written. */
import { largest, smallest } from '../../lists.js';
import type { Component } from '../components.js';
import { yearOf } from '../datetime.js';
import { ianaZone } from '../zones/iana.js';
import { disagreements, FIRST_YEAR, LAST_YEAR, matchRules } from '../zones/match.js';
import { resolveTzid } from '../zones/resolve.js';
import { FIRST_YEAR as RULES_FROM, type OwnZone, ownZone, tzidKey } from '../zones/rules.js';
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

/** The zones of one VCALENDAR. */
export class ZoneTable {
  readonly #own: readonly OwnZone[];
  readonly #sources = new Map<string, ZoneSource>();

  /** `components`: the VTIMEZONEs among them count. */
  constructor(components: readonly Component[]) {
    this.#own = components.filter(({ name }) => name === 'VTIMEZONE').map(ownZone);
  }

  /** What a TZID beside a time means here. A calendar with a single VTIMEZONE means that one by any name it does not know. */
  source(tzid: string): ZoneSource {
    const known = this.#sources.get(tzid);
    if (known !== undefined) return known;
    const name = resolveTzid(tzid);
    const key = tzidKey(tzid);
    const only = name === null && this.#own.length === 1 ? this.#own[0] : undefined;
    const own = this.#own.find((zone) => zone.key === key && zone.rules !== null) ?? only;
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
  const match = named.length > 0 ? null : matchRules(rules, first, Math.max(yearOf(largest(walls)), first + 1));
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
  return last !== undefined && last.end > start && spans.some((span) => span.start < end && span.end > start);
}

const DAY = 86_400;
const COMPARED_FROM = Date.UTC(FIRST_YEAR, 0, 1) / 1000;
const COMPARED_TO = Date.UTC(LAST_YEAR + 1, 0, 1) / 1000;
