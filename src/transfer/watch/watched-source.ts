/** What the engine asks of a source that it keeps the new side current with. */
import type { MovedKind } from '../../core/kinds.js';
import type { Store } from '../../store/open.js';
import type { Account } from '../plan/users-file.js';
import type { MailSource } from '../source.js';

/** An old side that changes while it is watched. */
export interface WatchedSource {
  /** The store that changes, as it was opened last. */
  readonly store: Store;
  /** What changed within so many milliseconds may not be whole yet, and is left for the next round. */
  readonly writingMs: number;
  /** The source as one round sees it. */
  round(): SourceRound;
  /** Those of some accounts that have something of these kinds to bring over in these directories. */
  touched(accounts: readonly Account[], dirs: ReadonlySet<string>, kinds: ReadonlySet<MovedKind>): readonly Account[];
}

/** One round. */
export interface SourceRound {
  readonly source: MailSource;
  /** An account's part has ended, `done` when all that was seen was brought over. Tells whether something may come at once. */
  end(account: Account, done: boolean): { readonly unfinished: boolean };
}
