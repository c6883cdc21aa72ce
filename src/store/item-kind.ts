/**
 * What one item is. Its own content decides, wherever it lies; the folder and the index decide only where the content can
 * be read both ways, as with an invitation in an inbox.
 */
import { contentKind } from '../message/sniff.js';
import { kindOfClass } from './message-class.js';
import type { Item, Kind } from './types.js';

/** The kind of an item from its first bytes. */
export function itemKind(item: Item, head: Uint8Array): Kind {
  const found = contentKind(head);
  const classKind = item.messageClass === null ? null : kindOfClass(item.messageClass);
  return item.folder.kind === 'mail'
    ? inMailFolder(found, classKind)
    : inOtherFolder(found, classKind, item.folder.kind);
}

type Content = ReturnType<typeof contentKind>;

function inMailFolder(found: Content, classKind: Kind | null): Kind {
  const otherClass = classKind !== null && classKind !== 'mail' ? classKind : null;
  // An invitation or a business card that somebody sent is mail; one that was filed here is what it is.
  if (found.kind !== null)
    return found.delivered || found.multipart ? (otherClass === null ? 'mail' : found.kind) : found.kind;
  // Notes and journal entries have no content of their own kind: here the class is the only word.
  return (otherClass === 'notes' || otherClass === 'journal') && !found.delivered ? otherClass : 'mail';
}

function inOtherFolder(found: Content, classKind: Kind | null, folderKind: Kind): Kind {
  if (found.kind !== null) return classKind === 'mail' && found.delivered ? 'mail' : found.kind;
  if (found.delivered) return 'mail';
  // Without content of its kind an item is still a contact when the index says so: then it is damaged, and reported.
  if (classKind !== null) return classKind;
  return folderKind === 'notes' || folderKind === 'journal' ? folderKind : 'mail';
}
