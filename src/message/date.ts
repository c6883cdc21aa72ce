/**
 * Dates of header fields (RFC 5322 section 3.3 and the obsolete forms of section 4.3), read as leniently as mail has been
 * written, and the two forms in which we write dates.
 */

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day of epoch time is a clock that was never set; beyond 2105 the 32-bit times of the destinations end. */
const EARLIEST = 86_400;
const LATEST = Date.UTC(2106, 0, 1) / 1000 - 1;

/** Hours from UTC of the zone names that mail uses. The ambiguous ones (IST, AST, …) are read as UTC, as RFC 5322 says. */
const ZONES: Readonly<Record<string, number>> = {
  ...{ UT: 0, UTC: 0, GMT: 0, Z: 0, WET: 0, WEST: 1, BST: 1, CET: 1, CEST: 2, MET: 1, MEST: 2, MEZ: 1, MESZ: 2 },
  ...{ EET: 2, EEST: 3, MSK: 3, MSD: 4, JST: 9, KST: 9, AEST: 10, AEDT: 11, NZST: 12, NZDT: 13 },
  ...{ EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7, AKST: -9, AKDT: -8, HST: -10 },
};

/** What a date says, before it is checked. Hours in 24, zone in minutes east of UTC. */
interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly clock: Clock;
  readonly zone: number;
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/**
 * The instant of a header date in unix seconds, or null where none can be read or it lies outside 1970-01-02…2105. Reads
 * RFC 5322 with its obsolete zones and short years, missing seconds, comments, the form of `asctime`, ISO 8601 (with
 * slashes, too), and numeric dates (`11/16/2016 3:29:16PM`, month first unless that is impossible; `16.11.2016 15:29`, day first). A time
 * without a zone is UTC.
 */
export function parseDate(text: string): number | null {
  // No honest date is longer; a cut keeps hostile ones cheap.
  const plain = withoutComments(text.slice(0, 256)).replace(/\s+/g, ' ').trim();
  const parts = isoDate(plain) ?? numericDate(plain) ?? namedMonthDate(plain);
  return parts === null ? null : instant(parts);
}

const COMMON =
  /^(?:[a-z]{3,9},?[ \t]+)?(\d{1,2})[ \t]+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[ \t]+(\d{4})[ \t]+(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?[ \t]+(?:[+-](?:0\d|1[0-4])[0-5]\d|GMT|UTC?|[ECMP][SD]T)(?![\w:])/i;

/**
 * Whether a date is one that every reader of mail reads: day, month, year of four digits, time and zone in the order of
 * RFC 5322 section 3.3. `parseDate` reads far more.
 */
export function isCommonDate(text: string): boolean {
  const found = COMMON.exec(text);
  if (found === null) return false;
  const [, day = '', month = '', year = ''] = found;
  const midnight = new Date(Date.UTC(Number(year), monthOf(month), Number(day)));
  const seconds = midnight.getTime() / 1000;
  return Number(day) > 0 && midnight.getUTCMonth() === monthOf(month) && seconds >= EARLIEST && seconds <= LATEST;
}

/** The text without `(…)`, nested or not closed (RFC 5322 section 3.2.2). */
export function withoutComments(text: string): string {
  if (!text.includes('(')) return text;
  let plain = '';
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '(') depth += 1;
    else if (char === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) plain += char;
  }
  return plain;
}

/** `Fri Jan  3 03:04:05 2020`: UTC, as on the `From ` line of an mbox (RFC 4155). */
export function asctime(unixSeconds: number): string {
  const date = new Date(unixSeconds * 1000);
  const day = `${DAYS[date.getUTCDay()] ?? ''} ${MONTHS[date.getUTCMonth()] ?? ''}`;
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const dayOfMonth = date.getUTCDate();
  return `${day} ${dayOfMonth < 10 ? ' ' : ''}${dayOfMonth} ${clock} ${date.getUTCFullYear()}`;
}

/** `Fri, 03 Jan 2020 03:04:05 +0000`: UTC, as in a header field (RFC 5322 section 3.3). */
export function headerDate(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toUTCString().replace('GMT', '+0000');
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

const ISO =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?))? ?(Z|[A-Z]{2,4}|[+-]\d{2}:?\d{2})?$/i;

function isoDate(text: string): Parts | null {
  const found = ISO.exec(text);
  if (found === null) return null;
  const clock = found[4] === undefined ? { hour: 0, minute: 0, second: 0 } : readClock(found[4], '');
  if (clock === null) return null;
  const [year, month, day] = [found[1], found[2], found[3]].map(Number) as [number, number, number];
  return { year, month: month - 1, day, clock, zone: readZone(found[5] ?? '') ?? 0 };
}

