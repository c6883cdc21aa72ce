/** The main job: a store becomes an export. */
import { availableParallelism } from 'node:os';
import { checkMailFormat } from '../exporters/mail/writer.js';
import { diskError } from '../core/disk-error.js';
import { UserError } from '../core/errors.js';
import { type RunTimes, startClock } from '../core/run-times.js';
import type { Shard } from '../core/shard.js';
import { addSums, emptySums, type Sums } from '../ledger/sums.js';
import { openStore, type Store } from '../store/open.js';
import { type DovecotRequest, type DovecotResult, planDovecot } from './dovecot/write.js';
import { ExportRun } from './export-run.js';
import { dropEmptyFailed } from './job/failed-files.js';
import { exportFilters, type MailboxFilter } from './filters.js';
import { settleGone } from './workspace/gone.js';
import { findNotIncluded, findUnlisted } from './left-behind.js';
import type { NotIncluded, UnlistedMailbox } from '../store/tree/census.js';
import type { ExportOptions } from './plan/options.js';
import type { Job, Plan } from './plan/planned.js';
import { planExport } from './plan/plan.js';
import { refuseTooLittleRoom } from './room.js';
import { runPool } from './threads/pool.js';
import type { MailboxReport } from './result.js';
import { compareAddresses } from '../store/tree/walk.js';
import { checkSelection, shardScope } from './plan/selection.js';
import { exportStoreAccounts, type StoreAccounts, type StoreAccountsRequest } from './accounts/store-accounts.js';
import { Workspace } from './workspace/workspace.js';

/** What is asked for, apart from what decides the output's content. */
export interface ExportRequest {
  readonly source: string;
  readonly out: string;
  readonly options: ExportOptions;
  /** Worker threads; by default as many as the machine has cores, at least 2, at most 4. */
  readonly jobs?: number | undefined;
  /** Read-ahead threads for each worker; DEFAULT_READ_AHEAD unless told. */
  readonly readAhead?: number | undefined;
  readonly fresh?: boolean;
  /** Take what is gone from the store out of the output. */
  readonly mirror?: boolean;
  readonly signal?: AbortSignal;
  /** How accounts are written; without it they are not. */
  readonly accounts?: StoreAccountsRequest | undefined;
  /** Only this share of the mailboxes; other processes may write the others into the same folder at the same time. */
  readonly shard?: Shard | null | undefined;
  /** Passwords of a mail server for an exported Maildir; without it no server is set up. */
  readonly dovecot?: DovecotRequest | undefined;
}

/** What an export tells while it runs. */
export interface ExportEvents {
  /** The plan is made; `done` items of it are already in the output. */
  readonly onPlan?: (plan: Plan, done: number) => void;
  /** Items and bytes read since the last call. */
  readonly onProgress?: (items: number, bytes: number) => void;
  /** A job is done. */
  readonly onJob?: (job: Job) => void;
}

export interface ExportResult {
  readonly store: Store;
  readonly out: string;
  readonly interrupted: boolean;
  /** The share that was written; null for all. */
  readonly shard: Shard | null;
  /** In the order of the store, those that it no longer has among them. */
  readonly mailboxes: readonly MailboxReport[];
  /** Addresses of mailboxes that the store no longer has and that were taken out of the output (`mirror`). */
  readonly takenOut: readonly string[];
  readonly notSelected: readonly string[];
  readonly notIncluded: readonly NotIncluded[];
  readonly unlisted: readonly UnlistedMailbox[];
  readonly sums: Sums;
  readonly filters: readonly MailboxFilter[];
  /** Null when no accounts were asked for. */
  readonly accounts: StoreAccounts | null;
  /** Null when no server was asked for. */
  readonly dovecot: DovecotResult | null;
  /** Items that an earlier run had already exported. */
  readonly reused: number;
  readonly times: RunTimes;
}

/** Enough to keep a disk busy whose every answer takes a fraction of a millisecond. */
export const DEFAULT_READ_AHEAD = 2;

/** How many worker threads an export takes when nothing is said. */
export function defaultJobs(): number {
  return Math.min(4, Math.max(2, availableParallelism()));
}

/**
 * Exports a store. Nothing is written below the source. Throws a UserError for a wrong input, and when the output cannot be
 * written; damaged items and folders are in the result.
 */
