/** A folder that the store no longer has: what an earlier run wrote of it stays, be it at another place. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { linkFile } from '../../exporters/link-file.js';
import type { GoneFolder } from '../workspace/delta.js';
import { historyLines, whereIs } from './folder-history.js';
import type { FolderResult, JobContext } from '../job/job-context.js';
import { FolderLines } from '../job/fragment.js';
import type { JobMail } from '../job/job-mail.js';
import { keepLine } from '../job/carried-line.js';
import { GONE, isWorthKeeping } from './kept.js';
import { hasMessageFiles, outputOf, renameBundle } from '../workspace/outputs.js';

/** Takes a folder's lines over, its mail, and where another folder has their names the files of other kinds. */
export function runGoneFolder(
  gone: GoneFolder,
  mail: JobMail,
  context: JobContext & { readonly out: string },
): FolderResult {
  const { history, kind, guid, bundleStem } = gone;
  const lines = new FolderLines(context.ledger);
  for (const before of historyLines(history)) {
    context.step(0);
    // It has another name since somebody made a folder of its name.
    const line = { ...before, folder: history.path };
    const kept = isWorthKeeping(line)
      ? keepLine(line, GONE, mail, history)
      : { ...line, file: line.file === null ? null : renamed(line.file, gone) };
    if (kept.file !== null) context.named.add(outputOf(kept.file, context.options.mailFormat));
    lines.add(kept);
  }
  for (const path of gone.bundles) keepBundle(path, gone, context);
  const stem = gone.rename === null ? bundleStem : gone.rename[1];
  return {
    ...{ path: history.path, kind, problems: [] },
    ...(guid === null ? {} : { guid }),
    ...(stem === null ? {} : { bundleStem: stem }),
    ...lines.finish(new Map()),
  };
}

/** Gives up a folder's messages where they are files in a directory that the job goes on using. */
export function dropGoneFolder({ history }: GoneFolder, { options, stale }: JobContext): void {
  if (!history.own || !hasMessageFiles(options.mailFormat)) return;
  for (const { file, kind } of historyLines(history)) if (file !== null && kind === 'mail') stale.add(file);
}

/** Files that have their names stay where they are. */
function keepBundle(
  path: string,
  gone: GoneFolder,
  { files, out, named }: JobContext & { readonly out: string },
): void {
  const target = renamed(path, gone);
  const source = whereIs(gone.history, path);
  named.add(target);
  if (source === target) return;
  mkdirSync(dirname(join(files.root, target)), { recursive: true });
  try {
    linkFile(join(out, source), join(files.root, target));
  } catch (error) {
    // Somebody removed it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function renamed(path: string, { rename }: GoneFolder): string {
  return rename === null ? path : renameBundle(path, ...rename);
}
