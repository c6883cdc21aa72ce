/** Content lines that hold dates and times: DTSTART, EXDATE, RECURRENCE-ID and the like. */
import { detached, type Octets, textOf } from '../../core/octets.js';
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { DAY, formatStamp, parseDuration, parseStamp, type Stamp } from '../datetime.js';
import { formatParams, paramValues, parseParams } from '../params.js';
import { toUtc, type Zone } from '../zones/zone.js';

/** A date or time and the TZID that stands beside it, as written; null when there is none or it is a date or UTC. */
export interface When {
  readonly stamp: Stamp;
  readonly tzid: string | null;
}

/** What a line of dates and times says. */
export interface TimeLine {
  readonly line: ContentLine;
  readonly times: readonly When[];
  /** Values that are no dates, as written. */
  readonly bad: readonly Octets[];
}

/** In which zone times are written that stood beside a TZID. */
export type Binding =
  /** An IANA zone; that called `UTC` is written with `Z`. */
  | { readonly kind: 'zone'; readonly zone: Zone }
  /** The instants that these rules give, in UTC. */
  | { readonly kind: 'instants'; readonly rules: Zone }
  /** Nobody knows the zone: the clock's face alone. */
  | { readonly kind: 'floating' };

/**
 * Reads a line of dates and times. VALUE=DATE makes a date of a midnight, but not of another hour, and of none when `hours` count;
 * a TZID beside a date or a UTC time has no meaning. Of periods (RDATE) the beginning counts here: see `readPeriods`. An unquoted
 * colon in TZID (`TZID=GMT+01:00:2013…`) is put back.
 */
export function readTimeLine(line: ContentLine, hours = false): TimeLine {
  const stamp = parseStamp(line.value);
  const mended = stamp === null ? withoutColonInParams(line) : line;
  const params = timeParams(mended.params);
  const { tzid } = params;
  const isDate = params.isDate && !hours;
  if (stamp !== null) return { line, times: [whenOf(stamp, tzid, isDate)], bad: [] };
  const times: When[] = [];
  const bad: Octets[] = [];
  for (const value of mended.value.split(/[,;]/)) {
    const listed = parseStamp(value.split('/')[0] ?? '');
    if (listed === null) bad.push(value);
    else times.push(whenOf(listed, tzid, isDate));
  }
  return { line: mended, times, bad };
}

function whenOf(stamp: Stamp, tzid: string | null, isDate: boolean): When {
  const day = stamp.form === 'date' ? stamp : dateOf(stamp);
  if (isDate && day.wall === stamp.wall) return { stamp: day, tzid: null };
  return { stamp, tzid: stamp.form === 'floating' ? tzid : null };
}

/** The periods of an RDATE line: when each begins, and how long it is in seconds; null for those that are no periods. */
export function readPeriods(line: ContentLine): (number | null)[] {
  const { line: mended, times } = readTimeLine(line);
  const values = mended.value.split(/[,;]/).filter((value) => parseStamp(value.split('/')[0] ?? '') !== null);
  return values.map((value, index) => {
    const end = value.split('/')[1];
    const begin = times[index]?.stamp;
    if (end === undefined || begin === undefined) return null;
    const until = parseStamp(end);
    const length = until === null ? parseDuration(end) : until.form === begin.form ? until.wall - begin.wall : null;
    return length === null || length <= 0 ? null : length;
  });
}

/** What the parameters of a time say. */
interface TimeParams {
  readonly tzid: string | null;
  readonly isDate: boolean;
  /** The others, as written. */
  readonly rest: Octets;
}

const knownParams = new Map<Octets, TimeParams>([['', { tzid: null, isDate: false, rest: '' }]]);

/** A folder has thousands of times and a few different parameters beside them. */
function timeParams(raw: Octets): TimeParams {
  const known = knownParams.get(raw);
  if (known !== undefined) return known;
  const params = parseParams(raw);
  const [tzid] = paramValues(params, 'TZID');
  const read = {
    tzid: tzid === undefined ? null : textOf(tzid),
    isDate: paramValues(params, 'VALUE').some((value) => value.toUpperCase() === 'DATE'),
    rest: formatParams(params.filter(({ name }) => name !== 'TZID' && name !== 'VALUE')),
  };
  if (knownParams.size >= 1000) knownParams.clear();
  knownParams.set(detached(raw), read);
  return read;
}

/** The day of a time, on the clock's face. */
export function dateOf(stamp: Stamp): Stamp {
  return { wall: Math.floor(stamp.wall / DAY) * DAY, form: 'date' };
}

/** The time as it is to be written. */
export function bound(stamp: Stamp, binding: Binding | null): Stamp {
  if (stamp.form !== 'floating' || binding === null || binding.kind === 'floating') return stamp;
  if (binding.kind === 'instants') return { wall: toUtc(binding.rules, stamp.wall), form: 'utc' };
  return binding.zone.name === 'UTC' ? { wall: stamp.wall, form: 'utc' } : stamp;
}

/**
 * Writes a line with one time or several of one form. Parameters other than VALUE and TZID stay as they were on `line`; a line
 * that says the same already stays as it is.
 */
export function writeTimes(line: ContentLine, stamps: readonly Stamp[], binding: Binding | null): ContentLine {
  const written = stamps.map((stamp) => bound(stamp, binding));
  const value = written.map(formatStamp).join(',');
  const form = written[0]?.form;
  const tzid = form === 'floating' && binding?.kind === 'zone' ? binding.zone.name : null;
  const own = form === 'date' ? ';VALUE=DATE' : tzid === null ? '' : `;TZID=${tzid}`;
  const params = own + timeParams(line.params).rest;
  return params === line.params && value === line.value ? line : edited(line, { params, value });
}

/** A new line with one time. */
export function timeLine(name: string, stamp: Stamp, binding: Binding | null): ContentLine {
  return writeTimes(contentLine(name, ''), [stamp], binding);
}

/** `DTEND;TZID=GMT+01:00:20130312T110000`: the first colon is none that ends the parameters. */
function withoutColonInParams(line: ContentLine): ContentLine {
  const colon = line.value.lastIndexOf(':');
  if (colon < 0 || line.params === '') return line;
  const value = line.value.slice(colon + 1);
  if (parseStamp(value) === null) return line;
  const [before, tzid = ''] = line.params.split(/(?<=;TZID=)/i);
  return edited(line, { params: `${before ?? ''}"${tzid}:${line.value.slice(0, colon)}"`, value });
}
