/** The main job: a store becomes an export. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { checkMailFormat } from '../exporters/mail/writer.js';
import { addSums, emptySums, type Sums } from '../ledger/sums.js';
import { tellsOfLoss } from '../store/loss.js';
import { openStore, type Store } from '../store/open.js';
import type { SkipCount } from '../store/skips.js';
import type { Kind, Mailbox } from '../store/types.js';
import { type DoneJob, mergeLedger } from './ledger-merge.js';
import type { PreviousJob } from './delta.js';
import type { ExportOptions } from './options.js';
import { exportFilters, type MailboxFilter } from './filters.js';
import { type Job, type Plan, type PlannedMailbox, planExport } from './plan.js';
import { runPool } from './pool.js';
import type { Part } from './part.js';
import { exportStoreAccounts, type StoreAccounts, type StoreAccountsRequest } from './store-accounts.js';
import { isWorthAnotherTry } from './unreadable.js';
import { type MailboxState, Workspace } from './workspace.js';

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

/** What became of one folder. */
export interface FolderReport {
  readonly path: readonly string[];
  /** Names at the destination. */
  readonly label: readonly string[];
  readonly kind: Kind;
  readonly kindFrom: string;
  readonly hidden: boolean;
  readonly sums: Sums;
  readonly problems: readonly string[];
  /** The store no longer has the folder; an earlier run's output of it is kept. */
  readonly gone: boolean;
  /** Files that hold its items, relative to the output folder. Folders that become one label share them. */
  readonly outputs: readonly string[];
}

export interface MailboxReport {
  readonly mailbox: Mailbox;
  /** Relative to the output folder. */
  readonly ledger: string;
  readonly sums: Sums;
  readonly folders: readonly FolderReport[];
  readonly skips: readonly SkipCount[];
  readonly problems: readonly string[];
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

/** One mailbox on its way. */
interface Progress {
  readonly planned: PlannedMailbox;
  readonly before: MailboxState | null;
  readonly done: Map<string, DoneJob>;
  /** Jobs of an earlier run whose folders the store no longer has. */
  readonly gone: readonly DoneJob[];
}

class ExportRun {
  /** Items of jobs that an earlier run has done. */
  readonly reused: number;
  /** Jobs still to run. */
  readonly missing: readonly Job[];
  readonly #workspace: Workspace;
  readonly #mailboxes = new Map<string, Progress>();

  constructor(plan: Plan, workspace: Workspace, mirror: boolean) {
    this.#workspace = workspace;
    const missing: Job[] = [];
    let reused = 0;
    for (const planned of plan.mailboxes) {
      const before = workspace.state(planned.name);
      // Where directories cannot be listed, nobody knows what is gone.
      const follows = mirror && !planned.problems.some(tellsOfLoss);
      const gone = follows ? [] : this.#goneJobs(planned, before);
      if (follows) this.#removeGone(planned, before);
      const progress: Progress = { planned, before, done: new Map(), gone };
      this.#mailboxes.set(planned.mailbox.address, progress);
      for (const job of planned.jobs) {
        const done = this.#alreadyDone(job, progress.before);
        if (done === null) missing.push(job);
        else {
          progress.done.set(job.id, done);
          reused += job.items;
        }
      }
      this.#finishIfComplete(progress);
    }
    this.missing = missing;
    this.reused = reused;
  }

