/** The lines of an entry, in the order in which they are written. */
import { append } from '../../core/lists.js';
import { textOf, utf8Octets } from '../../core/octets.js';
import type { Component } from '../components.js';
import { type ContentLine, contentLine, edited } from '../contentline.js';
import type { Stamp } from '../datetime.js';
import { escapeText, unescapeText } from '../text.js';
import { quietAttendees, stripAttendees } from './attendees.js';
import { type Bindings, bindingOf } from './bindings.js';
import type { Bounds } from './bounds.js';
import { withPlainWords } from './dialect.js';
import type { EntryContext } from './context.js';
import type { EntryKind } from './kind.js';
import type { Properties } from './properties.js';
import type { Series } from './series.js';
import { type Binding, bound, readTimeLine, type When, writeTimes } from './time-lines.js';
import { bindZone, type ZoneTable } from './zone-table.js';

/** When a component was made and changed; `any`: what is left where it has no other time. */
export interface Stamps {
  readonly created: Stamp | null;
  readonly modified: Stamp | null;
  /** DTSTAMP as it is written, and as it was. */
  readonly stamped: Stamp;
  readonly own: Stamp | null;
  readonly any: Stamp | null;
}

/** Reads them; a DTSTAMP that is missing is when the entry was changed or made, or else when its item came in. */
export function stampsOf(properties: Properties, { zones, receivedAt }: EntryContext): Stamps {
  const created = properties.utc('CREATED', zones);
  const modified = properties.utc('LAST-MODIFIED', zones);
  const own = properties.utc('DTSTAMP', zones);
  const received: Stamp | null = receivedAt === null ? null : { wall: receivedAt, form: 'utc' };
  const known = own ?? modified ?? created;
  if (known === null && received !== null) properties.notes.push('it had no DTSTAMP: when it came in stands for it');
  const stamped = known ?? received ?? { wall: 0, form: 'utc' };
  return { created, modified, stamped, own, any: created ?? own ?? received };
}

/** What an entry's lines are made of. */
export interface EntryParts {
  readonly kind: EntryKind;
  readonly properties: Properties;
  readonly bounds: Bounds;
  readonly bindings: Bindings;
  readonly series: Series;
  readonly stamps: Stamps;
  readonly component: Component;
}

/** Writes them: times anew, the rest as it stood, as far as importers take it. */
export function writeLines(
  { kind, properties, bounds, bindings, series, stamps, component }: EntryParts,
  context: EntryContext,
): ContentLine[] {
  const lines: ContentLine[] = [];
  const write = (name: string, stamp: Stamp, binding: Binding | null) =>
    lines.push(writeTimes(properties.line(name) ?? contentLine(name, ''), [stamp], binding));
  const time = (name: string, when: When | null) => {
    if (when !== null) write(name, when.stamp, bindingOf(bindings, when));
  };
  const utc = (name: string, stamp: Stamp | null) => {
    if (stamp !== null) write(name, stamp, null);
  };
  utc('DTSTAMP', stamps.stamped);
  time('DTSTART', bounds.start);
  time(kind === 'VTODO' ? 'DUE' : 'DTEND', bounds.end);
  if (bounds.duration !== null) lines.push(contentLine('DURATION', bounds.duration));
  append(lines, series.lines);
  utc('COMPLETED', properties.utc('COMPLETED', context.zones));
  const titled = withTitle(properties, component, context.subject);
  const sequence = sequenceOf(properties);
  for (const line of otherLines(withPlainWords(titled, kind), sequence, context)) lines.push(line);
  utc('CREATED', stamps.created);
  utc('LAST-MODIFIED', stamps.modified);
  if (sequence !== null) lines.push(contentLine('SEQUENCE', String(sequence)));
  return context.method === 'CANCEL' ? cancelled(lines) : lines;
}

/** The message that took it back says what it is now, whatever status it had. */
function cancelled(lines: readonly ContentLine[]): ContentLine[] {
  return [...lines.filter(({ name }) => name !== 'STATUS'), contentLine('STATUS', 'CANCELLED')];
}

/** The title of a component that has none, or that broke off in it, is the item's Subject. */
function withTitle(
  { others, notes }: Properties,
  { closed, lines }: Component,
  subject: string,
): readonly ContentLine[] {
  if (subject === '') return others;
  const summary = others.find(({ name }) => name === 'SUMMARY');
  if (summary === undefined) {
    notes.push('it had no SUMMARY: the subject stands for it');
    return [...others, contentLine('SUMMARY', escapeText(utf8Octets(subject)))];
  }
  const isCut = !closed && lines.at(-1)?.name === 'SUMMARY';
  const text = textOf(unescapeText(summary.value)).replace(/\s+/g, ' ').trim();
  if (!isCut || text === subject || !subject.startsWith(text)) return others;
  notes.push('SUMMARY was cut off: the subject stands for it');
  return others.map((line) => (line === summary ? edited(line, { value: escapeText(utf8Octets(subject)) }) : line));
}

/** SEQUENCE, where it is a number. */
export function sequenceOf(properties: Properties): number | null {
  const line = properties.line('SEQUENCE');
  if (line === null) return null;
  const digits = /^\s*(\d{1,9})\s*$/.exec(line.value)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Lines that stay as they are, but for the people to strip and for zones that nobody else knows. */
function otherLines(
  others: readonly ContentLine[],
  sequence: number | null,
  context: EntryContext,
): readonly ContentLine[] {
  const isZoned = (line: ContentLine) => line.params !== '' && /;TZID=/i.test(line.params);
  const lines = others.some(isZoned)
    ? others.map((line) => (isZoned(line) ? inKnownZone(line, context.zones) : line))
    : others;
  if (context.attendees === 'silent') return quietAttendees(lines, sequence !== null);
  return context.attendees === 'strip' ? stripAttendees(lines) : lines;
}

function inKnownZone(line: ContentLine, zones: ZoneTable): ContentLine {
  const { times, line: read } = readTimeLine(line);
  const tzid = times[0]?.tzid ?? null;
  if (tzid === null) return edited(line, { params: line.params.replace(/;TZID=(?:"[^"]*"|[^;]*)/gi, '') });
  const binding = bindZone(
    zones.source(tzid),
    times.map(({ stamp }) => stamp.wall),
  );
  return writeTimes(
    read,
    times.map(({ stamp }) => bound(stamp, binding)),
    binding,
  );
}
