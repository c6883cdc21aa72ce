import type { LedgerLine } from '../../ledger/line.js';
import type { HeaderBlock } from '../../message/header.js';
import type { Content } from '../../store/disk/content.js';
import type { Item } from '../../store/types.js';
import type { Aspect } from './finding.js';

/** What is wrong with one item. */
export interface Problem {
  readonly aspect: Aspect;
  readonly what: string;
  /** Said once for all items that share it: a file that is gone, a shift. */
  readonly once?: string;
}

/** A message of the source, as much of it as the memory holds. */
export interface SourceMessage {
  readonly item: Item;
  readonly content: Content;
  /** The memory the content lies in. */
  readonly memory: Uint8Array;
  readonly header: HeaderBlock;
}

/** Output that ledger lines account for: bytes of a file, or files of a directory. */
export type Claim =
  | { readonly type: 'bytes'; readonly file: string; readonly ranges: readonly number[]; readonly overlaps: number }
  | { readonly type: 'files'; readonly dir: string; readonly count: number };

/** Reads one mail format back. */
export interface MailOutput {
  /** Takes a line's place into account, whether or not its message is compared. */
  claim(line: LedgerLine): void;
  /** Compares a message with its copy. */
  compare(line: LedgerLine, source: SourceMessage): Problem[];
  /** Looks at a copy whose source is gone. */
  look(line: LedgerLine): Problem[];
  /** Looks at all of the output, beside its messages; where the format has anything there. */
  whole?(): Problem[];
  claims(): Claim[];
  close(): void;
}
