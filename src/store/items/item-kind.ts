/**
 * What one item is. Its own content decides, wherever it lies; the folder and the index decide only where the content can
 * be read both ways, as with an invitation in an inbox.
 */
import type { HeaderBlock } from '../../message/header.js';
import { hasFrame, hasLinesOf, isDelivered, type Sniffed, sniffContent } from '../../message/sniff.js';
import { kindOfClass } from './message-class.js';
import type { Kind } from '../../core/kinds.js';
import type { Item } from '../types.js';

/** The kind of an item from its first bytes, whose header block is `header`. */
export function itemKind(item: Item, head: Uint8Array, header: HeaderBlock): Kind {
  const classKind = item.messageClass === null ? null : kindOfClass(item.messageClass);
  const otherClass = classKind === 'mail' ? null : classKind;
  // Nearly every message ends here: that spares it the look into its parts.
  if (item.folder.kind === 'mail' && otherClass === null && isDelivered(header)) return 'mail';
  const sniffed = sniffContent(head, header);
  const found = isLooseTask(sniffed, otherClass ?? item.folder.kind, head, header)
    ? { ...sniffed, kind: null }
    : sniffed;
  const expected = found.kind === null ? [otherClass, item.folder.kind] : [];
  const loose = expected.find((kind) => kind !== null && hasLinesOf(kind, head, header)) ?? null;
  if (item.folder.kind === 'mail') return inMailFolder(found, otherClass, loose);
  return inOtherFolder({ ...found, kind: found.kind ?? loose }, classKind, item.folder.kind);
}

/** By its type alone a task that lost its frame looks like an event. */
function isLooseTask({ kind, multipart }: Sniffed, expected: Kind, head: Uint8Array, header: HeaderBlock): boolean {
  return kind === 'calendar' && !multipart && expected === 'tasks' && !hasFrame(head, header);
}

function inMailFolder(found: Sniffed, otherClass: Kind | null, loose: Kind | null): Kind {
  // An invitation or a business card that somebody sent is mail; one that was filed here is what it is.
  if (found.kind !== null) return (found.delivered || found.multipart) && otherClass === null ? 'mail' : found.kind;
  if (found.delivered) return 'mail';
  // Notes and journal entries have no content of their own kind: here the class is the only word.
  return loose ?? (otherClass === 'notes' || otherClass === 'journal' ? otherClass : 'mail');
}

function inOtherFolder(
  found: Omit<Sniffed, 'kind'> & { readonly kind: Kind | null },
  classKind: Kind | null,
  folderKind: Kind,
): Kind {
  if (found.kind !== null) return classKind === 'mail' && found.delivered ? 'mail' : found.kind;
  if (found.delivered) return 'mail';
  // Without content of its kind an item is still a contact when the index says so: then it is damaged, and reported.
  if (classKind !== null) return classKind;
  return folderKind === 'notes' || folderKind === 'journal' ? folderKind : 'mail';
}
