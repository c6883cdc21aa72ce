/**
 * What a path given by a person is: an install folder, a store, a mail folder, a domain, a mailbox or one folder. Decided
 * by how deep below it the messages lie, never by its own name.
 */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../../core/errors.js';
import { archivedDirectory } from '../backup/mounts.js';
import {
  childNamed,
  firstRefused,
  hasMessages,
  holdsInbox,
  holdsMessages,
  isHiddenName,
  isInbox,
  safeDirectories,
} from './directories.js';
import { isRefused, noRightTo } from '../disk/no-right.js';
import { displayPath, fsPath } from '../../core/escaped-path.js';

export type StoreLevel = 'install' | 'store' | 'mail' | 'domain' | 'mailbox' | 'folder';

export interface Location {
  readonly level: StoreLevel;
  /** Absolute path as given. */
  readonly root: string;
  /** The directory that holds the domains, when the path is above or at it. */
  readonly mailDir: string | null;
}

/** Levels by the number of directories between the path and the nearest `#msgs`. */
const BY_DEPTH: readonly StoreLevel[] = ['folder', 'mailbox', 'domain', 'mail', 'store', 'install'];
const MAIL_DEPTH = 3;

/** Whether anything of a store lies below a folder. */
export function holdsStore(root: string): boolean {
  return namedMailDir(root) !== null || messageDepth(root) !== null;
}

/** Finds out what `path` is. Throws a UserError when there is no such directory, or nothing of a store below it. */
export function locateStore(path: string): Location {
  const root = resolve(path);
  assertDirectory(root, path);
  const named = namedMailDir(root);
  if (named !== null) return { level: named.level, root, mailDir: named.dir };
  const below = installBelow(root);
  if (below !== null) return below;
  const depth = messageDepth(root);
  const level = depth === null ? null : (BY_DEPTH[depth] ?? null);
  const placed = placeByNames(root);
  if (placed !== null) return placed;
  if (depth === null || level === null) {
    const refused = firstRefused(root, BY_DEPTH.length);
    if (refused !== null) throw new UserError(`${noRightTo(refused)}.`);
    const accounts = existsSync(fsPath(join(root, 'users.cfg')))
      ? ' Its users.cfg is read by: kerio-exit accounts <folder> --out <dir>.'
      : '';
    throw new UserError(
      `${displayPath(root)} holds no Kerio store: no #msgs folder lies below it.${accounts} Give the install folder, store, store/mail, a domain, a mailbox, a folder or a folder of backup zips.`,
    );
  }
  // A folder of sub-folders, or a mailbox kept inside another, looks like a mailbox until one sees the INBOX beside it.
  if (level === 'mailbox' && enclosingMailbox(root) !== null) {
    return { level: 'folder', root, mailDir: null };
  }
  return { level, root, mailDir: depth < MAIL_DEPTH ? null : descend(root, depth - MAIL_DEPTH) };
}

/**
 * The mailbox a folder lies in: the topmost directory above it with an INBOX (a mailbox may hold another one, moved there
 * when its user was deleted), or a shared tree. Null when nothing above looks like one.
 */
