/** Times of an event as the Calendar API has them. */
import type { ContentLine } from '../../../pim/contentline.js';
import { DAY, formatOffset, formatStamp, isoStamp, parseDuration, type Stamp } from '../../../pim/datetime.js';
import { formatRule, parseRule } from '../../../pim/recurrence.js';
import { readTimeLine, type When } from '../../../pim/calendar/time-lines.js';
import { ianaZone } from '../../../pim/zones/iana.js';
import { toUtc } from '../../../pim/zones/zone.js';

/** `EventDateTime` of the API. */
export type EventTime = { readonly date: string } | { readonly dateTime: string; readonly timeZone: string };

/** A time line of an event, and the zone that it stands in: that of the calendar where it stands in none. */
export interface ZonedTime {
  readonly stamp: Stamp;
  readonly zone: string;
}

/** Reads a line of one time; null when there is none. */
export function zonedTime(lines: readonly ContentLine[], name: string, zone: string): ZonedTime | null {
  const line = lines.find((candidate) => candidate.name === name);
  const [when] = line === undefined ? [] : readTimeLine(line).times;
  return when === undefined ? null : zoned(when, zone);
}

function zoned({ stamp, tzid }: When, zone: string): ZonedTime {
  return { stamp, zone: stamp.form === 'utc' ? 'UTC' : (tzid ?? zone) };
}

/** A recurring event needs its zone beside the offset. */
export function eventTime({ stamp, zone }: ZonedTime): EventTime {
  if (stamp.form === 'date') return { date: isoStamp(stamp) };
  if (stamp.form === 'utc') return { dateTime: isoStamp(stamp), timeZone: zone };
  const offset = stamp.wall - toUtc(ianaZone(zone), stamp.wall);
  return { dateTime: `${isoStamp(stamp)}${formatOffset(offset).replace(/^(...)(..).*$/, '$1:$2')}`, timeZone: zone };
}

/** When an event ends: as it says, else by its length, else where it begins; a day ends at the next. */
export function endTime(lines: readonly ContentLine[], start: ZonedTime, zone: string): ZonedTime {
  const { stamp } = start;
  const told = zonedTime(lines, 'DTEND', zone);
  const length = parseDuration(lines.find(({ name }) => name === 'DURATION')?.value ?? '');
  const least = stamp.form === 'date' ? DAY : 0;
  const end = told ?? { ...start, stamp: { ...stamp, wall: stamp.wall + (length ?? least) } };
  const isSameForm = (end.stamp.form === 'date') === (stamp.form === 'date');
  const isLater = isSameForm && instantOf(end) >= instantOf(start) + least;
  return isLater ? end : { ...start, stamp: { ...stamp, wall: stamp.wall + least } };
}

/** Unix seconds; a day at its midnight in UTC. */
export function instantOf({ stamp, zone }: ZonedTime): number {
  return stamp.form === 'floating' ? toUtc(ianaZone(zone), stamp.wall) : stamp.wall;
}

const SERIES = new Set(['RRULE', 'RDATE', 'EXDATE']);

/** The lines of a series. Times in no zone are in that of the calendar, and a rule ends at an instant: Google refuses others. */
export function recurrenceOf(lines: readonly ContentLine[], start: ZonedTime, zone: string): string[] {
  return lines.flatMap((line) => {
    if (!SERIES.has(line.name)) return [];
    if (line.name === 'RRULE') return [`RRULE:${ruleText(line.value, start)}`];
    const { times } = readTimeLine(line);
    return times.length === 0
      ? []
      : [
          timesText(
            line.name,
            times.map((when) => zoned(when, zone)),
          ),
        ];
  });
}

function ruleText(value: string, start: ZonedTime): string {
  const rule = parseRule(value);
  const until = rule?.until;
  if (rule === null || until === undefined || until === null) return value;
  if (start.stamp.form === 'date') return formatRule(rule, formatStamp({ wall: until.wall, form: 'date' }));
  if (until.form === 'utc') return value;
  // The whole of its last day.
  const wall = until.form === 'date' ? until.wall + DAY - 1 : until.wall;
  const end: ZonedTime = { stamp: { wall, form: 'floating' }, zone: start.zone };
  return formatRule(rule, formatStamp({ wall: start.stamp.form === 'utc' ? wall : instantOf(end), form: 'utc' }));
}

/** Added dates and exceptions of one form. */
export function timesText(name: string, times: readonly ZonedTime[]): string {
  const [first] = times;
  const form = first?.stamp.form ?? 'date';
  const params = form === 'date' ? ';VALUE=DATE' : form === 'utc' ? '' : `;TZID=${first?.zone ?? ''}`;
  return `${name}${params}:${times.map(({ stamp }) => formatStamp(stamp)).join(',')}`;
}
