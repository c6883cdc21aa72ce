/** Which folders may become an output: nothing of the store, and nothing of somebody else. */
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../core/errors.js';
import { isAbsence, unreadable } from '../../core/json-file.js';
import { isInside, nearestReal, refuseInside } from '../../core/inside.js';

/** The program's own folder in the output. */
export const OWN = '.kerio-exit';

/** Folders with something for each mailbox, by its name or by its name and an extension. */
export const MAILBOX_TREES = [
  'mail',
  'pst',
  'contacts',
  'calendars',
  'tasks',
  'notes',
  'filters',
  'failed',
  'ledger',
] as const;

/** Parts of the tree that an export makes: what `--fresh` removes. */
export const OUTPUTS = [
  ...MAILBOX_TREES,
  'accounts',
  // Not local.conf: that is the user's own.
  ...['dovecot.conf', 'users', 'passwords.csv', 'acl', 'state'].map((name) => `dovecot/${name}`),
  'report.json',
  'report.html',
  'checklist.html',
  'accounts.html',
  'verify.html',
] as const;

/** Throws a UserError when the output lies in the source or around it, is a file, or holds what no export made. */
export function refuseOtherFolders(out: string, source: string): void {
  refuseOverlap(out, source);
  refuseForeign(out);
}

/** Level by level: asked to make all at once, Node 20 never returns where the file system says that the parent is missing. */
export function makeDirectories(path: string): void {
  if (isDirectory(path)) return;
  makeDirectories(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another shard was faster.
    if (!isDirectory(path)) throw error;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function refuseOverlap(out: string, source: string): void {
  refuseInside(out, source, '--out');
  if (isInside(nearestReal(source), nearestReal(out)))
    throw new UserError(`${out} contains the store: choose a folder of its own for the output with --out.`);
}

/** Whether a folder has ledgers of an export. */
export function hasLedgers(out: string): boolean {
  const dir = join(out, 'ledger');
  try {
    return readdirSync(dir).some((name) => name.endsWith('.jsonl'));
  } catch (error) {
    if (isAbsence(error)) return false;
    throw unreadable(dir, error);
  }
}

function refuseForeign(out: string): void {
  const stat = statSync(out, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) throw new UserError(`${out} is a file: give a folder with --out.`);
  const names = readdirSync(out);
  // An export whose own folder was lost, or left behind when it was copied, is still ours.
  if (names.length > 0 && !names.includes(OWN) && !hasLedgers(out)) {
    throw new UserError(
      `${out} holds something else: give an empty or new folder with --out, so that nothing of yours is mixed with the export.`,
    );
  }
}
