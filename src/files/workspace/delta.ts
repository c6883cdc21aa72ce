/**
 * How a job goes about what an earlier run left (docs/architecture.md, running again). New mail is appended to an mbox; changed
 * flags, or mail in between, mean that it is written again (`append-order.ts`); what is gone from the store stays in the output. A format with a
 * file for each message keeps the files of those that did not change.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isTime } from '../../ledger/file.js';
import type { LedgerLine } from '../../ledger/line.js';
import type { MailFormat } from '../../naming/folders.js';
import type { Entry } from '../../store/items/listing.js';
import type { Folder, Item } from '../../store/types.js';
import { isUnread, wasKept } from '../earlier/kept.js';
import { canBeRead, isWorthAnotherTry, sizeOf } from '../../store/disk/unreadable.js';
import type { FolderHistory } from '../earlier/folder-history.js';
import { hasMessageFiles, mailFile } from './outputs.js';
import type { Job } from '../plan/planned.js';
import type { JobRecord } from './job-record.js';
import { hasGrown, nameOf, type RecentFile } from './recent-files.js';

/** A folder that the store no longer has, and that comes along with a job. */
export interface GoneFolder {
  readonly history: FolderHistory;
  readonly kind: Folder['kind'];
  readonly guid: string | null;
  readonly bundleStem: string | null;
  /** What is in the output of it beside mail, relative to the output folder. */
  readonly bundles: readonly string[];
  /** Their stem, and the one that they have from now on, where another folder has their name. */
  readonly rename: readonly [from: string, to: string] | null;
  /** The output follows the store: what the job has of it goes. */
  readonly leaves: boolean;
}

/** What earlier runs left of the folders of a job. */
export interface PreviousJob {
  /** The number of this run: see `JobRecord`. */
  readonly run: number;
  /** The same job, as the last run that had it left it. */
  readonly part: JobRecord | null;
  /** Of the job's folders, wherever their output was. */
  readonly folders: readonly FolderHistory[];
  readonly gone: readonly GoneFolder[];
  /** At the place of its mail lies what belongs to other folders; it is kept elsewhere by now. */
  readonly overOthers: boolean;
}

/**
 * - `anew`: everything is written again; what is gone from the store is copied over from where it was.
 * - `append`: the mbox stays, new mail goes behind it.
 * - `reuse`: messages are files, and those of unchanged items stay.
 */
export type DeltaMode = 'anew' | 'append' | 'reuse';

/** How a job treats what an earlier run left. */
export interface Delta {
  readonly mode: DeltaMode;
  /** The mbox to append to, relative to the output folder, and its size. */
  readonly mbox: { readonly path: string; readonly size: number } | null;
  readonly previous: PreviousJob;
}

/** The earlier lines of one folder; null when there are none. */
export function historyOf({ folders }: PreviousJob, { path }: Pick<Folder, 'path'>): FolderHistory | null {
  const key = path.join('\0');
  return folders.find((history) => history.path.join('\0') === key) ?? null;
}

/** The files of a folder that may have been read while they were being written. */
export class KnownRecent {
  readonly #out: string;
  readonly #files: ReadonlyMap<string, RecentFile>;

  /** `out`: the output folder. */
  constructor(history: FolderHistory | null, out: string) {
    this.#out = out;
    this.#files = new Map(history?.young.map((file) => [file[0], file]));
  }

  of({ file }: Item): RecentFile | undefined {
    return this.#files.size === 0 ? undefined : this.#files.get(nameOf(file));
  }

  /** Whether the output of an item can stay as it is: nothing that goes into it has changed. */
  isUnchanged(line: LedgerLine, entry: Entry): boolean {
    const young = this.of(entry.item);
    if (!isUnchanged(line, entry) || (young !== undefined && hasGrown(entry.item.file, young))) return false;
    // Somebody may have removed what could not be converted.
    return line.result !== 'failed' || line.file === null || existsSync(join(this.#out, line.file));
  }
}

const METADATA_NOTES = { 'index.bad': 'flags from index.bad', none: 'not in the index' } as const;

/** What is noted of where an item's flags and times come from. */
export function metadataNotes({ metadata }: Extract<Entry, { type: 'item' }>): readonly string[] {
  return metadata === 'index.fld' ? [] : [METADATA_NOTES[metadata]];
}

function hasNotesOf(line: LedgerLine, entry: Extract<Entry, { type: 'item' }>): boolean {
  const expected = metadataNotes(entry);
  return Object.values(METADATA_NOTES).every(
    (note) => expected.includes(note) === (line.notes?.includes(note) === true),
  );
}

/** Whether line and index agree about an item. Its bytes are not looked at, unless it failed. */
function isUnchanged(line: LedgerLine, entry: Entry): boolean {
  const { item } = entry;
  if (entry.type === 'missing') return line.result === 'missing' && !wasKept(line);
  if (isUnread(line)) return !canBeRead(item.file);
  if (line.result === 'missing' || line.rawFlags !== item.rawFlags || wasKept(line)) return false;
  if (line.flags.join(' ') !== item.flags.join(' ') || !hasNotesOf(line, entry)) return false;
  if (item.indexTime !== null && !isTime(line.receivedAt, item.indexTime)) return false;
  if (line.result === 'skipped' && line.bytes === 0) return sizeOf(item.file) === 0;
  if (line.result !== 'failed') return true;
  // A message that failed is worth another try when its file has changed, or can be read by now.
  if (isWorthAnotherTry(line.reason)) return !canBeRead(item.file);
  return line.bytes === sizeOf(item.file);
}

/**
 * Decides how a job goes about what an earlier run left, without looking into its folders. Of `append` only the run itself
 * tells whether it can be: see `AppendOrder`.
 */
export function decideDelta(
  job: Job,
  previous: PreviousJob,
  site: { readonly out: string; readonly format: MailFormat },
): Delta {
  const { part, gone } = previous;
  const same = part !== null && part.shape === job.shape && previous.folders.every(({ own }) => own);
  if (!same || previous.overOthers) return { mode: 'anew', mbox: null, previous };
  if (hasMessageFiles(site.format)) return { mode: 'reuse', mbox: null, previous };
  const mbox = gone.some(({ leaves }) => leaves) ? null : intactMbox(job, part, site);
  return { mode: mbox === null ? 'anew' : 'append', mbox, previous };
}

/** The job's one mbox, if it has the size that the earlier run left it with: a mail program may have changed it since. */
function intactMbox(
  job: Job,
  part: JobRecord,
  { out, format }: { readonly out: string; readonly format: MailFormat },
): Delta['mbox'] {
  const path = mailFile(job, format);
  if (path === null || part.mailSize === null) return null;
  const size = statSync(join(out, path), { throwIfNoEntry: false })?.size;
  return size === part.mailSize ? { path, size } : null;
}
