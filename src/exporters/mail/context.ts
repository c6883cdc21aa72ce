import type { MailTarget } from '../../naming/folders.js';
import type { Content } from '../../store/disk/content.js';
import type { Item } from '../../store/types.js';
import { EMPTY_FILE } from '../../store/disk/unreadable.js';
import type { Outcome } from '../outcome.js';
import type { OutputFiles } from '../output.js';
import type { Arena } from './arena.js';

/**
 * Writes the messages of one label or folder of the destination. Several Kerio folders may go into one writer, one item
 * after the other; the order of `add` is the order in the output.
 */
export interface MailWriter {
  /**
   * Writes one message; `content.bytes` is the beginning of `arena.source`, which may be changed and used to read on, and
   * `receivedAt` is its received time in unix seconds.
   * Never throws for a bad message or one that cannot be read to its end; throws what the output throws (no space).
   */
  add(item: Item, content: Content, receivedAt: number): Outcome;
  /**
   * Copies a message as an earlier run wrote it, byte for byte, from the `From ` line to the empty line behind it. Only for
   * formats that hold all messages in one file; null from the others.
   */
  copy(
    pieces: Iterable<Uint8Array>,
  ): { readonly file: string; readonly offset: number; readonly length: number } | null;
  /** Leaves the name of a message that cannot be read now to it; only where messages of several folders meet by name. */
  reserve?(item: Item): void;
  /** Writes what is left. Nothing may be added afterwards. */
  finish(): void;
}

/** What a mail writer works with. */
export interface MailContext {
  readonly files: OutputFiles;
  /** `mail/jan@company.com`. */
  readonly mailboxRoot: string;
  /** `mail/jan@company.com/Projects/2019`: the mailbox's root, then the stem of `nameFolders`. */
  readonly stem: string;
  /** The label of `nameFolders`. */
  readonly label: readonly string[];
  readonly target: MailTarget;
  /** The memory that contents lie in. It serves one writer at a time. */
  readonly arena: Arena;
  /**
   * Keywords (IMAP) that items of this writer may have; none unless told. An mbox announces them in its first message, and
   * Dovecot drops those it does not find there.
   */
  readonly keywords?: readonly string[];
}

/** The outcome of an item of no bytes: there is nothing to write. */
export const EMPTY_ITEM: Outcome = {
  result: 'skipped',
  reason: EMPTY_FILE,
  file: null,
  offset: null,
  length: null,
  notes: [],
};
