/** Words that everybody shares: kinds of items, parts of folders, where a time comes from. */

/** What a folder holds, or what one item is. */
export type Kind = 'mail' | 'contacts' | 'calendar' | 'tasks' | 'journal' | 'notes';

/** What can be moved: what a folder holds, and a user's rules for mail, which lie in no folder. */
export type MovedKind = Kind | 'filters';

/** The part a folder plays in every mail system (RFC 6154), where its name says so. */
export type FolderRole = 'inbox' | 'sent' | 'drafts' | 'trash' | 'junk';

/** Where an item's received time was found, best first. */
export type DateSource = 'index T' | 'index D' | 'Received' | 'Date' | 'mtime';
