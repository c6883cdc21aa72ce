/** An export that is brought up to date again and again: what is known of it between two rounds. */
import { openStore, type Store } from '../../store/open.js';
import { VANISHED } from '../../store/disk/unreadable.js';
import { nearestOf } from '../../store/watch/roots.js';
import type { Round } from '../../store/watch/keep-current.js';
import { type ExportEvents, exportPlan, type ExportRequest, type ExportResult, sumUp } from '../export.js';
import { startClock } from '../../core/run-times.js';
import { settleGone } from '../workspace/gone.js';
import { findNotIncluded, findUnlisted } from '../left-behind.js';
import type { MailboxReport } from '../result.js';
import { type Listing, type Plan, type PlanScope } from '../plan/planned.js';
import { planExport } from '../plan/plan.js';
import { type DovecotResult, planDovecot } from '../dovecot/write.js';
import { exportStoreAccounts, type StoreAccounts } from '../accounts/store-accounts.js';
import { checkSelection } from '../plan/selection.js';
import type { Workspace } from '../workspace/workspace.js';

export class CurrentExport {
  readonly #request: ExportRequest;
  readonly #workspace: Workspace;
  #store: Store;
  #accounts: StoreAccounts | null = null;
  #dovecot: DovecotResult | null = null;
  readonly #setUpDovecot: ReturnType<typeof planDovecot>;
  readonly #listings = new Map<string, Listing>();
  readonly #reports = new Map<string, MailboxReport>();
  readonly #filters = new Map<string, ExportResult['filters'][number]>();
  #plan: Plan | null = null;
  #interrupted = false;
  readonly #clock = startClock();

  constructor(store: Store, workspace: Workspace, request: ExportRequest) {
    this.#store = store;
    this.#workspace = workspace;
    this.#request = request;
    this.#setUpDovecot = planDovecot(request.options, request.dovecot);
  }

  /** Exports everything that is not in the output yet. */
  async begin(events: ExportEvents): Promise<Round> {
    await this.#exportAccounts();
    const round = await this.#export(() => true, this.#request, events);
    if (!round.interrupted) await this.#serve();
    return round;
  }

  /**
   * Brings the mailboxes up to date in which these directories lie. Where one lies in none, users may have come: they are
   * exported, and the accounts anew.
   */
  async update(dirs: ReadonlySet<string>): Promise<Round> {
    const known = new Set(this.#store.mailboxes.map((mailbox) => mailbox.dir));
    const touched = new Set<string>();
    let isAbove = false;
    for (const dir of dirs) {
      this.#listings.delete(dir);
      const mailbox = nearestOf(known, dir);
      if (mailbox === null) isAbove = true;
      else touched.add(mailbox);
    }
    if (isAbove) {
      const { archive, recoverable } = this.#request.options;
      this.#store = openStore(this.#request.source, { archive, recoverable });
      await this.#exportAccounts();
      for (const { dir } of this.#store.mailboxes) if (!known.has(dir)) touched.add(dir);
    }
    // One thread is enough for a few new mails, and another costs memory. What has begun is brought to its end.
    const request = { ...this.#request, jobs: this.#request.jobs ?? 1, signal: new AbortController().signal };
    const round = await this.#export(({ dir }) => touched.has(dir), request, {});
    if (isAbove) await this.#serve();
    return round;
  }

  /** All that was exported so far, as one result. */
  result(): ExportResult {
    const mailboxes = this.#store.mailboxes.flatMap(({ address }) => this.#reports.get(address) ?? []);
    const { options } = this.#request;
    const how = { mirror: false, format: options.mailFormat };
    const gone = this.#plan === null ? [] : settleGone(this.#store, this.#plan, this.#workspace, how).kept;
    const summed = sumUp([...mailboxes, ...gone]);
    return {
      store: this.#store,
      out: this.#workspace.out,
      shard: null,
      interrupted: this.#interrupted,
      takenOut: [],
      notSelected: this.#plan?.notSelected ?? [],
      notIncluded: findNotIncluded(this.#store, summed.mailboxes, options),
      unlisted: findUnlisted(this.#store, summed.mailboxes, this.#accounts, options),
      ...summed,
      filters: mailboxes.flatMap(({ mailbox }) => this.#filters.get(mailbox.address) ?? []),
      accounts: this.#accounts,
      dovecot: this.#dovecot,
      reused: 0,
      times: this.#clock(),
    };
  }

  async #export(includes: PlanScope['includes'], request: ExportRequest, events: ExportEvents): Promise<Round> {
    const plan = planExport(this.#store, request.options, { includes, listings: this.#listings });
    if (this.#plan === null) checkSelection(this.#store, plan, request.options);
    let changed = false;
    const result = await exportPlan(plan, this.#workspace, request, {
      ...events,
      onPlan: (made, done) => {
        changed = made.items > done;
        events.onPlan?.(made, done);
      },
      // A folder that has nothing any more is done without an item.
      onJob: (job) => {
        changed = true;
        events.onJob?.(job);
      },
    });
    for (const report of result.mailboxes) this.#reports.set(report.mailbox.address, report);
    for (const filter of result.filters) this.#filters.set(filter.address, filter);
    this.#plan = plan;
    this.#interrupted = result.interrupted;
    const again = result.mailboxes.filter(({ sums }) => VANISHED in sums.reasons).map(({ mailbox }) => mailbox.dir);
    return { changed, interrupted: result.interrupted, again };
  }

  /** New mailboxes need a login. */
  async #serve(): Promise<void> {
    this.#dovecot = (await this.#setUpDovecot?.(this.#workspace.out)) ?? null;
  }

  async #exportAccounts(): Promise<void> {
    const { accounts, options } = this.#request;
    if (accounts === undefined || !options.only.includes('accounts')) return;
    this.#accounts = await exportStoreAccounts(this.#store, accounts, this.#workspace.out);
  }
}
