/** `index.fld`: one line of tokens for each item (docs/store-format.md, index.fld). */
import { classTable, dropDuplicates, IndexColumns, type IndexLine, IndexTable } from './index-table.js';

export type { IndexDiagnosis, IndexRecord, IndexTable } from './index-table.js';

const LF = 10;
const STEM = /^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$/;

/**
 * Reads an index.fld of any age. Tokens may stand in any order and be unknown or missing; only `U` is required. A bad
 * line is counted, never the end; of two lines with one UID the last wins.
 */
export function parseIndexFld(bytes: Uint8Array): IndexTable {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const columns = new IndexColumns();
  const letterCounts = new Uint32Array(256);
  let lines = 0;
  let badLines = 0;
  let cut = false;
  let pos = 0;
  while (pos < buffer.length) {
    const newline = buffer.indexOf(LF, pos);
    const end = newline < 0 ? buffer.length : newline;
    const written = buffer.toString('latin1', pos, end);
    const unfinished = newline < 0 && isUnfinished(written);
    const text = unfinished ? withoutCutToken(written) : written;
    pos = end + 1;
    const line = parseLine(text, letterCounts);
    if (line === null && !unfinished) continue;
    lines += 1;
    cut ||= unfinished;
    if (line !== null && STEM.test(line.stem)) columns.push(line);
    else badLines += 1;
  }
  const duplicates = dropDuplicates(columns);
  return new IndexTable(columns, {
    lines,
    badLines,
    duplicates,
    cut,
    letters: letterTable(letterCounts),
    classes: classTable(columns),
  });
}

/** The line's tokens, or null for a blank line. */
function parseLine(text: string, letterCounts: Uint32Array): IndexLine | null {
  const line: IndexLine = { stem: '', flags: null, received: 0, created: 0, messageClass: '' };
  let seen = false;
  for (const token of text.split(/[ \t\r\0]+|^\u00ef\u00bb\u00bf/)) {
    if (token === '') continue;
    seen = true;
    const letter = token.charCodeAt(0);
    letterCounts[letter] = (letterCounts[letter] ?? 0) + 1;
    switch (token.charAt(0)) {
      case 'U':
        line.stem ||= token.slice(1);
        break;
      case 'F':
        line.flags ??= hex(token, 16);
        break;
      case 'T':
        line.received ||= time(token);
        break;
      case 'D':
        line.created ||= time(token);
        break;
      case 'C':
        line.messageClass = token.slice(1);
        // The class stands last. What follows it is data of the server's own, and no token, whatever letter it begins with.
        if (line.stem !== '') return line;
        break;
      default:
    }
  }
  return seen ? line : null;
}

/** The low 32 bits of the hexadecimal number behind a token's letter; null when it is none. */
function hex(token: string, maxDigits: number): number | null {
  const digits = token.slice(1);
  if (digits.length > maxDigits || !/^[0-9A-Fa-f]+$/.test(digits)) return null;
  return Number.parseInt(digits.slice(-8), 16);
}

/** A hexadecimal unix time; 0 for none, for all bits set (the server's "unset") and for what is no number. */
function time(token: string): number {
  const value = hex(token, 8) ?? 0;
  return value === 0xffffffff ? 0 : value;
}

/** Without its line end and its class, which stands last, the last line may be cut anywhere. */
function isUnfinished(text: string): boolean {
  return /[^\s\0]/.test(text) && !/(?:^|[ \t\0])C[^ \t\0]/.test(text);
}

/** A shortened UID would name another item, a shortened time another year. Flags and times have eight digits when whole. */
function withoutCutToken(text: string): string {
  let start = text.length;
  while (start > 0 && !' \t\r\0'.includes(text.charAt(start - 1))) start -= 1;
  const word = text.slice(start);
  for (let at = 0; at < word.length; at += 1) {
    const letter = word.charAt(at);
    if (letter === 'U' || (at >= word.length - 8 && 'FDT'.includes(letter))) return text.slice(0, start + at);
  }
  return text;
}

function letterTable(counts: Uint32Array): Record<string, number> {
  const table: Record<string, number> = {};
  counts.forEach((count, letter) => {
    if (count > 0) table[String.fromCharCode(letter)] = count;
  });
  return table;
}
