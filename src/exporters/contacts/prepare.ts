import { append } from '../../core/lists.js';
import { readEntity } from '../../message/entity.js';
import { type Octets, utf8Octets } from '../../core/octets.js';
import { subjectOf } from '../../message/subject.js';
import type { ContentLine } from '../../pim/contentline.js';
import { itemCards } from '../../pim/vcard/cards.js';
import { completeCard, formatCard } from '../../pim/vcard/complete.js';
import { type Card, toVCard3 } from '../../pim/vcard/vcard3.js';

/** A card as it goes to the output. */
export interface PreparedCard {
  readonly lines: readonly ContentLine[];
  readonly uid: Octets;
  readonly text: Octets;
  /** It was written in another version of vCard, or had to be repaired. */
  readonly converted: boolean;
}

/** What an item gave. */
export interface PreparedItem {
  readonly cards: readonly PreparedCard[];
  readonly notes: readonly string[];
  /** Why there is no card; null when there is one. */
  readonly failure: string | null;
}

/** Above this some address books leave a photo out (docs/contacts.md), in bytes. */
const photoWarning = 100 << 10;
/** A card without its photo that is larger than this is remarked upon, in octets. */
const cardWarning = 1 << 20;

/** How many of the notes stand in the reason why there is no card; all of them stand beside it. */
const MOST_REASONS = 10;

/** Takes the cards out of an item's bytes. `identity` gives the UID of a card without one; `maxPhoto` is in bytes. */
export function prepareItem(
  bytes: Uint8Array,
  identity: (card: number) => string,
  maxPhoto: number | null,
): PreparedItem {
  if (bytes.length === 0) return { cards: [], notes: [], failure: 'the item is empty' };
  const entity = readEntity(bytes);
  const found = itemCards(entity);
  const notes = [...found.notes];
  const image = found.cards.length === 1 ? entity.parts.find(({ type }) => type.startsWith('image/')) : undefined;
  const photo = image === undefined ? null : { bytes: image.bytes(), subtype: image.type.slice('image/'.length) };
  const name = (): Octets => (found.cards.length === 1 ? utf8Octets(subjectOf(bytes)) : '');
  const cards: PreparedCard[] = [];
  for (const component of found.cards) {
    const card = toVCard3(component, found.mixed);
    append(notes, new Set(card.notes));
    if (isVoid(card)) {
      notes.push('a card without anything in it was left out');
      continue;
    }
    const { lines, uid } = completeCard(card.lines, { uid: identity(cards.length), photo, name });
    const kept = checkPhotos(lines, maxPhoto, notes);
    const text = formatCard(kept);
    if (text.length > cardWarning)
      notes.push(`the card has ${kilobytes(text.length)} KB: some address books refuse it`);
    cards.push({ lines: kept, uid, text, converted: card.version !== '3.0' || card.notes.length > 0 });
  }
  if (cards.length > 0) return { cards, notes, failure: null };
  const reason = found.cards.length > 0 ? 'the card inside is empty' : 'there is no vCard inside';
  return { cards, notes, failure: [reason, ...found.notes.slice(0, MOST_REASONS)].join('; ') };
}

function isVoid(card: Card): boolean {
  return card.lines.every(({ name, value }) => value === '' || name === 'PRODID' || name === 'REV' || name === 'UID');
}

function checkPhotos(lines: readonly ContentLine[], maxPhoto: number | null, notes: string[]): readonly ContentLine[] {
  const isKept = (line: ContentLine): boolean => {
    if (line.name !== 'PHOTO') return true;
    const size = (line.value.length / 4) * 3;
    if (maxPhoto !== null && size > maxPhoto && /;ENCODING=b/i.test(line.params)) {
      notes.push(`the photo of ${kilobytes(size)} KB was left out by --max-photo`);
      return false;
    }
    if (size > photoWarning)
      notes.push(`the photo has ${kilobytes(size)} KB: address books may leave out photos above 100 KB`);
    return true;
  };
  return lines.filter(isKept);
}

function kilobytes(bytes: number): number {
  return Math.ceil(bytes / 1024);
}
