/** Opens backup sets: finds their volumes and lets them stand in for the folder they lie in. */
import { type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { listEntries } from '../disk/directory.js';
import { append } from '../../core/lists.js';
import { addMount, type ArchivedDirectory, type MountSource } from './mounts.js';
import { type BackupSet, findBackupSet } from './set.js';
import { BackupTree } from './tree.js';
import { readVolume } from './volume.js';

/** A backup set that can be read like a folder. */
export interface OpenBackup {
  /** Where the zips lie: below this path everything is read from them. */
  readonly at: string;
  /** The folder in the set where the server's own tree begins. */
  readonly root: string;
  /** Folders of the set that hold a file of that name, those nearest to its top first. */
  holding(name: string): string[];
  readonly problems: readonly string[];
}

/** An install folder, store, mail, domain and mailbox may stand above a folder. What is above those belongs to the zip. */
const MOST_LEVELS = 5;

/** The newest backup in a folder of zips, or the one zip at the path; null when it is neither. */
export function findBackup(path: string): BackupSet | null {
  const stat = statOf(path);
  if (stat?.isDirectory() === true) return findBackupSet(path);
  if (stat?.isFile() === true && path.toLowerCase().endsWith('.zip'))
    return { full: [path], differential: [], problems: [] };
  return null;
}

/** What may not be looked at is no backup: whoever looks for a store there says why. */
function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

/**
 * Opens a backup. From then on every path at and below `at` is read from the zips (`mounts.ts`). Damaged volumes are
 * problems, not the end.
 */
export function openBackup(at: string, set: BackupSet): OpenBackup {
  const { tree, problems } = mountBackup({ at, full: set.full, differential: set.differential, root: '' });
  return {
    at,
    root: join(at, innerRoot(tree.directories)),
    holding: (name) =>
      [...tree.directories]
        .filter(([, directory]) => directory.files.has(name))
        .map(([inner]) => join(at, inner))
        .sort((a, b) => a.length - b.length || (a < b ? -1 : 1)),
    problems: [...set.problems, ...problems],
  };
}

/** Lets a set stand in for a folder, in this thread. */
export function mountBackup(source: MountSource): { tree: BackupTree; problems: string[] } {
  const problems: string[] = [];
  const [tree, later] = [source.full, source.differential].map((volumes) => {
    const layer = new BackupTree();
    for (const volume of volumes) {
      const contents = readVolume(volume);
      append(problems, contents.problems);
      for (const entry of contents.entries) layer.add(entry);
    }
    return layer;
  }) as [BackupTree, BackupTree];
  tree.overlay(later);
  addMount({ source, directories: tree.directories });
  return { tree, problems: [...problems, ...tree.problems] };
}

/**
 * Lets the zips in an archive folder stand in for the folders that the server packed (docs/backups.md): `2005-Jan.zip` for
 * `2005-Jan`, where there is no such folder. Gives what is wrong with them.
 */
export function mountPackedFolders(dir: string): string[] {
  const { files, directories } = listEntries(dir);
  return files.flatMap((name) => {
    const stem = name.slice(0, -4);
    if (!name.toLowerCase().endsWith('.zip') || stem === '' || directories.includes(stem)) return [];
    const source = { at: join(dir, stem), full: [join(dir, name)], differential: [], root: '' };
    const { tree, problems } = mountBackup(source);
    mountBackup({ ...source, root: commonRoot(tree.directories) });
    return problems;
  });
}

/** The lowest directory that all folders with messages have in common. */
function commonRoot(directories: ReadonlyMap<string, ArchivedDirectory>): string {
  const folders = [...directories].flatMap(([path, { directories: below }]) =>
    below.has('#msgs') ? [path.split('/')] : [],
  );
  const [first = [], ...others] = folders;
  const differs = first.findIndex((segment, at) => others.some((path) => path[at] !== segment));
  return (differs < 0 ? first : first.slice(0, differs)).join('/');
}

/** Leaves away leading directories while the nearest INBOX, or without any the nearest messages, lie too deep for a store. */
function innerRoot(directories: ReadonlyMap<string, ArchivedDirectory>): string {
  const folders = [...directories].flatMap(([path, directory]) => (directory.directories.has('#msgs') ? [path] : []));
  const inboxes = folders.filter((path) => /(^|\/)inbox$/i.test(path));
  const nearest = (inboxes.length > 0 ? inboxes : folders)
    .map((path) => path.split('/'))
    .reduce<string[] | null>((best, path) => (best === null || path.length < best.length ? path : best), null);
  return nearest === null ? '' : nearest.slice(0, Math.max(0, nearest.length - MOST_LEVELS)).join('/');
}
