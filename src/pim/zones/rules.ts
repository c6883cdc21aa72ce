/** The rules that a VTIMEZONE carries (RFC 5545 section 3.6.5), as a zone. */
import { append } from '../../core/lists.js';
import type { Octets } from '../../core/octets.js';
import { textOf } from '../../core/octets.js';
import type { Component } from '../components.js';
import type { ContentLine } from '../contentline.js';
import { civilOf, DAY, dayOf, parseOffset, parseStamp } from '../datetime.js';
import { occurrences } from '../occurrences.js';
import { parseRule, type Rule } from '../recurrence.js';
import { cdoZone, resolveTzid } from './resolve.js';
import { type Transition, type Zone, zoneOf } from './zone.js';

/** What a VTIMEZONE says. */
export interface OwnZone {
  /** The zone of its rules; null when they cannot be read. */
  readonly rules: Zone | null;
  /** IANA zones that it names, the most telling name first: TZID, X-LIC-LOCATION, X-MICROSOFT-CDO-TZID. */
  readonly named: readonly string[];
}

/** Two spellings of a TZID that mean the same VTIMEZONE have the same key: quotes, escapes, blanks and case are left out. */
export function tzidKey(tzid: string): string {
  return tzid.replace(/[\\"\s]/g, '').toLowerCase();
}

/** The TZID of a VTIMEZONE, as written; empty without one. */
export function tzidOf({ lines }: Component): string {
  return textOf(valueOf(lines, 'TZID') ?? '');
}

/** Reads a VTIMEZONE. */
export function ownZone(component: Component): OwnZone {
  const tzid = tzidOf(component);
  const location = resolveTzid(textOf(valueOf(component.lines, 'X-LIC-LOCATION') ?? ''));
  const number = cdoZone(valueOf(component.lines, 'X-MICROSOFT-CDO-TZID') ?? '', tzid);
  const named = [resolveTzid(tzid), location, number].filter((name) => name !== null);
  return { rules: readRules(tzid, component.components), named: [...new Set(named)] };
}

function readRules(tzid: string, components: readonly Component[]): Zone | null {
  const onsets: Transition[] = [];
  const observances = components.filter(({ name }) => name === 'STANDARD' || name === 'DAYLIGHT');
  if (rulesIn(observances) > MOST_RULES) return null;
  for (const { lines } of observances) {
    const found = onsetsOf(lines);
    if (found === null) return null;
    append(onsets, found);
  }
  onsets.sort((a, b) => a.at - b.at);
  const first = onsets[0];
  if (first === undefined) return null;
  let from = first.from;
  const changes = onsets.map((onset) => {
    const change = { at: onset.at, from, to: onset.to };
    from = onset.to;
    return change;
  });
  return zoneOf(tzid, first.from, changes);
}

/** Rules of one zone that are followed. The longest history in the IANA database has fewer; each takes a while. */
const MOST_RULES = 100;

function rulesIn(observances: readonly Component[]): number {
  return observances.reduce((sum, { lines }) => sum + lines.filter(({ name }) => name === 'RRULE').length, 0);
}

/** Rules are followed from this year to 2100. */
export const FIRST_YEAR = 1900;
export const LAST_YEAR = 2100;
const LAST_WALL = (dayOf(LAST_YEAR, 12, 31) ?? 0) * DAY;

/** Each time one STANDARD or DAYLIGHT sets in. Null when it cannot be understood. */
function onsetsOf(lines: readonly ContentLine[]): Transition[] | null {
  const from = parseOffset(valueOf(lines, 'TZOFFSETFROM') ?? '');
  const to = parseOffset(valueOf(lines, 'TZOFFSETTO') ?? '');
  const start = parseStamp(valueOf(lines, 'DTSTART') ?? '');
  if (to === null || start === null) return null;
  const offset = from ?? to;
  const walls = new Set([start.form === 'utc' ? start.wall + offset : start.wall]);
  for (const line of lines) {
    if (line.name === 'RRULE') {
      const rule = parseRule(line.value);
      if (rule === null) return null;
      const found = yearlyOnsets(rule, start.wall, offset);
      if (found === null) return null;
      for (const wall of found) walls.add(wall);
    } else if (line.name === 'RDATE') {
      for (const value of line.value.split(',')) {
        const stamp = parseStamp(value.split('/')[0] ?? '');
        if (stamp !== null) walls.add(stamp.form === 'utc' ? stamp.wall + offset : stamp.wall);
      }
    }
  }
  return [...walls].map((wall) => ({ at: wall - offset, from: offset, to }));
}

function yearlyOnsets(rule: Rule, start: number, offset: number): number[] | null {
  const until = rule.until;
  const last = until === null ? LAST_WALL : until.form === 'utc' ? until.wall + offset : until.wall;
  const limits = { count: 4 * (LAST_YEAR - FIRST_YEAR), last: until?.form === 'date' ? last + DAY - 1 : last };
  return occurrences(rule, { wall: lateStart(rule, start), form: 'floating' }, limits);
}

/** Outlook's rules begin in 1601. A rule for every year can be taken up in any of them: the first 300 are spared. */
function lateStart(rule: Rule, start: number): number {
  const day = Math.floor(start / DAY);
  const { year, month, day: dayOfMonth } = civilOf(day);
  const everyYear = rule.parts.every(([name, value]) =>
    name === 'FREQ' ? value === 'YEARLY' : name === 'INTERVAL' ? value === '1' : name !== 'COUNT',
  );
  if (year >= FIRST_YEAR || !everyYear) return start;
  const later = dayOf(FIRST_YEAR + 4 + (year % 4), month, dayOfMonth);
  return later === null ? start : (later - day) * DAY + start;
}

function valueOf(lines: readonly ContentLine[], name: string): Octets | undefined {
  return lines.find((line) => line.name === name)?.value;
}
