/** What ical.js, which knows nothing of our readers, makes of a calendar: the instants of everything in it. */
import ICAL from 'ical.js';

/** One component. Times are unix seconds; dates and floating times count as if they stood in UTC. */
export interface Instants {
  readonly name: string;
  readonly uid: string;
  /** The occurrence that it overrides, or null. */
  readonly recurrenceId: number | null;
  /** Null: without a start. */
  readonly start: number | null;
  /** DTEND or DUE. */
  readonly end: number | null;
  /** The first occurrences of the series, the start among them. */
  readonly occurrences: readonly number[];
}

/** Names the IANA zone of a TZID, for times of which the calendar itself does not say what zone they are in. */
export type ZoneNamer = (tzid: string) => string | null;

/** Reads every event, task and journal entry of a text. Throws where ical.js does. */
export function readInstants(text: string, zoneNamer: ZoneNamer = () => null, count = 50): Instants[] {
  const parsed = ICAL.parse(text) as unknown as unknown[];
  const calendars = (typeof parsed[0] === 'string' ? [parsed] : parsed) as [string, unknown[], unknown[]][];
  return calendars.flatMap((source) => {
    const calendar = new ICAL.Component(source);
    const zones = new Zones(calendar, zoneNamer);
    return calendar
      .getAllSubcomponents()
      .filter(({ name }) => ['vevent', 'vtodo', 'vjournal'].includes(name))
      .map((component) => componentInstants(component, zones, count));
  });
}

/** The zones of one calendar, each made once: one that begins in 1601 is slow to make. */
class Zones {
  readonly #zones = new Map<string, ICAL.Timezone>();
  /** When the first rule of a zone begins: of the time before it says nothing (and ical.js says UTC). */
  readonly #begins = new Map<string, number>();
  readonly #zoneNamer: ZoneNamer;

  constructor(calendar: ICAL.Component, zoneNamer: ZoneNamer) {
    this.#zoneNamer = zoneNamer;
    for (const component of calendar.getAllSubcomponents('vtimezone')) {
      const tzid = plain(String(component.getFirstPropertyValue('tzid') ?? ''));
      if (this.#zones.has(tzid)) continue;
      this.#zones.set(tzid, new ICAL.Timezone({ component, tzid }));
      const onsets = component.getAllSubcomponents().flatMap((rules) => timesOf(rules, 'dtstart'));
      this.#begins.set(tzid, Math.min(...onsets.map(({ time }) => time.toUnixTime())));
    }
  }

  utc(time: ICAL.Time, tzid: string | null): number {
    const wall = unixTime(time, ICAL.Timezone.utcTimezone);
    if (time.isDate || time.zone === ICAL.Timezone.utcTimezone || tzid === null) return wall;
    const zone = this.#zones.get(plain(tzid));
    const name = this.#zoneNamer(tzid);
    if (zone !== undefined && (name === null || wall >= (this.#begins.get(plain(tzid)) ?? 0)))
      return unixTime(time, zone);
    return name === null ? wall : instantByIntl(wall, name);
  }
}

/** ical.js keeps the first answer of a time: every question needs a time of its own. */
function unixTime({ year, month, day, hour, minute, second }: ICAL.Time, zone: ICAL.Timezone): number {
  const time = ICAL.Time.fromData({ year, month, day, hour, minute, second, isDate: false });
  time.zone = zone;
  return time.toUnixTime();
}

/** The instant of a wall-clock time, found by asking `Intl` which one shows it. */
function instantByIntl(wall: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const shown = (utc: number) => Date.parse(`${format.format(utc * 1000).replace(' ', 'T')}Z`) / 1000;
  const guesses = [wall - (shown(wall - 86_400) - (wall - 86_400)), wall - (shown(wall + 86_400) - (wall + 86_400))];
  return guesses.find((guess) => shown(guess) === wall) ?? guesses[0] ?? wall;
}

function plain(tzid: string): string {
  return tzid.trim().replace(/\s+/g, ' ');
}

function componentInstants(component: ICAL.Component, zones: Zones, count: number): Instants {
  const [start] = timesOf(component, 'dtstart');
  const [end] = [...timesOf(component, 'dtend'), ...timesOf(component, 'due')];
  const [recurrenceId] = timesOf(component, 'recurrence-id');
  const utc = (time: Zoned | undefined) => (time === undefined ? null : zones.utc(time.time, time.tzid));
  return {
    name: component.name,
    uid: String(component.getFirstPropertyValue('uid') ?? '').trim(),
    recurrenceId: utc(recurrenceId),
    start: utc(start),
    end: utc(end),
    occurrences: start === undefined ? [] : occurrencesOf(component, start, zones, count),
  };
}

interface Zoned {
  readonly time: ICAL.Time;
  readonly tzid: string | null;
}

function timesOf(component: ICAL.Component, name: string): Zoned[] {
  return component.getAllProperties(name).flatMap((property) => {
    const tzid = property.getParameter('tzid');
    return property
      .getValues()
      .map((value: unknown) => (value instanceof ICAL.Period ? value.start : value))
      .filter((value): value is ICAL.Time => value instanceof ICAL.Time && Number.isInteger(value.day))
      .map((time) => ({ time, tzid: typeof tzid === 'string' ? tzid : null }));
  });
}

/** The first of them: the start, what the rules and RDATE add, without what EXDATE takes away: by day where one side is a day. */
function occurrencesOf(component: ICAL.Component, start: Zoned, zones: Zones, count: number): number[] {
  if (count === 0) return [];
  const utc = (time: Zoned) => zones.utc(time.time, time.tzid);
  const found = new Map<number, string>([[utc(start), dayOf(start.time)]]);
  const without = timesOf(component, 'exdate');
  // Each exception takes one away at most, of a day two: beside the start, no more than these are needed.
  const followed = count + 2 * without.length;
  for (const property of component.getAllProperties('rrule')) {
    for (const time of ruleTimes(property.getFirstValue() as unknown as ICAL.Recur, start, zones, followed))
      found.set(zones.utc(time, start.tzid), dayOf(time));
  }
  for (const time of timesOf(component, 'rdate')) found.set(utc(time), dayOf(time.time));
  for (const time of without) {
    for (const [instant, day] of found)
      if (time.time.isDate || start.time.isDate ? day === dayOf(time.time) : instant === utc(time))
        found.delete(instant);
  }
  return [...found.keys()].sort((a, b) => a - b).slice(0, count);
}

function ruleTimes(recur: ICAL.Recur, start: Zoned, zones: Zones, count: number): ICAL.Time[] {
  const { until } = recur;
  const rule = ICAL.Recur.fromString(recur.toString().replace(/;?UNTIL=[^;]*/, ''));
  const iterator = rule.iterator(start.time);
  const times: ICAL.Time[] = [];
  for (let next = iterator.next(); times.length < count; next = iterator.next()) {
    const time = next as ICAL.Time | null;
    if (time === null || (until !== null && isBehind(time, until, start, zones))) break;
    times.push(time.clone());
  }
  return times;
}

/** An UNTIL that is a day ends with that day. */
function isBehind(time: ICAL.Time, until: ICAL.Time, start: Zoned, zones: Zones): boolean {
  if (until.isDate || time.isDate) return dayOf(time) > dayOf(until);
  return zones.utc(time, start.tzid) > zones.utc(until, start.tzid);
}

function dayOf(time: ICAL.Time): string {
  return [time.year, time.month, time.day].map((part) => String(part).padStart(4, '0')).join('-');
}
