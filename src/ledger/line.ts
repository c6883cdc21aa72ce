import type { Kind, MovedKind } from '../core/kinds.js';

/** What became of one item. `missing`: the index has a record of it, the disk has no file. */
export type Result = 'exported' | 'skipped' | 'failed' | 'missing';

/** One line of `ledger/<user@domain>.jsonl`. The key order here is the key order in the file. */
export interface LedgerLine {
  readonly folder: readonly string[];
  readonly uid: number | string;
  readonly kind: Kind;
  /** Size of the source file; 0 when it is missing. */
  readonly bytes: number;
  /** RFC 3339, UTC, whole seconds; null when no source of a date was left (a missing item without index times). */
  readonly receivedAt: string | null;
  readonly flags: readonly string[];
  readonly rawFlags: string | null;
  readonly result: Result;
  readonly reason: string | null;
  /** Output file relative to the output folder, with `/`. */
  readonly file: string | null;
  readonly offset: number | null;
  readonly length: number | null;
  /** Which evidence gave `receivedAt`. */
  readonly dateFrom: string | null;
  /** The file name's stem where it is not the usual eight lower-case hexadecimal digits. */
  readonly stem?: string;
  /** What was changed or guessed on the way. */
  readonly notes?: readonly string[];
}

/** The same of a transfer, which moves rules for mail, too. */
export interface MovedLine extends Omit<LedgerLine, 'kind'> {
  readonly kind: MovedKind;
}
