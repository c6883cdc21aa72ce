/**
 * Calendars as ical.js reads them: it shares no code with the readers and writers of this program. It throws on many things and is
 * slow with zones that begin in 1601, so it is guarded: by size, by the number of occurrences, and by reading each zone once.
 */
import ICAL from 'ical.js';
import type { Octets } from '../../core/octets.js';
import { textOf } from '../../core/octets.js';
import { splitZones } from './zone-blocks.js';

/** A date or time as ical.js reads it. */
export interface Moment {
  /** Seconds from 1970-01-01T00:00:00 on the clock's face. */
  readonly wall: number;
  /** Unix seconds; null of a date, of a time in no zone, and where the text has no rules of its zone. */
  readonly utc: number | null;
  readonly isDate: boolean;
  /** The zone it stands in as the text calls it; null of a date, of UTC, and in none. */
  readonly tzid: string | null;
}

/** An event, task or journal entry as ical.js reads it. */
export interface IcalEntry {
  /** Upper case. */
  readonly kind: string;
  readonly uid: string;
  readonly title: string;
  readonly isOverride: boolean;
  /** Outlook says that its midnights are days. */
  readonly isAllDay: boolean;
  readonly start: Moment | null;
  /** DTEND or DUE. */
  readonly end: Moment | null;
  readonly exceptions: readonly Moment[];
  /** The first times of the series, exceptions taken out; null where it is none, or its rule is not followed. */
  readonly occurrences: readonly Moment[] | null;
}

/** What ical.js says to a text: its entries, or why it refuses it; null where it is not asked, since that might take too long. */
export type IcalReading = { readonly entries: readonly IcalEntry[] } | { readonly refused: string } | null;

/** A text larger than this is left to the line reader, in octets. */
const LARGEST = 2 << 20;
/** How many occurrences of a series are compared. */
const COMPARED = 30;
/** From this year on ical.js follows the rules of no zone. */
const LAST_YEAR = 2035;
/** What a VTIMEZONE may be: its rules are followed from their start, which those of a server or Outlook set in 1601. */
const LARGEST_ZONE = 64 << 10;
/** Added times of a series: ical.js puts each in its place in a list. */
const MOST_ADDED = 5000;
/** Excepted times of a series: behind 500 in a row ical.js says that its rule is impossible. */
const MOST_EXCEPTED = 400;
/** Steps of a rule; a rule that rarely falls on a day takes more of them than it gives occurrences. */
const STEPS = 200;

/**
 * Reads the entries of a text of calendars, or of bare components. Zones are those of the text, and of `zones`, the text of
 * VTIMEZONEs. Never throws.
 */
export function readWithIcal(text: Octets, zones: Octets = ''): IcalReading {
  if (text.length + zones.length > LARGEST || /[ \t]{2000}/.test(text)) return null;
  const { rest, blocks } = splitZones(text);
  try {
    const all = [...splitZones(zones).blocks, ...blocks];
    if (!all.every(isYearly)) return null;
    const known = zonesOf(all);
    const framed = /^\s*BEGIN:VCALENDAR/i.test(rest) ? rest : `BEGIN:VCALENDAR\r\n${rest}END:VCALENDAR\r\n`;
    const parsed = ICAL.parse(textOf(framed)) as unknown[];
    const calendars = (typeof parsed[0] === 'string' ? [parsed] : parsed) as unknown[][];
    const inner = calendars.flatMap((calendar) => new ICAL.Component(calendar).getAllSubcomponents());
    const kinds = inner.filter(({ name }) => name === 'vevent' || name === 'vtodo' || name === 'vjournal');
    return { entries: kinds.map((component) => entryOf(component, known)) };
  } catch (error) {
    return { refused: reasonOf(error) };
  }
}

/** Why ical.js refuses these VTIMEZONEs; null when it takes them. */
export function refusalOfZones(zones: Octets): string | null {
  try {
    zonesOf(splitZones(zones).blocks);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 120);
}

/** A rule of a zone that repeats every second is followed second by second. */
function isYearly(block: Octets): boolean {
  const rules = block.length > LARGEST_ZONE ? null : (block.replace(/\r?\n[ \t]/g, '').match(/^RRULE.*/gim) ?? []);
  return (
    rules?.every((rule) => /[:;]FREQ=YEARLY(?:;|\s*$)/i.test(rule) && !/BY(?:HOUR|MINUTE|SECOND)=[^;]*,/i.test(rule)) ??
    false
  );
}

const readZones = new Map<Octets, ICAL.Timezone>();

function zonesOf(blocks: readonly Octets[]): ReadonlyMap<string, ICAL.Timezone> {
  return new Map(
    blocks.map((block) => {
      const zone =
        readZones.get(block) ?? new ICAL.Timezone(new ICAL.Component(ICAL.parse(textOf(block)) as unknown[]));
      if (readZones.size >= 1000) readZones.clear();
      readZones.set(block, zone);
      return [zone.tzid, zone];
    }),
  );
}

type Zones = ReadonlyMap<string, ICAL.Timezone>;

function entryOf(component: ICAL.Component, zones: Zones): IcalEntry {
  const text = (name: string): string => {
    const value: unknown = component.getFirstPropertyValue(name);
    return typeof value === 'string' ? value : '';
  };
  const moment = (name: string): Moment | null => timesIn(component, name, zones)[0] ?? null;
  return {
    kind: component.name.toUpperCase(),
    uid: text('uid').trim(),
    title: text('summary'),
    isOverride: component.hasProperty('recurrence-id'),
    isAllDay: /^\s*true\s*$/i.test(text('x-microsoft-cdo-alldayevent')),
    start: moment('dtstart'),
    end: moment('dtend') ?? moment('due'),
    exceptions: timesIn(component, 'exdate', zones),
    occurrences: occurrencesOf(component, zones),
  };
}

