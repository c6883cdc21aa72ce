/** Mailboxes of a server that are brought up to date again and again: what is known of them between two rounds. */
import type { MovedKind } from '../../core/kinds.js';
import { startClock } from '../../core/run-times.js';
import type { BurstTimes } from '../../store/watch/burst.js';
import type { KeptCurrent, Round } from '../../store/watch/keep-current.js';
import type { AccountResult } from '../run/account-run.js';
import { type MigrateEvents, type MigrateOptions, Migration } from '../run/migration.js';
import { makeReport, type MigrationReport } from '../state/migration-report.js';
import type { RunLog } from '../state/run-log.js';
import { writeReport } from '../state/shards.js';
import type { Account } from '../plan/users-file.js';
import type { SourceRound, WatchedSource } from './watched-source.js';
import { Waiting, type WaitingPolicy, type WaitingState } from './waiting.js';

/** What is asked of every round. */
export type RoundOptions = Omit<MigrateOptions, 'source' | 'shard' | 'dryRun' | 'retryFailed'>;

/** How things stand. */
export interface CurrentState {
  readonly report: MigrationReport;
  /** Messages sent, and messages whose flags were brought over, since the watch began. */
  readonly copied: number;
  readonly reflagged: number;
  /** Null when no account waits. */
  readonly waiting: WaitingState | null;
}

export class CurrentMigration implements KeptCurrent {
  /** Each round logs in to the accounts that changed: worth waiting until a message is surely whole. */
  readonly gather: BurstTimes;
  readonly #options: RoundOptions;
  readonly #events: MigrateEvents;
  readonly #log: RunLog;
  readonly #waiting: Waiting;
  readonly #results = new Map<string, AccountResult>();
  readonly #watched: WatchedSource;
  /** What is sent at all. */
  readonly #kinds: ReadonlySet<MovedKind>;
  readonly #clock = startClock();
  #report: MigrationReport | null = null;
  #copied = 0;
  #reflagged = 0;

  constructor(
    watched: WatchedSource,
    options: RoundOptions,
    { events, log, policy }: { readonly events: MigrateEvents; readonly log: RunLog; readonly policy: WaitingPolicy },
  ) {
    this.#watched = watched;
    const { destinations, only } = options;
    const taken = destinations.flatMap(({ takes }) => [...takes]);
    this.#kinds = new Set(taken.filter((kind) => only === null || only.has(kind)));
    this.gather = { pause: watched.writingMs + 100, longest: 10_000 };
    this.#options = options;
    this.#events = events;
    this.#log = log;
    this.#waiting = new Waiting(policy);
  }

  begin(): Promise<Round> {
    return this.#run(this.#options.accounts, this.#events);
  }

  /** Brings over the accounts in whose mailboxes these directories lie, and those that have waited long enough. */
  async update(dirs: ReadonlySet<string>): Promise<Round> {
    if (this.#options.signal.aborted) return { changed: false, interrupted: true };
    const due = this.#waiting.due(performance.now());
    // Who waits has a reason to: a new message does not change it.
    const touched = this.#watched
      .touched(this.#options.accounts, dirs, this.#kinds)
      .filter((account) => !this.#waiting.has(account));
    let rest = [...due, ...touched];
    let changed = false;
    const probe = due.find((account) => this.#waiting.isDown(account));
    if (probe !== undefined && rest.length > 1) {
      ({ changed } = await this.#run([probe], this.#quietly()));
      rest = rest.filter((account) => account !== probe);
      if (this.#waiting.isDown(probe)) {
        for (const account of rest) this.#waiting.postpone(account, probe, performance.now());
        rest = [];
      }
    }
    if (rest.length > 0) changed = (await this.#run(rest, this.#quietly())).changed || changed;
    return { changed, interrupted: this.#options.signal.aborted };
  }

  due(): number {
    return this.#waiting.dueIn(performance.now());
  }

  owes(): boolean {
    return this.#waiting.owes;
  }

  /** Null when the beginning was interrupted before anything was sent. */
  state(): CurrentState | null {
    if (this.#report === null) return null;
    const waiting = this.#waiting.state(performance.now());
    return { report: this.#report, copied: this.#copied, reflagged: this.#reflagged, waiting };
  }

  async #run(accounts: readonly Account[], events: MigrateEvents): Promise<Round> {
    const round = this.#watched.round();
    const options: MigrateOptions = {
      ...this.#options,
      source: round.source,
      accounts,
      shard: null,
      dryRun: false,
      retryFailed: false,
    };
    const { results } = await new Migration(options, events, this.#log).run();
    if (results === null) return { changed: false, interrupted: true };
    for (const result of results) this.#take(result, round);
    const inOrder = this.#options.accounts.flatMap((account) => this.#results.get(account.source) ?? []);
    this.#report = makeReport(inOrder, options, this.#clock());
    writeReport(this.#options.stateDir.state, this.#report);
    const changed = results.some(({ counts }) => counts.copied + counts.reflagged + counts.failed > 0);
    return { changed, interrupted: this.#options.signal.aborted };
  }

  #take(result: AccountResult, round: SourceRound): void {
    const { account } = result.plan;
    this.#results.set(account.source, result);
    this.#copied += result.counts.copied;
    this.#reflagged += result.counts.reflagged;
    const { unfinished } = round.end(account, result.outcome === 'done');
    this.#waiting.note(result, unfinished, performance.now());
  }

  /** Rounds that nobody looks at say only that a server lets us wait. */
  #quietly(): MigrateEvents {
    const nothing = (): void => undefined;
    const onWait: MigrateEvents['onWait'] = (plan, reason, ms) => this.#events.onWait(plan, reason, ms);
    return { onPlan: nothing, onBegin: nothing, onCounts: nothing, onEnd: nothing, onWait };
  }
}
