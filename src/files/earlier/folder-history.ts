/**
 * What an earlier run wrote of a folder beside what the folder holds now. Both come in order of UID and are walked side by
 * side: neither is ever held in memory.
 */
import { dirname } from 'node:path';
import type { LedgerLine } from '../../ledger/line.js';
import { readSlice } from '../../ledger/slice.js';
import type { Entry } from '../../store/items/listing.js';
import type { RecentFile } from '../workspace/recent-files.js';

/** The lines of one folder that an earlier run left. */
export interface FolderHistory {
  readonly path: readonly string[];
  /** The file with the lines, absolute, and where they are in it, in bytes. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** Files that may have been read while they were being written. */
  readonly young: readonly RecentFile[];
  /** The same job wrote them, at the place that it writes to now: what it writes no more is to go. */
  readonly own: boolean;
  /** The size that its mbox should have, by path, in bytes: another one has been changed since. */
  readonly mboxes: readonly (readonly [path: string, size: number])[];
  /** Outputs that lie elsewhere by now, since another folder has their name: paths relative to the output folder. */
  readonly moved: readonly Move[];
}

/** A file, or a directory with the files in it. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** Where an output of an earlier run lies, relative to the output folder. */
export function whereIs({ moved }: Pick<FolderHistory, 'moved'>, file: string): string {
  const move = moved.find(({ from }) => file === from || dirname(file) === from);
  return move === undefined ? file : move.to + file.slice(move.from.length);
}

/** The lines of a history, in their order. */
export function historyLines(history: FolderHistory | null): Generator<LedgerLine> {
  return history === null ? readSlice('', 0, 0) : readSlice(history.file, history.start, history.end);
}

/** An entry of the folder with the line of its item; one of them is null where the other side does not know it. */
export type Pair =
  | { readonly line: LedgerLine | null; readonly entry: Entry }
  | { readonly line: LedgerLine; readonly entry: null };

/** The stem of the file a line speaks of. */
export function stemOf(line: Pick<LedgerLine, 'uid' | 'stem'>): string {
  return line.stem ?? (typeof line.uid === 'number' ? line.uid.toString(16).padStart(8, '0') : line.uid);
}

/** Where a UID stands: what is no number comes last. */
export function orderOf(uid: number | string): number {
  return typeof uid === 'number' ? uid : Infinity;
}

/** Pairs by UID, ascending; of one UID first what the folder has. Throws when the lines are not in order. */
export function* joinHistory(lines: Iterable<LedgerLine>, entries: Iterable<Entry>): Generator<Pair> {
  const left = new Ahead(lines, (line) => orderOf(line.uid));
  const right = new Ahead(entries, ({ item }) => orderOf(item.uid));
  try {
    for (;;) {
      const order = Math.min(left.order, right.order);
      if (left.next === null && right.next === null) return;
      // Nearly always one line and one entry. Several share a number only by their spelling, and all without one stand together.
      const known = new Map<string, LedgerLine>();
      for (let line = left.take(order); line !== null; line = left.take(order)) known.set(stemOf(line), line);
      for (let entry = right.take(order); entry !== null; entry = right.take(order)) {
        const line = known.get(entry.item.stem) ?? null;
        if (line !== null) known.delete(entry.item.stem);
        yield { line, entry };
      }
      for (const line of known.values()) yield { line, entry: null };
    }
  } finally {
    // Whoever leaves early must not leave the ledger open: on Windows nothing could take its place.
    left.close();
    right.close();
  }
}

/** An iterator that knows what comes next. */
class Ahead<T> {
  next: T | null;
  readonly #iterator: Iterator<T>;
  readonly #orderOf: (value: T) => number;
  order: number;

  constructor(values: Iterable<T>, order: (value: T) => number) {
    this.#iterator = values[Symbol.iterator]();
    this.#orderOf = order;
    this.order = -Infinity;
    this.next = null;
    this.#advance();
  }

  /** Nothing more is wanted. */
  close(): void {
    this.#iterator.return?.();
  }

  /** The next value if it stands there. */
  take(order: number): T | null {
    if (this.next === null || this.order !== order) return null;
    const value = this.next;
    this.#advance();
    return value;
  }

  #advance(): void {
    const before = this.order;
    const result = this.#iterator.next();
    this.next = result.done === true ? null : result.value;
    this.order = this.next === null ? Infinity : this.#orderOf(this.next);
    if (this.order < before) throw new Error('the lines of an earlier run are not in order of UID');
  }
}
