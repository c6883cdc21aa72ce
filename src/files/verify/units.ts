/** Shares a verification out: which folders of the source belong to which lines of which ledger. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerRun } from '../../ledger/runs.js';
import { runsOfLedger } from '../earlier/state.js';
import { isAbsence, unreadable } from '../../core/json-file.js';
import type { Job, Plan, PlannedMailbox } from '../plan/planned.js';
import type { ExportOptions } from '../plan/options.js';
import { type ExportedJob, exportedMailbox, type Subject } from './subject.js';
import { mailPath } from '../workspace/outputs.js';
import type { Unit, UnitFolder } from './unit-types.js';

/** A mailbox of the source, of the output, or (nearly always) of both. */
export interface VerifyMailbox {
  readonly address: string;
  /** Directory name below `mail/`. */
  readonly name: string;
  /** Ledger relative to the output folder; null when it is not there. */
  readonly ledger: string | null;
  /** Null when the source has no such mailbox. */
  readonly planned: PlannedMailbox | null;
  /** Source items, by the plan. */
  readonly items: number;
  readonly units: readonly number[];
  /** Jobs of the last export, by id; empty when nothing is known of them. */
  readonly exported: ReadonlyMap<string, ExportedJob>;
}

export interface VerifyPlan {
  readonly mailboxes: readonly VerifyMailbox[];
  readonly units: readonly Unit[];
}

/** Plans a verification from the plan that an export of the source would have now. */
export function planUnits(plan: Plan, subject: Subject): VerifyPlan {
  const builder = new Builder(subject);
  for (const planned of plan.mailboxes) builder.add(planned.name, planned);
  const known = new Set(plan.mailboxes.map(({ name }) => `${name}.jsonl`));
  for (const file of ledgerFiles(subject.out)) if (!known.has(file)) builder.add(file.slice(0, -'.jsonl'.length), null);
  return builder;
}

class Builder implements VerifyPlan {
  readonly mailboxes: VerifyMailbox[] = [];
  readonly units: Unit[] = [];
  readonly #subject: Subject;
  #items = 0;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  add(name: string, planned: PlannedMailbox | null): void {
    const { out } = this.#subject;
    const before = exportedMailbox(out, name);
    const address = planned?.mailbox.address ?? before.address ?? name;
    const ledger = `ledger/${name}.jsonl`;
    const runs = runsOfLedger(join(out, ledger));
    const items = planned?.jobs.reduce((sum, job) => sum + job.items, 0) ?? 0;
    const first = this.units.length;
    const exported = before.jobs;
    if (runs !== null) {
      const unclaimed = byFolder(runs);
      for (const job of planned?.jobs ?? [])
        this.#addJob(address, join(out, ledger), job, {
          unclaimed,
          changed: exported.get(job.id)?.fingerprint !== job.fingerprint,
        });
      this.#addOrphans({ address, name, ledger: join(out, ledger), unclaimed, planned });
    }
    const units = this.units.slice(first).map(({ id }) => id);
    this.mailboxes.push({ address, name, ledger: runs === null ? null : ledger, planned, items, units, exported });
  }

  #addJob(
    address: string,
    ledger: string,
    job: Job,
    { unclaimed, changed }: { unclaimed: RunTable; changed: boolean },
  ) {
    const folders = job.folders.map((planned): UnitFolder => {
      const { path } = planned.folder;
      const firstItem = this.#items;
      this.#items += planned.items;
      return { path, planned, runs: unclaimed.take(path), firstItem };
    });
    const path = mailPath(job, this.#subject.options.mailFormat);
    this.#push({ mailbox: address, mailboxName: job.mailboxName, ledger, mailPath: path, folders, changed });
  }

  /** Lines of folders that the source has no more, each in a unit of its own. */
  #addOrphans({ address, name, ledger, unclaimed, planned }: Orphans): void {
    for (const [path, runs] of unclaimed.rest()) {
      const folders: UnitFolder[] = [{ path, planned: null, runs, firstItem: this.#items }];
      // Where its mail should be is not known any more; where it is, the ledger says.
      this.#push({ mailbox: address, mailboxName: name, ledger, mailPath: '', folders, changed: planned === null });
    }
  }

  #push(unit: Omit<Unit, 'id'>): void {
    this.units.push({ id: this.units.length, ...unit });
  }
}

interface Orphans {
  readonly address: string;
  readonly name: string;
  readonly ledger: string;
  readonly unclaimed: RunTable;
  readonly planned: PlannedMailbox | null;
}

/** Runs by folder, to be taken one after the other. */
interface RunTable {
  take(folder: readonly string[]): readonly LedgerRun[];
  rest(): Iterable<readonly [folder: readonly string[], runs: readonly LedgerRun[]]>;
}

function byFolder(runs: readonly LedgerRun[]): RunTable {
  const table = new Map<string, LedgerRun[]>();
  for (const run of runs) {
    const key = JSON.stringify(run.folder);
    const same = table.get(key);
    if (same === undefined) table.set(key, [run]);
    else same.push(run);
  }
  return {
    take: (folder) => {
      const key = JSON.stringify(folder);
      const found = table.get(key) ?? [];
      table.delete(key);
      return found;
    },
    rest: () => [...table].map(([key, found]) => [JSON.parse(key) as string[], found] as const),
  };
}

function ledgerFiles(out: string): string[] {
  const dir = join(out, 'ledger');
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.jsonl'))
      .sort();
  } catch (error) {
    if (isAbsence(error)) return [];
    throw unreadable(dir, error);
  }
}

/** Which of the plan's jobs have mail of their own in the output, be it of no messages. */
export function mailJobs({ jobs }: PlannedMailbox, options: ExportOptions): Job[] {
  if (!options.only.includes('mail')) return [];
  return jobs.filter(({ folders }) =>
    folders.some(({ folder, excluded }) => folder.kind === 'mail' && excluded === null),
  );
}
