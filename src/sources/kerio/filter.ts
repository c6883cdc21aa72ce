/** A user's rules for mail as something to be moved: one item in a folder of its own. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { EMPTY_FILE } from '../../store/disk/unreadable.js';
import { readFileIfThere } from '../../store/disk/files.js';
import type { Mailbox } from '../../store/types.js';
import type { OpenedMessage, SourceFolder, SourceMessage } from '../../transfer/source.js';

/** Where the rules of every user lie. */
export const FILTER: SourceFolder = { path: ['filter.siv'], role: null, kind: 'filters', validity: null, skip: null };

/** The rules of a user. */
export interface Filter {
  readonly bytes: Uint8Array;
  readonly message: SourceMessage;
}

/** Reads them; null where a user has none. Rules that were changed are another item. */
export function filterOf({ dir }: Mailbox): Filter | null {
  const bytes = readFileIfThere(join(dir, 'filter.siv'));
  if (bytes === null) return null;
  const message = {
    uid: createHash('sha256').update(bytes).digest('hex').slice(0, 12),
    ...{ flags: [], rawFlags: null, size: bytes.length, receivedAt: null, dateFrom: null, missing: false },
    skip: bytes.length === 0 ? EMPTY_FILE : null,
  };
  return { bytes, message };
}

/** Opens them, where they are among those that are asked for. */
export async function* openFilter(
  filter: Filter | null,
  messages: Iterable<SourceMessage>,
): AsyncGenerator<OpenedMessage> {
  for (const message of messages) {
    if (message.uid !== filter?.message.uid) continue;
    yield await Promise.resolve({ message, raw: { start: filter.bytes, reread: null }, receivedAt: null, skip: null });
  }
}
