/** A migration as a whole: plan for everybody first, then account by account, then the report. */
import { append } from '../../core/lists.js';
import { startClock } from '../../core/run-times.js';
import { formatShard, ownsMailbox, type Shard } from '../../core/shard.js';
import { writeWhole } from '../../core/whole-file.js';
import { type AccountPlan, closeAccount, failedPlan, type OpenAccount, planAccount } from '../plan/account-plan.js';
import { type AccountResult, journalPath, type Pass, runAccount } from './account-run.js';
import type { RetryPolicy } from '../retry.js';
import type { MovedKind } from '../../core/kinds.js';
import type { FolderRules } from '../../naming/folder-rules.js';
import type { Destination } from '../destination.js';
import { inParallel } from '../../core/in-parallel.js';
import { type KnownJournal, readJournal } from '../journal/journal.js';
import type { Rate } from '../limiter.js';
import type { Choice } from '../plan/left-behind.js';
import { accountsAtOnce, type MigrationPlan, summarizePlan } from '../plan/plan-summary.js';
import { type MigrationReport, makeReport } from '../state/migration-report.js';
import type { Grantees } from '../../exporters/accounts/sharing/grantees.js';
import { colleagues } from '../plan/colleagues.js';
import { granteesOf } from '../plan/sharing.js';
import { refuseUnknownFolders, refuseUnknownNames } from '../plan/name-check.js';
import { openRunLog, type RunLog } from '../state/run-log.js';
import { logAccount, logPlan, logReport } from '../state/run-words.js';
import type { MailSource } from '../source.js';
import { beginReport, saveReport } from '../state/shards.js';
import { lockState, ownFile, refuseLost, type StateDir } from '../state/state-dir.js';
import { type Counts, emptyCounts, type Tally } from './tally.js';
import type { Account } from '../plan/users-file.js';

export interface MigrateOptions {
  readonly source: MailSource;
  /** Each kind of item goes to the first that takes it. */
  readonly destinations: readonly Destination[];
  /** Everybody who moves, in whatever shard. */
  readonly accounts: readonly Account[];
  /** Only this share of the accounts; null for all. */
  readonly shard: Shard | null;
  /** What the user said about who moves: the rest stays behind. */
  readonly choice: Choice;
  readonly map: FolderRules;
  readonly excludeFolders: readonly string[];
  /** Kinds that the user asks for; null for all. */
  readonly only: ReadonlySet<MovedKind> | null;
  /** Octets; null for the destination's own limit alone. */
  readonly maxSize: number | null;
  readonly rate: Rate;
  /** Connections to the destination: for each account, and in all. */
  readonly connections: { readonly perAccount: number; readonly total: number };
  readonly stateDir: StateDir;
  readonly dryRun: boolean;
  readonly retryFailed: boolean;
  readonly retry: RetryPolicy;
  /** Milliseconds without news after which a broken connection counts as worked off by the server. */
  readonly settleMs: number;
  readonly signal: AbortSignal;
}

/** What happens, as it happens. None of the calls may throw. */
export interface MigrateEvents {
  onPlan(plan: MigrationPlan): void;
  onBegin(plan: AccountPlan): void;
  onCounts(plan: AccountPlan, counts: Counts): void;
  onWait(plan: AccountPlan, reason: string, ms: number): void;
  onEnd(result: AccountResult): void;
  /** A line of the log for people. */
  onReport?(line: string): void;
}

export interface MigrateResult {
  readonly plan: MigrationPlan;
  /** Null after a dry run. */
  readonly report: MigrationReport | null;
  /** What `report.json` in the state folder holds now: the same, or of a last shard that of all; null when it was not written. */
  readonly common: MigrationReport | null;
  readonly interrupted: boolean;
  /** The folder with this run's logs. */
  readonly logs: string;
}

/**
 * Plans and, unless it is a dry run, moves. What is wrong with one account is in the result and stops no other. Throws a
 * UserError when nothing can be done at all.
 */
