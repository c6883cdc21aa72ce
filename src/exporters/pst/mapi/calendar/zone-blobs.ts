/** Time zones as Outlook keeps them beside appointments ([MS-OXOCAL] 2.2.1.39 to 2.2.1.43). */
import { civilOf, daysIn, DAY } from '../../../../pim/datetime.js';
import type { Transition, Zone } from '../../../../pim/zones/zone.js';
import { windowsIana } from '../../../../pim/zones/windows.js';
import { Bytes } from './minutes.js';
import { outlookZone } from './outlook-zone.js';

/** When clocks are put forward or back: the nth (5: last) weekday of a month, and the time on the clock before. */
export interface ClockChange {
  readonly month: number;
  /** 0: Sunday. */
  readonly weekday: number;
  readonly nth: number;
  readonly hour: number;
  readonly minute: number;
}

/** How a zone's clocks go in a year. Biases are minutes west of UTC. */
export interface ZoneRule {
  readonly bias: number;
  readonly daylightBias: number;
  /** Null in a year without summer time. */
  readonly standard: ClockChange | null;
  readonly daylight: ClockChange | null;
}

/** A rule, and the first year it is for. */
export interface DatedRule extends ZoneRule {
  readonly year: number;
}

/** Windows' name of an IANA zone; the IANA name itself where Windows has none. */
export function windowsZoneName(iana: string): string {
  return windowsIana().findWindows(iana)[0] ?? iana;
}

/** The offset of a zone for people: `(UTC+01:00) Prague`. */
export function zoneLabel(iana: string, { bias }: ZoneRule): string {
  const size = Math.abs(bias);
  const clock = `${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
  const place = iana.slice(iana.lastIndexOf('/') + 1).replaceAll('_', ' ');
  return bias === 0 && place === 'UTC' ? '(UTC) UTC' : `(UTC${bias > 0 ? '-' : '+'}${clock}) ${place}`;
}

/** The rule of a year. */
export function zoneRule(zone: Zone, year: number): ZoneRule {
  const changes = zone.transitions(year, year);
  const january = zone.offsetAt(Date.UTC(year, 0, 1) / 1000);
  const forward = changes.find(({ from, to }) => to > from);
  const back = changes.find(({ from, to }) => to < from);
  if (forward === undefined || back === undefined || changes.length !== 2) {
    const offset = changes.at(-1)?.to ?? january;
    return { bias: -offset / 60, daylightBias: -60, standard: null, daylight: null };
  }
  return {
    bias: -back.to / 60,
    daylightBias: -(forward.to - back.to) / 60,
    standard: changeOf(zone, back, year),
    daylight: changeOf(zone, forward, year),
  };
}

/** Years that are looked at to tell the last weekday of a month from the fourth. */
const lookAround = 4;

function changeOf(zone: Zone, { at, from, to }: Transition, year: number): ClockChange {
  const wall = at + from;
  const days = Math.floor(wall / DAY);
  const { month, day } = civilOf(days);
  const seconds = wall - days * DAY;
  const alike = zone
    .transitions(year - lookAround, year + lookAround)
    .filter((other) => to > from === other.to > other.from)
    .map((other) => civilOf(Math.floor((other.at + other.from) / DAY)))
    .filter((date) => date.month === month);
  const isLast = alike.every((date) => date.day + 7 > daysIn(date.year, date.month));
  return {
    month,
    weekday: (((days + 4) % 7) + 7) % 7,
    nth: isLast ? 5 : Math.ceil(day / 7),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
  };
}

/** The rules of a span of years, one for each time that they change. */
export function zoneRules(iana: string, firstYear: number, lastYear: number): readonly DatedRule[] {
  const zone = outlookZone(iana);
  const rules: DatedRule[] = [];
  for (let year = firstYear; year <= lastYear; year += 1) {
    const rule = zoneRule(zone, year);
    const last = rules.at(-1);
    if (last === undefined || JSON.stringify({ ...last, year: 0 }) !== JSON.stringify({ ...rule, year: 0 }))
      rules.push({ ...rule, year });
  }
  return rules;
}

/** `PidLidTimeZoneStruct`. */
export function zoneStruct({ bias, daylightBias, standard, daylight }: ZoneRule): Buffer {
  return new Bytes()
    .u32(bias, 0, daylightBias)
    .u16(0)
    .add(systemTime(standard))
    .u16(0)
    .add(systemTime(daylight))
    .done();
}

const reserved = Buffer.from('0100000001000000000000000000', 'hex');
/** The rule in force; and that of the zone in which a series repeats. */
const effective = 2;
const ofSeries = 1;

/** `PidLidAppointmentTimeZoneDefinition…`: the rule in force at the event (`at`, a year) is marked; of a series in another way. */
export function zoneDefinition(name: string, rules: readonly DatedRule[], at: number, isSeries = false): Buffer {
  const key = Buffer.from(name, 'utf16le');
  const bytes = new Bytes()
    .add(Buffer.from([2, 1]))
    .u16(6 + key.length, 2, name.length)
    .add(key)
    .u16(rules.length);
  const inForce = rules.findLast(({ year }) => year <= at) ?? rules[0];
  for (const rule of rules)
    bytes
      .add(Buffer.from([2, 1]))
      .u16(0x3e, rule === inForce ? effective | (isSeries ? ofSeries : 0) : 0, rule.year)
      .add(reserved)
      .u32(rule.bias, 0, rule.daylightBias)
      .add(systemTime(rule.standard), systemTime(rule.daylight));
  return bytes.done();
}

function systemTime(change: ClockChange | null): Buffer {
  if (change === null) return Buffer.alloc(16);
  const { month, weekday, nth, hour, minute } = change;
  return new Bytes().u16(0, month, weekday, nth, hour, minute, 0, 0).done();
}
