/** The folders of this machine, for whoever points at a store or at a place for files. Only names are read. */
import { readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import { UserError } from '../../core/errors.js';
import { findBackup } from '../../store/backup/open.js';
import { childNamed } from '../../store/tree/directories.js';
import { findStores, surroundings, usualPlaces } from '../../options/usual-places.js';
import type { FoldersView } from '../api.js';

/** Names of one folder at most: who has more types the path. */
const MOST = 2000;
/** Of those, how many are looked into: on a slow disk that takes its time. */
const LOOKED_INTO = 200;

/** Stores in the usual places. */
export function findPlaces(): readonly string[] {
  return findStores(usualPlaces(surroundings()));
}

/** The folders in a folder. Throws a UserError for what is no absolute path, and for what cannot be listed. */
export function listFolders({
  path: asked,
  roots,
}: {
  readonly path: string;
  readonly roots: readonly string[];
}): FoldersView {
  const path = absolutePath(asked);
  let names: string[];
  try {
    names = readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw new UserError(
      `${path} cannot be listed (${(error as NodeJS.ErrnoException).code ?? ''}): choose another folder.`,
    );
  }
  const parent = dirname(path);
  return {
    ...{ path, parent: parent === path ? null : parent, isStore: looksLikeStore(path), roots },
    folders: names.slice(0, MOST).map((name, at) => {
      const below = join(path, name);
      return { name, path: below, isStore: at < LOOKED_INTO && looksLikeStore(below) };
    }),
  };
}

/** A path without `.` and `..`. Throws a UserError where it is not absolute, or no path at all. */
export function absolutePath(path: string): string {
  if (path.includes('\0') || !isAbsolute(path)) throw new UserError('Give a whole path, from the root of a disk on.');
  const normal = normalize(path);
  return normal.length > 1 && /[\\/]$/.test(normal) && dirname(normal) !== normal ? normal.slice(0, -1) : normal;
}

/** By names near it: quick, and right for what is installed or copied whole; opening tells for sure. */
function looksLikeStore(dir: string): boolean {
  try {
    const mail =
      childNamed(join(dir, 'store'), 'mail') ??
      (basename(dir).toLowerCase() === 'store' ? childNamed(dir, 'mail') : null);
    return mail !== null || findBackup(dir) !== null;
  } catch {
    return false;
  }
}