export async function runMigration(options: MigrateOptions, events: MigrateEvents): Promise<MigrateResult> {
  const clock = startClock();
  const { stateDir, shard } = options;
  await refuseUnknownNames(options);
  const lock = lockState(stateDir, shard);
  const log = openRunLog(stateDir.logs, { tell: (line) => events.onReport?.(line) });
  const signal = AbortSignal.any([options.signal, lock.lost]);
  const all = { ...options, signal };
  try {
    const { plan, results } = await new Migration(all, events, log).run();
    refuseLost(lock, stateDir);
    const interrupted = signal.aborted;
    if (results === null) return { plan, report: null, common: null, interrupted, logs: log.dir };
    const report = makeReport(results, all, clock());
    const common = saveReport(report, { ...all, interrupted });
    logReport(report, log);
    return { plan, report, common, interrupted, logs: log.dir };
  } finally {
    await log.close();
    lock.release();
  }
}

/** The accounts of this run. */
export function ownAccounts({ accounts, shard }: Pick<MigrateOptions, 'accounts' | 'shard'>): readonly Account[] {
  // By the source: that is what a ledger is called after.
  return accounts.filter(({ source }) => ownsMailbox(shard, source));
}

/** Tells the destinations who moves in all: people of other runs and shards are colleagues, too. */
export function tellMovers({ source, destinations, accounts, choice }: MigrateOptions): void {
  const told = destinations.filter((destination) => destination.movers !== undefined);
  if (told.length === 0) return;
  const everybody = colleagues(source, [...choice.named, ...accounts]);
  for (const destination of told) destination.movers?.(everybody);
}

/** One pass over some accounts: the plan for all of them, then one after the other. The state folder must be ours. */
export class Migration {
  readonly #options: MigrateOptions;
  readonly #accounts: readonly Account[];
  readonly #events: MigrateEvents;
  readonly #log: RunLog;
  #grantees: Grantees | null = null;

  constructor(options: MigrateOptions, events: MigrateEvents, log: RunLog) {
    this.#options = options;
    this.#accounts = ownAccounts(options);
    this.#events = events;
    this.#log = log;
  }

  /** Writes `plan.json`, journals and ledgers. `results` is null when nothing was to be moved, or interrupted before. */
  async run(): Promise<{ readonly plan: MigrationPlan; readonly results: readonly AccountResult[] | null }> {
    const { source, destinations, stateDir, shard, dryRun, signal } = this.#options;
    const share = shard === null ? '' : `, shard ${formatShard(shard)}`;
    this.#log.report(
      `from ${source.name} to ${namesOf(destinations)}: ${this.#accounts.length} ${this.#accounts.length === 1 ? 'account' : 'accounts'}${share}`,
    );
    if (!dryRun) beginReport(stateDir, shard);
    tellMovers(this.#options);
    const open: OpenAccount[] = [];
    try {
      await this.#planAll(open);
      refuseUnknownFolders(
        this.#options,
        open.map((account) => account.plan),
      );
      const plan = summarizePlan(
        open.map((account) => account.plan),
        this.#options,
      );
      writeWhole(ownFile(stateDir, shard, 'plan.json'), `${JSON.stringify(plan, null, 1)}\n`);
      logPlan(plan, this.#log);
      this.#events.onPlan(plan);
      return { plan, results: dryRun || signal.aborted ? null : await this.#moveAll(open) };
    } finally {
      // An open connection would keep the process until the server hangs up. Those of moved accounts are closed already.
      await Promise.all(open.map(closeAccount));
    }
  }

  /** All accounts, so that every bad login shows in the first minute. Connections stay open when there may be so many. */
  async #planAll(open: OpenAccount[]): Promise<void> {
    const { connections, signal } = this.#options;
    const keep = this.#accounts.length <= connections.total;
    const planned: OpenAccount[] = [];
    await inParallel(this.#accounts, connections.total, async (account, at) => {
      if (signal.aborted) return;
      const opened = await this.#plan(account);
      if (!keep) await closeAccount(opened);
      planned[at] = keep ? opened : { plan: opened.plan, source: null, targets: [], journal: null };
    });
    // An interrupted plan has gaps.
    append(open, planned.filter(Boolean));
  }

