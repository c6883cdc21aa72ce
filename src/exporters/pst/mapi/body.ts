import type { Part } from '../../../message/entity.js';
import { firstValue } from '../../../message/header.js';
import { octetsOf } from '../../../core/octets.js';
import { parseParameterValue } from '../../../message/header-value.js';
import type { PropertyMap } from '../ltp/properties.js';
import { binary, int32, text } from '../ltp/values.js';
import { codePageOf, utf8CodePage } from './code-pages.js';
import { tags } from './tags.js';
import { crlfText } from './text.js';

/** The parts of a message, by what Outlook makes of them. */
export interface Bodies {
  /** The pieces of the plain text, in order: files may stand between them. */
  readonly plain: readonly Part[];
  readonly html: Part | null;
  readonly files: readonly Part[];
}

/** What `PidTagNativeBody` says the text was written in. */
const native = { plain: 1, html: 3 } as const;

/** Tells text from files: the first plain text and the first HTML that are not declared to be files are the message's text. */
export function bodiesOf(parts: readonly Part[]): Bodies {
  const plain: Part[] = [];
  let html: Part | null = null;
  const files: Part[] = [];
  for (const part of parts) {
    const [first] = plain;
    const mayBeText = !isFile(part, part === parts[0]);
    if (mayBeText && part.type === 'text/plain' && (first === undefined || first.header === part.header))
      plain.push(part);
    else if (mayBeText && part.type === 'text/html' && html === null) html = part;
    else files.push(part);
  }
  return { plain, html, files };
}

/** The first part of a message is its text even when it has a name. */
function isFile(part: Part, isFirst: boolean): boolean {
  if (dispositionOf(part) === 'attachment') return true;
  return !isFirst && part.fileName !== null && part.fileName !== '';
}

/** `inline`, `attachment`, or what else stands there; empty without one. */
export function dispositionOf({ source, header }: Part): string {
  return parseParameterValue(firstValue(source, header, 'content-disposition') ?? '').value;
}

/** Sets the texts; adds to `notes` how they had to be read. */
export function setBodies(properties: PropertyMap, { plain, html }: Bodies, notes: string[]): void {
  if (plain.length > 0) {
    const pieces = plain.map((part) => part.text());
    for (const { problem } of pieces) if (problem !== null && !notes.includes(problem)) notes.push(problem);
    properties.set(tags.body, text(crlfText(pieces.map((piece) => piece.text).join(''))));
  }
  if (html !== null) setHtml(properties, html, notes);
  properties.set(tags.nativeBody, int32(html === null ? native.plain : native.html));
  if (html === null) properties.set(tags.codePage, int32(utf8CodePage));
}

/** HTML stays as it is, in its own charset, where Windows has a number for that; anything else becomes UTF-8. */
function setHtml(properties: PropertyMap, part: Part, notes: string[]): void {
  const bytes = part.bytes();
  const read = part.utf8();
  const codePage = read.problem === null ? codePageOf(read.charset) : null;
  if (read.problem !== null && !notes.includes(read.problem)) notes.push(read.problem);
  properties.set(tags.html, binary(Buffer.from(codePage === null ? Buffer.from(read.octets, 'latin1') : bytes)));
  properties.set(tags.codePage, int32(codePage ?? utf8CodePage));
}

/** The addresses (`cid:`, without it) that HTML shows pictures from, lower case. */
export function shownInText(html: Part | null): ReadonlySet<string> {
  const shown = new Set<string>();
  if (html === null) return shown;
  for (const [, address = ''] of octetsOf(html.bytes()).matchAll(/cid:([^\s"'<>)]{1,500})/gi))
    shown.add(decoded(address).toLowerCase());
  return shown;
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
