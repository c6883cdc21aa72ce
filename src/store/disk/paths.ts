/**
 * File names whose bytes are no UTF-8, carried in strings: each such byte b becomes the lone surrogate U+DC00+b, as
 * Python's `surrogateescape` does, so that a path stays a string, can be compared, joined and sent to a thread, and
 * still names the very file on disk.
 */
import { readdirSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { archivedDirectory, mountsIn, notThere } from '../backup/mounts.js';

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

/** Names of a directory, in no order. A recursive opendir loses entries on Node 20, so nothing here recurses. */
export function listNames(dir: string): string[] {
  const archived = archivedDirectory(dir);
  if (archived === null) throw notThere(dir, 'scandir');
  if (archived !== 'outside') return [...archived.directories, ...archived.files.keys()];
  const names = readdirSync(fsPath(dir));
  // A replacement character may hide bytes that are no UTF-8: only then is the listing read again as bytes.
  if (!names.some((name) => name.includes('\ufffd'))) return names;
  return readdirSync(fsPath(dir), { encoding: 'buffer' }).map(nameFromBytes);
}

/** What stands in a directory, by type, names sorted by code unit so that every run sees the same order. */
export interface DirectoryEntries {
  readonly directories: readonly string[];
  readonly files: readonly string[];
  /** Symbolic links: never followed, since they may lead out of the store. */
  readonly links: readonly string[];
}

/** Lists a directory with types. Throws what node:fs throws. */
export function listEntries(dir: string): DirectoryEntries {
  const archived = archivedDirectory(dir);
  if (archived === null) throw notThere(dir, 'scandir');
  if (archived !== 'outside')
    return { directories: [...archived.directories].sort(), files: [...archived.files.keys()].sort(), links: [] };
  const directories: string[] = [];
  const files: string[] = [];
  const links: string[] = [];
  for (const entry of readdirSync(fsPath(dir), { withFileTypes: true, encoding: 'buffer' })) {
    const name = nameFromBytes(entry.name);
    if (entry.isDirectory()) directories.push(name);
    else if (entry.isSymbolicLink()) links.push(name);
    else files.push(name);
  }
  for (const name of mountsIn(dir)) if (!files.includes(name)) directories.push(name);
  return { directories: [...new Set(directories)].sort(), files: files.sort(), links: links.sort() };
}
