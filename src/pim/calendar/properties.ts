/** The lines of a component, sorted by what is to be done with them. */
import type { ContentLine } from '../contentline.js';
import { edited } from '../contentline.js';
import type { Stamp } from '../datetime.js';
import { toUtc } from '../zones/zone.js';
import { legalLine } from './legal-line.js';
import { readTimeLine, type When } from './time-lines.js';
import { visible } from './visible.js';
import { decidingZone, type ZoneTable } from './zone-table.js';

/**
 * What is done with a property. `single`: a component has it once, and it is written anew; `series`: it makes more than one
 * occurrence; `number`: up to the number told; `filled`: an empty value says nothing and is no value of its type; `none`: it is
 * left out. All others stay as they are.
 */
type Role = 'single' | 'series' | 'filled' | 'none' | number;

const roles = new Map<string, Role>([
  ...['UID', 'RECURRENCE-ID', 'DTSTAMP', 'DTSTART', 'DTEND', 'DUE', 'DURATION'].map(
    (name) => [name, 'single'] as const,
  ),
  ...['CREATED', 'LAST-MODIFIED', 'COMPLETED', 'SEQUENCE'].map((name) => [name, 'single'] as const),
  ...['RRULE', 'EXRULE', 'EXDATE', 'RDATE'].map((name) => [name, 'series'] as const),
  ...['CLASS', 'STATUS', 'TRANSP', 'GEO', 'URL', 'CATEGORIES', 'ATTACH'].map((name) => [name, 'filled'] as const),
  ['PRIORITY', 9],
  ['PERCENT-COMPLETE', 100],
  ['METHOD', 'none'],
]);

/** A component's own lines. */
export class Properties {
  /** RRULE, EXRULE, EXDATE, RDATE. */
  readonly series: ContentLine[] = [];
  /** Everything that is written as it stands, in order. */
  readonly others: ContentLine[] = [];
  /** What was left out or changed. */
  readonly notes: string[] = [];
  readonly #singles = new Map<string, ContentLine>();

  constructor(lines: readonly ContentLine[]) {
    for (const line of lines) this.#sort(line);
  }

  line(name: string): ContentLine | null {
    return this.#singles.get(name) ?? null;
  }

  /** The time of a property; null when it is missing or no time. */
  when(name: string): When | null {
    const line = this.line(name);
    if (line === null) return null;
    const [time] = readTimeLine(line).times;
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
      else this.others.push(legalLine(line));
    } else if (role === 'single') {
      const first = this.#singles.get(name);
      if (first === undefined) this.#singles.set(name, line);
      else if (first.raw !== line.raw) this.notes.push(`a second ${name} was left out: ${visible(line.value)}`);
    } else if (typeof role === 'number') this.#number(line, role);
    else if (role !== 'none' && line.value.trim() !== '') {
      if (role === 'series') this.series.push(line);
      else this.others.push(legalLine(line));
    }
  }

  #number(line: ContentLine, most: number): void {
    const digits = /^(\d{1,6})\s*%?$/.exec(line.value.trim())?.[1];
    const value = Math.min(Number(digits), most);
    if (digits !== undefined)
      this.others.push(line.value === String(value) ? line : edited(line, { value: String(value) }));
    else if (line.value.trim() !== '') this.notes.push(`${line.name} ${visible(line.value)} is no number`);
  }
}

/** 1900: years before are the zeros of broken writers (`00001231T000000Z`). */
const EARLIEST = -2_208_988_800;
