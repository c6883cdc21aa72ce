/**
 * Calendars and contacts of a live Kerio server look like mail folders over IMAP. What is in them decides; the names that
 * Kerio gives count only where the content cannot speak.
 */
import { readHeaderBlock } from '../../message/header.js';
import { isDelivered, sniffContent } from '../../message/sniff.js';
import type { Kind } from '../../core/kinds.js';

/** Kerio's own folders, English in every language. */
const KERIO_NAMES: Readonly<Record<string, Kind>> = {
  calendar: 'calendar',
  contacts: 'contacts',
  tasks: 'tasks',
  notes: 'notes',
  journal: 'journal',
};

/** How many messages of a folder are looked at, and how much of each. */
export const SAMPLE = { messages: 8, bytes: 16 * 1024 };

/**
 * What a folder of a live server holds, from the beginnings of its first messages. `kerio` says that the server is one;
 * only there does a name mean anything, and only for a folder whose messages never went through the post.
 */
export function liveFolderKind(path: readonly string[], samples: readonly Uint8Array[], kerio: boolean): Kind {
  const votes = new Map<Kind, number>();
  for (const head of samples) {
    const kind = liveMessageKind(head);
    votes.set(kind, (votes.get(kind) ?? 0) + 1);
  }
  const [kind] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? ['mail'];
  const named = kerio ? KERIO_NAMES[(path.at(-1) ?? '').toLowerCase()] : undefined;
  if (kind !== 'mail' || named === undefined) return kind;
  return samples.some((head) => isDelivered(readHeaderBlock(head))) ? 'mail' : named;
}

/** What one message is. A card or an invitation that somebody sent is mail; one that was filed is what it is. */
export function liveMessageKind(head: Uint8Array): Kind {
  const { kind, delivered, multipart } = sniffContent(head);
  return kind === null || delivered || multipart ? 'mail' : kind;
}
