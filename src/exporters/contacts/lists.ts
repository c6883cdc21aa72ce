import { lowerOctets, type Octets, trimOctets } from '../../core/octets.js';
import type { Contact } from '../../pim/vcard/contact.js';

/** What the distribution lists of a folder make of its contacts. */
export interface ListLabels {
  /** The names of the lists that a contact is on, each once; of very many the first. */
  of(contact: Contact): Octets[];
  /** How many contacts are on more lists than `of` gives. To be asked after all contacts. */
  cut(): number;
  /** The addresses on lists that no contact has: each with its lists. To be asked after all contacts. */
  strangers(): readonly { readonly email: Octets; readonly lists: readonly Octets[] }[];
}

/**
 * How many lists of a contact become labels. Ten thousand contacts on ten thousand lists would make a table of a hundred
 * million labels.
 */
export const MOST_LISTS = 200;

/**
 * Turns distribution lists into labels. A list names its members by UID (`urn:uuid:…`, bare) or address (`mailto:…`, bare, or as
 * addresses of its own). Whoever is on a list that is itself on another is on both.
 */
export function listLabels(lists: readonly Contact[]): ListLabels {
  const byMember = new Map<Octets, Contact[]>();
  for (const list of lists) {
    const addresses = list.emails.map(({ value }) => `mailto:${value}`);
    for (const member of new Set([...list.members, ...addresses].map(memberKey))) {
      const holders = byMember.get(member) ?? [];
      holders.push(list);
      byMember.set(member, holders);
    }
  }
  const names = new HolderNames(byMember);
  const met = new Set<Octets>();
  let cut = 0;
  return {
    of: (contact) => {
      // A bare address is told from a UID by whose it is.
      const own = contact.emails.flatMap(({ value }) => [value, `mailto:${value}`]);
      const keys = [contact.uid, ...own].map(memberKey);
      for (const key of keys) met.add(key);
      const all = names.of(keys);
      if (all.length > MOST_LISTS) cut += 1;
      return all.slice(0, MOST_LISTS);
    },
    cut: () => cut,
    strangers: () =>
      [...byMember.keys()]
        .filter((key) => key.startsWith('mailto:') && !met.has(key))
        .map((key) => ({ email: key.slice('mailto:'.length), lists: names.of([key]).slice(0, MOST_LISTS) })),
  };
}

/** Lists on lists that are followed, over all: lists that hold each other by the thousand are an attack. */
const mostSteps = 1_000_000;

/** Finds the lists that something is on, directly or through other lists. */
class HolderNames {
  readonly #byMember: ReadonlyMap<Octets, readonly Contact[]>;
  #steps = 0;

  constructor(byMember: ReadonlyMap<Octets, readonly Contact[]>) {
    this.#byMember = byMember;
  }

  of(keys: readonly Octets[]): Octets[] {
    const found = new Set<Contact>();
    for (const key of keys) this.#add(found, this.#byMember.get(key) ?? []);
    // A set that grows while it is walked ends when nothing new comes.
    for (const list of found) {
      if (list.uid === '' || this.#steps > mostSteps) continue;
      const holders = this.#byMember.get(memberKey(list.uid)) ?? [];
      this.#steps += holders.length;
      this.#add(found, holders);
    }
    return [...found].map(({ formatted }) => formatted);
  }

  /** No more than are named, and one: whoever is on more is told so. */
  #add(found: Set<Contact>, holders: readonly Contact[]): void {
    for (const holder of holders) {
      if (found.size > MOST_LISTS) return;
      found.add(holder);
    }
  }
}

/** The same for all ways to write it. */
function memberKey(member: Octets): Octets {
  const plain = lowerOctets(trimOctets(member)).replace(/^urn:uuid:/, '');
  const address = /^(?:mailto:|[^<>]*<)(?:[^<>]*<)?([^\s<>?]+@[^\s<>?]+)/.exec(plain)?.[1];
  return address === undefined ? plain : `mailto:${address}`;
}
