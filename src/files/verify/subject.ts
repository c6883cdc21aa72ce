/** The export to be verified, by what it says of itself. */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../core/errors.js';
import { describeHolder, lockHolders } from '../../core/lock.js';
import { shardStates } from '../../core/shard-records.js';
import type { Sums } from '../../ledger/sums.js';
import { writtenState } from '../earlier/state.js';
import { readJson } from '../../core/json-file.js';
import { DEFAULT_OPTIONS, type ExportOptions } from '../plan/options.js';
import { partNames } from '../earlier/job-records.js';
import { recordedRun } from '../workspace/run-record.js';

/** What of `report.json` is compared with the ledgers. */
export interface ReportedSums {
  readonly complete?: boolean;
  readonly totals?: Sums;
  readonly times?: { readonly endedAt?: string };
  readonly mailboxes?: readonly {
    readonly address: string;
    readonly ledger: string;
    readonly totals: Sums;
    readonly folders: readonly (Sums & { readonly folder: readonly string[] })[];
  }[];
}

export interface Subject {
  /** Absolute. */
  readonly out: string;
  readonly source: string;
  readonly options: ExportOptions;
  /** Null when there is none. */
  readonly report: ReportedSums | null;
  /** The last export did not come to its end. */
  readonly unfinished: boolean;
}

/**
 * Finds out what the folder holds, from `.kerio-exit/run.json`, or from `report.json` where only the outputs were kept.
 * `source` overrides where the store was. Throws a UserError when there is no export, or one is being written.
 */
export function openSubject(outPath: string, source: string | undefined): Subject {
  const out = resolve(outPath);
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UserError(`${out} is no folder: give the folder that export wrote to (--out).`);
  const report = readJson(join(out, 'report.json'), 'run the same export again') as (ReportedSums & Run) | null;
  const run = recordedRun(out);
  const store = source ?? run?.source;
  if (report?.command === 'migrate')
    throw new UserError(
      `${out} is the state folder of a migration: prove that with "kerio-exit migrate … --verify" and the options of the run.`,
    );
  if (run === null || store === undefined)
    throw new UserError(`${out} holds no export: neither .kerio-exit/run.json nor report.json says what was exported.`);
  const writers = lockHolders(join(out, '.kerio-exit'));
  const writer = writers.find(({ alive }) => alive);
  if (writer !== undefined)
    throw new UserError(`A kerio-exit (${describeHolder(writer)}) is writing to ${out}: verify when it has ended.`);
  const shards = shardStates(join(out, '.kerio-exit')) ?? [];
  return {
    out,
    source: resolve(store),
    options: { ...DEFAULT_OPTIONS, ...run.options },
    report,
    unfinished:
      writers.length > 0 ||
      shards.some(({ state }) => state !== 'ended') ||
      report?.complete === false ||
      partNames(out).length > 0,
  };
}

/** What is known of a job at the end of the last export. */
export interface ExportedJob {
  readonly fingerprint: string;
  /** Its files, relative to the output folder; directories where each message is a file. */
  readonly outputs: readonly string[];
}

/** What the last export wrote down of a mailbox. */
export interface ExportedMailbox {
  /** Null when nothing was written down. */
  readonly address: string | null;
  /** What is known of each job, by its id. */
  readonly jobs: ReadonlyMap<string, ExportedJob>;
}

/** What is known of a mailbox at the end of the last export. */
export function exportedMailbox(out: string, mailboxName: string): ExportedMailbox {
  const state = writtenState(out, mailboxName);
  return { address: state?.mailbox?.address ?? null, jobs: new Map(Object.entries(state?.jobs ?? {})) };
}

interface Run {
  readonly command?: string;
}
