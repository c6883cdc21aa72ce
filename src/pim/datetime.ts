/**
 * Dates and times of iCalendar (RFC 5545 section 3.3.4, 3.3.5) as plain numbers. A wall-clock time is counted in seconds
 * as if it stood in UTC: what it means as an instant is for a time zone to say (`zones/zone.ts`).
 */

/** `date`: a day; `floating`: a wall-clock time, in the zone its property names or in none; `utc`: an instant. */
export type StampForm = 'date' | 'floating' | 'utc';

/** A DATE or DATE-TIME value. */
export interface Stamp {
  /** Seconds from 1970-01-01T00:00:00 on the clock's face; a date stands at its midnight. */
  readonly wall: number;
  readonly form: StampForm;
}

/** Seconds in a day. */
export const DAY = 86_400;

const tolerant =
  /^(\d{4}|\d{2}(?=\d{4}T\d))-?(\d{2})-?(\d{2})(?:[T ]?(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?[ ]?(Z|[+-]\d{2}:?\d{2})?|Z)?$/;

/**
 * Reads a DATE or DATE-TIME. Also understood: the extended form of ISO 8601 (`2013-03-12T10:00:00`), fractions of a second
 * (dropped), missing seconds, an offset behind the time (`+0100`: gives UTC), a `Z` behind a blank or a date, 24:00:00, a leap
 * second, a year of two digits (70 to 99 are of the last century).
 * Null when it is no date, or names a day or an hour that does not exist.
 */
export function parseStamp(value: string): Stamp | null {
  return parseBasic(value) ?? parseTolerant(value);
}

/** The three forms that nearly all values have; null for all others. */
function parseBasic(value: string): Stamp | null {
  const { length } = value;
  if (length !== 8 && length !== 15 && !(length === 16 && value.charCodeAt(15) === 90)) return null;
  const year = digits(value, 0, 4);
  const days = year < 0 ? null : dayOf(year, digits(value, 4, 2), digits(value, 6, 2));
  if (days === null) return null;
  if (length === 8) return { wall: days * DAY, form: 'date' };
  const hour = digits(value, 9, 2);
  const minute = digits(value, 11, 2);
  const second = digits(value, 13, 2);
  const isTime = value.charCodeAt(8) === 84 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
  if (!isTime || second < 0 || second > 59) return null;
  return { wall: days * DAY + hour * 3600 + minute * 60 + second, form: length === 16 ? 'utc' : 'floating' };
}

/** The number that `count` digits make; negative when one of them is none. */
function digits(value: string, start: number, count: number): number {
  let number = 0;
  for (let at = start; at < start + count; at += 1) {
    const digit = value.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

function parseTolerant(value: string): Stamp | null {
  const match = tolerant.exec(value.trim().toUpperCase());
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, zone] = match;
  const days = dayOf(wholeYear(year ?? ''), Number(month), Number(day));
  if (days === null) return null;
  if (hour === undefined) return { wall: days * DAY, form: 'date' };
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Math.min(Number(second ?? 0), 59);
  if (Number(minute) > 59 || Number(second ?? 0) > 60 || seconds > DAY) return null;
  const wall = days * DAY + seconds;
  if (zone === undefined) return { wall, form: 'floating' };
  return { wall: zone === 'Z' ? wall : wall - (parseOffset(zone) ?? 0), form: 'utc' };
}

function wholeYear(digits: string): number {
  const year = Number(digits);
  return digits.length === 4 ? year : year + (year < 70 ? 2000 : 1900);
}

/** Writes `20130312`, `20130312T100000` or `20130312T100000Z`. */
export function formatStamp(stamp: Stamp): string {
  const days = Math.floor(stamp.wall / DAY);
  const { year, month, day } = civilOf(days);
  const date = `${two(Math.floor(year / 100))}${two(year % 100)}${two(month)}${two(day)}`;
  if (stamp.form === 'date') return date;
  const seconds = stamp.wall - days * DAY;
  const time = `${two(Math.floor(seconds / 3600))}${two(Math.floor(seconds / 60) % 60)}${two(seconds % 60)}`;
  return stamp.form === 'utc' ? `${date}T${time}Z` : `${date}T${time}`;
}

/** The instant as RFC 3339 in UTC: `2013-03-12T10:00:00Z`. Wall-clock times get no `Z`, dates no time. */
export function isoStamp(stamp: Stamp): string {
  const text = formatStamp(stamp);
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
  return stamp.form === 'date' ? date : `${date}T${text.slice(9, 11)}:${text.slice(11, 13)}:${text.slice(13)}`;
}

/** Seconds of a UTC offset (`+0100`, `-05:30`, `+01`, `-004430`), positive east of Greenwich; null when it is none. */
export function parseOffset(value: string): number | null {
  const match = /^([+-]?)(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?$/.exec(value.trim());
  if (match === null) return null;
  const seconds = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
  return match[1] === '-' ? -seconds : seconds;
}

/** `+0100`, or `-004430` where there are odd seconds (RFC 5545 section 3.3.14). */
export function formatOffset(seconds: number): string {
  const size = Math.abs(seconds);
  const odd = size % 60 === 0 ? '' : two(size % 60);
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}${two(Math.floor(size / 60) % 60)}${odd}`;
}

const duration =
  /^([+-]?)P(?=\w)(?:T(?=\d+[WD]))?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;

/**
 * Seconds of a DURATION (RFC 5545 section 3.3.6); null when it is none. Days are taken as 86,400 seconds. Weeks and days behind
 * the `T`, where some writers put them (`PT1W`), count.
 */
export function parseDuration(value: string): number | null {
  const match = duration.exec(value.trim());
  if (match === null) return null;
  const part = (index: number) => Number(match[index] ?? 0);
  const size = part(2) * 7 * DAY + part(3) * DAY + part(4) * 3600 + part(5) * 60 + part(6);
  return match[1] === '-' ? -size : size;
}

/**
 * A DURATION in the strict form: itself when it is one already, else the same length written anew (`P1W6D` mixes weeks with
 * days). Null when it is no duration.
 */
export function strictDuration(value: string): string | null {
  const text = value.trim().toUpperCase();
  if (/^[+-]?P(?:\d+W|(?=\d|T)(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/.test(text)) return text;
  const seconds = parseDuration(text);
  if (seconds === null) return null;
  const size = Math.abs(seconds);
  const clock = [Math.floor((size % DAY) / 3600), Math.floor(size / 60) % 60, size % 60];
  const time = clock.map((part, index) => (part === 0 ? '' : `${part}${'HMS'[index] ?? ''}`)).join('');
  const days = size >= DAY ? `${Math.floor(size / DAY)}D` : '';
  return `${seconds < 0 ? '-' : ''}P${days}${time === '' && days !== '' ? '' : `T${time === '' ? '0S' : time}`}`;
}

/** The year of a wall-clock time. */
export function yearOf(wall: number): number {
  return civilOf(Math.floor(wall / DAY)).year;
}

/** Days from 1970-01-01 to a day of the proleptic Gregorian calendar; null when there is no such day. */
export function dayOf(year: number, month: number, day: number): number | null {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  // Years are counted from March on, so that the leap day is the last one.
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Year, month (1-12) and day of the month of a count of days from 1970-01-01: the inverse of `dayOf`. */
export function civilOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Days in a month (1-12). */
export function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const pairs = Array.from({ length: 100 }, (_, value) => (value < 10 ? `0${value}` : String(value)));

/** Two digits of a number from 0 to 99. */
function two(value: number): string {
  return pairs[value] ?? '';
}
