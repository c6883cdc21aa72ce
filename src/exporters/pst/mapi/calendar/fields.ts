/** The fields of an event, task or journal entry, from the lines as the calendar file has them. */
import { type Octets, textOf, trimOctets } from '../../../../core/octets.js';
import { readTimeLine, type When } from '../../../../pim/calendar/time-lines.js';
import type { Component } from '../../../../pim/components.js';
import type { ContentLine } from '../../../../pim/contentline.js';
import { DAY, parseDuration, type Stamp } from '../../../../pim/datetime.js';
import { paramValues, parseParams } from '../../../../pim/params.js';
import { splitEscaped, unescapeText } from '../../../../pim/text.js';
import { ianaName } from '../../../../pim/zones/iana.js';
import { toUtc, toWall } from '../../../../pim/zones/zone.js';
import type { Sensitivity } from '../basics.js';
import { crlfText } from '../text.js';
import { outlookZone } from './outlook-zone.js';

/** A time of an entry in a zone. */
export interface ZonedTime {
  readonly stamp: Stamp;
  /** IANA zone; that of the user for a day, and for a time without a zone. */
  readonly zone: string;
  /** Unix seconds. */
  readonly utc: number;
}

/** Where Outlook's calendar begins: 1601. */
const earliest = Date.UTC(1601, 0, 1) / 1000;

/** Reads one component. `home`: the zone of days and of times that name none. */
export class EntryFields {
  constructor(
    readonly component: Component,
    readonly home: string,
  ) {}

  line(name: string): ContentLine | undefined {
    return this.component.lines.find((line) => line.name === name);
  }

  /** As written, without blanks around it. */
  value(name: string): Octets {
    return trimOctets(this.line(name)?.value ?? '');
  }

  has(name: string): boolean {
    return this.line(name) !== undefined;
  }

  /** A text of several lines. */
  text(name: string): string {
    return crlfText(textOf(unescapeText(this.line(name)?.value ?? '')));
  }

  /** A text on one line. */
  oneLine(name: string): string {
    return this.text(name)
      .replace(/[\0-\x20\x7f]+/g, ' ')
      .trim();
  }

  get categories(): string[] {
    return this.component.lines
      .filter(({ name }) => name === 'CATEGORIES')
      .flatMap(({ value }) => splitEscaped(value, ',').map((piece) => textOf(unescapeText(trimOctets(piece)))));
  }

  get sensitivity(): Sensitivity {
    const said = this.value('CLASS').toUpperCase();
    if (said === 'PRIVATE') return 'private';
    return said === 'CONFIDENTIAL' ? 'confidential' : 'normal';
  }

  time(name: string): ZonedTime | null {
    const line = this.line(name);
    const [when] = line === undefined ? [] : readTimeLine(line).times;
    return when === undefined ? null : this.zoned(when);
  }

  /** The times of all lines of a name. */
  times(name: string): ZonedTime[] {
    const lines = this.component.lines.filter((line) => line.name === name);
    return lines.flatMap((line) => readTimeLine(line).times.map((when) => this.zoned(when)));
  }

  zoned({ stamp: written, tzid }: When): ZonedTime {
    const stamp = written.wall < earliest ? { ...written, wall: earliest } : written;
    if (stamp.form === 'utc') return { stamp, zone: 'UTC', utc: stamp.wall };
    const zone = (tzid === null ? null : ianaName(tzid)) ?? this.home;
    return { stamp, zone, utc: Math.max(earliest, toUtc(outlookZone(zone), stamp.wall)) };
  }

  /** When it ends: by its end, its length, or the end of its day. */
  end(name: string, start: ZonedTime): ZonedTime {
    const own = this.time(name);
    if (own !== null && own.utc >= start.utc) return own;
    const length = parseDuration(this.value('DURATION')) ?? (start.stamp.form === 'date' ? DAY : 0);
    const { wall, form } = start.stamp;
    // A day is a day however long it is; hours are hours.
    const isDays = form === 'date' || length % DAY === 0;
    const utc = isDays ? toUtc(outlookZone(start.zone), wall + length) : start.utc + length;
    return { stamp: { wall: wall + length, form }, zone: start.zone, utc };
  }

  /** When it was made and changed, unix seconds; `otherwise` where it does not say. */
  stamps(otherwise: number): { readonly created: number; readonly modified: number } {
    const stamp = this.time('DTSTAMP')?.utc;
    const created = this.time('CREATED')?.utc ?? stamp ?? otherwise;
    return { created, modified: this.time('LAST-MODIFIED')?.utc ?? stamp ?? created };
  }
}

/** The clock of a zone at an instant. */
export function wallIn(zone: string, utc: number): number {
  return toWall(outlookZone(zone), utc);
}

/** A value of a parameter, as text; empty without one. */
export function paramOf(line: ContentLine, name: string): string {
  return textOf(paramValues(parseParams(line.params), name)[0] ?? '');
}
