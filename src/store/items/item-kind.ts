/**
 * What one item is. Its own content decides, wherever it lies; the folder and the index decide only where the content can
 * be read both ways, as with an invitation in an inbox.
 */
import type { HeaderBlock } from '../../message/header.js';
import { isDelivered, type Sniffed, sniffContent } from '../../message/sniff.js';
import { kindOfClass } from './message-class.js';
import type { Kind } from '../../core/kinds.js';
import type { Item } from '../types.js';

/** The kind of an item from its first bytes, whose header block is `header`. */
export function itemKind(item: Item, head: Uint8Array, header: HeaderBlock): Kind {
  const classKind = item.messageClass === null ? null : kindOfClass(item.messageClass);
  if (item.folder.kind !== 'mail') return inOtherFolder(sniffContent(head, header), classKind, item.folder.kind);
  const otherClass = classKind === 'mail' ? null : classKind;
  // Nearly every message ends here: that spares it the look into its parts.
  if (otherClass === null && isDelivered(header)) return 'mail';
  return inMailFolder(sniffContent(head, header), otherClass);
}

function inMailFolder(found: Sniffed, otherClass: Kind | null): Kind {
  // An invitation or a business card that somebody sent is mail; one that was filed here is what it is.
  if (found.kind !== null) return (found.delivered || found.multipart) && otherClass === null ? 'mail' : found.kind;
  // Notes and journal entries have no content of their own kind: here the class is the only word.
  return (otherClass === 'notes' || otherClass === 'journal') && !found.delivered ? otherClass : 'mail';
}

function inOtherFolder(found: Sniffed, classKind: Kind | null, folderKind: Kind): Kind {
  if (found.kind !== null) return classKind === 'mail' && found.delivered ? 'mail' : found.kind;
  if (found.delivered) return 'mail';
  // Without content of its kind an item is still a contact when the index says so: then it is damaged, and reported.
  if (classKind !== null) return classKind;
  return folderKind === 'notes' || folderKind === 'journal' ? folderKind : 'mail';
}
