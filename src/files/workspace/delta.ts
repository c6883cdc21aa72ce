/**
 * What a job of an earlier run left, and how much of it can stay (docs/architecture.md, running again). New mail is
 * appended to an mbox; changed flags, or mail in between, mean that it is written again; what is gone from the store
 * stays in the output. A format with a file for each message keeps the files of those that did not change.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isTime } from '../../ledger/file.js';
import type { LedgerLine } from '../../ledger/line.js';
import { type Entry, listFolder } from '../../store/items/listing.js';
import type { Folder, Item } from '../../store/types.js';
import type { MailFormat } from '../../naming/folders.js';
import type { Job } from '../plan/planned.js';
import { canBeRead, isWorthAnotherTry, sizeOf } from '../../store/disk/unreadable.js';
import type { Part } from './job-record.js';
import { hasGrown, nameOf, type YoungFile } from './recent-files.js';

/** A finished job of an earlier run whose folders have changed since. */
export interface PreviousJob {
  readonly part: Part;
  /** The file that the part's ledger ranges refer to. */
  readonly ledger: string;
}

/**
 * - `anew`: everything is written again.
 * - `append`: the mbox stays, new mail goes behind it.
 * - `mend`: the mbox is written again, with what is gone from the store copied over from the old one.
 * - `reuse`: messages are files, and those of unchanged items stay.
 */
export type DeltaMode = 'anew' | 'append' | 'mend' | 'reuse';

/** How a job treats what an earlier run left. */
export interface Delta {
  readonly mode: DeltaMode;
  /** The mbox to append to or to copy from, relative to the output folder, and its size. */
  readonly mbox: { readonly path: string; readonly size: number } | null;
  /** The earlier lines of one folder. */
  lines(folder: Folder): FolderHistory;
  /** Every output file that the earlier lines name. */
  files(): Set<string>;
}

/** The earlier lines of one folder, in their order, and by item. */
export class FolderHistory {
  readonly lines: readonly LedgerLine[];
  readonly #byStem: ReadonlyMap<string, LedgerLine>;
  readonly #young: ReadonlyMap<string, YoungFile>;

  constructor(lines: readonly LedgerLine[], young: readonly YoungFile[] = []) {
    this.lines = lines;
    this.#young = new Map(young.map((file) => [file[0], file]));
    this.#byStem = new Map(lines.map((line) => [stemOf(line), line]));
  }

  of(item: Item): LedgerLine | null {
    return this.#byStem.get(item.stem) ?? null;
  }

  /** What is known of an item that may have been read while it was being written. */
  young({ file }: Item): YoungFile | undefined {
    return this.#young.size === 0 ? undefined : this.#young.get(nameOf(file));
  }

  /** Whether the output of an item can stay as it is: nothing that goes into it has changed. */
  isUnchanged(line: LedgerLine, entry: Entry): boolean {
    const young = this.young(entry.item);
    return isUnchanged(line, entry) && !(young !== undefined && hasGrown(entry.item.file, young));
  }
}

/** The stem of the file a line speaks of. */
export function stemOf(line: LedgerLine): string {
  return line.stem ?? (typeof line.uid === 'number' ? line.uid.toString(16).padStart(8, '0') : line.uid);
}

/** Whether line and index agree about an item. Its bytes are not looked at, unless it failed. */
function isUnchanged(line: LedgerLine, entry: Entry): boolean {
  const { item } = entry;
  if (entry.type === 'missing') return line.result === 'missing';
  if (line.result === 'missing' || line.rawFlags !== item.rawFlags) return false;
  if (line.flags.join(' ') !== item.flags.join(' ')) return false;
  if (item.indexTime !== null && !isTime(line.receivedAt, item.indexTime)) return false;
  if (line.result === 'skipped' && line.bytes === 0) return sizeOf(item.file) === 0;
  if (line.result !== 'failed') return true;
  // A message that failed is worth another try when its file has changed, or can be read by now.
  if (isWorthAnotherTry(line.reason)) return !canBeRead(item.file);
  return line.bytes === sizeOf(item.file);
}

