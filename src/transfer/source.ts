/** Where mail comes from: a store on disk or a live server, seen through the same words. */
import type { FolderRole, Kind, MovedKind } from '../core/kinds.js';
import type { RawMessage } from '../message/raw-message.js';
import type { FolderRight } from '../store/tree/rights.js';
import type { Item } from '../store/types.js';
import type { Accounts } from '../users-cfg/account-types.js';
import type { Account } from './plan/users-file.js';

/** A folder of the old side. */
export interface SourceFolder {
  /** Decoded names from the mailbox down. */
  readonly path: readonly string[];
  readonly role: FolderRole | 'archive' | null;
  readonly kind: MovedKind;
  /** What it is known by however it is called; absent or null where the source has nothing of the kind. */
  readonly guid?: string | null;
  /**
   * What its UIDs hold for: the UIDVALIDITY of a live folder, `G` and the GUID of one in a store, whose UIDs begin anew when somebody
   * deletes it and makes another of its name. Null where nothing tells.
   */
  readonly validity: string | null;
  /** Why nothing of it is sent; null when it is. */
  readonly skip: string | null;
  /** What others than its owner may do with it, where the source can tell. */
  readonly rights?: readonly FolderRight[];
}

/** What is known of a message without opening it. */
export interface SourceMessage {
  readonly uid: number | string;
  /** Flags and keywords. */
  readonly flags: readonly string[];
  readonly rawFlags: string | null;
  /** The old side has lost its record of it: that `flags` are empty says nothing. */
  readonly unmarked?: true;
  /** Bytes at the source; a server may be wrong about it. */
  readonly size: number;
  /** Unix seconds; null when only the message itself can tell. */
  readonly receivedAt: number | null;
  /** Which evidence gave `receivedAt`, in the words of the ledger. */
  readonly dateFrom: string | null;
  /** The old side has a record of it and nothing else. */
  readonly missing: boolean;
  /** Why it is not sent, by rule; null when it is. */
  readonly skip: string | null;
  /** What the store knows of it, where its folder holds no mail: there flags say nothing, and what an item is depends on its neighbours. */
  readonly item?: Item;
}

/** A message opened, or why it could not be. */
export type OpenedMessage =
  | {
      readonly message: SourceMessage;
      readonly raw: RawMessage;
      readonly receivedAt: number | null;
      /** A reason found only by looking inside. */
      readonly skip: string | null;
      /** What it is by its own content; mail unless told. */
      readonly kind?: Kind;
      /** Gives back what the source keeps for reading the message again; called once the message is answered for good. */
      readonly release?: () => void;
    }
  | { readonly message: SourceMessage; readonly problem: string };

/** A mailbox of the old side, open for reading. */
export interface SourceMailbox {
  /** Public, archive or resource folders: a folder called Trash there is nobody's trash. */
  readonly shared: boolean;
  /** Public folders, which everybody may see unless something else is said. */
  readonly isPublic?: boolean;
  readonly folders: readonly SourceFolder[];
  /** What looked wrong, one sentence each. */
  readonly problems: readonly string[];
  /** What could not be opened, one sentence each: as long as there is any, not everything was moved. */
  readonly unreadable: readonly string[];
  /** Items that the old server keeps after deletion, and that are not among the folders. */
  readonly recoverable: number;
  /** Messages in ascending UID. What it gives can be iterated more than once. */
  list(folder: SourceFolder): Promise<Iterable<SourceMessage>>;
  /**
   * Opens messages one after the other, in the order given. A result is valid until the next one is asked for. One reading
   * at a time.
   */
  open(folder: SourceFolder, messages: Iterable<SourceMessage>): AsyncIterable<OpenedMessage>;
  /** Like `open`, but at least the header and the first 4 KiB of the body are enough. */
  peek(folder: SourceFolder, messages: Iterable<SourceMessage>): AsyncIterable<OpenedMessage>;
  close(): Promise<void>;
}

/** The old side as a whole. */
export interface MailSource {
  /** For reports: a path or a server address. */
  readonly name: string;
  /** Opens one mailbox. Rejects with a UserError, or a ConnectError of a server. `trace` gets what is said on the wire. */
  mailbox(account: Account, trace: ((line: string) => void) | undefined): Promise<SourceMailbox>;
  /** All mailboxes, where the source can tell; null otherwise. */
  readonly listed: readonly ListedMailbox[] | null;
  /** Users, groups and domains of the old side; null where nothing tells of them. */
  accounts?(): Accounts | null;
}

/** A mailbox that the source knows of, opened or not. */
export interface ListedMailbox {
  readonly address: string;
  readonly user: string;
  readonly isArchive: boolean;
  /** How many items it holds. */
  readonly count: () => number;
}

const KINDS = ['contacts', 'calendar', 'tasks', 'journal', 'notes'] as const satisfies readonly Kind[];

/** Where nobody takes contacts, calendars or notes they are not sent: as mail their items cannot be read. */
export function groupwareReason(kind: MovedKind): string {
  const what = kind === 'calendar' || kind === 'journal' ? `${kind} entries` : kind;
  return `${what} are not mail: take them with "kerio-exit export" from the store`;
}

/** How many items of some sums are no messages, by the reasons why they were not sent. */
export function groupwareOf({ reasons }: { readonly reasons: Readonly<Record<string, number>> }): number {
  return KINDS.reduce((sum, kind) => sum + (reasons[groupwareReason(kind)] ?? 0), 0);
}

/** Whether the flags are others than those of `before`. A record without a file says nothing of them, nor a file without a record. */
export function isReflagged(message: SourceMessage, before: string): boolean {
  return !message.missing && message.unmarked !== true && flagText(message) !== before;
}

/** The flags of a message as the journal keeps them; none of what is no mail. */
export function flagText(message: SourceMessage): string {
  if (message.item !== undefined) return '';
  return [...new Set(message.flags)].sort().join(' ');
}