  done(job: Job, part: Part): void {
    const progress = this.#mailboxes.get(job.address);
    if (progress === undefined) return;
    progress.done.set(job.id, { id: job.id, part, ledger: join(this.#workspace.out, part.ledger) });
    this.#finishIfComplete(progress);
  }

  /** What an earlier run left of a job that has changed since. */
  previous(job: Job): PreviousJob | null {
    const part = this.#workspace.part(job.id);
    if (part !== null) return { part, ledger: join(this.#workspace.out, part.ledger) };
    const old = this.#workspace.stateJob(this.#mailboxes.get(job.address)?.before ?? null, job.id);
    return old === null ? null : { part: old, ledger: this.#workspace.ledgerPath(job.mailboxName) };
  }

  report(): { mailboxes: MailboxReport[]; sums: Sums; reused: number } {
    const mailboxes = [...this.#mailboxes.values()].map((progress) => reportMailbox(progress));
    const sums = emptySums();
    for (const mailbox of mailboxes) addSums(sums, mailbox.sums);
    return { mailboxes, sums, reused: this.reused };
  }

  #alreadyDone(job: Job, before: MailboxState | null): DoneJob | null {
    const stays = (earlier: Part): boolean =>
      job.unlisted || (earlier.fingerprint === job.fingerprint && !hasUnreadable(earlier));
    const part = this.#workspace.part(job.id);
    if (part !== null && stays(part)) return { id: job.id, part, ledger: join(this.#workspace.out, part.ledger) };
    const old = this.#workspace.stateJob(before, job.id);
    if (old === null || !stays(old)) return null;
    return { id: job.id, part: old, ledger: this.#workspace.ledgerPath(job.mailboxName) };
  }

  /** Folders that were there at an earlier run: their output stays, and their lines. */
  #goneJobs(planned: PlannedMailbox, before: MailboxState | null): DoneJob[] {
    const present = new Set(planned.jobs.map((job) => job.id));
    const ledger = this.#workspace.ledgerPath(planned.name);
    return Object.entries(before?.jobs ?? {}).flatMap(([id, part]) => (present.has(id) ? [] : [{ id, part, ledger }]));
  }

  #removeGone(planned: PlannedMailbox, before: MailboxState | null): void {
    for (const { part } of this.#goneJobs(planned, before)) this.#workspace.removeOutputs(part.outputs);
  }

  /** When the last job of a mailbox is done its ledger is put together; unless every line is in it already. */
  #finishIfComplete({ planned, before, done, gone }: Progress): void {
    if (done.size < planned.jobs.length) return;
    const ledger = this.#workspace.ledgerPath(planned.name);
    const jobs = [...planned.jobs.flatMap((job) => done.get(job.id) ?? []), ...gone];
    const sameJobs = jobs.length === Object.keys(before?.jobs ?? {}).length;
    if (jobs.length > 0 && sameJobs && jobs.every((job) => job.ledger === ledger)) return;
    this.#workspace.saveState(planned.name, mergeLedger(jobs, ledger));
    this.#workspace.dropParts(jobs.map((job) => job.id));
  }
}

/** Some item could not be read: nothing in the store shows when it can be. */
function hasUnreadable({ folders }: Part): boolean {
  return folders.some(({ sums }) => Object.keys(sums.reasons).some(isWorthAnotherTry));
}

function reportMailbox({ planned, done, gone }: Progress): MailboxReport {
  const folders = planned.jobs.flatMap((job) => reportJob(job, done.get(job.id)?.part ?? null));
  for (const { part } of gone) folders.push(...reportPart(part, null));
  const sums = emptySums();
  for (const folder of folders) addSums(sums, folder.sums);
  return {
    mailbox: planned.mailbox,
    ledger: `ledger/${planned.name}.jsonl`,
    sums,
    folders,
    skips: planned.skips,
    problems: planned.problems,
  };
}

function reportJob(job: Job, part: Part | null): FolderReport[] {
  return part === null ? [] : reportPart(part, job);
}

/** The folders of a finished job; without a job they are gone from the store. */
function reportPart(part: Part, job: Job | null): FolderReport[] {
  return part.folders.map((result, at) => {
    const planned = job?.folders[at];
    return {
      path: result.path,
      label: planned?.label ?? [],
      kind: result.kind,
      kindFrom: planned?.folder.kindFrom ?? 'default',
      hidden: planned?.folder.hidden === true,
      sums: result.sums,
      problems: result.problems,
      gone: job === null,
      outputs: part.outputs,
    };
  });
}