const NUMERIC =
  /^(?:[a-z]{2,9},? )?(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2}),? ?(?:(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?) ?([ap]\.?m\.?)?)? ?(\S*)$/i;

function numericDate(text: string): Parts | null {
  const found = NUMERIC.exec(text);
  if (found === null) return null;
  const clock = found[5] === undefined ? { hour: 0, minute: 0, second: 0 } : readClock(found[5], found[6] ?? '');
  if (clock === null) return null;
  const [first, second] = [Number(found[1]), Number(found[3])];
  // Slashes are American unless the first number cannot be a month; dots and dashes put the day first.
  const monthFirst = found[2] === '/' && first <= 12;
  const [month, day] = monthFirst ? [first, second] : [second, first];
  return { year: fullYear(found[4] ?? ''), month: month - 1, day, clock, zone: readZone(found[7] ?? '') ?? 0 };
}

/** Any order of words that has a month's name, a day, a year and perhaps a time and a zone. */
function namedMonthDate(text: string): Parts | null {
  let month = -1;
  let day = -1;
  let year = -1;
  let clock: Clock | null = null;
  let zone: number | null = null;
  let half = '';
  const words = text
    .replace(/(\d)(?:st|nd|rd|th)\b/gi, '$1')
    .replace(/(\d|\b[a-z]{3,9})-(?=[a-z]{3,9}-|\d{2,4}\b)/gi, '$1 ');
  for (const word of words.split(/[ ,]+/)) {
    if (/^\d+$/.test(word)) {
      if (day < 0 && word.length <= 2) day = Number(word);
      else if (year < 0) year = fullYear(word);
    } else if (/^\d/.test(word)) {
      const found = /^(\d{1,2}[:.]\d{1,2}(?:[:.]\d{1,2})?(?:[.,]\d+)?)([ap]m)?([+-]\d{4}|Z)?$/i.exec(word);
      if (found === null || clock !== null) return null;
      half = found[2] ?? half;
      clock = readClock(found[1] ?? '', '');
      zone ??= readZone(found[3] ?? '');
    } else if (/^[ap]\.?m\.?$/i.test(word)) half = word;
    else if (month < 0 && monthOf(word) >= 0) month = monthOf(word);
    else zone ??= readZone(word);
  }
  if (month < 0 || day < 0 || year < 0) return null;
  const noon = clock === null ? { hour: 0, minute: 0, second: 0 } : inHalf(clock, half);
  return { year, month, day, clock: noon, zone: zone ?? 0 };
}

function monthOf(word: string): number {
  const lower = word.toLowerCase();
  return MONTHS.findIndex((month) => lower.startsWith(month.toLowerCase()));
}

/** Two digits: 1950 to 2049; three: years since 1900 (RFC 5322 section 4.3). */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length >= 4) return year;
  return digits.length === 3 || year >= 50 ? 1900 + year : 2000 + year;
}

function readClock(text: string, half: string): Clock | null {
  const [hour = NaN, minute = NaN, second = 0] = text.split(/[:.,]/).map(Number);
  if (Number.isNaN(hour) || Number.isNaN(minute)) return null;
  return inHalf({ hour, minute, second }, half);
}

/** `3:29 PM` in 24 hours. A half of the day after a 24-hour time (`15:29 PM`) says nothing. */
function inHalf(clock: Clock, half: string): Clock {
  if (half === '' || clock.hour > 12) return clock;
  return { ...clock, hour: (clock.hour % 12) + (half.startsWith('p') || half.startsWith('P') ? 12 : 0) };
}

/** Minutes east of UTC; null when the word is no zone. Impossible offsets count as UTC. */
function readZone(word: string): number | null {
  const found = /^(?:GMT|UTC?)?([+-])(\d{1,2}):?(\d{2})?$/i.exec(word);
  if (found === null) {
    const hours = ZONES[word.toUpperCase()];
    return hours === undefined ? null : hours * 60;
  }
  const [hours, minutes] = [Number(found[2]), Number(found[3] ?? 0)];
  if (hours > 14 || minutes > 59) return 0;
  return (found[1] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function instant({ year, month, day, clock, zone }: Parts): number | null {
  const { hour, minute, second } = clock;
  // 24:00 and the leap second exist; JavaScript carries them over. The 31st of April does not.
  if (month < 0 || month > 11 || day < 1 || hour > 24 || minute > 59 || second > 60) return null;
  const midnight = Date.UTC(year, month, day);
  if (year < 1970 || new Date(midnight).getUTCMonth() !== month) return null;
  const seconds = midnight / 1000 + hour * 3600 + minute * 60 + second - zone * 60;
  return seconds >= EARLIEST && seconds <= LATEST ? seconds : null;
}
