import { lstatSync, statSync } from 'node:fs';
import { archivedFile, notThere } from '../backup/mounts.js';
import { unpack } from '../backup/unpack.js';
import { fsPath } from '../../core/escaped-path.js';
import { readPlainFile } from './plain-file.js';

/**
 * The bytes of a whole file of the store. Links are followed with `links`: configuration may be one, nothing inside a mailbox
 * may. Throws what node:fs throws, for pipes and devices, and an ArchiveError for one damaged in a backup.
 */
export function readWholeFile(path: string, links = false): Uint8Array {
  const archived = archivedFile(path);
  if (archived === null) throw notThere(path, 'open');
  return archived === 'outside' ? readPlainFile(path, links) : unpack(archived);
}

/** The bytes of a small file of the store, or null when it is not there or cannot be read. */
export function readFileIfThere(path: string): Uint8Array | null {
  try {
    return readWholeFile(path);
  } catch {
    return null;
  }
}

/** Why a file that is there could not be read; null when it could, or is not there. Only asked after a read that gave nothing. */
export function whyUnreadable(path: string): string | null {
  if (describeFile(path) === null) return null;
  try {
    readWholeFile(path);
    // It gave nothing before and does now: whoever needs it has to try again.
    return 'EAGAIN';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'error';
  }
}

/**
 * Size in bytes and time of last change in milliseconds of a file of the store, of what a link leads to with `links`; null when
 * it is not there or cannot be looked at.
 */
export function describeFile(path: string, links = false): { readonly size: number; readonly mtimeMs: number } | null {
  const archived = archivedFile(path);
  if (archived === null) return null;
  if (archived !== 'outside') return { size: archived.size, mtimeMs: archived.modified * 1000 };
  try {
    return (links ? statSync : lstatSync)(fsPath(path), { throwIfNoEntry: false }) ?? null;
  } catch {
    // Links in a circle, directories that may not be searched.
    return null;
  }
}
