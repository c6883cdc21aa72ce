/**
 * Messages that failed, as .eml files in a folder of their own: to look at, to mend by hand, and to try again with
 * `--retry-failed`, which takes the file where there is one.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diskError } from '../../core/disk-error.js';
import { partialName, writeWhole } from '../../core/whole-file.js';
import { safeSegment } from '../../naming/segment.js';
import type { Uid } from '../journal/journal-line.js';
import type { OpenedMessage, SourceFolder, SourceMailbox, SourceMessage } from '../source.js';
import { removeFile } from '../../core/platform.js';

/** Larger ones are not copied: they are at the source, and their size is why they failed. */
const LARGEST = 64 * 1024 * 1024;

/** Where the .eml of a failed message lies below the folder of its account. */
export function failedPath(dir: string, folder: Pick<SourceFolder, 'path'>, uid: Uid): string {
  const name = typeof uid === 'number' ? String(uid) : safeSegment(uid);
  return join(dir, ...folder.path.map(safeSegment), `${name}.eml`);
}

/** Writes the failed messages of a folder. What cannot be read at the source has no file: the ledger says why. */
export async function saveFailed(
  dir: string,
  source: SourceMailbox,
  folder: SourceFolder,
  failures: ReadonlyMap<Uid, string>,
): Promise<void> {
  if (failures.size === 0) return;
  const messages: SourceMessage[] = [];
  for (const message of await source.list(folder))
    if (failures.has(message.uid) && message.size <= LARGEST) messages.push(message);
  for await (const opened of source.open(folder, messages)) {
    const path = failedPath(dir, folder, opened.message.uid);
    if ('problem' in opened) continue;
    // It may have been mended by hand.
    if (existsSync(path)) continue;
    const pieces =
      opened.raw.reread === null ? [opened.raw.start] : [...opened.raw.reread()].map((piece) => Buffer.from(piece));
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      // Half a file would be taken for a mended one.
      writeWhole(path, Buffer.concat(pieces), partialName(path), 0o600);
    } catch (error) {
      throw diskError(error, 'state');
    }
  }
}

/** Removes the file of a message that did arrive. */
export function dropFailed(dir: string, folder: Pick<SourceFolder, 'path'>, uid: Uid): void {
  removeFile(failedPath(dir, folder, uid));
}

/** The mailbox with failed messages taken from their files where these are, so that mended ones are sent. */
export function withMended(source: SourceMailbox, dir: string): SourceMailbox {
  return {
    shared: source.shared,
    folders: source.folders,
    problems: source.problems,
    unreadable: source.unreadable,
    recoverable: source.recoverable,
    list: (folder) => source.list(folder),
    open: (folder, messages) => mended(source.open(folder, messages), dir, folder),
    peek: (folder, messages) => mended(source.peek(folder, messages), dir, folder),
    close: () => source.close(),
  };
}

async function* mended(
  messages: AsyncIterable<OpenedMessage>,
  dir: string,
  folder: SourceFolder,
): AsyncGenerator<OpenedMessage> {
  for await (const opened of messages) {
    const { message } = opened;
    const path = failedPath(dir, folder, message.uid);
    const bytes = readMended(path);
    // Nothing is in an empty one that could be sent.
    if (bytes === null || bytes.length === 0) yield opened;
    else if (typeof bytes === 'string') yield { message, problem: `${path} cannot be read (${bytes})` };
    else {
      const receivedAt = 'problem' in opened ? message.receivedAt : opened.receivedAt;
      yield { message, raw: { start: bytes, reread: null }, receivedAt, skip: null };
    }
  }
}

/** The bytes; null without a file, or the code of what is in the way. */
function readMended(path: string): Uint8Array | string | null {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? null : (code ?? message);
  }
}