function timesIn(component: ICAL.Component, name: string, zones: Zones): Moment[] {
  return component.getAllProperties(name).flatMap((property) => {
    const named = zoneOf(property, zones);
    return property
      .getValues()
      .flatMap((value: unknown) => (value instanceof ICAL.Time ? [momentOf(value, named)] : []));
  });
}

/** The zone that a property names, and its rules; null where the text has none. */
interface NamedZone {
  readonly tzid: string | null;
  readonly rules: ICAL.Timezone | null;
}

function zoneOf(property: ICAL.Property, zones: Zones): NamedZone {
  const tzid: unknown = property.getParameter('tzid');
  if (typeof tzid !== 'string') return { tzid: null, rules: null };
  return { tzid, rules: zones.get(tzid) ?? null };
}

function momentOf(time: ICAL.Time, { tzid, rules }: NamedZone): Moment {
  const wall = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second) / 1000;
  if (time.isDate) return { wall, utc: null, isDate: true, tzid: null };
  if (time.zone === ICAL.Timezone.utcTimezone) return { wall, utc: wall, isDate: false, tzid: null };
  const isKnown = rules !== null && wall >= beginOf(rules) && time.year < LAST_YEAR;
  return { wall, utc: isKnown ? wall - rules.utcOffset(time) : null, isDate: false, tzid };
}

const begins = new WeakMap<ICAL.Timezone, number>();

/** When the rules of a zone set in, on the clock's face: before, ical.js takes UTC. */
function beginOf(rules: ICAL.Timezone): number {
  const known = begins.get(rules);
  if (known !== undefined) return known;
  const starts = rules.component.getAllSubcomponents().map((observance) => {
    const start: unknown = observance.getFirstPropertyValue('dtstart');
    return start instanceof ICAL.Time ? momentOf(start, { tzid: null, rules: null }).wall : Infinity;
  });
  const begin = Math.min(...starts.slice(0, 1000));
  begins.set(rules, begin);
  return begin;
}

function occurrencesOf(component: ICAL.Component, zones: Zones): Moment[] | null {
  const start = component.getFirstProperty('dtstart');
  if (start === null || component.hasProperty('recurrence-id')) return null;
  if (!component.hasProperty('rrule') && !component.hasProperty('rdate')) return null;
  const zone = zoneOf(start, zones);
  // Of periods ical.js makes no occurrences.
  const added = component.getAllProperties('rdate').flatMap((property) => property.getValues() as unknown[]);
  if (!added.every((value) => value instanceof ICAL.Time)) return null;
  const excepted = component.getAllProperties('exdate').flatMap((property) => property.getValues() as unknown[]);
  if (added.length > MOST_ADDED || excepted.length > MOST_EXCEPTED) return null;
  for (const name of ['dtstart', 'exdate', 'rdate'])
    for (const property of component.getAllProperties(name)) {
      const { rules } = zoneOf(property, zones);
      for (const value of property.getValues() as unknown[])
        if (rules !== null && value instanceof ICAL.Time && value.zone !== ICAL.Timezone.utcTimezone)
          value.zone = rules;
    }
  const dtstart: unknown = start.getFirstValue();
  if (!(dtstart instanceof ICAL.Time)) return null;
  // Rules within a day, and those that seldom fall on one, are followed through every hour or year between.
  if (!isPlainRule(component, dtstart.day)) return null;
  const expansion = new ICAL.RecurExpansion({ component, dtstart });
  const found: Moment[] = [];
  for (let step = 0; step < STEPS && found.length < COMPARED; step += 1) {
    const next = expansion.next() as ICAL.Time | undefined | null;
    if (next === undefined || next === null) break;
    found.push(momentOf(next, zone));
  }
  return found;
}

/** Rules whose next time is never far: ical.js looks for one that never comes without an end. */
function isPlainRule(component: ICAL.Component, startDay: number): boolean {
  return component.getAllProperties('rrule').every((property) => {
    const rule: unknown = property.getFirstValue();
    if (!(rule instanceof ICAL.Recur) || rule.interval > 100) return false;
    const values = (part: string): string[] => {
      const found = (rule.parts as Readonly<Record<string, unknown>>)[part];
      return Array.isArray(found) ? found.map(String) : [];
    };
    const parts = Object.keys(rule.parts).join(' ');
    const isWeekday = values('BYDAY').every((day) => /^[A-Z]{2}$/.test(day));
    if (rule.freq === 'WEEKLY') return /^(?:BYDAY)?$/.test(parts) && isWeekday;
    if (rule.freq === 'DAILY') return parts === '' || (parts === 'BYDAY' && isWeekday && rule.interval === 1);
    if (rule.freq !== 'MONTHLY' && rule.freq !== 'YEARLY') return false;
    const months = values('BYMONTH');
    if (months.some((month) => !/^(?:[1-9]|1[0-2])$/.test(month))) return false;
    if (rule.freq === 'MONTHLY' && months.length > 0 && rule.interval > 1) return false;
    if (/^(?:BYDAY|BYDAY BYMONTH|BYMONTH BYDAY)$/.test(parts))
      return values('BYDAY').every((day) => /^(?:\+?[1-4]|-1)?[A-Z]{2}$/.test(day));
    // From a 30 February it goes on to March.
    const days = parts.includes('BYMONTHDAY') ? values('BYMONTHDAY').map(Number) : [startDay];
    const isCommon = days.length === 1 && days.every((day) => day >= 1 && day <= 28);
    return isCommon && /^(?:BYMONTHDAY|BYMONTH)?(?: (?:BYMONTHDAY|BYMONTH))?$/.test(parts);
  });
}
