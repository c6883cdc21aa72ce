/** One run of an export: from what earlier runs left to the ledgers and the result. */
import { join } from 'node:path';
import { append } from '../core/lists.js';
import { addSums, emptySums } from '../ledger/sums.js';
import { tellsOfLoss } from '../store/disk/loss.js';
import type { PreviousJob } from './workspace/delta.js';
import { type DoneJob, mergeLedger } from './workspace/ledger-merge.js';
import { draftPath, type Part } from './workspace/job-record.js';
import type { Job, Plan, PlannedMailbox } from './plan/planned.js';
import { type MailboxReport, reportPart } from './result.js';
import { isWorthAnotherTry } from '../store/disk/unreadable.js';
import type { MailboxState, Workspace } from './workspace/workspace.js';
import { anyGrown, areSettled } from './workspace/recent-files.js';

/** One mailbox on its way. */
interface Progress {
  readonly planned: PlannedMailbox;
  readonly before: MailboxState | null;
  readonly done: Map<string, DoneJob>;
  /** Jobs of an earlier run whose folders the store no longer has. */
  readonly gone: readonly DoneJob[];
}

/**
 * Which jobs of a plan an earlier run has done, which are still to run, and what became of each. Puts the ledger of a mailbox
 * together when its last job is done.
 */
export class ExportRun {
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
      workspace.beat();
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

  report(): MailboxReport[] {
    return [...this.#mailboxes.values()].map((progress) => reportMailbox(progress));
  }

  #alreadyDone(job: Job, before: MailboxState | null): DoneJob | null {
    const stays = (earlier: Part): boolean =>
      job.unlisted ||
      (earlier.fingerprint === job.fingerprint && !hasUnreadable(earlier) && !hasGrownMail(job, earlier));
    const part = this.#workspace.part(job.id);
    if (part !== null && stays(part)) return { id: job.id, part, ledger: join(this.#workspace.out, part.ledger) };
    const old = this.#workspace.stateJob(before, job.id);
    if (old === null || !stays(old)) return null;
    return { id: job.id, part: settled(old), ledger: this.#workspace.ledgerPath(job.mailboxName) };
  }

  /** Folders that were there at an earlier run: their output stays, and their lines. */
  #goneJobs(planned: PlannedMailbox, before: MailboxState | null): DoneJob[] {
    const present = new Set(planned.jobs.map((job) => job.id));
    const paths = new Set(planned.jobs.flatMap((job) => job.folders.map(({ folder }) => folder.path.join('\n'))));
    const ledger = this.#workspace.ledgerPath(planned.name);
    return Object.entries(before?.jobs ?? {}).flatMap(([id, part]) => {
      if (present.has(id)) return [];
      if (!part.folders.every(({ path }) => paths.has(path.join('\n')))) return [{ id, part, ledger }];
      // The folders are still there and only their output has another name now: what is new comes in its place.
      this.#workspace.removeOutputs(part.outputs);
      return [];
    });
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
    if (jobs.length > 0 && sameJobs && jobs.every((job) => job.ledger === ledger)) {
      if (jobs.every(({ id, part }) => before?.jobs[id] === part)) return;
      this.#workspace.saveState(
        planned.name,
        planned.mailbox,
        Object.fromEntries(jobs.map(({ id, part }) => [id, part])),
      );
      return;
    }
    const draft = join(this.#workspace.out, draftPath(planned.mailbox.address, 'ledger'));
    this.#workspace.saveState(planned.name, planned.mailbox, mergeLedger(jobs, ledger, draft));
    this.#workspace.dropParts(jobs.map((job) => job.id));
  }
}

/** Some item could not be read: nothing in the store shows when it can be. */
function hasUnreadable({ folders }: Part): boolean {
  return folders.some(
    ({ sums, problems }) => problems.some(tellsOfLoss) || Object.keys(sums.reasons).some(isWorthAnotherTry),
  );
}

/** Some mail was still being written when it was read. */
function hasGrownMail(job: Job, { folders }: Part): boolean {
  return folders.some(({ young = [] }, at) => {
    const folder = job.folders[at]?.folder;
    return folder !== undefined && anyGrown(folder, young);
  });
}

/** The part without files that nobody can be writing to any more: the next run need not look at them. */
function settled(part: Part): Part {
  if (!part.folders.some(({ young }) => young !== undefined && areSettled(young))) return part;
  return {
    ...part,
    folders: part.folders.map((folder) => {
      const { young, ...rest } = folder;
      return young !== undefined && areSettled(young) ? rest : folder;
    }),
  };
}

function reportMailbox({ planned, done, gone }: Progress): MailboxReport {
  const folders = planned.jobs.flatMap((job) => {
    const part = done.get(job.id)?.part;
    return part === undefined ? [] : reportPart(part, job);
  });
  for (const { part } of gone) append(folders, reportPart(part, null));
  const sums = emptySums();
  for (const folder of folders) addSums(sums, folder.sums);
  return {
    mailbox: planned.mailbox,
    gone: false,
    ledger: `ledger/${planned.name}.jsonl`,
    sums,
    folders,
    skips: planned.skips,
    problems: planned.problems,
  };
}
