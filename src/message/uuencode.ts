/**
 * uuencoded text (POSIX `uuencode`): `begin 666 Name.txt`, lines of a length character and groups of four, `end`. Mail
 * programs wrote files so before MIME, and Outlook still writes a contact so that it files over IMAP.
 */
import type { Octets } from '../core/octets.js';

/** A uuencoded file in a text. */
export interface UuBlock {
  /** Where its `begin` line begins. */
  readonly start: number;
  /** Just past its last line. */
  readonly end: number;
  /** What the `begin` line calls it; empty without a name. */
  readonly name: Octets;
  readonly bytes: Buffer;
  /** The `end` line was there. */
  readonly closed: boolean;
}

/** What stands for an encoding in Content-Transfer-Encoding: it has no registered name. */
export const uuEncodings: ReadonlySet<string> = new Set(['x-uuencode', 'uuencode', 'x-uue', 'uue', 'x-uu']);

/**
 * The first uuencoded file at or behind `from`; null where there is none. What transport does to such lines is undone: blank
 * lines between them, blanks lost at their ends, a missing `end`; a length character that its line belies is not believed.
 */
export function findUuBlock(text: Octets, from = 0): UuBlock | null {
  const begin = /(?<![^\r\n])begin [0-7]{3,4}(?: ([^\r\n]*))?(?:\r\n|\r|\n|$)/g;
  begin.lastIndex = from;
  for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
    const data = readData(text, begin.lastIndex);
    if (data.lines.length === 0 && !data.closed) continue;
    const { end, closed } = data;
    return { start: match.index, end, name: match[1] ?? '', bytes: decodeLines(data.lines), closed };
  }
  return null;
}

/** Whether a text is uuencoded from its first line on, blank lines not counted. */
export function beginsUu(text: Octets): boolean {
  return /^[\t-\r ]*begin [0-7]{3,4}(?: [^\r\n]*)?(?:\r|\n)/.test(text);
}

/** Decodes the text of a body that is declared to be uuencoded, its `begin` line lost or not; null where nothing is. */
export function decodeUu(text: Octets): { readonly bytes: Buffer; readonly closed: boolean } | null {
  const block = findUuBlock(text);
  if (block !== null) return block;
  const { lines, closed } = readData(text, 0);
  const first = lines[0] ?? '';
  const whole = first !== '' && groupsOf(lengthOf(first)) * 4 === first.length - 1;
  return whole ? { bytes: decodeLines(lines), closed } : null;
}

interface Data {
  readonly lines: readonly Octets[];
  readonly end: number;
  readonly closed: boolean;
}

/** The lines from `from` up to `end`, or to the first that cannot be one. Lines of no length are left out. */
function readData(text: Octets, from: number): Data {
  const physical = /([^\r\n]*)(?:\r\n|\r|\n|$)/y;
  const lines: Octets[] = [];
  let end = from;
  while (end < text.length) {
    physical.lastIndex = end;
    const line = physical.exec(text)?.[1] ?? '';
    if (/^end[\t ]*$/.test(line)) return { lines, end: physical.lastIndex, closed: true };
    if (!dataLine.test(line)) break;
    if (!emptyLine.test(line)) lines.push(line);
    end = physical.lastIndex;
  }
  return { lines, end, closed: false };
}

/** The characters of the encoding, 32 to 95, and the grave accent that stands for the blank. */
const dataLine = /^[ -`]*$/;
/** The last line, of length 0; a blank line; nothing. */
const emptyLine = /^[ `]?[ \t]*$/;

function lengthOf(line: Octets): number {
  return (line.charCodeAt(0) - 32) & 63;
}

function groupsOf(bytes: number): number {
  return Math.ceil(bytes / 3);
}

function decodeLines(lines: readonly Octets[]): Buffer {
  const pieces = lines.map((line, index) => decodeLine(line, index === lines.length - 1));
  // A text has no zeros: those at the end of a line come from what the line lacks. A file with zeros lost them there.
  const binary = pieces.some(({ bytes, sure }) => bytes.subarray(0, sure).includes(0));
  return Buffer.concat(
    pieces.flatMap(({ bytes, lost }) => (binary ? [bytes, Buffer.alloc(lost)] : [withoutZeros(bytes)])),
  );
}

/** One line: its bytes, how many of these need no character that the line lacks, how many more its length promised. */
function decodeLine(
  line: Octets,
  last: boolean,
): { readonly bytes: Buffer; readonly sure: number; readonly lost: number } {
  const promised = lengthOf(line);
  const needed = groupsOf(promised) * 4;
  const surplus = line.slice(1 + needed).trimEnd().length;
  // One or two characters more are a check sum. More, and the length is wrong.
  const data = surplus < 4 ? line.slice(1, 1 + needed) : line.slice(1).trimEnd();
  const bytes = decodeGroups(data);
  if (surplus >= 4) return { bytes, sure: bytes.length, lost: 0 };
  const cut = Math.min(bytes.length, promised);
  // Only the last line ends inside a group; in any other that rest is either padding or data.
  const rest = last || bytes.subarray(cut).every((byte) => byte === 0);
  const sure = Math.min(cut, Math.floor((data.length * 3) / 4));
  return { bytes: rest ? bytes.subarray(0, cut) : bytes, sure, lost: promised - cut };
}

function withoutZeros(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

/** Three bytes for each four characters; what the last group lacks are blanks that transport took. */
function decodeGroups(data: Octets): Buffer {
  const groups = Math.ceil(data.length / 4);
  const bytes = Buffer.alloc(groups * 3);
  for (let group = 0; group < groups; group += 1) {
    let bits = 0;
    for (let at = group * 4; at < group * 4 + 4; at += 1)
      bits = (bits << 6) | (at < data.length ? (data.charCodeAt(at) - 32) & 63 : 0);
    bytes.writeUIntBE(bits, group * 3, 3);
  }
  return bytes;
}
