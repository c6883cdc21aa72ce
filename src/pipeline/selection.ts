/** The user's own filters: which mailboxes, which folders. */
import { matchesAny } from '../naming/glob.js';
import { ownsMailbox, type Shard } from '../ledger/shard.js';
import type { Folder, Mailbox } from '../store/types.js';
import type { ExportOptions } from './options.js';
import type { PlanScope } from './plan.js';

/** Whether a mailbox is asked for: `--user` and `--exclude-user` by address or by its part before the @, `--domain` by domain. */
export function isMailboxSelected(mailbox: Mailbox, options: ExportOptions): boolean {
  const names = [mailbox.address, mailbox.user];
  if (options.users.length > 0 && !matchesAny(options.users, names)) return false;
  if (matchesAny(options.excludeUsers, names)) return false;
  return options.domains.length === 0 || matchesAny(options.domains, [mailbox.domain]);
}

/** The mailboxes of a shard; null for all. */
export function shardScope(shard: Shard | null): PlanScope {
  return { includes: ({ address }) => ownsMailbox(shard, address), listings: new Map() };
}

/**
 * Why the user's folder filters leave a folder out; null when they do not. A glob that names a folder also means what is
 * below it.
 */
export function folderExclusion(folder: Folder, options: ExportOptions): string | null {
  const paths = folder.path.map((_, depth) => folder.path.slice(0, depth + 1).join('/'));
  if (options.folders.length > 0 && !matchesAny(options.folders, paths)) return 'folder not chosen by --folder';
  if (matchesAny(options.excludeFolders, paths)) return 'folder left out by --exclude-folder';
  return null;
}
