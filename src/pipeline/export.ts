/** The main job: a store becomes an export. */
import { availableParallelism } from 'node:os';
import { checkMailFormat } from '../exporters/mail/writer.js';
import type { Sums } from '../ledger/sums.js';
import { openStore, type Store } from '../store/open.js';
import { ExportRun } from './export-run.js';
import { exportFilters, type MailboxFilter } from './filters.js';
import type { ExportOptions } from './options.js';
import { outputError } from './output-error.js';
import { type Plan, planExport } from './plan.js';
import { runPool } from './pool.js';
import type { MailboxReport } from './result.js';
import { exportStoreAccounts, type StoreAccounts, type StoreAccountsRequest } from './store-accounts.js';
import { Workspace } from './workspace.js';

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
}

/** What an export tells while it runs. */
export interface ExportEvents {
  /** The plan is made; `done` items of it are already in the output. */
  readonly onPlan?: (plan: Plan, done: number) => void;
  /** Items and bytes read since the last call. */
  readonly onProgress?: (items: number, bytes: number) => void;
}

export interface ExportResult {
  readonly store: Store;
  readonly out: string;
  readonly interrupted: boolean;
  readonly mailboxes: readonly MailboxReport[];
  readonly notSelected: readonly string[];
  readonly sums: Sums;
  readonly filters: readonly MailboxFilter[];
  /** Null when no accounts were asked for. */
  readonly accounts: StoreAccounts | null;
  /** Items that an earlier run had already exported. */
  readonly reused: number;
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
  const { options } = request;
  checkMailFormat(options.mailFormat);
  const store = openStore(request.source, { archive: options.archive, recoverable: options.recoverable });
  const plan = planExport(store, options);
  const workspace = Workspace.open({
    out: request.out,
    source: request.source,
    options,
    fresh: request.fresh === true,
  });
  try {
    const accounts =
      request.accounts === undefined || !options.only.includes('accounts')
        ? null
        : await exportStoreAccounts(store, request.accounts, workspace.out);
    return { store, accounts, ...(await exportPlan(plan, workspace, request, events)) };
  } catch (error) {
    throw outputError(error);
  } finally {
    workspace.close();
  }
}

/** Does what a plan says. The plan may leave mailboxes out: their output stays, and they are not in the result. */
export async function exportPlan(
  plan: Plan,
  workspace: Workspace,
  request: ExportRequest,
  events: ExportEvents = {},
): Promise<Omit<ExportResult, 'store' | 'accounts'>> {
  const filters = request.options.only.includes('filters') ? exportFilters(plan, workspace.out) : [];
  const run = new ExportRun(plan, workspace, request.mirror === true);
  events.onPlan?.(plan, run.reused);
  const { interrupted } = await runPool(
    run.missing,
    request.jobs ?? defaultJobs(),
    {
      out: workspace.out,
      options: request.options,
      signal: request.signal ?? new AbortController().signal,
      mirror: request.mirror === true,
      previous: (job) => run.previous(job),
      readAhead: request.readAhead ?? DEFAULT_READ_AHEAD,
    },
    { onProgress: (items, bytes) => events.onProgress?.(items, bytes), onDone: (job, part) => run.done(job, part) },
  );
  return { out: workspace.out, interrupted, notSelected: plan.notSelected, filters, ...run.report() };
}
