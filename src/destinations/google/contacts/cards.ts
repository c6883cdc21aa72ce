/** The cards of a folder as contacts of Google: a distribution list is a group, and whoever is on it has that group. */
import { cut } from '../cut.js';
import type { Octets } from '../../../core/octets.js';
import { textOf } from '../../../core/octets.js';
import { type ListLabels, listLabels } from '../../../exporters/contacts/lists.js';
import type { FolderObject, ItemObjects } from '../../../exporters/objects/folder-objects.js';
import type { SourceFolder } from '../../../transfer/source.js';
import { hashOf, type Made } from '../units.js';
import { type PersonFields, personFields, photoOf, type ReadCard, readCard } from './person-json.js';

/** A contact, ready. */
export interface ContactObject extends Made {
  readonly person: PersonFields;
  /** Names of its groups. */
  readonly groups: readonly string[];
  /** It has a picture: `photo` gives it, base64. */
  readonly hasPhoto: boolean;
  readonly photo: () => string | null;
  /** A list is a group and nothing else: its name; null for a contact. */
  readonly group: string | null;
}

/** Makes contacts of the cards of one folder after the other. */
export class Cards {
  readonly #groupOf: (folder: SourceFolder) => string | null;
  #labels: ListLabels = listLabels([]);
  /** Objects of a list: those on it that have no card, so that they get one. */
  #strangers = new Map<string, readonly Octets[]>();

  /** `groupOf`: the group that a folder becomes; null for the first. */
  constructor(groupOf: (folder: SourceFolder) => string | null) {
    this.#groupOf = groupOf;
  }

  /** Looks at all cards of a folder: who is on a list is known only then. */
  begin(items: readonly ItemObjects[]): void {
    const cards = items.flatMap(({ objects }) => objects.map(({ text }) => readCard(text()).contact));
    const lists = cards.filter(({ isList }) => isList);
    this.#labels = listLabels(lists);
    for (const contact of cards) if (!contact.isList) this.#labels.of(contact);
    this.#strangers = new Map();
    for (const { email, lists: names } of this.#labels.strangers()) {
      const [first] = names;
      if (first !== undefined) this.#strangers.set(first, [...(this.#strangers.get(first) ?? []), email]);
    }
  }

  make({ type, text }: FolderObject, folder: SourceFolder): ContactObject | string {
    if (type !== 'VCARD') return 'it is no contact, and lies in a folder of contacts';
    const card = readCard(text());
    return card.contact.isList ? this.#list(card) : this.#contact(card, folder, text);
  }

  #contact(card: ReadCard, folder: SourceFolder, text: () => Octets): ContactObject {
    const notes: string[] = [];
    const own = this.#groupOf(folder);
    const person = personFields(card, notes);
    const names = [...card.contact.categories, ...this.#labels.of(card.contact)].map(textOf);
    const groups = [...new Set([...(own === null ? [] : [own]), ...names].map(groupName))].sort();
    const photo = photoOf(card.lines);
    const key = hashOf(JSON.stringify([person, groups, photo === null ? '' : hashOf(photo)]));
    // Thousands of pictures are not held in memory.
    return {
      key,
      notes,
      person,
      groups,
      hasPhoto: photo !== null,
      photo: () => photoOf(readCard(text()).lines),
      group: null,
    };
  }

  /** Its members without a card are told in the notes: a group holds contacts, not addresses. */
  #list({ contact }: ReadCard): ContactObject {
    const group = groupName(textOf(contact.formatted));
    const left = (this.#strangers.get(contact.formatted) ?? []).map(textOf);
    const notes = left.length === 0 ? [] : [`on the list and no contact: ${left.slice(0, 50).join(', ')}`];
    const key = hashOf(JSON.stringify(['group', group]));
    return { key, notes, person: {}, groups: [], hasPhoto: false, photo: () => null, group };
  }
}

/** Names of Google's own groups, which no group of a user may have. */
const SYSTEM = new Set([
  'mycontacts',
  'my contacts',
  'starred',
  'friends',
  'family',
  'coworkers',
  'chatbuddies',
  'all',
  'blocked',
]);

function groupName(name: string): string {
  const clean = cut(name.replace(/\s+/g, ' ').trim(), 200).trim();
  return SYSTEM.has(clean.toLowerCase()) || clean === '' ? `${clean} (Kerio)`.trim() : clean;
}
