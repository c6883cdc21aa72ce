/** The user's own filters: which mailboxes, which folders. */
import { UserError } from '../errors.js';
import { matchesAny } from '../naming/glob.js';
import type { Folder, Mailbox } from '../store/types.js';
import type { ExportOptions } from './options.js';

/** Whether a mailbox is asked for: `--user` by address or by its part before the @, `--domain` by domain. */
export function isMailboxSelected(mailbox: Mailbox, options: ExportOptions): boolean {
  if (options.users.length > 0 && !matchesAny(options.users, userNames(mailbox))) return false;
  return options.domains.length === 0 || matchesAny(options.domains, [mailbox.domain]);
}

/** Throws a UserError for a `--user` or `--domain` that names no mailbox: a slip of the pen would leave somebody behind. */
export function checkSelection(mailboxes: readonly Mailbox[], options: ExportOptions): void {
  const user = options.users.find((glob) => !mailboxes.some((mailbox) => matchesAny([glob], userNames(mailbox))));
  const domain = options.domains.find((glob) => !mailboxes.some((mailbox) => matchesAny([glob], [mailbox.domain])));
  const unmatched = user === undefined ? domain : user;
  if (unmatched === undefined) return;
  throw new UserError(
    `--${user === undefined ? 'domain' : 'user'} ${unmatched} names no mailbox of the store: kerio-exit inspect lists them.`,
  );
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