export function enclosingMailbox(folder: string): string | null {
  let found: string | null = null;
  for (let dir = dirname(folder); dir !== dirname(dir); dir = dirname(dir)) {
    const inbox = childNamed(dir, 'inbox');
    if (inbox !== null && hasMessages(safeDirectories(inbox))) found = dir;
    if (/^#(public|archive|resources)$/i.test(basename(dir))) return dir;
  }
  return found;
}

function assertDirectory(root: string, given: string): void {
  if (archivedDirectory(root) !== 'outside') return;
  let stat;
  try {
    stat = statSync(fsPath(root));
  } catch (cause) {
    if (isRefused(cause)) throw new UserError(`${noRightTo(root)}.`, { cause });
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new UserError(
      `${given} ${reason}: give the path of a Kerio store, for example /opt/kerio/mailserver/store.`,
      {
        cause,
      },
    );
  }
  if (!stat.isDirectory()) {
    throw new UserError(
      `${given} is a file, not a folder: give the path of a Kerio store, for example /opt/kerio/mailserver/store.`,
    );
  }
}

/**
 * `mail` below the path, or `store/mail`, whose own structure is that of a mail directory. Looked for first, because a
 * store also holds an archive, whose messages lie less deep and would mislead the count.
 */
function namedMailDir(root: string): { level: StoreLevel; dir: string } | null {
  for (const [level, names] of [
    ['store', ['mail']],
    ['install', ['store', 'mail']],
  ] as const) {
    const dir = names.reduce<string | null>((at, name) => (at === null ? null : childNamed(at, name)), root);
    if (dir === null) continue;
    const depth = messageDepth(dir);
    if (depth === MAIL_DEPTH) return { level, dir };
    // Folders in folders and nothing else: that the messages lie deeper is no reason to take it for something else.
    if ((depth === null || depth > MAIL_DEPTH) && childNamed(root, 'inbox') === null && holdsMessages(dir)) {
      return { level, dir };
    }
  }
  return null;
}

/**
 * Where no INBOX tells a mailbox from a folder and all folders lie in others, the count of levels misleads: then `store/mail`
 * above the path, or at it, tells how far below it is. Null when an INBOX is there, or no such name.
 */
function placeByNames(root: string): Location | null {
  const above = [root, dirname(root), dirname(dirname(root))].findIndex(
    (dir) => basename(dir).toLowerCase() === 'mail' && basename(dirname(dir)).toLowerCase() === 'store',
  );
  const level = LEVELS_BELOW_MAIL[above];
  if (level === undefined || holdsInbox(root, BY_DEPTH.length) || !holdsMessages(root)) return null;
  return { level, root, mailDir: level === 'mail' ? root : null };
}

const LEVELS_BELOW_MAIL: readonly StoreLevel[] = ['mail', 'domain', 'mailbox'];

/**
 * The one install folder in a folder: `/opt/kerio` was given and `/opt/kerio/mailserver` is meant. Throws a UserError when there
 * are several.
 */
function installBelow(root: string): Location | null {
  const directories = safeDirectories(root);
  if (hasMessages(directories) || childNamed(root, 'inbox') !== null) return null;
  const found = directories.flatMap((name): Location[] => {
    const install = join(root, name);
    const named = childNamed(install, 'store') === null ? null : namedMailDir(install);
    return named?.level === 'install' ? [{ level: 'install', root: install, mailDir: named.dir }] : [];
  });
  if (found.length > 1)
    throw new UserError(
      `${displayPath(root)} holds ${found.length} Kerio stores (${found.map((each) => displayPath(each.root)).join(', ')}): give one of them.`,
    );
  return found[0] ?? null;
}

/**
 * How many directories stand between `root` and the nearest mailbox root's folders. An INBOX is the surest sign: it lies
 * directly in a mailbox. Without any, the nearest `#msgs` counts; hidden trees (`#…`, `__…`) only when nothing else is there.
 */
function messageDepth(root: string): number | null {
  const plain = nearest(root, (name) => !isHiddenName(name) && name.toLowerCase() !== 'archive');
  return plain ?? nearest(root, (name) => !name.startsWith('__'));
}

function nearest(root: string, enter: (name: string) => boolean): number | null {
  let level = [root];
  let firstMessages: number | null = null;
  for (let depth = 0; depth < BY_DEPTH.length && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const dir of level) {
      const directories = safeDirectories(dir);
      if (hasMessages(directories)) {
        // Depth 0 is the folder itself, unless an INBOX beside its messages shows that it is a mailbox root.
        if (isInbox(dir) || depth === 0) return depth === 0 && childNamed(dir, 'inbox') !== null ? 1 : depth;
        firstMessages ??= depth;
      }
      for (const name of directories) if (name.toLowerCase() !== '#msgs' && enter(name)) next.push(join(dir, name));
    }
    level = next;
  }
  return firstMessages;
}

/** The first directory `steps` below `root` whose own messages lie at the depth of a mail directory. */
function descend(root: string, steps: number): string | null {
  if (steps === 0) return root;
  for (const name of safeDirectories(root)) {
    if (isHiddenName(name)) continue;
    const child = join(root, name);
    if (messageDepth(child) !== MAIL_DEPTH + steps - 1) continue;
    const found = descend(child, steps - 1);
    if (found !== null) return found;
  }
  return null;
}

/** The install folder around a location, where users.cfg and mailserver.cfg would lie; candidates, nearest first. */
export function configDirectories(location: Location): string[] {
  const around = location.mailDir ?? location.root;
  const candidates = [location.root];
  let dir = around;
  for (let step = 0; step < 6; step += 1) {
    dir = dirname(dir);
    if (location.mailDir !== null || step > 0) candidates.push(dir);
  }
  return [...new Set(candidates)];
}
