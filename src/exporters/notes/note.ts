/** Notes that are no calendar entries: text, HTML, what phones call a vNote. */
import type { Part } from '../../message/entity.js';
import { octetsOf, textOf, utf8Octets } from '../../core/octets.js';
import { type Entry, readEntry } from '../../pim/calendar/entry.js';
import { decodeValue } from '../../pim/calendar/vcalendar1.js';
import { ZoneTable } from '../../pim/calendar/zone-table.js';
import { type Component, readComponents } from '../../pim/components.js';
import { contentOctets } from '../../pim/content-octets.js';
import { type ContentLine, contentLine } from '../../pim/contentline.js';
import { formatStamp } from '../../pim/datetime.js';
import { escapeText, unescapeText } from '../../pim/text.js';
import type { ItemParts } from '../calendars/item-parts.js';
import { htmlText } from './html-text.js';

/** What a note says. */
export interface Note {
  readonly text: string;
  /** Null: it was not written in HTML. */
  readonly html: string | null;
  /** Lines of a vNote beside its text. */
  readonly lines: readonly ContentLine[];
  /** The part that the text was taken from: it is no attachment. */
  readonly from: Part | null;
}

/** What the parts of an item say, best source first: a vNote, plain text, HTML, any other text. */
export function readNote({ texts, files }: ItemParts): Note {
  const parts = [...texts, ...files];
  for (const part of parts) {
    const component = vnoteIn(part);
    if (component !== null) return vnote(component, part);
  }
  const html = texts.find(({ type }) => type === 'text/html');
  const markup = html?.text().text ?? null;
  const plain =
    texts.find(({ type }) => type === 'text/plain') ?? (html === undefined ? parts.find(isText) : undefined);
  if (plain !== undefined) return { text: plain.text().text, html: markup, lines: [], from: plain };
  return { text: markup === null ? '' : htmlText(markup), html: markup, lines: [], from: html ?? null };
}

/** The note as a journal entry. `received` is unix seconds; null when nobody knows. */
export function noteEntry(note: Note, title: string, received: number | null): Entry | string {
  const line = (name: string, text: string, params = '') =>
    text === '' ? [] : [contentLine(name, escapeText(utf8Octets(text)), params)];
  const start = received === null ? [] : [contentLine('DTSTART', formatStamp({ wall: received, form: 'utc' }))];
  const own = new Set(note.lines.map(({ name }) => name));
  const lines = [
    ...note.lines,
    ...(own.has('DTSTART') ? [] : start),
    ...line('SUMMARY', title),
    ...line('DESCRIPTION', note.text.replace(/\r\n?/g, '\n').trimEnd()),
    ...line('X-ALT-DESC', note.html ?? '', ';FMTTYPE=text/html'),
  ];
  const component: Component = { name: 'VJOURNAL', lines, components: [], closed: true };
  const context = { zones: new ZoneTable([]), method: '', attendees: 'keep', receivedAt: received } as const;
  return readEntry(component, context);
}

function isText({ type }: Part): boolean {
  return type.startsWith('text/');
}

function vnoteIn(part: Part): Component | null {
  const named = part.type === 'text/x-vnote';
  if (!named && !/^\s*BEGIN:VNOTE/i.test(octetsOf(part.rawBody, 0, Math.min(100, part.rawBody.length)))) return null;
  const read = readComponents(contentOctets(part).octets);
  return read.components.find(({ name }) => name === 'VNOTE') ?? null;
}

/** vNote 1.1 (IrMC): BODY and SUMMARY are text, the times have other names than in a journal entry. */
function vnote(component: Component, part: Part): Note {
  const lines = component.lines.map(decodeValue);
  const value = (name: string) => lines.find((line) => line.name === name)?.value ?? '';
  const renamed = lines.flatMap((line) => {
    if (line.name === '' || skipped.has(line.name)) return [];
    return [contentLine(times[line.name] ?? line.name, line.value, line.params)];
  });
  return { text: textOf(unescapeText(value('BODY'))), html: null, lines: renamed, from: part };
}

const skipped = new Set(['VERSION', 'BODY', 'SUMMARY']);
const times: Readonly<Record<string, string>> = { DCREATED: 'DTSTART' };
