/** The start of a component, which all its other times follow in form and zone. */
import type { ContentLine } from '../contentline.js';
import { DAY, formatStamp, type Stamp } from '../datetime.js';
import { toUtc, toWall, type Zone } from '../zones/zone.js';
import { type Binding, dateOf, type When, writeTimes } from './time-lines.js';
import { decidingZone, type ZoneTable } from './zone-table.js';

/** The start of a component, and how it is written. */
export interface Start {
  readonly when: When;
  readonly binding: Binding | null;
  /** What decides the instant of `when`; null for dates, UTC and floating times. */
  readonly zone: Zone | null;
}

/** A time together with the instant that it means, unix seconds; null for days and for times in no known zone. */
export interface Timed extends When {
  readonly instant: number | null;
}

/** The start with its zone, and the zone that is written. */
export function startOf(when: When, binding: Binding | null, zones: ZoneTable): Start {
  return { when, binding, zone: zoneOf(when, zones) };
}

/** A time with its instant. */
export function timedOf(when: When, zones: ZoneTable): Timed {
  const { stamp } = when;
  if (stamp.form === 'utc') return { ...when, instant: stamp.wall };
  const zone = zoneOf(when, zones);
  return { ...when, instant: zone === null ? null : toUtc(zone, stamp.wall) };
}

function zoneOf({ tzid }: When, zones: ZoneTable): Zone | null {
  return tzid === null ? null : decidingZone(zones.source(tzid));
}

/**
 * The same time in the form and on the clock of the start (RFC 5545 sections 3.8.2.2, 3.8.4.4, 3.8.5.1): importers compare such
 * times and nothing else, and some refuse a whole calendar for two forms in one series. A day gets the hour of the start; where
 * there is no instant, the clock's face counts.
 */
export function likeStart(time: Timed, { when: start, zone }: Start): Stamp {
  const { form } = start.stamp;
  const { stamp, instant } = time;
  if (form === 'date') return dayOf(stamp);
  if (stamp.form === 'date') return { wall: stamp.wall + (start.stamp.wall - dateOf(start.stamp).wall), form };
  if (form === 'utc') return { wall: instant ?? stamp.wall, form };
  if (zone === null || instant === null || time.tzid === start.tzid) return { wall: stamp.wall, form };
  return { wall: toWall(zone, instant), form };
}

/** The day that stands for a time beside whole days. */
export function dayOf(stamp: Stamp): Stamp {
  return stamp.form === 'utc' ? nearestDay(stamp) : dateOf(stamp);
}

/** A day that was written as the instant of its midnight somewhere: the day whose midnight is nearest, but its last second is its own. */
function nearestDay(stamp: Stamp): Stamp {
  const second = stamp.wall - dateOf(stamp).wall;
  return second >= DAY / 2 && second < DAY - 60 ? dateOf({ wall: stamp.wall + DAY, form: 'utc' }) : dateOf(stamp);
}

/** Which occurrence of a series an override is for. */
export interface Recurrence {
  /** As it was written. */
  readonly time: Timed;
  /** RECURRENCE-ID as it stands where no series gives it a form, and a key that is equal for equal occurrences. */
  readonly line: ContentLine;
  readonly key: string;
}

/** The RECURRENCE-ID of an override: its own `line`, written anew in the form and zone of the series' start; and its key. */
export function recurrenceLike({ time, line }: Recurrence, start: Start): Pick<Recurrence, 'line' | 'key'> {
  const stamp = likeStart(time, start);
  return { line: writeTimes(line, [stamp], start.binding), key: formatStamp(stamp) };
}
