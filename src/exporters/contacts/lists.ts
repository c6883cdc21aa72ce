import { lowerOctets, type Octets, trimOctets } from '../../message/octets.js';
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
 * Turns distribution lists into labels. A list names its members by UID (`urn:uuid:…`, bare) or address (`mailto:…`, or as
 * addresses of its own).
 */
export function listLabels(lists: readonly Contact[]): ListLabels {
  const byMember = new Map<Octets, Octets[]>();
  for (const list of lists) {
    const addresses = list.emails.map(({ value }) => `mailto:${value}`);
    for (const member of new Set([...list.members, ...addresses].map(memberKey))) {
      const names = byMember.get(member) ?? [];
      names.push(list.formatted);
      byMember.set(member, names);
    }
  }
  const met = new Set<Octets>();
  let cut = 0;
  return {
    of: (contact) => {
      const keys = [memberKey(contact.uid), ...contact.emails.map(({ value }) => memberKey(`mailto:${value}`))];
      const names = new Set<Octets>();
      for (const key of keys) {
        met.add(key);
        for (const name of byMember.get(key) ?? []) {
          if (names.size > MOST_LISTS) break;
          names.add(name);
        }
      }
      if (names.size > MOST_LISTS) cut += 1;
      return [...names].slice(0, MOST_LISTS);
    },
    cut: () => cut,
    strangers: () =>
      [...byMember]
        .filter(([key]) => key.startsWith('mailto:') && !met.has(key))
        .map(([key, names]) => ({ email: key.slice('mailto:'.length), lists: names })),
  };
}

function memberKey(member: Octets): Octets {
  return lowerOctets(trimOctets(member)).replace(/^urn:uuid:/, '');
}
