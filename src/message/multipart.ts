import { asBuffer, octetsOf } from '../core/octets.js';

const LF = 10;
const CR = 13;
const DASH = 45;
const DASHES = Buffer.from('--');

/** The parts of a multipart body. */
export interface MultipartPieces {
  /** Each part from its header on, without the line break that belongs to the next delimiter; views. */
  readonly pieces: readonly Uint8Array[];
  /** The closing delimiter was there. */
  readonly closed: boolean;
}

/**
 * Cuts a multipart body at its delimiter lines (RFC 2046 section 5.1.1). Preamble and epilogue are left out; without the
 * closing delimiter the last part reaches to the end.
 */
export function splitMultipart(body: Uint8Array, boundary: string): MultipartPieces {
  const view = asBuffer(body);
  const delimiter = Buffer.from(`--${boundary}`, 'utf8');
  const pieces: Uint8Array[] = [];
  let start = -1;
  // Searching for all of a long boundary takes time that grows with its length; a line is compared as far as it is alike.
  for (let at = view.indexOf(DASHES); at >= 0; ) {
    const line = delimiterLine(view, at, delimiter);
    if (line !== null) {
      if (start >= 0) pieces.push(body.subarray(start, Math.max(start, beforeLineEnd(view, at))));
      if (line.closing) return { pieces, closed: true };
      start = line.end;
    }
    at = view.indexOf(DASHES, line === null ? at + 1 : line.end);
  }
  if (start >= 0) pieces.push(body.subarray(start));
  return { pieces, closed: false };
}

/** The boundary that a body shows when its header lost it: its first line that begins with two dashes. */
export function boundaryInBody(body: Uint8Array): string | null {
  return /(?:^|[\r\n])--([^\r\n]{1,70}?)[ \t]*[\r\n]/.exec(octetsOf(body, 0, Math.min(body.length, 4096)))?.[1] ?? null;
}

/** A delimiter stands alone on its line: at `at`, then perhaps `--`, blanks, the line end. Null if it is none. */
function delimiterLine(view: Buffer, at: number, delimiter: Buffer): { closing: boolean; end: number } | null {
  if (at > 0 && view[at - 1] !== LF && view[at - 1] !== CR) return null;
  const after = at + delimiter.length;
  if (after > view.length || delimiter.compare(view, at, after) !== 0) return null;
  const closing = view[after] === DASH && view[after + 1] === DASH;
  let pos = closing ? after + 2 : after;
  while (view[pos] === 32 || view[pos] === 9) pos += 1;
  if (pos >= view.length || closing) return { closing, end: pos };
  if (view[pos] === LF) return { closing, end: pos + 1 };
  if (view[pos] === CR) return { closing, end: pos + (view[pos + 1] === LF ? 2 : 1) };
  return null;
}

function beforeLineEnd(view: Buffer, at: number): number {
  if (view[at - 1] === LF) return view[at - 2] === CR ? at - 2 : at - 1;
  return at - 1;
}
