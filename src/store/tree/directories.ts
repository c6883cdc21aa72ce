/** Directories of a store: which names mean something, and what lies somewhere below. */
import { basename, join } from 'node:path';
import { isRefused } from '../disk/no-right.js';
import { listEntries } from '../disk/directory.js';

/** The child directory of that name, in any case. */
export function childNamed(dir: string, name: string): string | null {
  const directories = safeDirectories(dir);
  const found =
    directories.find((child) => child === name) ?? directories.find((child) => child.toLowerCase() === name);
  return found === undefined ? null : join(dir, found);
}

/** Names that the server keeps for itself: `#…` and `__…`. */
export function isHiddenName(name: string): boolean {
  return name.startsWith('#') || name.startsWith('__');
}

/** Trees of everybody, which are mailboxes of their own. */
function isShared(name: string): boolean {
  return /^#(?:public|archive|resources)$/i.test(name);
}

/** Whether a folder's messages directory is among its children. */
export function hasMessages(directories: readonly string[]): boolean {
  return directories.some((name) => name.toLowerCase() === '#msgs');
}

/** Whether a directory is called like the folder that every mailbox has. */
export function isInbox(dir: string): boolean {
  return basename(dir).toLowerCase() === 'inbox';
}

/** The directories in a directory; none when it cannot be listed. */
export function safeDirectories(dir: string): readonly string[] {
  try {
    return listEntries(dir).directories;
  } catch {
    return [];
  }
}

/** Whether an INBOX with messages lies in the directory, or in one of so many levels. */
export function holdsInbox(root: string, levels: number): boolean {
  return findBelow(root, levels, (dir, directories) => isInbox(dir) && hasMessages(directories)) !== null;
}

/** Folders may lie in folders; a tree without messages is not followed for ever. */
const DEEPEST = 40;

/** Whether messages lie anywhere below. */
export function holdsMessages(root: string): boolean {
  return findBelow(root, DEEPEST, (_, directories) => hasMessages(directories)) !== null;
}

/** The first directory, in so many levels, that this user has no right to list. */
export function firstRefused(root: string, levels: number): string | null {
  return findBelow(root, levels, (dir) => {
    try {
      listEntries(dir);
      return false;
    } catch (error) {
      return isRefused(error);
    }
  });
}

/** The first directory for which something is so, level by level; what belongs to no mailbox is left out. */
function findBelow(
  root: string,
  levels: number,
  isIt: (dir: string, directories: readonly string[]) => boolean,
): string | null {
  let level = [root];
  for (let depth = 0; depth < levels && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const dir of level) {
      const directories = safeDirectories(dir);
      if (isIt(dir, directories)) return dir;
      for (const name of directories) if (!isHiddenName(name) || isShared(name)) next.push(join(dir, name));
    }
    level = next;
  }
  return null;
}
