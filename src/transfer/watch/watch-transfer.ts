/** Keeps mailboxes of the new server current with a store, until the switch and as long after it as late mail may come. */
import { keepCurrent, type Watching } from '../../store/watch/keep-current.js';
import type { MigrateEvents } from '../run/migration.js';
import { openRunLog } from '../state/run-log.js';
import { refuseUnknownNames } from '../plan/name-check.js';
import { lockState, refuseLost } from '../state/state-dir.js';
import { CurrentMigration, type CurrentState, type RoundOptions } from './current-transfer.js';
import type { WaitingPolicy } from './waiting.js';
import type { WatchedSource } from './watched-source.js';

/** `signal`: what is on its way is finished, the rest is left for the next run. */
export interface WatchMigrationRequest extends RoundOptions, Watching {
  readonly watched: WatchedSource;
  /** When accounts are tried again that could not be brought up to date. */
  readonly waiting: WaitingPolicy;
  readonly signal: AbortSignal;
}

/** The events of the first run are those of a migration; later only waits are told. */
export interface WatchMigrationEvents extends MigrateEvents {
  /** The server has everything that was in the store at this time, but for accounts that wait. `changed` since the last time. */
  readonly onCurrent: (upTo: Date, changed: boolean, state: CurrentState) => void;
  /** Something is not as it should be, and watching goes on; a sentence. */
  readonly onProblem: (message: string) => void;
}

export interface WatchMigrationResult {
  /** Null when the watch was interrupted before anything was sent. */
  readonly state: CurrentState | null;
  readonly interrupted: boolean;
  /** The folder with the logs of this watch. */
  readonly logs: string;
}

/** Bytes of a log before the next is begun: a watch may go on for weeks, and every round is a conversation. */
const MOST_LOGGED = 20_000_000;

/** Migrates a store and keeps the mailboxes current. Throws what `runMigration` throws. */
export async function watchMigration(
  request: WatchMigrationRequest,
  events: WatchMigrationEvents,
): Promise<WatchMigrationResult> {
  const { watched } = request;
  const { store } = watched;
  await refuseUnknownNames({ ...request, source: watched.round().source });
  const lock = lockState(request.stateDir, null);
  const log = openRunLog(request.stateDir.logs, { tell: (line) => events.onReport?.(line), most: MOST_LOGGED });
  const signal = AbortSignal.any([request.signal, lock.lost]);
  try {
    const rounds = { ...request, signal };
    const current = new CurrentMigration(watched, rounds, { events, log, policy: request.waiting });
    await keepCurrent(store, current, rounds, {
      onCurrent: (upTo, changed) => {
        const state = current.state();
        if (state !== null) events.onCurrent(upTo, changed, state);
      },
      onProblem: (message) => {
        log.report(message);
        events.onProblem(message);
      },
    });
    refuseLost(lock, request.stateDir);
    return { state: current.state(), interrupted: request.signal.aborted, logs: log.dir };
  } finally {
    await log.close();
    lock.release();
  }
}
