import type { Octets } from '../core/octets.js';
import type { ContentLine } from './contentline.js';

/** Longest physical line in octets, its line end not counted (RFC 5545 section 3.1, RFC 6350 section 3.2). */
const limit = 75;

/** The line as it is written to a file: folded at 75 octets, never inside a UTF-8 character, ended by CRLF. */
export function formatContentLine(line: ContentLine): Octets {
  return foldOctets(line.raw);
}

/** Folds one unfolded line and ends it by CRLF. */
export function foldOctets(raw: Octets): Octets {
  return `${foldedOctets(raw)}\r\n`;
}

/** Folds one unfolded line; its own line end is not added. Octets that are no UTF-8 are cut anywhere. */
export function foldedOctets(raw: Octets): Octets {
  if (raw.length <= limit) return raw;
  let end = cutBefore(raw, limit, 0);
  let folded = raw.slice(0, end);
  while (end < raw.length) {
    const start = end;
    end = cutBefore(raw, start + limit - 1, start);
    folded += `\r\n ${raw.slice(start, end)}`;
  }
  return folded;
}

/** The last place at or before `at` where a character begins. */
function cutBefore(raw: Octets, at: number, start: number): number {
  if (at >= raw.length) return raw.length;
  let cut = at;
  while (cut > at - 4 && cut > start + 1 && isContinuation(raw.charCodeAt(cut))) cut -= 1;
  return isContinuation(raw.charCodeAt(cut)) ? at : cut;
}

function isContinuation(code: number): boolean {
  return (code & 0xc0) === 0x80;
}