/** Decides how a job goes about what an earlier run left. Reads listings and the earlier ledger, no messages. */
export function decideDelta(
  job: Job,
  previous: PreviousJob | null,
  { out, format, mirror }: { readonly out: string; readonly format: MailFormat; readonly mirror: boolean },
): Delta {
  const history = new Map<string, FolderHistory>();
  const delta = (mode: DeltaMode, mbox: Delta['mbox'] = null): Delta => ({
    mode,
    mbox,
    lines: (folder) => history.get(folder.path.join('\0')) ?? EMPTY,
    files: () => new Set([...history.values()].flatMap(({ lines }) => lines.flatMap(({ file }) => file ?? []))),
  });
  if (previous === null) return delta('anew');
  for (const range of previous.part.folders) {
    history.set(
      range.path.join('\0'),
      new FolderHistory(readLines(previous.ledger, range.start, range.end), range.young),
    );
  }
  if (format === 'maildir' || format === 'eml') return delta(previous.part.shape === job.shape ? 'reuse' : 'anew');
  const mbox = intactMbox(job, previous.part, out, format);
  if (mbox === null) return delta('anew');
  const onlyMail = [...history.values()].every(({ lines }) => lines.every(isMailOrNothing));
  const canAppend = previous.part.shape === job.shape && onlyMail && onlyNewAtTheEnd(job, history, mirror);
  return delta(canAppend ? 'append' : 'mend', mbox);
}

const EMPTY = new FolderHistory([]);

/** The ledger lines between two places of a file, in bytes. */
export function readLines(file: string, start: number, end: number): LedgerLine[] {
  const bytes = Buffer.allocUnsafe(end - start);
  const fd = openSync(file, 'r');
  try {
    for (let done = 0; done < bytes.length; ) {
      const got = readSync(fd, bytes, done, bytes.length - done, start + done);
      if (got === 0) throw new Error(`${file} is shorter than it was`);
      done += got;
    }
  } finally {
    closeSync(fd);
  }
  const text = bytes.toString('utf8');
  return text === '' ? [] : (JSON.parse(`[${text.trimEnd().replaceAll('\n', ',')}]`) as LedgerLine[]);
}

/** The one mail file of a job, relative to the output folder; null for formats with a file for each message. */
export function mailFile(job: Job, format: MailFormat): string | null {
  if (format === 'maildir' || format === 'eml') return null;
  return `mail/${job.mailboxName}/${job.mailStem}${format === 'mbox' ? '.mbox' : ''}`;
}

/** The job's one mbox, if it is as the earlier run left it: a mail program may have changed it since. */
function intactMbox(job: Job, part: Part, out: string, format: MailFormat): Delta['mbox'] {
  const path = mailFile(job, format);
  if (path === null || part.mailSize === null) return null;
  const size = statSync(join(out, path), { throwIfNoEntry: false })?.size;
  return size === part.mailSize ? { path, size } : null;
}

/** Bundles are always made whole: with one in the job, everything is read again. */
function isMailOrNothing(line: LedgerLine): boolean {
  return line.kind === 'mail' || line.result !== 'exported';
}

/** Whether everything that would be written now comes behind everything that was written then. */
function onlyNewAtTheEnd(job: Job, history: ReadonlyMap<string, FolderHistory>, mirror: boolean): boolean {
  let newSeen = false;
  for (const { folder } of job.folders) {
    const before = history.get(folder.path.join('\0')) ?? EMPTY;
    let entries: Iterable<Entry>;
    try {
      ({ entries } = listFolder(folder));
    } catch {
      return false;
    }
    const passed = new Set<string>();
    for (const entry of entries) {
      const line = before.of(entry.item);
      if (line === null || !before.isUnchanged(line, entry)) {
        if (line?.result === 'exported') return false;
        newSeen = true;
      } else if (newSeen && line.result === 'exported') return false;
      passed.add(entry.item.stem);
    }
    const gone = before.lines.filter((line) => line.result === 'exported' && !passed.has(stemOf(line)));
    if (gone.length === 0) continue;
    // What is gone stays where it is, unless the output is to follow the store; it must not lie behind something new either.
    if (mirror || (newSeen && isBehindNew(gone, before, entries))) return false;
  }
  return true;
}

/** Whether an item that is gone has a UID above one that is new. */
function isBehindNew(gone: readonly LedgerLine[], before: FolderHistory, entries: Iterable<Entry>): boolean {
  for (const { item } of entries) {
    if (before.of(item) === null) return gone.some((line) => compareUids(line.uid, item.uid) > 0);
  }
  return false;
}

/** Orders UIDs as listings do: numbers first, by value; then names. */
export function compareUids(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number') return -1;
  if (typeof b === 'number') return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
