/** Where a store usually lies (docs/getting-started.md, Get at the store), and which of these places hold one. */
import { readdirSync } from 'node:fs';
import { join, posix, win32 } from 'node:path';
import { append } from '../core/lists.js';
import { UserError } from '../core/errors.js';
import { findBackup } from '../store/backup/open.js';
import { hasMessages } from '../store/tree/directories.js';
import { locateStore } from '../store/tree/locate.js';
import { listEntries } from '../store/disk/directory.js';

/** What decides where to look. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly current: string;
  /** Folders whose entries are disks, or folders of one user's disks. */
  readonly disks: readonly string[];
}

const INSTALLED = ['opt/kerio/mailserver', 'usr/local/kerio/mailserver'];
const INSTALLED_WINDOWS = ['Program Files/Kerio/MailServer', 'Program Files (x86)/Kerio/MailServer'];

/** The surroundings of this process. Only the names of mounted disks are read. */
export function surroundings(): Surroundings {
  const { platform } = process;
  return { platform, current: process.cwd(), disks: platform === 'win32' ? windowsDrives() : mountedDisks(platform) };
}

function windowsDrives(): string[] {
  return Array.from('CDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => `${letter}:\\`).filter(
    (drive) => namesIn(drive).length > 0,
  );
}

function mountedDisks(platform: NodeJS.Platform): string[] {
  const below = (dir: string): string[] => namesIn(dir).map((name) => posix.join(dir, name));
  if (platform === 'darwin') return below('/Volumes');
  // Desktops mount below a folder of the user's name.
  return [...below('/mnt'), '/media', ...below('/media'), ...below('/run/media')].flatMap((dir) =>
    dir.startsWith('/mnt/') ? [dir] : [dir, ...below(dir)],
  );
}

/** Folders to look at, the likeliest first: where it is installed, the current folder, the same places on other disks. */
export function usualPlaces({ platform, current, disks }: Surroundings): string[] {
  const paths = platform === 'win32' ? win32 : posix;
  const here = platform === 'win32' ? [] : INSTALLED.map((path) => posix.join('/', path));
  const around = [current, ...disks].flatMap((dir) => [
    dir,
    ...[...INSTALLED, ...INSTALLED_WINDOWS].map((path) => paths.join(dir, path)),
    ...namesIn(dir).map((name) => paths.join(dir, name)),
  ]);
  return [...new Set([...here, ...around])];
}

/** Directories that may be listed at one place, and at all: a disk full of other things must not hold up the first question. */
const LISTINGS_AT_ONE = 200;
const LISTINGS_IN_ALL = 4000;
/** Install folder, store, mail, domain, mailbox, folder. */
const LEVELS = 6;

/** Those of the places that hold a store or a set of backup zips, as structure shows; none that lies in another. */
export function findStores(places: readonly string[]): string[] {
  let left = LISTINGS_IN_ALL;
  const found: { readonly place: string; readonly whole: boolean }[] = [];
  for (const place of places) {
    const budget = { left: Math.min(left, LISTINGS_AT_ONE) };
    left -= budget.left;
    if (isBackup(place)) found.push({ place, whole: true });
    else if (hasMessagesBelow(place, LEVELS, budget)) append(found, storeAt(place));
    left += budget.left;
  }
  // A folder around a store may look like a domain from above, and a part of a store is not what is moved.
  const wholes = found.filter(({ whole }) => whole).map(({ place }) => place);
  const kept = found.filter(
    ({ place, whole }) => whole || !wholes.some((store) => isBelow(place, store) || isBelow(store, place)),
  );
  const stores = [...new Set(kept.map(({ place }) => place))];
  return stores.filter((place) => !stores.some((other) => isBelow(place, other)));
}

/**
 * The store at a place, which may be in the folder that was looked at. `whole`: the folder of the domains is in it, it is not a
 * domain, a mailbox or a folder alone. None where several are to be chosen from: they are places themselves.
 */
function storeAt(place: string): { readonly place: string; readonly whole: boolean }[] {
  try {
    const { root, mailDir } = locateStore(place);
    return [{ place: root, whole: mailDir !== null }];
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** `path` lies in `folder` and is not the folder itself. */
function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder) && /^[\\/]/.test(path.slice(folder.replace(/[\\/]$/, '').length));
}

function isBackup(place: string): boolean {
  try {
    return findBackup(place) !== null && !place.toLowerCase().endsWith('.zip');
  } catch {
    return false;
  }
}

/** Goes down branch by branch, since in a store the first branches lead to messages. */
function hasMessagesBelow(dir: string, levels: number, budget: { left: number }): boolean {
  if (levels === 0 || budget.left <= 0) return false;
  budget.left -= 1;
  let directories: readonly string[];
  try {
    ({ directories } = listEntries(dir));
  } catch {
    return false;
  }
  return hasMessages(directories) || directories.some((name) => hasMessagesBelow(join(dir, name), levels - 1, budget));
}

/** Names of the directories in a folder; none when it is not there. */
function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}
