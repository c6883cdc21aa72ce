/**
 * The zones of the IANA database, as Node's own copy of it (`process.versions.tz`) knows them: offsets are asked of
 * `Intl`, year by year as they are needed, and kept.
 */
import { tzlib_get_timezones } from 'timezones-ical-library';
import { append } from '../../core/lists.js';
import { parseOffset } from '../datetime.js';
import { currentNames, legacyNames } from './names.js';
import { windowsIana } from './windows.js';
import type { Transition, Zone } from './zone.js';

const zones = new Map<string, Zone>();

/** The IANA zone of that exact name. Throws when there is none: names come out of `ianaName`. */
export function ianaZone(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = intlZone(name);
  zones.set(name, zone);
  return zone;
}

/**
 * The name under which a zone is written: itself for most, the current name for one that was renamed (`Asia/Calcutta`) or
 * that has no region in front (`US/Pacific`, `Japan`), `UTC` for everything that is UTC. Letter case does not matter. Null
 * when the IANA database has no such zone.
 */
export function ianaName(name: string): string | null {
  const written = namesByFoldedName().get(name.toLowerCase());
  return written !== undefined && isKnownToIntl(written) ? written : null;
}

/** Every zone this program writes, by name. */
export function ianaNames(): readonly string[] {
  return [...new Set(namesByFoldedName().values())].filter(isKnownToIntl).sort();
}

let foldedNames: Map<string, string> | null = null;

function namesByFoldedName(): Map<string, string> {
  if (foldedNames !== null) return foldedNames;
  const groups = new Map<string, string>();
  for (const { alias } of windowsIana().IANA_ALIAS_MAP) for (const name of alias) groups.set(name, alias[0]);
  const listed = tzlib_get_timezones();
  const names = new Set([...(Array.isArray(listed) ? listed : []), ...Intl.supportedValuesOf('timeZone')]);
  for (const name of groups.keys()) names.add(name);
  const written = new Map<string, string>();
  for (const name of names) {
    written.set(name.toLowerCase(), writtenName(name, groups));
  }
  foldedNames = written;
  return written;
}

const regions = /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\//;

function writtenName(name: string, groups: ReadonlyMap<string, string>): string {
  if (/^(?:Etc\/)?(?:UTC|UCT|Universal|Zulu|Greenwich|GMT(?:[+-]?0)?)$/.test(name)) return 'UTC';
  if (regions.test(name)) return currentNames[name] ?? name;
  const group = legacyNames[name] ?? groups.get(name) ?? name;
  return currentNames[group] ?? group;
}

const knownToIntl = new Map<string, boolean>();

/** The list of names is newer than the database that some Node carries. */
function isKnownToIntl(name: string): boolean {
  let known = knownToIntl.get(name);
  if (known === undefined) {
    try {
      offsetFormat(name);
      known = true;
    } catch {
      known = false;
    }
    knownToIntl.set(name, known);
  }
  return known;
}

function offsetFormat(name: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
}

/** The years that `Intl` is asked about. */
const FIRST_KNOWN = 1800;
const LAST_KNOWN = 2499;
const START_OF_KNOWN = Date.UTC(FIRST_KNOWN, 0, 1) / 1000;
const SECONDS_OF_400_YEARS = 146_097 * 86_400;

interface ZoneYear {
  readonly first: number;
  readonly changes: readonly Transition[];
}

function intlZone(name: string): Zone {
  const format = offsetFormat(name);
  const ask = (utc: number): number => {
    const text = format.format(utc * 1000);
    return parseOffset(text.slice(text.indexOf('GMT') + 3)) ?? 0;
  };
  const years = new Map<number, ZoneYear>();
  // An item may name ten thousand years. The calendar repeats itself after 400, and before the railways nothing changed.
  const known = (utc: number): number => {
    const turns = Math.ceil(Math.max(0, new Date(utc * 1000).getUTCFullYear() - LAST_KNOWN) / 400);
    return Math.max(utc - turns * SECONDS_OF_400_YEARS, START_OF_KNOWN);
  };
  const yearOf = (year: number): ZoneYear => {
    const known = years.get(year);
    if (known !== undefined) return known;
    const found = scanYear(ask, year);
    years.set(year, found);
    return found;
  };
  return {
    name,
    offsetAt: (utc) => {
      const at = known(utc);
      const { first, changes } = yearOf(new Date(at * 1000).getUTCFullYear());
      let offset = first;
      for (const change of changes) if (change.at <= at) offset = change.to;
      return offset;
    },
    transitions: (firstYear, lastYear) => {
      const found: Transition[] = [];
      const last = Math.min(lastYear, LAST_KNOWN);
      for (let year = Math.max(firstYear, FIRST_KNOWN); year <= last; year += 1) append(found, yearOf(year).changes);
      return found;
    },
  };
}

/** A week: no zone has changed its clocks twice within one since 1945. */
const STEP = 7 * 86_400;

function scanYear(ask: (utc: number) => number, year: number): ZoneYear {
  const start = Date.UTC(year, 0, 1) / 1000 - 1;
  const end = Date.UTC(year + 1, 0, 1) / 1000 - 1;
  const first = ask(start);
  const changes: Transition[] = [];
  let from = first;
  for (let low = start; low < end; low += STEP) {
    let high = Math.min(low + STEP, end);
    const to = ask(high);
    if (to === from) continue;
    for (let below = low; high - below > 1; ) {
      const middle = Math.floor((below + high) / 2);
      if (ask(middle) === from) below = middle;
      else high = middle;
    }
    changes.push({ at: high, from, to });
    from = to;
  }
  return { first, changes };
}
