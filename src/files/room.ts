/** Whether an export fits on its disk: how much it will take, how much there is. */
import { statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../core/errors.js';
import type { Kind } from '../core/kinds.js';
import { describeFile } from '../store/disk/files.js';
import { listItemNames, messagesDirectory } from '../store/tree/skips.js';
import type { Folder } from '../store/types.js';
import type { ExportOptions } from './plan/options.js';
import type { Job } from './plan/planned.js';

/** Items of a folder that are looked at for a first guess. */
const SAMPLE = 64;
/** How far a guess may be off: what is nearer to the edge is measured. */
const MARGIN = 1.5;
/** A line of the ledger and what the report has of an item, in bytes. */
const LEDGER = 400;
/** Our own fields of a message, its `From ` line and quoting. */
const FIELDS = 350;
/** What a file takes at least on most disks. */
const BLOCK = 4096;

/** Copies that each kind is written in, as a factor of what it takes in the store: a card is a vCard and a line of two tables. */
const FACTORS: Readonly<Record<Kind, number>> = { mail: 1, contacts: 3, calendar: 1.5, tasks: 2, notes: 2, journal: 2 };

/** Bytes of the items of a folder in the store. With `sample` only so many files are looked at. */
export function folderBytes(folder: Pick<Folder, 'dir'>, sample = Infinity): number {
  const messages = messagesDirectory(folder.dir);
  if (messages === null) return 0;
  let names: readonly string[];
  try {
    ({ names } = listItemNames(messages));
  } catch {
    // The run tells of it.
    return 0;
  }
  const every = Math.max(1, Math.floor(names.length / sample));
  let [bytes, looked] = [0, 0];
  for (let at = 0; at < names.length; at += every) {
    bytes += describeFile(join(messages, names[at] ?? ''))?.size ?? 0;
    looked += 1;
  }
  return looked === 0 ? 0 : Math.ceil((bytes / looked) * names.length);
}

/** Bytes that the output of some items takes, ledger and report included. */
export function outputBytes(
  { kind, items, bytes }: { readonly kind: Kind; readonly items: number; readonly bytes: number },
  { mailFormat }: Pick<ExportOptions, 'mailFormat'>,
): number {
  const ledger = items * LEDGER;
  // Bodies and names are written in two bytes a letter there, attachments without base64.
  const inPst = mailFormat === 'pst' ? bytes * 1.3 + items * 2500 : 0;
  if (kind !== 'mail') return inPst + bytes * FACTORS[kind] + ledger;
  if (mailFormat === 'pst') return inPst + ledger;
  const isFiles = mailFormat === 'maildir' || mailFormat === 'eml';
  return bytes + items * (isFiles ? BLOCK / 2 : FIELDS) + ledger;
}

/** Bytes that jobs will take. With `sample` a guess. */
export function neededBytes(jobs: readonly Job[], options: ExportOptions, sample = Infinity): number {
  let sum = 0;
  for (const { folders } of jobs)
    for (const { folder, items, excluded } of folders)
      if (excluded === null && items > 0)
        sum += outputBytes({ kind: folder.kind, items, bytes: folderBytes(folder, sample) }, options);
  return Math.ceil(sum);
}

/** Bytes free for this user on the disk that a folder is on, or will be on; null where nobody can tell. */
export function freeBytes(place: string): number | null {
  for (let dir = resolve(place); ; dir = dirname(dir)) {
    try {
      const { bavail, bsize } = statfsSync(dir);
      return bavail * bsize;
    } catch {
      if (dir === dirname(dir)) return null;
    }
  }
}

/**
 * Throws a UserError when new output cannot fit. `jobs` are those that have no output yet: what is only brought up to date takes
 * little, and nobody can tell how little. `free` as `freeBytes` gives it.
 */
export function refuseTooLittleRoom(
  jobs: readonly Job[],
  options: ExportOptions,
  out: string,
  free: number | null = freeBytes(out),
): void {
  if (free === null || jobs.length === 0) return;
  if (neededBytes(jobs, options, SAMPLE) * MARGIN < free) return;
  const needed = neededBytes(jobs, options);
  if (needed <= free) return;
  throw new UserError(
    `${out} has ${gigabytes(free)} free, and this export takes about ${gigabytes(needed)} more: make room, give another --out, or export some mailboxes (--user) at a time.`,
    { exitCode: 3 },
  );
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
