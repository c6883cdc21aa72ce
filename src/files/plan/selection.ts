/** The user's own filters: which mailboxes, which folders. */
import { UserError } from '../../core/errors.js';
import { matchesAny } from '../../naming/glob.js';
import { ownsMailbox, type Shard } from '../../core/shard.js';
import type { Folder, Mailbox } from '../../store/types.js';
import type { ExportOptions } from './options.js';
import type { PlanScope } from './plan.js';

/** Whether a mailbox is asked for: `--user` and `--exclude-user` by address or by its part before the @, `--domain` by domain. */
export function isMailboxSelected(mailbox: Mailbox, options: ExportOptions): boolean {
  if (options.users.length > 0 && !matchesAny(options.users, userNames(mailbox))) return false;
  if (matchesAny(options.excludeUsers, userNames(mailbox))) return false;
  return options.domains.length === 0 || matchesAny(options.domains, [mailbox.domain]);
}

/** The mailboxes of a shard; null for all. */
export function shardScope(shard: Shard | null): PlanScope {
  return { includes: ({ address }) => ownsMailbox(shard, address), listings: new Map() };
}

/** Throws a UserError for a `--user`, `--exclude-user` or `--domain` that names no mailbox: a slip of the pen would leave somebody behind. */
export function checkSelection(mailboxes: readonly Mailbox[], options: ExportOptions): void {
  const named = [
    ['--user', options.users, userNames],
    ['--exclude-user', options.excludeUsers, userNames],
    ['--domain', options.domains, ({ domain }: Mailbox) => [domain]],
  ] as const;
  for (const [option, globs, names] of named) {
    const unmatched = globs.find((glob) => !mailboxes.some((mailbox) => matchesAny([glob], names(mailbox))));
    if (unmatched === undefined) continue;
    throw new UserError(`${option} ${unmatched} names no mailbox of the store: kerio-exit inspect lists them.`);
  }
}

function userNames(mailbox: Mailbox): string[] {
  return [mailbox.address, mailbox.user];
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
