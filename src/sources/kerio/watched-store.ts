/** A store that people still work on, watched: which accounts have news, and what a round may take. */
import type { MovedKind } from '../../core/kinds.js';
import { openStore, type Store } from '../../store/open.js';
import { demandLiveStore } from '../../store/watch/keep-current.js';
import { nearestOf } from '../../store/watch/roots.js';
import type { Account } from '../../transfer/plan/users-file.js';
import type { SourceRound, WatchedSource } from '../../transfer/watch/watched-source.js';
import { liveStoreSource, type Seen } from './live-store.js';
import { hasNews, type Prints } from './prints.js';
import type { ListedMailbox } from '../../transfer/source.js';
import { WRITING } from './open-items.js';
import { findMailbox, listMailboxes } from './store-source.js';

/**
 * Opens a store to be watched. Throws what `openStore` throws, and a UserError for one that cannot change. `recoverable`: with mail
 * that the server keeps after deletion.
 */
export function watchedStore(path: string, recoverable: boolean): WatchedSource {
  return new WatchedStore(path, recoverable);
}

class WatchedStore implements WatchedSource {
  readonly writingMs = WRITING;
  readonly #path: string;
  readonly #recoverable: boolean;
  /** What folders held when their account was last brought over whole, by account. */
  readonly #prints = new Map<string, Prints>();
  #store: Store;
  #listed: readonly ListedMailbox[];

  constructor(path: string, recoverable: boolean) {
    this.#path = path;
    this.#recoverable = recoverable;
    this.#store = openStore(path, { archive: true, recoverable });
    this.#listed = listMailboxes(this.#store);
    demandLiveStore(this.#store, path);
  }

  get store(): Store {
    return this.#store;
  }

  round(): SourceRound {
    const seen = new Map<string, () => Seen>();
    return {
      source: liveStoreSource(this.#store, this.#listed, (address, look) => seen.set(address, look)),
      end: ({ source }, done) => {
        const saw = seen.get(source)?.();
        if (done && saw !== undefined) this.#prints.set(source, saw.prints);
        else this.#prints.delete(source);
        return { unfinished: saw?.unfinished === true };
      },
    };
  }

  /** Where a directory lies in no mailbox, users may have come. */
  touched(accounts: readonly Account[], dirs: ReadonlySet<string>, kinds: ReadonlySet<MovedKind>): readonly Account[] {
    const known = new Set(this.#store.mailboxes.map(({ dir }) => dir));
    const mailboxes = new Set([...dirs].map((dir) => nearestOf(known, dir)));
    if (mailboxes.has(null)) {
      this.#store = openStore(this.#path, { archive: true, recoverable: this.#recoverable });
      this.#listed = listMailboxes(this.#store);
      for (const { dir } of this.#store.mailboxes) if (!known.has(dir)) mailboxes.add(dir);
    }
    return accounts.filter((account) => {
      const mailbox = findMailbox(this.#store, account.source);
      if (mailbox === undefined || !mailboxes.has(mailbox.dir)) return false;
      const prints = this.#prints.get(account.source);
      if (prints === undefined) return true;
      return hasNews({ mailbox, folders: this.#store.tree(mailbox).folders, dirs, kinds }, prints);
    });
  }
}
