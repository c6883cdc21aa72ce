/** The entries in an item of the store, read by ical.js, or from their lines where it refuses them. The writers are not asked. */
import { readEntity } from '../../message/entity.js';
import { type Octets, textOf, trimOctets } from '../../core/octets.js';
import { type Component, readComponents } from '../../pim/components.js';
import { contentOctets } from '../../pim/content-octets.js';
import { brokenRules } from './calendar-rules.js';
import { type IcalEntry, readWithIcal } from './ical-reader.js';

/** An entry as far as a reader could tell. */
export interface ReadEntry extends Omit<IcalEntry, 'title' | 'exceptions'> {
  /** Null where it is encoded in a way that no reader of lines undoes. */
  readonly title: string | null;
}

/** What an item holds. */
export interface SourceEntries {
  readonly entries: readonly ReadEntry[];
  /** False when it breaks rules of its own: what series it means is not for a reader to say. */
  readonly keepsRules: () => boolean;
}

/** Reads the calendars of an item; no entries where there is none in a frame. */
export function sourceEntries(bytes: Uint8Array): SourceEntries {
  const texts = new Set(readEntity(bytes).parts.flatMap((part) => framed(contentOctets(part).octets) ?? []));
  let kept: boolean | null = null;
  return {
    entries: [...texts].flatMap(readEntries),
    keepsRules: () => (kept ??= [...texts].every(keepsRules)),
  };
}

/** From the first BEGIN:VCALENDAR to the last END; null without them. */
function framed(text: Octets): Octets | null {
  const begin = text.search(/^BEGIN:VCALENDAR/im);
  const end = text.lastIndexOf('END:VCALENDAR');
  return begin < 0 || end < begin ? null : text.slice(begin, end + 'END:VCALENDAR'.length);
}

function readEntries(text: Octets): readonly ReadEntry[] {
  const read = readWithIcal(text);
  return read !== null && 'entries' in read ? read.entries : lineEntries(calendarsIn(text));
}

function calendarsIn(text: Octets): readonly Component[] {
  return readComponents(text).components.flatMap(({ name, components }) => (name === 'VCALENDAR' ? components : []));
}

/** What the lines of components say by themselves. */
export function lineEntries(components: readonly Component[]): ReadEntry[] {
  return components.filter(({ name }) => kinds.has(name)).map(lineEntry);
}

const kinds: ReadonlySet<string> = new Set(['VEVENT', 'VTODO', 'VJOURNAL']);

function lineEntry({ name, lines }: Component): ReadEntry {
  const line = (wanted: string) => lines.find((each) => each.name === wanted);
  const title = line('SUMMARY');
  const isPlain = title === undefined || !/ENCODING|CHARSET/i.test(title.params);
  return {
    kind: name,
    uid: textOf(trimOctets(line('UID')?.value ?? '')),
    title: isPlain ? textOf(title?.value ?? '') : null,
    isOverride: line('RECURRENCE-ID') !== undefined,
    isAllDay: false,
    start: null,
    end: null,
    occurrences: null,
  };
}

function keepsRules(text: Octets): boolean {
  const inner = calendarsIn(text);
  const zones = new Map(
    inner.flatMap(({ name, lines }) =>
      name === 'VTIMEZONE'
        ? lines.flatMap((line) => (line.name === 'TZID' ? [[textOf(line.value), null] as const] : []))
        : [],
    ),
  );
  const context = { zones, seriesForm: () => null };
  return inner.every((component) => !kinds.has(component.name) || brokenRules(component, context).length === 0);
}
