import { basename } from 'node:path';
import { UserError } from '../core/errors.js';
import { describeFile, readWholeFile } from '../store/disk/files.js';
import type { Problem } from './problem.js';
import { type ConfigRecord, parseRecords } from './record.js';
import { outlineOf } from './scan.js';
import { decodeText } from './text.js';

/** A configuration file, read: `users.cfg` or `mailserver.cfg`. */
export interface ConfigFile {
  /** The file that was read: the one asked for, or its `.bak`. */
  readonly path: string;
  readonly encoding: string;
  readonly records: readonly ConfigRecord[];
  readonly problems: readonly Problem[];
}

/** Real files are below 1 MB; a text of this size is another file, and would not fit into a string twice. */
const maxBytes = 256 * 1024 * 1024;

/**
 * Reads a configuration file (docs/accounts.md). Where nothing at all can be read of it, the server's own copy,
 * `<name>.bak` beside it, is read instead, and a problem says so. Throws a `UserError` when that fails too.
 */
export function readConfigFile(path: string): ConfigFile {
  const first = tryConfigFile(path);
  if (typeof first !== 'string') return first;
  const backup = tryConfigFile(`${path}.bak`);
  if (typeof backup === 'string') {
    const other = existingFile(`${path}.bak`) ? `${basename(path)}.bak ${backup}` : `there is no ${basename(path)}.bak`;
    throw new UserError(`${path} ${first}, and ${other}: copy the file from the server again`);
  }
  const message = `${first}: ${basename(path)}.bak beside it was read instead`;
  return { ...backup, problems: [{ kind: 'repaired', file: basename(path), line: null, message }, ...backup.problems] };
}

/** The file read, or why nothing could be had from it. */
function tryConfigFile(path: string): ConfigFile | string {
  let bytes: Uint8Array;
  try {
    const size = describeFile(path, true)?.size ?? 0;
    if (size > maxBytes) return `has ${size} bytes, far more than a Kerio configuration ever has`;
    bytes = readWholeFile(path, true);
  } catch (error) {
    return reasonOf(error);
  }
  const file = basename(path);
  const { text, encoding, problems: decoding } = decodeText(bytes, file);
  if (text.trim() === '') return 'is empty';
  const outline = outlineOf(text, file);
  if (outline.doctype) return 'declares a document type, which no Kerio configuration does';
  if (outline.root === null) return 'is no XML';
  if (outline.root !== 'config')
    return `is no Kerio configuration: its root element is <${outline.root}>, not <config>`;
  const { records, problems } = parseRecords(text, outline.fragments, file);
  if (records.length === 0) return problems.length > 0 ? 'has no record that can be read' : 'holds no records';
  return { path, encoding, records, problems: [...decoding, ...outline.problems, ...problems] };
}

function existingFile(path: string): boolean {
  return describeFile(path, true) !== null;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EISDIR') return 'is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read';
  return `cannot be read (${String(code ?? error)})`;
}
