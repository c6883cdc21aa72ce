/** One run of an export: from what earlier runs left to the ledgers and the result. */
import type { MailFormat } from '../naming/folders.js';
import { addSums, emptySums } from '../ledger/sums.js';
import type { PreviousJob } from './workspace/delta.js';
import { MailboxRun } from './earlier/mailbox-run.js';
import { JobRecords } from './earlier/job-records.js';
import type { JobRecord } from './workspace/job-record.js';
import type { Job, Plan } from './plan/planned.js';
import { type MailboxReport, reportPart } from './result.js';
import type { Workspace } from './workspace/workspace.js';

/**
 * Which jobs of a plan an earlier run has done, which are still to run, and what became of each. Puts the ledger of a mailbox
 * together when its last job is done.
 */
export class ExportRun {
  /** Items of jobs that an earlier run has done. */
  readonly reused: number;
  /** Jobs still to run. */
  readonly missing: readonly Job[];
  readonly #mailboxes = new Map<string, MailboxRun>();
  readonly #previous = new Map<string, PreviousJob>();

  /** Throws a UserError when something of an earlier run cannot be read. */
  constructor(
    plan: Pick<Plan, 'mailboxes'>,
    workspace: Workspace,
    { mirror, format }: { readonly mirror: boolean; readonly format: MailFormat },
  ) {
    const missing: Job[] = [];
    const parts = new JobRecords(workspace.out);
    let reused = 0;
    for (const planned of plan.mailboxes) {
      workspace.beat();
      const mailbox = new MailboxRun(planned, { out: workspace.out, format, mirror, parts });
      this.#mailboxes.set(planned.mailbox.address, mailbox);
      for (const job of planned.jobs) if (mailbox.isDone(job)) reused += job.items;
      for (const { job, previous } of mailbox.toRun) {
        missing.push(job);
        this.#previous.set(job.id, previous);
      }
      mailbox.finishIfComplete();
    }
    this.missing = missing;
    this.reused = reused;
  }

  /** Those of which earlier runs left nothing. */
  get unknown(): readonly Job[] {
    return this.missing.filter((job) => {
      const { part, folders } = this.previous(job);
      return part === null && folders.length === 0;
    });
  }

  done(job: Job, part: JobRecord): void {
    const mailbox = this.#mailboxes.get(job.address);
    mailbox?.add(job, part);
    mailbox?.finishIfComplete();
  }

  /** What earlier runs left of a job's folders. */
  previous({ id }: Job): PreviousJob {
    const previous = this.#previous.get(id);
    if (previous === undefined) throw new Error(`job ${id} is not to run`);
    return previous;
  }

  report(): MailboxReport[] {
    return [...this.#mailboxes.values()].map((mailbox) => reportMailbox(mailbox));
  }
}

function reportMailbox(run: MailboxRun): MailboxReport {
  const { mailbox, name, skips, rights, problems } = run.planned;
  const folders = [...run.parts()].flatMap(([part, job]) => reportPart(part, job));
  const sums = emptySums();
  for (const folder of folders) addSums(sums, folder.sums);
  return { mailbox, gone: false, ledger: `ledger/${name}.jsonl`, sums, folders, skips, rights, problems };
}
