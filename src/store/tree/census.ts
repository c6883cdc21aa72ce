/** How much is in a tree, by the names of its files: nothing is opened. */
import { join } from 'node:path';
import { mountsIn, removeMount } from '../backup/mounts.js';
import { mountPackedFolders } from '../backup/open.js';
import { tellsOfLoss } from '../disk/loss.js';
import { listItemNames, messagesDirectory } from './skips.js';
import type { Mailbox } from '../types.js';
import { type MailboxTree, walkMailbox } from './walk.js';

/** A tree that nobody asked for and nobody left out. */
export interface NotIncluded {
  readonly address: string;
  /**
   * `archive`: a tree of archived mail. `recoverable`: what the server keeps of a mailbox after deletion. `plan`: a mailbox of
   * which the table of who goes where says nothing.
   */
  readonly what: 'archive' | 'recoverable' | 'plan';
  /** How many items lie in it; null when that cannot be told. */
  readonly items: number | null;
}

/** A mailbox that no account or no line of a users file stands for, and nobody left out. */
export interface UnlistedMailbox {
  readonly address: string;
  readonly items: number;
}

/** The items of a tree. Folders that cannot be listed count for nothing. */
export function countItems({ folders }: MailboxTree): number {
  return folders.reduce((sum, { dir }) => sum + itemsIn(dir), 0);
}

function itemsIn(dir: string): number {
  const messages = messagesDirectory(dir);
  if (messages === null) return 0;
  try {
    return listItemNames(messages).names.length;
  } catch {
    return 0;
  }
}

/**
 * The items of an archive that was not opened, those in folders that the server packed among them. Null when there may be
 * some and nobody can count them.
 */
export function countArchive(mailbox: Mailbox): number | null {
  try {
    const problems = mountPackedFolders(mailbox.dir);
    const tree = walkMailbox(mailbox, { recoverable: false });
    const items = countItems(tree);
    return items === 0 && (problems.length > 0 || tree.problems.some(tellsOfLoss)) ? null : items;
  } catch {
    return null;
  } finally {
    // Nobody is to find the packed folders open who did not ask for the archive.
    for (const name of mountsIn(mailbox.dir)) removeMount(join(mailbox.dir, name));
  }
}
