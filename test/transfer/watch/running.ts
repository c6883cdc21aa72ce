import { onTestFinished } from 'vitest';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { watchedStore } from '../../../src/sources/kerio/watched-store.js';
import { openStore } from '../../../src/store/open.js';
import type { MigrateOptions } from '../../../src/transfer/run/migration.js';
import type { MailSource } from '../../../src/transfer/source.js';
import type { CurrentState } from '../../../src/transfer/watch/current-transfer.js';
import { watchMigration, type WatchMigrationRequest } from '../../../src/transfer/watch/watch-transfer.js';
import { quiet } from '../support.js';

const RETRY = { down: { firstMs: 100, longestMs: 400, tries: 1000 }, refusedMs: 3_600_000, unfinishedMs: 200 };

/** What a test asks of a watch beside the usual. */
export type Asked = Partial<WatchMigrationRequest>;

/** A watch under way, and what a test may wait for. */
export class Running {
  readonly states: CurrentState[] = [];
  readonly #stop = new AbortController();
  readonly #done: ReturnType<typeof watchMigration>;
  #listen: () => void = () => undefined;

  constructor(store: string, options: (source: MailSource) => MigrateOptions, more: Asked = {}) {
    const run = options(storeSource(openStore(store)));
    this.#done = watchMigration(
      {
        ...run,
        watched: watchedStore(store, false),
        poll: false,
        untilQuiet: null,
        waiting: RETRY,
        signal: this.#stop.signal,
        ...more,
      },
      {
        ...quiet,
        onCurrent: (_upTo, _changed, state) => {
          this.states.push(state);
          this.#listen();
        },
        onProblem: () => undefined,
      },
    );
    this.#done.catch(() => undefined);
    onTestFinished(async () => {
      this.#stop.abort();
      await this.#done.catch(() => undefined);
    });
  }

  /** Waits for a state. */
  async until(isSo: (state: CurrentState) => boolean): Promise<CurrentState> {
    for (;;) {
      const state = this.states.at(-1);
      if (state !== undefined && isSo(state)) return state;
      await new Promise<void>((resolve) => (this.#listen = resolve));
    }
  }

  /** Waits until so many messages were sent, and nobody waits. */
  sent(count: number): Promise<CurrentState> {
    return this.until(({ copied, waiting }) => copied === count && waiting === null);
  }

  stop(): ReturnType<typeof watchMigration> {
    this.#stop.abort();
    return this.#done;
  }

  end(): ReturnType<typeof watchMigration> {
    return this.#done;
  }
}
