/** What happens to the messages of one account during a run: for progress, and for the ledger at its end. */
import type { Uid } from '../journal/journal-line.js';
import type { SourceFolder } from '../source.js';

/** Counts of a run so far. */
export interface Counts {
  copied: number;
  copiedBytes: number;
  failed: number;
  /** Flags that changed at the source and were brought over. */
  reflagged: number;
}

/** Counts of nothing. */
export function emptyCounts(): Counts {
  return { copied: 0, copiedBytes: 0, failed: 0, reflagged: 0 };
}

/** Messages of this run only, by folder; null for all. */
export type Wanted = ReadonlyMap<string, ReadonlySet<Uid>> | null;

export class Tally {
  readonly counts: Counts = emptyCounts();
  readonly #copied = new Map<string, Set<Uid>>();
  readonly #failures = new Map<string, Map<Uid, string>>();
  readonly #wanted: Wanted;
  readonly #onChange: () => void;

  constructor(wanted: Wanted, onChange: () => void) {
    this.#wanted = wanted;
    this.#onChange = onChange;
  }

  /** Whether this run is about the message at all. */
  isWanted(folder: SourceFolder, uid: Uid): boolean {
    return this.#wanted === null || this.#wanted.get(folderKey(folder))?.has(uid) === true;
  }

  copied(folder: SourceFolder, uid: Uid, bytes: number): void {
    const copied = this.#copied.get(folderKey(folder)) ?? new Set();
    this.#copied.set(folderKey(folder), copied.add(uid));
    this.counts.copied += 1;
    this.counts.copiedBytes += bytes;
    this.#onChange();
  }

  failed(folder: SourceFolder, uid: Uid, reason: string): void {
    const failures = this.#failures.get(folderKey(folder)) ?? new Map<Uid, string>();
    this.#failures.set(folderKey(folder), failures.set(uid, reason));
    this.counts.failed += 1;
    this.#onChange();
  }

  reflagged(): void {
    this.counts.reflagged += 1;
  }

  wasCopied(folder: SourceFolder, uid: Uid): boolean {
    return this.#copied.get(folderKey(folder))?.has(uid) === true;
  }

  /** Why it failed in this run; null when it did not. */
  failure(folder: SourceFolder, uid: Uid): string | null {
    return this.#failures.get(folderKey(folder))?.get(uid) ?? null;
  }

  /** Messages that failed in this run. */
  failuresOf(folder: SourceFolder): ReadonlyMap<Uid, string> {
    return this.#failures.get(folderKey(folder)) ?? new Map();
  }
}

/** One text for a folder, the same in every run. */
export function folderKey({ path }: Pick<SourceFolder, 'path'>): string {
  return JSON.stringify(path);
}
