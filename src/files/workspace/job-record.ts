/** What is kept of a finished job. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { mailboxKey } from '../../core/shard.js';
import type { MailFormat } from '../../naming/folders.js';
import type { FolderResult } from '../job/job-context.js';
import { mailFile, outputOf } from './outputs.js';
import { fingerprintOf, type Job } from '../plan/planned.js';

/** A job that is done. */
export interface JobRecord {
  readonly fingerprint: string;
  readonly shape: string;
  readonly folders: readonly FolderResult[];
  /** The file its ledger ranges refer to while its mailbox is not complete, relative to the output folder. */
  readonly ledger: string;
  /** Its output files, and the directories of its messages where each is a file; relative to the output folder. */
  readonly outputs: readonly string[];
  /** Size of its one mbox in bytes; null when it has none, or a file for each message. */
  readonly mailSize: number | null;
  /** That mbox, relative to the output folder. */
  readonly mbox?: string;
  /** Of a job whose mailbox is not complete: whose it is. */
  readonly mailbox?: { readonly address: string; readonly name: string };
  /** Of several parts that tell of one folder, the one of the latest run counts. */
  readonly run?: number;
  /** Outputs of earlier runs that it no longer has: they go when its mailbox is complete. */
  readonly formerly?: readonly string[];
}

/** Where a job's own files are, relative to the output folder. */
export function recordPaths(jobId: string): { readonly staging: string; readonly meta: string } {
  return { staging: `.kerio-exit/tmp/${jobId}`, meta: `.kerio-exit/parts/${jobId}.json` };
}

/** Where a small file of a mailbox is made before it gets its name, relative to the output folder. `kind` tells them apart. */
export function draftPath(address: string, kind: 'ledger' | 'filter' | 'history'): string {
  return `.kerio-exit/tmp/${mailboxKey(address)}.${kind}`;
}

/** Where the ledger lines of a job go. Another run has another file, so that the old lines last until the new ones count. */
export function fragmentPath(job: Job, run: number): string {
  return `.kerio-exit/parts/${job.id}-${job.fingerprint.slice(0, 12)}-${run}.jsonl`;
}

/** How a job went. */
interface DoneWork {
  readonly folders: readonly FolderResult[];
  /** Its files, flushed in the staging tree at `root`. */
  readonly paths: readonly string[];
  readonly root: string;
  /** Outputs that its ledger lines name: some stay where they are. */
  readonly named: ReadonlySet<string>;
  /** The prints of its folders as they were read, by their directories. */
  readonly prints: ReadonlyMap<string, string>;
  readonly format: MailFormat;
  readonly run: number;
  /** What an earlier run made of the same job. */
  readonly before: JobRecord | null;
}

/** Describes a job that is done. */
export function describeJob(
  job: Job,
  { folders, paths, root, named, prints, format, run, before }: DoneWork,
): JobRecord {
  const ledger = fragmentPath(job, run);
  const outputs = new Set(named);
  // A hundred thousand names of messages are the ledger's business: here their directories stand for them.
  for (const path of paths) if (path !== ledger) outputs.add(outputOf(path, format));
  const file = mailFile(job, format);
  const mbox = file !== null && paths.includes(file) ? file : null;
  const formerly = [...(before?.outputs ?? []), ...(before?.formerly ?? [])].filter((path) => !outputs.has(path));
  return {
    // What was read counts, not what was planned: should the folders be as planned again, nobody has read that.
    fingerprint: job.folders.length === 0 ? job.fingerprint : fingerprintOf(job, ({ dir }) => prints.get(dir) ?? ''),
    shape: job.shape,
    folders,
    ledger,
    outputs: [...outputs].sort(),
    mailSize: mbox === null ? null : statSync(join(root, mbox)).size,
    ...(mbox === null ? {} : { mbox }),
    mailbox: { address: job.address, name: job.mailboxName },
    run,
    ...(formerly.length === 0 ? {} : { formerly: [...new Set(formerly)] }),
  };
}
