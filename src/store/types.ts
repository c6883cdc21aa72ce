/**
 * The words of the store (docs/architecture.md): mailbox, folder, item. Plain data, so that it can cross a thread boundary.
 *
 * Paths are strings even where the bytes on disk are no UTF-8: see `core/escaped-path.ts`.
 */
import type { FolderRole, Kind } from '../core/kinds.js';

/** Whose tree a mailbox is. */
export type MailboxType = 'user' | 'public' | 'archive' | 'resources';

/** One user's tree, or a domain's public, archive or resource tree. */
export interface Mailbox {
  /** `user@domain`; `_public@domain`, `_archive@domain`, `_resources@domain` for the shared trees. */
  readonly address: string;
  readonly type: MailboxType;
  readonly user: string;
  readonly domain: string;
  /** Absolute path of the tree. */
  readonly dir: string;
}

/** Which evidence decided a folder's kind, strongest first. */
export type KindSource = 'status.fld' | 'class' | 'content' | 'name' | 'parent' | 'default';

/** A directory with `#msgs`. */
export interface Folder {
  readonly mailbox: Mailbox;
  /** Decoded names from the mailbox down, NFC: `['INBOX', 'Práce']`. */
  readonly path: readonly string[];
  /** The same names as they stand on disk (modified UTF-7). */
  readonly rawPath: readonly string[];
  /** Absolute path of the directory. */
  readonly dir: string;
  readonly kind: Kind;
  readonly kindFrom: KindSource;
  readonly role: FolderRole | null;
  /** `G` of status.fld, the stem of the server's DAV names (docs/store-format.md). */
  readonly guid: string | null;
  /** It has no status.fld: the server's clients did not show it, migrations over IMAP lose it. */
  readonly hidden: boolean;
  /** Below `#deleted`: what the server kept for recovery. */
  readonly recoverable: boolean;
}

/** One `.eml` below `#msgs`, with what the index says of it. */
export interface Item {
  readonly folder: Folder;
  /** The file's stem as a number; the stem itself where it is not a hexadecimal number of at most 13 digits. */
  readonly uid: number | string;
  /** The file name without `.eml`, as it stands on disk. */
  readonly stem: string;
  /** Absolute path of the file. */
  readonly file: string;
  /** IMAP system flags (`\Seen`, …). */
  readonly flags: readonly string[];
  /** The index's flag bits as eight hexadecimal digits; null without a record. */
  readonly rawFlags: string | null;
  /** MAPI message class (`IPM.Note`); null when the index has none. */
  readonly messageClass: string | null;
  /** Received time of the index, unix seconds UTC; null when it has none and the message itself must tell. */
  readonly indexTime: number | null;
  readonly indexTimeFrom: 'index T' | 'index D' | null;
}
