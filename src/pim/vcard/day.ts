import { type Octets, trimOctets } from '../../core/octets.js';
import { unescapeText } from '../text.js';

/** A calendar day; without a year where the card has none. */
export interface Day {
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
}

/**
 * Reads the day of a birthday or anniversary, however it is spelt: `19801010`, `1980-10-10T00:00:00Z`, `--10-10` (RFC 6350
 * section 4.3), `1980/10/10`, `10.10.1980` (day first), `10/31/1980` (month first where that is possible), `Oct 10, 1980`,
 * `10 October`. The years 0000 and 1604 (Apple's) mean none. Null for anything else, and for the days that programs write
 * where they have none.
 */
export function parseDay(value: Octets): Day | null {
  const [, year, , month, day] = usual.exec(value) ?? [];
  if (year !== undefined) return { year: Number(year), month: Number(month), day: Number(day) };
  const text = plainDate(value);
  if (text.length > longest) return null;
  for (const { pattern, order } of spellings) {
    const [, ...pieces] = pattern.exec(text) ?? [];
    if (pieces.length > 0) return checked(order(pieces));
  }
  return null;
}

/**
 * The value of a date property as CardDAV servers take it (RFC 2426 section 3.1.5, and RFC 6350 section 4.3 for a day without
 * a year): the same octets where it is that already, else `1980-10-10` or `--10-10`, with the time where one is written. Null
 * where it says no date.
 */
export function legalDate(value: Octets): Octets | null {
  if (usual.test(value)) return value;
  const plain = trimOctets(value);
  if (partial.test(plain)) return plain;
  const day = parseDay(plain);
  if (day === null) return null;
  if (whole.test(plain) && !plain.startsWith('0000')) return plain;
  const [, hour, minute, second = '00', zone = ''] = day.year === null ? [] : (timeOfDay.exec(plainDate(plain)) ?? []);
  const date = `${day.year === null ? '--' : `${four(day.year)}-`}${two(day.month)}-${two(day.day)}`;
  if (hour === undefined || minute === undefined || `${hour}${minute}${second}` === '000000') return date;
  return `${date}T${hour}:${minute}:${second}${zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2').toUpperCase()}`;
}

function four(year: number): string {
  return String(year).padStart(4, '0');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Without escapes, quotes and the separators of a list that is none, in single blanks. */
function plainDate(value: Octets): string {
  return unescapeText(value.slice(0, 4 * longest))
    .replace(/[\t-\r ]+/g, ' ')
    .replace(/^[ ;,"']+|[ ;,"']+$/g, '');
}

/** No date is longer. */
const longest = 64;

const basic = '(?:\\d{4}|--)\\d{4}(?:T\\d{2}(?:\\d{2}){0,2}(?:Z|[+-]\\d{4})?)?';
const extended = '(?:\\d{4}-|--)\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{3})?)?(?:Z|[+-]\\d{2}:\\d{2})?)?';
const whole = new RegExp(`^(?:${basic}|${extended})$`);
/** A year, a month of a year, a month, a day of any month. */
const partial = /^(?:\d{4}|\d{4}-\d{2}|--\d{2}|---\d{2})$/;
/** What nearly every card has: a day that every month has. */
const usual = /^((?:1[789]|20)\d{2})(-?)(0[1-9]|1[0-2])\2(0[1-9]|1\d|2[0-8])$/;
const timeOfDay = /^\d{4}-?\d{2}-?\d{2}[Tt ]?(\d{2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)? ?([Zz]|[+-]\d{2}:?\d{2})?$/;

/** What a spelling says: year or nothing, month, day. */
type Written = readonly [year: string | undefined, month: string | number, day: string | undefined];

interface Spelling {
  readonly pattern: RegExp;
  /** Puts the groups of the pattern in order. */
  readonly order: (groups: readonly (string | undefined)[]) => Written;
}

const weekday = '(?:[a-z]{3,9}\\.?,? )?';
const behind = '(?:[Tt ,].*)?$';

const spellings: readonly Spelling[] = [
  {
    pattern: new RegExp(`^(\\d{4}|--)-?(\\d{2})-?(\\d{2})(?:\\d{4}|\\d{6})?(?:[Zz+]|${behind})`),
    order: ([year, month = '', day]) => [year === '--' ? undefined : year, month, day],
  },
  {
    pattern: new RegExp(`^(\\d{4})[-/. ]{1,2}(\\d{1,2})[-/. ]{1,2}(\\d{1,2})\\.?${behind}`),
    order: ([year, month = '', day]) => [year, month, day],
  },
  {
    pattern: new RegExp(`^(\\d{1,2})([./-]) ?(\\d{1,2})\\2 ?(\\d{4}|\\d{2})${behind}`),
    order: ([first = '', mark, second = '', year]) => [year, ...monthAndDay(first, second, mark === '/')],
  },
  {
    pattern: /^(\d{1,2})([./-]) ?(\d{1,2})\.?$/,
    order: ([first = '', mark, second = '']) => [undefined, ...monthAndDay(first, second, mark !== '.')],
  },
  {
    pattern: new RegExp(
      `^${weekday}(\\d{1,2})(?:st|nd|rd|th|\\.)?[ -]([a-z]{3,9})\\.?,?(?:[ -](\\d{4}|\\d{2}))?${behind}`,
      'i',
    ),
    order: ([day, month = '', year]) => [year, monthNamed(month), day],
  },
  {
    pattern: new RegExp(
      `^${weekday}([a-z]{3,9})\\.?[ -](\\d{1,2})(?:st|nd|rd|th)?,?(?:[ -](?:\\d{1,2}:\\d{2}\\S* )?(?:[a-z]{1,5} )?(\\d{4}))?${behind}`,
      'i',
    ),
    order: ([month = '', day, year]) => [year, monthNamed(month), day],
  },
];

function monthAndDay(first: string, second: string, monthFirst: boolean): readonly [month: string, day: string] {
  const impossible = Number(monthFirst ? first : second) > 12;
  return monthFirst !== impossible ? [first, second] : [second, first];
}

const months = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
];

function monthNamed(word: string): number {
  return months.findIndex((month) => month.startsWith(word.toLowerCase())) + 1;
}

function checked([year, month, day]: Written): Day | null {
  const full = year === undefined ? null : year.length === 2 ? century(Number(year)) : Number(year);
  const found = { year: full === 0 || full === 1604 ? null : full, month: Number(month), day: Number(day) };
  if (noDates.has(`${found.year ?? 0}-${found.month}-${found.day}`)) return null;
  // 2000 was a leap year: a day without a year may be 29 February.
  const date = new Date(Date.UTC(found.year ?? 2000, found.month - 1, found.day));
  return date.getUTCMonth() !== found.month - 1 || date.getUTCDate() !== found.day ? null : found;
}

function century(year: number): number {
  return year < 30 ? 2000 + year : 1900 + year;
}

/** Where the calendars of Windows, of OLE and of .NET begin, and Outlook's date for none. */
const noDates = new Set(['1601-1-1', '1899-12-30', '1-1-1', '4501-1-1']);
