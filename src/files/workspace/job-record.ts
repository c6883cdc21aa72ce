/** What is kept of a finished job. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mailboxKey } from '../../core/shard.js';
import type { MailFormat } from '../../naming/folders.js';
import { type Delta, mailFile } from './delta.js';
import { isFailedFile } from '../job/failed-files.js';
import type { FolderResult } from '../job/folder-run.js';
import type { Job } from '../plan/planned.js';

/** A job that is done. */
export interface Part {
  readonly fingerprint: string;
  readonly shape: string;
  readonly folders: readonly FolderResult[];
  /** The file its ledger ranges refer to while its mailbox is not complete, relative to the output folder. */
  readonly ledger: string;
  /** Its output files, and the directories of its messages where each is a file; relative to the output folder. */
  readonly outputs: readonly string[];
  /** Size of its one mbox in bytes; null when it has none, or a file for each message. */
  readonly mailSize: number | null;
}

/** Where a job's own files are, relative to the output folder. */
export function partPaths(jobId: string): { readonly staging: string; readonly meta: string } {
  return { staging: `.kerio-exit/tmp/${jobId}`, meta: `.kerio-exit/parts/${jobId}.json` };
}

/** Where a small file of a mailbox is made before it gets its name, relative to the output folder. `kind` tells them apart. */
export function draftPath(address: string, kind: 'ledger' | 'filter'): string {
  return `.kerio-exit/tmp/${mailboxKey(address)}.${kind}`;
}

/** Where the ledger lines of a job go. A changed job has another file, so that the old lines last until the new ones count. */
export function fragmentPath(job: Job): string {
  return `.kerio-exit/parts/${job.id}-${job.fingerprint.slice(0, 12)}.jsonl`;
}

/** The files of a job that is done. */
interface JobFiles {
  readonly paths: readonly string[];
  readonly named: ReadonlySet<string>;
  readonly root: string;
  readonly format: MailFormat;
}

/** Describes a job whose files, `paths`, are flushed in the staging tree at `root`. `named` are the files that its ledger lines name. */
export function describePart(
  job: Job,
  folders: readonly FolderResult[],
  { paths, named, root, format }: JobFiles,
): Part {
  const isMessage = messageTest(format);
  const ledger = fragmentPath(job);
  // Failed items that stayed where they are belong to the job as those that it has just copied do.
  const all = new Set([...paths, ...[...named].filter(isFailedFile)]);
  const files = [...all].filter((path) => path !== ledger && !isMessage(path));
  // A hundred thousand names of messages are the ledger's business: here their directories stand for them.
  // Those of messages that stayed where they are, too: without them nobody would know what is to go with the folder.
  const directories = new Set([...paths, ...named].filter(isMessage).map((path) => dirname(path)));
  const mbox = mailFile(job, format);
  return {
    fingerprint: job.fingerprint,
    shape: job.shape,
    folders,
    ledger,
    outputs: [...files, ...directories].sort(),
    mailSize: mbox !== null && files.includes(mbox) ? statSync(join(root, mbox)).size : null,
  };
}

/** What the earlier run wrote for this job and this one did not. `named` are the files that its ledger lines name. */
export function staleOutputs(
  part: Part,
  previous: Part | null,
  delta: Delta,
  named: ReadonlySet<string>,
  out: string,
): string[] {
  if (previous === null) return [];
  const stale = new Set(delta.files());
  for (const path of previous.outputs) stale.add(path);
  for (const path of [...part.outputs, ...named]) stale.delete(path);
  return [...stale].filter((path) => statSync(join(out, path), { throwIfNoEntry: false })?.isFile() === true);
}

function messageTest(format: MailFormat): (path: string) => boolean {
  if (format === 'maildir') return (path) => path.startsWith('mail/') && path.includes('/cur/');
  if (format === 'eml') return (path) => path.startsWith('mail/') && path.endsWith('.eml');
  return () => false;
}
