/** Moves the mail of one account: its mailboxes one after the other, or several at once. */
import { join } from 'node:path';
import { Refused } from '../../core/failures.js';
import { append } from '../../core/lists.js';
import type { ShareStep } from '../destination.js';
import { type AccountPlan, closeAccount, type OpenAccount } from '../plan/account-plan.js';
import type { CollectionPlan } from '../plan/collections.js';
import type { FolderPlan } from '../plan/folder-survey.js';
import type { RetryPolicy } from '../retry.js';
import { CollectionRun } from './collection-run.js';
import { dropFailed, saveFailed, withMended } from './failed-mail.js';
import { Journal } from '../journal/journal.js';
import { failedBefore, type LedgerResult, writeLedger } from '../state/ledger.js';
import { Limiter, type Rate } from '../limiter.js';
import type { MailSource, SourceMailbox } from '../source.js';
import { accountFile } from '../state/state-dir.js';
import { AccountStopped, Interrupted } from './stops.js';
import { type Counts, Tally } from './tally.js';
import { LastingConnection } from './lasting-connection.js';
import type { Account } from '../plan/users-file.js';

/** Of two passes over all accounts one, or the only one there is. */
export type Pass = 'only' | 'first' | 'second';

export interface AccountSetup {
  readonly pass: Pass;
  /** What the first pass counted; null before. */
  readonly tally: Tally | null;
  readonly source: MailSource;
  readonly state: string;
  readonly rate: Rate;
  /** Connections to the destination at once. */
  readonly connections: number;
  readonly retry: RetryPolicy;
  readonly settleMs: number;
  /** Only what failed in the run before. */
  readonly retryFailed: boolean;
  readonly signal: AbortSignal;
  readonly debug: (line: string) => void;
  /** Told when counts change; and when there is a wait, with its reason and milliseconds. */
  readonly onChange: (counts: Counts) => void;
  readonly onWait: (reason: string, ms: number) => void;
}

export interface AccountResult {
  readonly plan: AccountPlan;
  /** `stopped`: not everything could be tried. */
  readonly outcome: 'done' | 'stopped' | 'interrupted';
  /** Why it stopped. */
  readonly problem: string | null;
  readonly counts: Counts;
  /** Null when the account could not be opened. */
  readonly ledger: LedgerResult | null;
  /** For the second pass. */
  readonly tally?: Tally;
  /** What became of other people's rights on its folders. */
  readonly sharing?: readonly ShareStep[];
}

/** The journal of an account below the state folder. */
export function journalPath(state: string, account: Account): string {
  return join(state, 'journal', `${accountFile(account.target)}.jsonl`);
}

/** The ledger of an account below the state folder. */
export function ledgerPath(state: string, account: Account): string {
  return join(state, 'ledger', `${accountFile(account.source)}.jsonl`);
}

/** Moves one account that was planned and is open. Closes what was opened for it. Rejects only when the disk fails. */
export async function runAccount(setup: AccountSetup, open: OpenAccount): Promise<AccountResult> {
  let run: AccountRun | null = null;
  try {
    run = await AccountRun.begin(setup, open);
    return await run.run();
  } finally {
    await run?.end();
    await closeAccount(open);
  }
}

class AccountRun {
  readonly #setup: AccountSetup;
  readonly #plan: AccountPlan;
  readonly #open: OpenAccount;
  readonly #journal: Journal;
  readonly #tally: Tally;
  readonly #limiter: Limiter;
  readonly #queue: CollectionPlan[];
  /** Collections that the server does not let us fill, with its words. */
  readonly #refused = new Map<FolderPlan, string>();
  readonly #opened: { close(): Promise<void> }[] = [];
  #stopped: Error | null = null;

  private constructor(setup: AccountSetup, open: OpenAccount, journal: Journal, tally: Tally) {
    this.#setup = setup;
    this.#open = open;
    this.#plan = open.plan;
    this.#journal = journal;
    this.#tally = tally;
    this.#limiter = new Limiter(setup.rate);
    this.#queue = open.plan.collections.filter(({ idle }) => !idle);
  }

  static async begin(setup: AccountSetup, open: OpenAccount): Promise<AccountRun> {
    const { account } = open.plan;
    const wanted = setup.retryFailed ? await failedBefore(ledgerPath(setup.state, account)) : null;
    const journal = await Journal.open(journalPath(setup.state, account), open.journal);
    const tally: Tally = setup.tally ?? new Tally(wanted, () => setup.onChange(tally.counts));
    return new AccountRun(setup, open, journal, tally);
  }

