/**
 * The header block of a message, on bytes (RFC 5322 section 2.2). Nothing is copied or decoded until a caller asks, so
 * that looking at a hundred thousand messages costs little more than reading them.
 */
import { asBuffer, type Octets, octetsOf, trimOctets } from '../core/octets.js';

const LF = 10;
const CR = 13;
const COLON = 58;

/** One header field: offsets into the bytes it was found in. */
export interface HeaderField {
  /** Lower case, without the colon. */
  readonly name: string;
  /** Where the field's first byte is. */
  readonly start: number;
  /** Where its value begins, just after the colon. */
  readonly valueStart: number;
  /** Just past its last line's line end: the next field begins here. */
  readonly end: number;
}

/** The header block: its fields, and where the body begins. */
export interface HeaderBlock {
  readonly fields: readonly HeaderField[];
  /** Where the first field begins: behind a byte order mark and a stray `From ` envelope line. */
  readonly start: number;
  /** Just past the last field. */
  readonly end: number;
  /** Just past the empty line; equals `end` when there is none. */
  readonly bodyStart: number;
  /** A `From ` line (or `>From `) stood on top. */
  readonly envelopeLine: boolean;
}

/**
 * Reads the header block of a message. Lines may end in LF, CRLF or (where the message has no LF at all) CR. The block ends
 * at the first empty line, or before the first line that can be neither a field nor the continuation of one, or that begins
 * a card or calendar (`BEGIN:V`): then the message has no header, or lost the empty line, and all that follows is body.
 */
export function readHeaderBlock(source: Uint8Array): HeaderBlock {
  const bytes = asBuffer(source);
  let pos = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const lineEnd = lineEndFinder(bytes);
  let envelopeLine = false;
  while (isEnvelopeLine(bytes, pos)) {
    envelopeLine = true;
    pos = lineEnd(pos);
  }
  const start = pos;
  const fields: HeaderField[] = [];
  while (pos < bytes.length) {
    const first = bytes[pos];
    if (first === LF) return { fields, start, end: pos, bodyStart: pos + 1, envelopeLine };
    if (first === CR)
      return { fields, start, end: pos, bodyStart: pos + (bytes[pos + 1] === LF ? 2 : 1), envelopeLine };
    const colon = colonOfField(bytes, pos);
    if (colon < 0 || isContentBegin(bytes, pos)) break;
    let end = lineEnd(pos);
    while (end < bytes.length && (bytes[end] === 32 || bytes[end] === 9)) end = lineEnd(end);
    fields.push({ name: asciiLower(bytes, pos, nameEnd(bytes, pos, colon)), start: pos, valueStart: colon + 1, end });
    pos = end;
  }
  return { fields, start, end: pos, bodyStart: pos, envelopeLine };
}

/** The field's value: unfolded, trimmed, as octets (see `charset.ts` to read it as text). */
export function fieldValue(bytes: Uint8Array, field: HeaderField): Octets {
  const value = trimOctets(octetsOf(bytes, field.valueStart, field.end));
  return value.includes('\n') || value.includes('\r') ? value.replace(/[\r\n]+/g, '') : value;
}

/** The value of the first field of that (lower-case) name, or null. */
export function firstValue(bytes: Uint8Array, block: HeaderBlock, name: string): Octets | null {
  const field = block.fields.find((candidate) => candidate.name === name);
  return field === undefined ? null : fieldValue(bytes, field);
}

/** `From ` or `>From ` where a field should be: the separator of some mbox that was cut into messages by hand. */
function isEnvelopeLine(bytes: Uint8Array, pos: number): boolean {
  const at = bytes[pos] === 0x3e ? pos + 1 : pos;
  return (
    bytes[at] === 0x46 &&
    bytes[at + 1] === 0x72 &&
    bytes[at + 2] === 0x6f &&
    bytes[at + 3] === 0x6d &&
    bytes[at + 4] === 0x20 &&
    colonOfField(bytes, pos) < 0
  );
}

/** `BEGIN:V` in any case: the first line of a card, a calendar or a note, though it looks like a field. */
function isContentBegin(bytes: Uint8Array, pos: number): boolean {
  const first = bytes[pos];
  if (first !== 0x42 && first !== 0x62) return false;
  return /^begin:v/i.test(octetsOf(bytes, pos, Math.min(bytes.length, pos + 7)));
}

/** Gives a function that finds where the next line begins. Old Mac files end lines in CR alone: only when no LF exists. */
function lineEndFinder(bytes: Buffer): (from: number) => number {
  const ending = bytes.includes(LF) ? LF : CR;
  return (from) => {
    const at = bytes.indexOf(ending, from);
    return at < 0 ? bytes.length : at + 1;
  };
}

/**
 * Where the colon of a field that begins at `pos` is, or -1. A name is printable ASCII without blanks (RFC 5322 section
 * 3.6.8); blanks before the colon are the obsolete syntax (section 4.5) and still seen.
 */
function colonOfField(bytes: Uint8Array, pos: number): number {
  let at = pos;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte === COLON) return at > pos ? at : -1;
    if (byte === 32 || byte === 9) {
      while (bytes[at] === 32 || bytes[at] === 9) at += 1;
      return bytes[at] === COLON && at > pos ? at : -1;
    }
    if (byte < 33 || byte > 126) return -1;
    at += 1;
  }
  return -1;
}

function nameEnd(bytes: Uint8Array, pos: number, colon: number): number {
  let end = colon;
  while (end > pos && (bytes[end - 1] === 32 || bytes[end - 1] === 9)) end -= 1;
  return end;
}

function asciiLower(bytes: Uint8Array, start: number, end: number): string {
  return octetsOf(bytes, start, end).toLowerCase();
}
