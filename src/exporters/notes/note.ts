/** Notes that are no calendar entries: text, HTML, RTF, what phones call a vNote. */
import type { Part } from '../../message/entity.js';
import { isAscii, type Octets, octetsOf, textOf, utf8Octets } from '../../core/octets.js';
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
import { expandRtf, isCompressedRtf } from './lzfu.js';
import { isRtf, rtfText } from './rtf.js';

/** What a note says. */
export interface Note {
  readonly text: string;
  /** How it was written, beside its text; null when it was written as text alone. */
  readonly rich: { readonly type: 'text/html' | 'text/rtf'; readonly text: string } | null;
  /** Lines of a vNote beside its text. */
  readonly lines: readonly ContentLine[];
  /** The part that the text was taken from: it is no attachment. */
  readonly from: Part | null;
}

/** An RTF document above this has pictures inside: as a file it is of more use. In octets. */
const LARGE_RTF = 100 << 10;

/** What the parts of an item say, best source first: a vNote, plain text, HTML, RTF, any other text. */
export function readNote({ texts, files }: ItemParts): Note {
  const parts = [...texts, ...files];
  for (const part of parts) {
    const component = vnoteIn(part);
    if (component !== null) return vnote(component, part);
  }
  const rtf = firstRtf(parts);
  const others = texts.filter((part) => part !== rtf?.part);
  const html = others.find(({ type }) => type === 'text/html');
  const markup = html?.text().text ?? null;
  const rich = markup === null ? null : ({ type: 'text/html', text: markup } as const);
  const plain = others.find(({ type }) => type === 'text/plain');
  if (plain !== undefined) return { text: plain.text().text, rich, lines: [], from: plain };
  if (html !== undefined) return { text: htmlText(markup ?? ''), rich, lines: [], from: html };
  if (rtf !== null) return rtfNote(rtf);
  const any = parts.find(isText);
  return { text: any?.text().text ?? '', rich: null, lines: [], from: any ?? null };
}

interface RtfPart {
  readonly part: Part;
  readonly octets: Octets;
}

/** The first part that is RTF, whatever it calls itself. */
function firstRtf(parts: readonly Part[]): RtfPart | null {
  for (const part of parts) {
    if (!/^(?:text|application)\//.test(part.type)) continue;
    const bytes = part.bytes();
    const octets = isCompressedRtf(bytes) ? expandRtf(bytes) : octetsOf(bytes);
    if (isRtf(octets)) return { part, octets };
  }
  return null;
}

/** The document itself is kept beside its text: in the entry, or as a file where it is large. */
function rtfNote({ part, octets }: RtfPart): Note {
  const text = rtfText(octets);
  const fits = octets.length <= LARGE_RTF && isAscii(octets);
  return fits
    ? { text, rich: { type: 'text/rtf', text: octets }, lines: [], from: part }
    : { text, rich: null, lines: [], from: null };
}

/** The note as a journal entry. `received` is unix seconds; null when nobody knows. */
export function noteEntry(note: Note, title: string, received: number | null): Entry | string {
  const line = (name: string, text: string, params = '') =>
    text === '' ? [] : [contentLine(name, escapeText(utf8Octets(text)), params)];
  const own = new Set(note.lines.map(({ name }) => name));
  const time = (name: string) =>
    received === null || own.has(name) ? [] : [contentLine(name, formatStamp({ wall: received, form: 'utc' }))];
  const lines = [
    ...note.lines,
    ...(own.has('LAST-MODIFIED') || own.has('CREATED') ? [] : time('DTSTAMP')),
    ...time('DTSTART'),
    ...line('SUMMARY', title),
    ...line('DESCRIPTION', note.text.replace(/\r\n?/g, '\n').trimEnd()),
    ...(note.rich === null ? [] : line('X-ALT-DESC', note.rich.text, `;FMTTYPE=${note.rich.type}`)),
  ];
  const component: Component = { name: 'VJOURNAL', lines, components: [], closed: true };
  const context = {
    zones: new ZoneTable([]),
    method: '',
    attendees: 'keep',
    receivedAt: received,
    subject: title,
  } as const;
  const read = readEntry(component, context);
  return typeof read === 'string' ? read : (read[0] ?? 'there is no note inside');
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
  return { text: textOf(unescapeText(value('BODY'))), rich: null, lines: renamed, from: part };
}

const skipped = new Set(['VERSION', 'BODY', 'SUMMARY']);
const times: Readonly<Record<string, string>> = { DCREATED: 'DTSTART' };
