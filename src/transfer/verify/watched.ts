/** How far a comparison is, and whether somebody wants it to end. */
import type { FolderPlan } from '../plan/folder-survey.js';
import type { Account } from '../plan/users-file.js';

/** Whoever watches one account being compared. */
export interface Watch {
  readonly signal: AbortSignal;
  /** So many items will be compared. */
  readonly onPlan: (items: number) => void;
  /** So many more were. */
  readonly onItems: (items: number) => void;
}

/** Nobody. */
export const UNWATCHED: Watch = {
  signal: new AbortController().signal,
  onPlan: () => undefined,
  onItems: () => undefined,
};

/** What happens while a migration is proved. None of the calls may throw. */
export interface VerifyEvents {
  /** These accounts will be looked at. */
  readonly onAccounts?: (accounts: readonly Account[]) => void;
  /** One is begun, with so many items to be compared. */
  readonly onBegin?: (account: Account, items: number) => void;
  /** So many more of its items were compared. */
  readonly onItems?: (account: Account, items: number) => void;
  /** One has ended; `problem` is why it could not be looked at. */
  readonly onEnd?: (account: Account, problem: string | null) => void;
  /** A line of the log for people. */
  readonly onReport?: (line: string) => void;
}

/** Items that a collection is compared with. */
export function itemsOf(folders: readonly FolderPlan[]): number {
  return folders.reduce((sum, { messages }) => sum + messages, 0);
}

/**
 * Counts the items of one collection. Each is read at both ends, and either end may be the slow one: an item counts when two have
 * been read. Every step throws when somebody wants it to end.
 */
export class Steps {
  readonly #watch: Watch;
  readonly #items: number;
  #read = 0;
  #seen = 0;
  #told = 0;

  constructor(watch: Watch, items: number) {
    this.#watch = watch;
    this.#items = items;
  }

  /** Throws the reason of the signal when it has aborted. */
  goOn(): void {
    this.#watch.signal.throwIfAborted();
  }

  /** One item of the source was read. */
  read(): void {
    this.goOn();
    this.#read += 1;
    this.#tell(this.#half());
  }

  /** One item of the destination was looked at. */
  seen(): void {
    this.goOn();
    this.#seen += 1;
    this.#tell(this.#half());
  }

  /** All of it was compared. */
  end(): void {
    this.goOn();
    this.#tell(this.#items);
  }

  /** There may be more at the destination than came from here. */
  #half(): number {
    return (Math.min(this.#read, this.#items) + Math.min(this.#seen, this.#items)) >> 1;
  }

  #tell(done: number): void {
    if (done > this.#told) this.#watch.onItems(done - this.#told);
    this.#told = Math.max(done, this.#told);
  }
}