export async function runExport(request: ExportRequest, events: ExportEvents = {}): Promise<ExportResult> {
  const clock = startClock();
  const { options } = request;
  const shard = request.shard ?? null;
  checkMailFormat(options.mailFormat);
  const setUpDovecot = planDovecot(options, request.dovecot);
  const store = openStore(request.source, { archive: options.archive, recoverable: options.recoverable });
  const plan = planExport(store, options, shardScope(shard));
  checkSelection(store, plan, options);
  const fresh = request.fresh === true;
  const workspace = Workspace.open({ out: request.out, source: request.source, options, fresh, shard });
  try {
    // Account files are about the whole company: one shard writes them.
    const accounts =
      request.accounts === undefined || !options.only.includes('accounts') || (shard !== null && shard.index > 1)
        ? null
        : await exportStoreAccounts(store, request.accounts, workspace.out);
    const { interrupted, mailboxes, filters, reused } = await exportPlan(plan, workspace, request, events);
    const { kept, takenOut } = settleGone(store, plan, workspace, {
      mirror: request.mirror === true && !interrupted,
      format: options.mailFormat,
    });
    // A server is for all mailboxes: it is set up when the shards are joined.
    const isWhole = shard === null && !interrupted;
    const dovecot = isWhole && setUpDovecot !== null ? await setUpDovecot(workspace.out) : null;
    const summed = sumUp([...mailboxes, ...kept]);
    return {
      ...{ store, accounts, dovecot, out: workspace.out, shard, interrupted, takenOut, filters, reused },
      notSelected: plan.notSelected,
      notIncluded: findNotIncluded(store, summed.mailboxes, options, (address) => workspace.owns(address)),
      unlisted: findUnlisted(store, summed.mailboxes, accounts, options),
      ...summed,
      times: clock(),
    };
  } catch (error) {
    throw diskError(error, 'output');
  } finally {
    workspace.close();
  }
}

/** Mailboxes in the order of the store, with their sums. */
export function sumUp(reports: readonly MailboxReport[]): Pick<ExportResult, 'mailboxes' | 'sums'> {
  const mailboxes = [...reports].sort((a, b) => compareAddresses(a.mailbox.address, b.mailbox.address));
  const sums = emptySums();
  for (const mailbox of mailboxes) addSums(sums, mailbox.sums);
  return { mailboxes, sums };
}

/** Does what a plan says. The plan may leave mailboxes out: their output stays, and they are not in the result. */
export async function exportPlan(
  plan: Plan,
  workspace: Workspace,
  request: ExportRequest,
  events: ExportEvents = {},
): Promise<Pick<ExportResult, 'interrupted' | 'mailboxes' | 'filters' | 'reused'>> {
  const filters = request.options.only.includes('filters') ? exportFilters(plan, workspace.out) : [];
  const run = new ExportRun(plan, workspace, {
    mirror: request.mirror === true,
    format: request.options.mailFormat,
  });
  refuseTooLittleRoom(run.unknown, request.options, workspace.out);
  events.onPlan?.(plan, run.reused);
  const { interrupted } = await runPool(
    run.missing,
    request.jobs ?? defaultJobs(),
    {
      out: workspace.out,
      options: request.options,
      signal: AbortSignal.any([workspace.lost, ...(request.signal === undefined ? [] : [request.signal])]),
      mirror: request.mirror === true,
      previous: (job) => run.previous(job),
      readAhead: request.readAhead ?? DEFAULT_READ_AHEAD,
    },
    {
      onProgress: (items, bytes) => events.onProgress?.(items, bytes),
      onDone: (job, part) => {
        workspace.beat();
        // The mailbox is somebody else's by then.
        if (!workspace.lost.aborted) run.done(job, part);
        events.onJob?.(job);
      },
    },
  );
  if (workspace.lost.aborted)
    throw new UserError(
      `This run stood still for minutes, and another has taken ${workspace.out} over: it goes on there.`,
      { exitCode: 3 },
    );
  dropEmptyFailed(
    workspace.out,
    plan.mailboxes.map(({ name }) => name),
  );
  return { interrupted, filters, mailboxes: run.report(), reused: run.reused };
}
