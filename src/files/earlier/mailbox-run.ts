/** One mailbox on its way: what earlier runs left of it, which jobs are still to run, and how it ends in a ledger. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MailFormat } from '../../naming/folders.js';
import { tellsOfLoss } from '../../store/disk/loss.js';
import { isWorthAnotherTry } from '../../store/disk/unreadable.js';
import { keptNotes } from './kept.js';
import { type DoneJob, mergeLedger } from '../workspace/ledger-merge.js';
import { draftPath, type JobRecord } from '../workspace/job-record.js';
import type { FolderResult } from '../job/job-context.js';
import type { Job, PlannedMailbox } from '../plan/planned.js';
import { anyGrown, areSettled } from '../workspace/recent-files.js';
import { Aside } from './aside.js';
import { type JobToRun, type Layout, planLayout } from './layout.js';
import { type LeftJob, LeftMailbox, pathKey } from './left.js';
import { removeOldMessages, removeOldOutputs } from './old-outputs.js';
import { dropRecords, type JobRecords } from './job-records.js';
import { recoverJobs } from './recover.js';
import { digestOf, type FittingState, fittingState, ledgerPath, saveState, writtenState } from './state.js';
import { moveFile } from '../../core/platform.js';

export interface MailboxSite {
  readonly out: string;
  readonly format: MailFormat;
  /** What is gone from the store goes from the output. */
  readonly mirror: boolean;
  readonly parts: JobRecords;
}

export class MailboxRun {
  readonly planned: PlannedMailbox;
  readonly #site: MailboxSite;
  readonly #follows: boolean;
  readonly #aside: Aside;
  readonly #before: FittingState | null;
  readonly #left: LeftMailbox;
  readonly #layout: Layout;
  readonly #done = new Map<string, DoneJob>();

  /** Throws a UserError when something of an earlier run cannot be read. */
  constructor(planned: PlannedMailbox, site: MailboxSite) {
    this.planned = planned;
    this.#site = site;
    this.#aside = new Aside(site.out, planned.mailbox.address);
    // Where directories cannot be listed, nobody knows what is gone.
    this.#follows = site.mirror && !planned.problems.some(tellsOfLoss);
    this.#before = fittingState(site.out, planned.name);
    this.#left = new LeftMailbox(
      [...this.#partJobs(), ...(this.#before === null ? this.#recovered() : this.#stateJobs())],
      planned.jobs.flatMap(({ folders }) => folders.map(({ folder }) => folder)),
    );
    const { out, format } = site;
    this.#layout = planLayout(planned, this.#left, {
      ...{ out, format, follows: this.#follows, aside: this.#aside },
      isDone: (job, { part }) => this.#stays(job, part) && this.#hasOutputs(part),
    });
    for (const { id, part, ledger } of this.#layout.done)
      this.#done.set(id, { id, part: ledger === this.#ledger ? settled(part) : part, ledger });
  }

  /** Jobs that are still to run. */
  get toRun(): readonly JobToRun[] {
    return this.#layout.run;
  }

  isDone(job: Job): boolean {
    return this.#done.has(job.id);
  }

  add(job: Job, part: JobRecord): void {
    this.#done.set(job.id, { id: job.id, part, ledger: join(this.#site.out, part.ledger) });
  }

