/** The lines of a component, sorted by what is to be done with them. */
import type { ContentLine } from '../contentline.js';
import { edited } from '../contentline.js';
import type { Stamp } from '../datetime.js';
import { toUtc } from '../zones/zone.js';
import { readTimeLine, type When } from './time-lines.js';
import { decidingZone, type ZoneTable } from './zone-table.js';

/** Properties that a component has once, and that are written anew. */
const singles = new Set([
  'UID',
  'RECURRENCE-ID',
  'DTSTAMP',
  'DTSTART',
  'DTEND',
  'DUE',
  'DURATION',
  'CREATED',
  'LAST-MODIFIED',
  'COMPLETED',
  'SEQUENCE',
]);

/** Properties that make an occurrence of more than one. */
const recurring = new Set(['RRULE', 'EXRULE', 'EXDATE', 'RDATE']);

/** Properties whose empty value says nothing, and is no value of their type. */
const neverEmpty = new Set([
  'CLASS',
  'STATUS',
  'TRANSP',
  'PRIORITY',
  'PERCENT-COMPLETE',
  'GEO',
  'URL',
  'CATEGORIES',
  'ATTACH',
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
      if (line.value.trim() !== '') this.notes.push(`${name} ${line.value.slice(0, 40)} is no date`);
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
    if (name === '') {
      this.notes.push(`a line that is none was left out: ${visible(line.raw)}`);
    } else if (singles.has(name)) {
      if (!this.#singles.has(name)) this.#singles.set(name, line);
      else if (this.#singles.get(name)?.raw !== line.raw)
        this.notes.push(`a second ${name} was left out: ${visible(line.value)}`);
    } else if (recurring.has(name)) {
      if (line.value.trim() !== '') this.series.push(line);
    } else if (name === 'PRIORITY' || name === 'PERCENT-COMPLETE') {
      this.#number(line, name === 'PRIORITY' ? 9 : 100);
    } else if (name !== 'METHOD' && !(neverEmpty.has(name) && line.value.trim() === '')) {
      this.others.push(line);
    }
  }

  #number(line: ContentLine, most: number): void {
    const digits = /^\s*(\d{1,6})\s*%?\s*$/.exec(line.value)?.[1];
    const value = Math.min(Number(digits), most);
    if (digits !== undefined)
      this.others.push(line.value === String(value) ? line : edited(line, { value: String(value) }));
    else if (line.value.trim() !== '') this.notes.push(`${line.name} ${visible(line.value)} is no number`);
  }
}

/** 1900: years before are the zeros of broken writers (`00001231T000000Z`). */
const EARLIEST = -2_208_988_800;

function visible(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
