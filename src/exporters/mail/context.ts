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
  /** Takes over a message as an earlier run wrote it, in the same format. Gives where it is now; throws what the output throws. */
  keep(message: KeptMessage): KeptPlace;
  /** Leaves the name of a message that cannot be read now to it; only where messages of several folders meet by name. */
  reserve?(item: Item): void;
  /** Writes what is left. Nothing may be added afterwards. */
  finish(): void;
}

/** A message that an earlier run wrote, and that the store no longer has. */
export interface KeptMessage {
  /** The file it is in, absolute. */
  readonly path: string;
  /** Its bytes, from the `From ` line to the empty line behind it where the format holds all messages in one file. */
  readonly pieces: () => Iterable<Uint8Array>;
  /** What its name in the store was, without the suffix. */
  readonly stem: string;
  readonly flags: readonly string[];
  /** Its folder is called as the writer's: its label may have been another. */
  readonly relabel: boolean;
}

/** Where an item's bytes are in the output. */
export interface KeptPlace {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
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
