/**
 * File names whose bytes are no UTF-8, carried in strings: each such byte b becomes the lone surrogate U+DC00+b, as
 * Python's `surrogateescape` does, so that a path stays a string, can be compared, joined and sent to a thread, and
 * still names the very file on disk.
 */
import { TextDecoder } from 'node:util';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
// With the u flag a surrogate class matches lone surrogates only, never half of an emoji.
const ESCAPED = /[\udc80-\udcff]/u;
const ESCAPED_RUNS = /([\udc80-\udcff]+)/u;
const ESCAPED_CHARS = /[\udc80-\udcff]/gu;

/** The name as a string: UTF-8 where it is, escaped byte by byte where it is not. */
export function nameFromBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    let name = '';
    for (const byte of bytes) name += byte < 0x80 ? String.fromCharCode(byte) : String.fromCharCode(0xdc00 + byte);
    return name;
  }
}

/** Whether the name on disk was no UTF-8. */
export function isEscaped(name: string): boolean {
  return ESCAPED.test(name);
}

/** What node:fs must be given to open a path made by this module. */
export function fsPath(path: string): string | Buffer {
  if (!isEscaped(path)) return path;
  const parts: Buffer[] = [];
  for (const piece of path.split(ESCAPED_RUNS)) {
    parts.push(isEscaped(piece) ? Buffer.from(escapedBytes(piece)) : Buffer.from(piece, 'utf8'));
  }
  return Buffer.concat(parts);
}

/** The bytes that a run of escaped characters stands for. */
export function escapedBytes(run: string): Uint8Array {
  return Uint8Array.from({ length: run.length }, (_, at) => run.charCodeAt(at) - 0xdc00);
}

/** The path for people and reports: escaped bytes read as Latin-1. */
export function displayPath(path: string): string {
  return isEscaped(path)
    ? path.replace(ESCAPED_CHARS, (char) => String.fromCharCode(char.charCodeAt(0) - 0xdc00))
    : path;
}
