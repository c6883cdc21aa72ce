/** The lines of a component, sorted by what is to be done with them. */
import { type ContentLine, contentLine, edited } from '../contentline.js';
import type { Stamp } from '../datetime.js';
import { toUtc } from '../zones/zone.js';
import { legalLine } from './legal-line.js';
import { type OnceRules, standingOnce } from './once.js';
import { joinStrayLines } from './stray.js';
import { readTimeLine, type When } from './time-lines.js';
import { visible } from './visible.js';
import { decidingZone, type ZoneTable } from './zone-table.js';

/**
 * What is done with a property. `single`: it is written anew; `series`: it makes more than one occurrence; `number`: up to the
 * number told; `filled`: an empty value says nothing and is no value of its type; `text`: neither do blanks; `none`: it is left
 * out. All others stay as they are.
 */
type Role = 'single' | 'series' | 'filled' | 'text' | 'none' | number;

const roles = new Map<string, Role>([
  ...['UID', 'RECURRENCE-ID', 'DTSTAMP', 'DTSTART', 'DTEND', 'DUE', 'DURATION'].map(
    (name) => [name, 'single'] as const,
  ),
  ...['CREATED', 'LAST-MODIFIED', 'COMPLETED', 'SEQUENCE'].map((name) => [name, 'single'] as const),
  ...['RRULE', 'EXRULE', 'EXDATE', 'RDATE'].map((name) => [name, 'series'] as const),
  ...['CLASS', 'STATUS', 'TRANSP', 'GEO', 'URL', 'CATEGORIES', 'ATTACH'].map((name) => [name, 'filled'] as const),
  ...['SUMMARY', 'DESCRIPTION', 'LOCATION'].map((name) => [name, 'text'] as const),
  ['PRIORITY', 9],
  ['PERCENT-COMPLETE', 100],
  ['METHOD', 'none'],
]);

/** What a component may have once (RFC 5545 section 3.6) among the lines that are not written anew; texts are joined. */
const once: OnceRules = new Map([
  ...['CLASS', 'STATUS', 'TRANSP', 'GEO', 'URL', 'ORGANIZER', 'PRIORITY', 'PERCENT-COMPLETE'].map(
    (name) => [name, 'kept'] as const,
  ),
  ['DESCRIPTION', '\\n'],
  ['SUMMARY', '\\, '],
  ['LOCATION', '\\, '],
]);

/** A component's own lines. */
export class Properties {
  /** RRULE, EXRULE, EXDATE, RDATE. */
  readonly series: ContentLine[] = [];
  /** Everything that is written as it stands, in order. */
  readonly others: readonly ContentLine[];
  /** What was left out or changed. */
  readonly notes: string[] = [];
  readonly #singles = new Map<string, ContentLine>();
  readonly #others: ContentLine[] = [];

  constructor(lines: readonly ContentLine[]) {
    for (const line of joinStrayLines(lines, this.notes)) this.#sort(line);
    this.others = standingOnce(this.#others, once, this.notes);
  }

  line(name: string): ContentLine | null {
    return this.#singles.get(name) ?? null;
  }

  /** The time of a property; null when it is missing or no time. `hours`: VALUE=DATE makes no day of a midnight. */
  when(name: string, hours = false): When | null {
    const line = this.line(name);
    if (line === null) return null;
    const [time] = readTimeLine(line, hours).times;
    if (time === undefined || time.stamp.wall < EARLIEST) {
      if (line.value.trim() !== '') this.notes.push(`${name} ${visible(line.value)} is no date`);
      return null;
    }
    return time;
  }

  /** The instant of a property that is always in UTC, whatever form it was written in. */
  utc(name: string, zones: ZoneTable): Stamp | null {
    const when = this.when(name);
    if (when === null) return null;
    const zone = when.tzid === null ? null : decidingZone(zones.source(when.tzid));
    return { wall: zone === null ? when.stamp.wall : toUtc(zone, when.stamp.wall), form: 'utc' };
  }

  #sort(line: ContentLine): void {
    const { name } = line;
    const role = roles.get(name);
    if (role === undefined) {
      if (name === '') this.notes.push(`a line that is none was left out: ${visible(line.raw)}`);
      else this.#others.push(legalLine(line));
    } else if (role === 'single') this.#single(line);
    else if (typeof role === 'number') this.#number(line, role);
    else if (role === 'text' ? !isBlank(line.value) : role !== 'none' && line.value.trim() !== '') {
      if (role === 'series') this.series.push(line);
      else this.#others.push(legalLine(line));
    }
  }

  #single(line: ContentLine): void {
    const { name } = line;
    const first = this.#singles.get(name);
    if (first === undefined) this.#singles.set(name, line);
    else if (first.raw !== line.raw && line.value.trim() !== '') {
      this.notes.push(`a second ${name} became X-${name}: ${visible(line.value)}`);
      this.#others.push(legalLine(contentLine(`X-${name}`, line.value, line.params)));
    }
  }

  #number(line: ContentLine, most: number): void {
    const digits = /^(\d{1,6})\s*%?$/.exec(line.value.trim())?.[1];
    const value = Math.min(Number(digits), most);
    if (digits !== undefined)
      this.#others.push(line.value === String(value) ? line : edited(line, { value: String(value) }));
    else if (line.value.trim() !== '') this.notes.push(`${line.name} ${visible(line.value)} is no number`);
  }
}

/** Nothing but blanks and line ends: the Outlook Connector writes `DESCRIPTION: \n` for none. */
export function isBlank(value: string): boolean {
  return value.replace(/\\[nN]/g, '').trim() === '';
}

/** The year 1000: years before are the zeros of broken writers (`00001231T000000Z`), and PHP's readers refuse them. */
const EARLIEST = Date.UTC(1000, 0, 1) / 1000;
