import { isUtf8 } from 'node:buffer';
import { append } from '../../core/lists.js';
import { type Entity, type Part } from '../../message/entity.js';
import { asBuffer, bytesOf, octetsOf, type Octets, utf8Octets } from '../../core/octets.js';
import { subjectOf } from '../../message/subject.js';
import { type Component, readComponents } from '../components.js';
import { contentOctets } from '../content-octets.js';
import { withoutControls } from '../text.js';
import { looseCards, noCards, withoutBegin, withSubject } from './loose-cards.js';
import { withNewFolds } from './old-folds.js';

/** The cards of one item, as they were written. */
export interface ItemCards {
  readonly cards: readonly Component[];
  /** Values are not UTF-8 but in charsets of their own (see `toVCard3`). */
  readonly mixed: boolean;
  /** What had to be guessed or was wrong, one short sentence each. */
  readonly notes: readonly string[];
}

/**
 * Takes the cards out of an item: from all its parts that are cards by type, or by what they begin with. Where there is none,
 * and in what is declared to be a card, lines without a frame are one too. What a frame took along is mended.
 */
export function itemCards(entity: Entity): ItemCards {
  const framed = cardsOf(entity, false);
  const found = framed.cards.length > 0 ? framed : cardsOf(entity, true);
  const [only, ...others] = found.cards;
  if (only === undefined || others.length > 0 || !found.damaged) return found;
  const mended = withSubject(only, utf8Octets(subjectOf(entity.source)));
  return mended === null ? found : { ...found, cards: [mended.card], notes: [...found.notes, mended.note] };
}

function cardsOf(entity: Entity, anyLines: boolean): ItemCards & { readonly damaged: boolean } {
  const cards: Component[] = [];
  const notes = [...entity.problems];
  let [mixed, damaged] = [false, false];
  for (const part of entity.parts) {
    if (!maybeCard(part)) continue;
    const bytes = unfoldable(part.bytes());
    const own = isUtf8(bytes) ? null : ownCharsets(part, bytes);
    const read =
      own === null
        ? cleanOctets(part, bytes)
        : { octets: own, problem: 'the properties declare charsets of their own' };
    const text = readComponents(isUtf16(bytes) ? withNewFolds(read.octets) : read.octets);
    const framed = text.components.filter(({ name }) => name === 'VCARD');
    const declared = cardTypes.has(part.type);
    const mayBeLoose = declared || (anyLines && part.type !== 'text/html');
    const loose = mayBeLoose ? looseCards(text, declared && framed.length === 0) : noCards;
    const found = [...framed, ...loose.cards];
    if (found.length === 0) continue;
    mixed ||= own !== null;
    damaged ||= loose.cards.length > 0 || found.some(({ closed }) => !closed);
    append(cards, found);
    append(notes, loose.notes);
    if (read.problem !== null) notes.push(read.problem);
    const told = new Set(loose.cards.length > 0 ? [cut, withoutBegin] : [cut]);
    for (const problem of text.problems) if (!told.has(problem)) notes.push(problem);
    if (part.truncated) notes.push(part.isUuencoded ? uuCut : 'the base64 of the card is cut in the middle');
  }
  return { cards, mixed, damaged, notes };
}

/** What is said of a card that breaks off, and is said again when it is converted. */
const cut = 'END:VCARD is missing';
const uuCut = 'the end of the uuencoded text of the card is missing';

/** With the folds that all later readers undo. Before the charset is looked at, since that may join folded lines. */
function unfoldable(bytes: Uint8Array): Uint8Array {
  // Spares nearly every card the look for its version.
  if (isUtf16(bytes) || !asBuffer(bytes).includes('2.1')) return bytes;
  const octets = octetsOf(bytes);
  const folded = withNewFolds(octets);
  return folded === octets ? bytes : bytesOf(folded);
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] ?? 0) >= 0xfe;
}

/** In charsets of their own, control characters may be part of the text (ISO-2022-JP). */
function cleanOctets(part: Part, bytes: Uint8Array): ReturnType<typeof contentOctets> {
  const read = contentOctets(part, bytes);
  return { ...read, octets: withoutControls(read.octets, ' ') };
}

function maybeCard(part: Part): boolean {
  return cardTypes.has(part.type) || !/^(?:image|audio|video|multipart|message)\//.test(part.type);
}

const cardTypes = new Set(['text/vcard', 'text/x-vcard', 'text/directory', 'application/vcard', 'application/x-vcard']);

/** The octets of a part in which no one charset fits, since its properties name their own (vCard 2.1 section 2.1.6). */
function ownCharsets(part: Part, bytes: Uint8Array): Octets | null {
  const declared = part.param('charset')?.toLowerCase() ?? 'us-ascii';
  if (declared !== 'us-ascii' && declared !== 'utf-8') return null;
  const octets = octetsOf(bytes);
  return /;CHARSET=/i.test(octets) ? octets : null;
}
