/** Outputs of earlier runs that nothing is left of in a mailbox's new ledger: they go once that is in place. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readLedgerRun } from '../../ledger/runs.js';
import type { MailFormat } from '../../naming/folders.js';
import { hasMessageFiles, isMessageFile, isOutputOf, sameName } from '../workspace/outputs.js';
import type { Aside } from './aside.js';
import { removeFile, removeIfEmpty } from '../../core/platform.js';

/** A mailbox whose ledger is in place. */
export interface CompleteMailbox {
  readonly out: string;
  readonly name: string;
  readonly format: MailFormat;
  /** Absolute. */
  readonly ledger: string;
  /** Its outputs now, relative to the output folder. */
  readonly current: ReadonlySet<string>;
}

/** Removes outputs that are not among those of now. Can be done twice. */
export function removeOldOutputs(stale: Iterable<string>, mailbox: CompleteMailbox): void {
  const { out, name, current } = mailbox;
  const names = new Map([...current].map((path) => [sameName(path), path]));
  for (const path of stale) {
    if (current.has(path) || !isOutputOf(path, name)) continue;
    const stat = statSync(join(out, path), { throwIfNoEntry: false, bigint: true });
    if (stat === undefined || isSameFile(stat.ino, names.get(sameName(path)), out)) continue;
    if (stat.isDirectory()) removeMessages(path, mailbox);
    else removeFile(join(out, path));
    removeEmpty(path, mailbox);
  }
}

/** Where letter case does not count, `work.mbox` is the new `Work.mbox`. */
function isSameFile(ino: bigint, other: string | undefined, out: string): boolean {
  return other !== undefined && statSync(join(out, other), { throwIfNoEntry: false, bigint: true })?.ino === ino;
}

/** The messages in a directory; folders below it are outputs of their own. */
function removeMessages(dir: string, { out, format }: CompleteMailbox): void {
  for (const entry of readdirSync(join(out, dir), { withFileTypes: true })) {
    const path = `${dir}/${entry.name}`;
    if (entry.isFile() && isMessageFile(path, format)) removeFile(join(out, path));
  }
}

/** Directories that nothing is in any more, up to the mailbox; of a Maildir folder all three go together. */
function removeEmpty(path: string, { out, name, format, current }: CompleteMailbox): void {
  for (let dir = path; isOutputOf(dir, name) && dir.split('/').length > 2; dir = dirname(dir)) {
    if (current.has(dir)) return;
    if (format === 'maildir' && dir.endsWith('/cur'))
      for (const other of ['new', 'tmp']) removeIfEmpty(join(out, dirname(dir), other));
    if (dir !== path || statSync(join(out, dir), { throwIfNoEntry: false }) !== undefined)
      removeIfEmpty(join(out, dir));
  }
}

/** Removes from directories that still are outputs what was put aside of them and the new ledger does not name. */
export function removeOldMessages(aside: Aside, { out, format, ledger, current }: CompleteMailbox): void {
  if (!hasMessageFiles(format)) return;
  const old = new Map(
    [...current].map((dir) => [dir, new Set(aside.namesOf(dir))] as const).filter(([, names]) => names.size > 0),
  );
  if (old.size === 0) return;
  for (const line of readLedgerRun(ledger, { folder: [], start: 0, end: Infinity })) {
    if ('broken' in line || line.file === null) continue;
    old.get(dirname(line.file))?.delete(line.file.slice(dirname(line.file).length + 1));
  }
  for (const [dir, names] of old) for (const name of names) removeFile(join(out, dir, name));
}
