import { lowerOctets, type Octets, trimOctets } from '../../core/octets.js';
import type { Contact } from '../../pim/vcard/contact.js';

/** What the distribution lists of a folder make of its contacts. */
export interface ListLabels {
  /** The names of the lists that a contact is on. */
  of(contact: Contact): Octets[];
  /** The addresses on lists that no contact has: each with its lists. To be asked after all contacts. */
  strangers(): readonly { readonly email: Octets; readonly lists: readonly Octets[] }[];
}

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
  return {
    of: (contact) => {
      const keys = [memberKey(contact.uid), ...contact.emails.map(({ value }) => memberKey(`mailto:${value}`))];
      return keys.flatMap((key) => {
        met.add(key);
        return byMember.get(key) ?? [];
      });
    },
    strangers: () =>
      [...byMember]
        .filter(([key]) => key.startsWith('mailto:') && !met.has(key))
        .map(([key, names]) => ({ email: key.slice('mailto:'.length), lists: names })),
  };
}

function memberKey(member: Octets): Octets {
  return lowerOctets(trimOctets(member)).replace(/^urn:uuid:/, '');
}
