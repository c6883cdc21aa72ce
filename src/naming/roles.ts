import type { FolderRole } from '../core/kinds.js';
import type { Folder, Mailbox } from '../store/types.js';

/** What a folder's name at a destination is made of. */
export interface Named extends Pick<Folder, 'path' | 'role' | 'recoverable'> {
  readonly mailbox: Pick<Mailbox, 'type'>;
}

/** Names of the special folders, lower case: Kerio's own, and those that Outlook, Apple Mail and Thunderbird make. */
const ROLES: ReadonlyMap<string, FolderRole> = new Map([
  ['inbox', 'inbox'],
  ['sent items', 'sent'],
  ['sent messages', 'sent'],
  ['sent', 'sent'],
  ['drafts', 'drafts'],
  ['deleted items', 'trash'],
  ['deleted messages', 'trash'],
  ['trash', 'trash'],
  ['junk e-mail', 'junk'],
  ['junk', 'junk'],
  ['spam', 'junk'],
]);

/**
 * The part a folder plays in its mailbox, or null. Only folders at the top of a user's mailbox play one: a public folder
 * called Trash is nobody's trash, and `Projects/Sent` is just a folder.
 */
export function folderRole(folder: Named): FolderRole | null {
  if (folder.path.length !== 1 || folder.mailbox.type !== 'user' || folder.recoverable) return null;
  return folder.role ?? ROLES.get((folder.path[0] ?? '').toLowerCase()) ?? null;
}