  async run(): Promise<AccountResult> {
    const workers = Math.max(1, Math.min(this.#setup.connections, this.#queue.length));
    await Promise.all(Array.from({ length: workers }, (_, number) => this.#work(number)));
    const source = this.#open.source;
    if (source === null) throw new Error('the account was not opened');
    const sharing = this.#stopped === null && this.#setup.pass !== 'first' ? await this.#share() : [];
    const interrupted = this.#stopped instanceof Interrupted;
    if (!interrupted) await this.#keepFailed(source);
    await this.#journal.commit();
    const problem = this.#stopped?.message ?? this.#plan.unreadable[0] ?? null;
    const ledger = await writeLedger({
      path: ledgerPath(this.#setup.state, this.#plan.account),
      plan: this.#plan,
      source,
      book: this.#journal.book,
      tally: this.#tally,
      unsent: (folder) => this.#unsent(folder),
    });
    return {
      plan: this.#plan,
      outcome: interrupted ? 'interrupted' : problem === null ? 'done' : 'stopped',
      problem,
      counts: this.#tally.counts,
      ledger,
      tally: this.#tally,
      sharing,
    };
  }

  /** Everything is there: now others may see it. */
  async #share(): Promise<readonly ShareStep[]> {
    const steps: ShareStep[] = [];
    for (const [side, target] of this.#open.targets.entries()) {
      const shared = this.#plan.shared[side] ?? [];
      if (shared.length > 0) append(steps, (await target.share?.(shared, this.#setup.signal)) ?? []);
    }
    return steps;
  }

  async end(): Promise<void> {
    await Promise.allSettled(this.#opened.map((opened) => opened.close()));
    await this.#journal.close().catch(() => undefined);
  }

  /** Takes one collection after the other until there is none left, or the account has to stop. */
  async #work(number: number): Promise<void> {
    const { retry, signal, onWait } = this.#setup;
    // One for each destination; only those that something is sent to are opened.
    const connections = this.#open.targets.map(
      (target) => new LastingConnection({ connect: () => target.connect(), retry, signal, onWait }),
    );
    this.#opened.push(...connections);
    try {
      const source = await this.#sourceOf(number);
      for (let next = this.#next(); next !== null; next = this.#next()) {
        const connection = connections[next.side];
        if (connection !== undefined) await this.#fill(next, source, connection);
      }
    } catch (error) {
      this.#stop(error);
    }
  }

  #next(): CollectionPlan | null {
    return this.#stopped === null ? (this.#queue.shift() ?? null) : null;
  }

  /** Each worker reads by itself: a live server answers one reading at a time. */
  async #sourceOf(number: number): Promise<SourceMailbox> {
    const { account } = this.#plan;
    const source = number === 0 ? this.#open.source : await this.#setup.source.mailbox(account, this.#setup.debug);
    if (source === null) throw new Error('the account was not opened');
    if (number > 0) this.#opened.push(source);
    return this.#setup.retryFailed ? withMended(source, this.#failedDir()) : source;
  }

  async #fill(plan: CollectionPlan, source: SourceMailbox, connection: LastingConnection): Promise<void> {
    const { signal, settleMs, debug } = this.#setup;
    const run = new CollectionRun({
      plan,
      source,
      connection,
      journal: this.#journal,
      limiter: this.#limiter,
      largest: this.#plan.largest[plan.side] ?? null,
      signal,
      tally: this.#tally,
      isFirstPass: this.#setup.pass === 'first',
      settleMs,
    });
    try {
      await run.run();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // Only this collection: the others may well be filled.
      for (const folder of plan.folders) this.#refused.set(folder, error.words);
      debug(`${plan.place.path.join('/')}: ${error.message}`);
    }
  }

  #stop(error: unknown): void {
    const stop = error instanceof Error ? error : new Error(String(error));
    if (!(stop instanceof Interrupted) && !(stop instanceof AccountStopped))
      this.#setup.debug(stop.stack ?? stop.message);
    this.#stopped ??= stop;
  }

  #unsent(folder: FolderPlan): string {
    const refused = this.#refused.get(folder);
    if (refused !== undefined) return `the destination does not take mail into this folder: ${refused}`;
    if (this.#setup.retryFailed) return 'not sent yet';
    return this.#stopped === null ? 'not sent' : `not sent yet: ${this.#stopped.message}`;
  }

  #failedDir(): string {
    return join(this.#setup.state, 'failed', accountFile(this.#plan.account.source));
  }

  async #keepFailed(source: SourceMailbox): Promise<void> {
    const dir = this.#failedDir();
    for (const { folder, problem } of this.#plan.folders) {
      if (problem !== null) continue;
      await saveFailed(dir, source, folder, this.#tally.failuresOf(folder));
      if (!this.#setup.retryFailed) continue;
      for (const message of await source.list(folder))
        if (this.#tally.wasCopied(folder, message.uid)) dropFailed(dir, folder, message.uid);
    }
  }
}