  /** Parts of jobs that are done, with their jobs; without one where the store no longer has any of their folders. */
  *parts(): Generator<readonly [JobRecord, Job | null]> {
    for (const job of this.planned.jobs) {
      const done = this.#done.get(job.id);
      if (done !== undefined) yield [done.part, job];
    }
    for (const { part } of this.#keepers()) yield [part, null];
    for (const { part } of this.#layout.stay) yield [part, null];
  }

  /** When the last job is done the ledger is put together; unless every line is in it already. */
  finishIfComplete(): void {
    if (this.#layout.run.some(({ job }) => !this.#done.has(job.id))) return;
    const jobs = [
      ...this.planned.jobs.flatMap((job) => this.#done.get(job.id) ?? []),
      ...this.#keepers(),
      ...this.#layout.stay,
    ];
    if (this.#before === null || !this.#isInPlace(jobs, this.#before)) this.#finish(jobs);
  }

  get #ledger(): string {
    return ledgerPath(this.#site.out, this.planned.name);
  }

  #keepers(): DoneJob[] {
    return this.#layout.run.flatMap(({ job }) => (job.folders.length === 0 ? (this.#done.get(job.id) ?? []) : []));
  }

  #partJobs(): LeftJob[] {
    const ids = new Set(this.planned.jobs.map(({ id }) => id));
    return this.#site.parts.jobsOf(this.planned.mailbox.address, ids);
  }

  #stateJobs(): LeftJob[] {
    const { state, stamp } = this.#before as FittingState;
    return leftJobs(state.jobs, this.#ledger, stamp.digest);
  }

  #recovered(): LeftJob[] {
    const { out, format } = this.#site;
    const target = join(out, draftPath(this.planned.mailbox.address, 'history'));
    const jobs = recoverJobs(this.planned, { out, format, ledger: this.#ledger, target });
    return jobs === null ? [] : leftJobs(jobs, target, digestOf(this.#ledger));
  }

  #stays(job: Job, part: JobRecord): boolean {
    if (job.unlisted) return true;
    if (this.#follows && part.folders.some(({ sums }) => keptNotes(sums.notes).any)) return false;
    return part.fingerprint === job.fingerprint && !hasUnreadable(part) && !hasGrownMail(job, part);
  }

  /** Whether everything is where the job left it, and its mbox as long as it was: a mail program may have changed it since. */
  #hasOutputs({ outputs, mbox, mailSize }: JobRecord): boolean {
    return outputs.every((path) => {
      const stat = statSync(join(this.#site.out, path), { throwIfNoEntry: false });
      return stat !== undefined && (path !== mbox || stat.size === mailSize);
    });
  }

  /** Whether the ledger has every line of these jobs, and nothing else is left of earlier runs. */
  #isInPlace(jobs: readonly DoneJob[], { state, stamp }: FittingState): boolean {
    const known = Object.keys(state.jobs).length;
    const same = jobs.length > 0 && jobs.length === known && this.#left.jobs.length === known;
    if (!same || jobs.some(({ ledger }) => ledger !== this.#ledger) || state.stale !== undefined || this.#aside.isThere)
      return false;
    const asBefore = jobs.every(({ id, part }) => state.jobs[id] === part);
    if (!asBefore || stamp.mtimeMs !== state.ledger.mtimeMs || state.ledger.digest === undefined)
      saveState(this.#site.out, this.planned.name, {
        ...{ mailbox: this.planned.mailbox, ledger: stamp },
        jobs: Object.fromEntries(jobs.map(({ id, part }) => [id, part])),
      });
    return true;
  }

  /**
   * The state comes first: until its ledger is in place it counts for nothing but for what is to be removed then. What was put
   * together is forgotten when both are there, and old outputs go last.
   */
  #finish(jobs: readonly DoneJob[]): void {
    const { out, format } = this.#site;
    const { name, mailbox } = this.planned;
    const ledger = this.#ledger;
    const draft = join(out, draftPath(mailbox.address, 'ledger'));
    const merged = mergeLedger(jobs, draft);
    const current = new Set(jobs.flatMap(({ part }) => part.outputs));
    const stale = this.#stale(jobs, current);
    const state = { mailbox, ledger: merged.stamp, jobs: merged.jobs };
    saveState(out, name, stale.length === 0 ? state : { ...state, stale });
    mkdirSync(dirname(ledger), { recursive: true });
    moveFile(draft, ledger);
    dropRecords(out, [...this.#left.jobs, ...jobs]);
    const complete = { out, name, format, ledger, current };
    if (this.#aside.isThere) removeOldMessages(this.#aside, complete);
    removeOldOutputs(stale, complete);
    this.#aside.drop();
    if (stale.length > 0) saveState(out, name, state);
  }

  #stale(jobs: readonly DoneJob[], current: ReadonlySet<string>): string[] {
    const stale = new Set(writtenState(this.#site.out, this.planned.name)?.stale);
    for (const { part } of [...this.#left.jobs, ...jobs])
      for (const path of [...part.outputs, ...(part.formerly ?? [])]) stale.add(path);
    return [...stale].filter((path) => !current.has(path)).sort();
  }
}

function leftJobs(jobs: Readonly<Record<string, JobRecord>>, ledger: string, digest: string): LeftJob[] {
  const origin = `ledger-${digest.slice(0, 16)}`;
  return Object.entries(jobs).map(([id, part]) => ({ id, part, ledger, origin }));
}

/** Some item could not be read, or went before it was: nothing in the store shows when it can be. */
function hasUnreadable({ folders }: JobRecord): boolean {
  return folders.some(
    ({ sums, problems }) =>
      problems.some(tellsOfLoss) || Object.keys(sums.reasons).some(isWorthAnotherTry) || keptNotes(sums.notes).unread,
  );
}

/** Some mail, or an index, was still being written when it was read. */
function hasGrownMail(job: Job, { folders }: JobRecord): boolean {
  const results = new Map(folders.map((result) => [pathKey(result), result]));
  return job.folders.some(({ folder }) => {
    const result = results.get(pathKey(folder));
    return anyGrown(folder, result?.young ?? [], result?.index);
  });
}

/** The part without files that nobody can be writing to any more: the next run need not look at them. */
function settled(part: JobRecord): JobRecord {
  const folders = part.folders.map(settledFolder);
  return folders.every((folder, at) => folder === part.folders[at]) ? part : { ...part, folders };
}

function settledFolder(folder: FolderResult): FolderResult {
  const { young, index, ...rest } = folder;
  const keptYoung = young === undefined || areSettled(young) ? null : young;
  const keptIndex = index === undefined || areSettled([index]) ? null : index;
  if (keptYoung === (young ?? null) && keptIndex === (index ?? null)) return folder;
  return {
    ...rest,
    ...(keptYoung === null ? {} : { young: keptYoung }),
    ...(keptIndex === null ? {} : { index: keptIndex }),
  };
}
