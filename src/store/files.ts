import { readFileSync, statSync } from 'node:fs';
import { archivedFile, notThere } from './backup/mounts.js';
import { unpack } from './backup/unpack.js';
import { fsPath } from './paths.js';

/** The bytes of a whole file of the store. Throws what node:fs throws, and an ArchiveError for one damaged in a backup. */
export function readWholeFile(path: string): Uint8Array {
  const archived = archivedFile(path);
  if (archived === null) throw notThere(path, 'open');
  return archived === 'outside' ? readFileSync(fsPath(path)) : unpack(archived);
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

/** Size in bytes and time of last change in milliseconds of a file of the store; null when it is not there. */
export function describeFile(path: string): { readonly size: number; readonly mtimeMs: number } | null {
  const archived = archivedFile(path);
  if (archived === 'outside') return statSync(fsPath(path), { throwIfNoEntry: false }) ?? null;
  return archived === null ? null : { size: archived.size, mtimeMs: archived.modified * 1000 };
}