  async #plan(account: Account): Promise<OpenAccount> {
    const { source, destinations, map, excludeFolders, maxSize, only, stateDir } = this.#options;
    const trace = (line: string): void => this.#log.debug(`${account.target}: ${line}`);
    let journal: KnownJournal;
    try {
      journal = await readJournal(journalPath(stateDir.state, account));
    } catch (error) {
      return { plan: failedPlan(account, 'state', error, trace), source: null, targets: [], journal: null };
    }
    const setup = { source, destinations, map, excludeFolders, maxSize, only, trace };
    return planAccount({ ...setup, grantees: () => this.#granteesOf() }, account, journal);
  }

  /** Found out once for all accounts. */
  #granteesOf(): Grantees {
    const { source, choice, accounts } = this.#options;
    this.#grantees ??= granteesOf(source, [...choice.named, ...accounts]);
    return this.#grantees;
  }

  async #moveAll(open: readonly OpenAccount[]): Promise<AccountResult[]> {
    const { perAccount, total } = this.#options.connections;
    const atOnce = accountsAtOnce(perAccount, total);
    const results: AccountResult[] = [];
    const end = (at: number, result: AccountResult): void => {
      results[at] = result;
      logAccount(result, this.#log);
      this.#events.onEnd(result);
    };
    const unfinished = new Map<number, AccountResult>();
    await inParallel(open, atOnce, async (account, at) => {
      const pass = account.plan.twoPasses ? 'first' : 'only';
      const result = await this.#move(account, pass, null).catch((error: unknown) => this.#broken(account.plan, error));
      if (pass === 'first' && result.outcome === 'done') unfinished.set(at, result);
      else end(at, result);
    });
    await inParallel([...unfinished], atOnce, async ([at, { plan, tally }]) => {
      const closed = { plan, source: null, targets: [], journal: null };
      end(at, await this.#move(closed, 'second', tally ?? null).catch((error: unknown) => this.#broken(plan, error)));
    });
    return results;
  }

  async #move(planned: OpenAccount, pass: Pass, tally: Tally | null): Promise<AccountResult> {
    const { plan } = planned;
    if (plan.problem !== null) {
      return { plan, outcome: 'stopped', problem: plan.problem.message, counts: emptyCounts(), ledger: null };
    }
    if (this.#options.signal.aborted) {
      await closeAccount(planned);
      return { plan, outcome: 'interrupted', problem: 'interrupted', counts: emptyCounts(), ledger: null };
    }
    const open = planned.source === null ? await this.#plan(plan.account) : planned;
    if (open.plan.problem !== null) {
      return {
        plan: open.plan,
        outcome: 'stopped',
        problem: open.plan.problem.message,
        counts: emptyCounts(),
        ledger: null,
      };
    }
    if (pass !== 'second') this.#events.onBegin(open.plan);
    const { source, stateDir, rate, connections, retry, settleMs, retryFailed, signal } = this.#options;
    return runAccount(
      {
        ...{ pass, tally },
        source,
        state: stateDir.state,
        rate,
        connections: connections.perAccount,
        retry,
        settleMs,
        retryFailed,
        signal,
        debug: (line) => this.#log.debug(`${plan.account.target}: ${line}`),
        onChange: (counts) => this.#events.onCounts(open.plan, counts),
        onWait: (reason, ms) => {
          this.#log.report(`${plan.account.target}: waiting ${Math.round(ms / 1000)} s: ${reason}`);
          this.#events.onWait(open.plan, reason, ms);
        },
      },
      open,
    );
  }

  /** What nobody foresaw ends one account and not the others. */
  #broken(plan: AccountPlan, thrown: unknown): AccountResult {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    this.#log.debug(`${plan.account.target}: ${error.stack ?? error.message}`);
    return { plan, outcome: 'stopped', problem: error.message, counts: emptyCounts(), ledger: null };
  }
}

/** Destinations as people write them. */
export function namesOf(destinations: readonly Destination[]): string {
  return destinations.map(({ name }) => name).join(', ');
}
