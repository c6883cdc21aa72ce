/** The main job: a store becomes an export. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { addSums, emptySums, type Sums } from '../ledger/sums.js';
import { openStore, type Store } from '../store/open.js';
import type { SkipCount } from '../store/skips.js';
import type { Kind, Mailbox } from '../store/types.js';
import { type DoneJob, mergeLedger } from './ledger-merge.js';
import type { PreviousJob } from './delta.js';
import type { ExportOptions } from './options.js';
import { type Job, type Plan, type PlannedMailbox, planExport } from './plan.js';
import { runPool } from './pool.js';
import type { Part } from './part.js';
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
  const store = openStore(request.source, { archive: options.archive, recoverable: options.recoverable });
  const plan = planExport(store, options);
  const workspace = Workspace.open({
    out: request.out,
    source: request.source,
    options,
    fresh: request.fresh === true,
  });
  try {
    const run = new ExportRun(plan, workspace);
    events.onPlan?.(plan, run.reused);
    const { interrupted } = await runPool(
      run.missing,
      request.jobs ?? defaultJobs(),
      {
        out: workspace.out,
        options,
        signal: request.signal ?? new AbortController().signal,
        mirror: request.mirror === true,
        previous: (job) => run.previous(job),
        readAhead: request.readAhead ?? DEFAULT_READ_AHEAD,
      },
      { onProgress: (items, bytes) => events.onProgress?.(items, bytes), onDone: (job, part) => run.done(job, part) },
    );
    return { store, out: workspace.out, interrupted, notSelected: plan.notSelected, ...run.report() };
  } finally {
    workspace.close();
  }
}

/** One mailbox on its way. */
interface Progress {
  readonly planned: PlannedMailbox;
  readonly before: MailboxState | null;
  readonly done: Map<string, DoneJob>;
}

class ExportRun {
  /** Items of jobs that an earlier run has done. */
  readonly reused: number;
  /** Jobs still to run. */
  readonly missing: readonly Job[];
  readonly #workspace: Workspace;
  readonly #mailboxes = new Map<string, Progress>();

  constructor(plan: Plan, workspace: Workspace) {
    this.#workspace = workspace;
    const missing: Job[] = [];
    let reused = 0;
    for (const planned of plan.mailboxes) {
      const progress: Progress = { planned, before: workspace.state(planned.name), done: new Map() };
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
    const part = this.#workspace.part(job.id);
    if (part?.fingerprint === job.fingerprint)
      return { id: job.id, part, ledger: join(this.#workspace.out, part.ledger) };
    const old = this.#workspace.stateJob(before, job.id);
    if (old?.fingerprint !== job.fingerprint) return null;
    return { id: job.id, part: old, ledger: this.#workspace.ledgerPath(job.mailboxName) };
  }

  /** When the last job of a mailbox is done its ledger is put together; unless every line is in it already. */
  #finishIfComplete({ planned, done }: Progress): void {
    if (done.size < planned.jobs.length) return;
    const ledger = this.#workspace.ledgerPath(planned.name);
    const jobs = planned.jobs.flatMap((job) => done.get(job.id) ?? []);
    if (jobs.length > 0 && jobs.every((job) => job.ledger === ledger)) return;
    this.#workspace.saveState(planned.name, mergeLedger(jobs, ledger));
    this.#workspace.dropParts(jobs.map((job) => job.id));
  }
}

function reportMailbox({ planned, done }: Progress): MailboxReport {
  const sums = emptySums();
  const folders: FolderReport[] = [];
  for (const job of planned.jobs) {
    const part = done.get(job.id)?.part;
    if (part === undefined) continue;
    part.folders.forEach((result, at) => {
      const { folder, label } = job.folders[at] ?? { folder: null, label: [] };
      addSums(sums, result.sums);
      folders.push({
        path: result.path,
        label,
        kind: result.kind,
        kindFrom: folder?.kindFrom ?? 'default',
        hidden: folder?.hidden === true,
        sums: result.sums,
        problems: result.problems,
        outputs: part.outputs,
      });
    });
  }
  return {
    mailbox: planned.mailbox,
    ledger: `ledger/${planned.name}.jsonl`,
    sums,
    folders,
    skips: planned.skips,
    problems: planned.problems,
  };
}
