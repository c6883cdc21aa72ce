/** The cards of a contact against the cards of its item. */
import { readEntity } from '../../message/entity.js';
import { type Octets, textOf, trimOctets } from '../../core/octets.js';
import { type Component, readComponents } from '../../pim/components.js';
import type { ContentLine } from '../../pim/contentline.js';
import { itemCards } from '../../pim/vcard/cards.js';
import { readContact } from '../../pim/vcard/read-contact.js';
import { toVCard3 } from '../../pim/vcard/vcard3.js';
import { assign, LineBag } from './bundle-lines.js';
import type { Problem } from './mail-output.js';

/** What a ledger line says about the cards beside their place. */
export interface CardCircumstances {
  readonly notes: readonly string[];
  /** Photos may have been left out. */
  readonly photosMayGo: boolean;
}

/**
 * Compares the text of an item's cards in the output with the item. Every line of every card must be there; FN, N, UID and a
 * photo may have been added.
 */
export function compareCards(text: Octets, bytes: Uint8Array, circumstances: CardCircumstances): Problem[] {
  const found = readComponents(text);
  const problems: Problem[] =
    found.components.every((card) => isWhole(card)) && found.outside.length === 0 ? [] : [BROKEN];
  if (found.components.length === 0) return [BROKEN];
  const { cards, mixed } = itemCards(readEntity(bytes));
  const stays = whatStays(circumstances);
  const expected = cards.map((card) => toVCard3(card, mixed).lines.filter(stays));
  const bags = new Map(found.components.map((card) => [card, new LineBag(card.lines)]));
  const { pairs, left } = assign(found.components, expected, {
    keyOf: { found: ({ lines }) => uidIn(lines), expected: uidIn },
    missing: (card, lines) => bags.get(card)?.missing(lines) ?? [],
  });
  for (const [, source, missing] of pairs) {
    if (source === null) problems.push({ aspect: 'bundle', what: 'it has a card that the source does not have' });
    else if (missing.length > 0)
      problems.push({ aspect: 'content', what: `its card is not as in the source: ${missing.slice(0, 5).join(', ')}` });
  }
  const explained = circumstances.notes.some((note) => /same card|without anything|more cards of it/.test(note));
  if (left.some((lines) => lines.length > 0) && !explained)
    problems.push({ aspect: 'bundle', what: 'a card of the source is missing' });
  return problems;
}

/** The cards in a text: their UIDs, and which are distribution lists. */
export function cardsIn(text: Octets): { readonly uid: string; readonly isList: boolean }[] {
  return readComponents(text).components.map(({ lines }) => ({
    uid: textOf(lines.find(({ name }) => name === 'UID')?.value ?? ''),
    isList: readContact(lines).isList,
  }));
}

function uidIn(lines: readonly ContentLine[]): string {
  return trimOctets(lines.find(({ name }) => name === 'UID')?.value ?? '');
}

const BROKEN: Problem = { aspect: 'bundle', what: 'at its place is no whole card with FN, N and one UID' };

function isWhole({ name, closed, lines }: Component): boolean {
  const count = (wanted: string): number => lines.filter((line) => line.name === wanted).length;
  const uid = lines.find((line) => line.name === 'UID')?.value ?? '';
  return name === 'VCARD' && closed && count('FN') > 0 && count('N') === 1 && count('UID') === 1 && uid !== '';
}

/** Lines that nothing may change: names and UIDs of no content are filled in, a UID that is taken is replaced. */
function whatStays({ notes, photosMayGo }: CardCircumstances): (line: ContentLine) => boolean {
  const newUid = notes.some((note) => note.includes('it got a new one'));
  return ({ name, value }) => {
    if (name === 'UID') return !newUid && trimOctets(value) !== '';
    if (name === 'FN') return /[^\s;,]/.test(value);
    return name !== 'PHOTO' || !photosMayGo;
  };
}
