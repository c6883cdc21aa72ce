/** What became of mail files that a job takes the place of, or takes mail from, and that somebody has changed. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { MailFormat } from '../../naming/folders.js';
import type { PreviousJob } from '../workspace/delta.js';
import type { FolderResult } from '../job/job-context.js';
import { mailFile } from '../workspace/outputs.js';
import type { Job } from '../plan/planned.js';
import { keepChanged } from './changed.js';
import { whereIs } from './folder-history.js';
import type { KeptMail } from './kept-mail.js';

interface JobChanges {
  readonly previous: PreviousJob;
  /** Knows which files did not hold what they should. */
  readonly kept: KeptMail;
  /** The staging tree with the new mail file. */
  readonly root: string;
  readonly out: string;
  readonly format: MailFormat;
}

/** Keeps changed files, and gives a sentence for each that was kept. To be called before the new ones are in place. */
export function changesOf(job: Job, { previous, kept, root, out, format }: JobChanges): string[] {
  const target = mailFile(job, format);
  if (target === null) return [];
  /** Names of files, and the sizes that they should have. */
  const files = new Map<string, { readonly path: string; readonly size: number }>();
  for (const history of [...previous.folders, ...previous.gone.map((gone) => gone.history)])
    for (const [name, size] of history.mboxes) files.set(name, { path: join(out, whereIs(history, name)), size });
  const successor = join(root, target);
  const isThere = statSync(successor, { throwIfNoEntry: false }) !== undefined;
  // What no line accounts for is somebody's mail, too: a ledger may have been lost.
  if (isThere && !previous.overOthers && !files.has(target)) files.set(target, { path: join(out, target), size: 0 });
  return [...files].flatMap(([name, { path, size }]) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() !== true || (found.size === size && !kept.incomplete.has(path))) return [];
    return keepChanged({ path, name, successor: isThere ? successor : null }, out) ?? [];
  });
}

/** The results of a job with what is to be told of its changed files. */
export function withChanges(folders: readonly FolderResult[], changes: readonly string[]): FolderResult[] {
  return folders.map((folder, at) => (at === 0 ? { ...folder, problems: [...folder.problems, ...changes] } : folder));
}
