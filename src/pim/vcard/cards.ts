import { isUtf8 } from 'node:buffer';
import { append } from '../../core/lists.js';
import { type Entity, type Part } from '../../message/entity.js';
import { octetsOf, type Octets } from '../../core/octets.js';
import { type Component, readComponents } from '../components.js';
import { contentOctets } from '../content-octets.js';
import { withoutControls } from '../text.js';

/** The cards of one item, as they were written. */
export interface ItemCards {
  readonly cards: readonly Component[];
  /** Values are not UTF-8 but in charsets of their own (see `toVCard3`). */
  readonly mixed: boolean;
  /** What had to be guessed or was wrong, one short sentence each. */
  readonly notes: readonly string[];
}

/** Takes the cards out of an item: from all its parts that are cards by type, or by what they begin with. */
export function itemCards(entity: Entity): ItemCards {
  const cards: Component[] = [];
  const notes = [...entity.problems];
  let mixed = false;
  for (const part of entity.parts) {
    if (!maybeCard(part)) continue;
    const bytes = part.bytes();
    const own = isUtf8(bytes) ? null : ownCharsets(part, bytes);
    mixed ||= own !== null;
    const read =
      own === null
        ? cleanOctets(part, bytes)
        : { octets: own, problem: 'the properties declare charsets of their own' };
    const { components, problems } = readComponents(read.octets);
    const found = components.filter(({ name }) => name === 'VCARD');
    if (found.length === 0) continue;
    append(cards, found);
    if (read.problem !== null) notes.push(read.problem);
    for (const problem of problems) if (problem !== 'END:VCARD is missing') notes.push(problem);
    if (part.truncated) notes.push('the base64 of the card is cut in the middle');
  }
  return { cards, mixed, notes };
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
