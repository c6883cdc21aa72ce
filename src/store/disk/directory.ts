/** What stands in a directory of the store, on the disk or in a mounted backup. */
import { readdirSync } from 'node:fs';
import { fsPath, nameFromBytes } from '../../core/escaped-path.js';
import { archivedDirectory, mountsIn, notThere } from '../backup/mounts.js';

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
