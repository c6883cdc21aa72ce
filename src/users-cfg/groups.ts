import { addressKey, addressOf, type Group } from './account-types.js';
import type { Domains } from './domains.js';
import type { Problem } from './problem.js';
import type { ConfigRecord } from './record.js';
import { roles } from './roles.js';
import { splitValues, Vocabulary } from './vocabulary.js';

export type GroupVocabulary = Vocabulary<keyof (typeof roles)['Group']>;

/** The vocabulary of the list `Group` in users.cfg. */
export function groupVocabulary(records: readonly ConfigRecord[]): GroupVocabulary {
  return new Vocabulary('Group', records, roles.Group);
}

/** A group before anybody is in it. */
export type EmptyGroup = Omit<Group, 'members'>;

/** Finds a group by however a user's record names it. */
export interface GroupIndex {
  readonly groups: readonly EmptyGroup[];
  /** Groups by identifier, in lower case. */
  readonly ids: ReadonlyMap<string, EmptyGroup>;
  /** By identifier, address, `name@domain`, name in `domain`, or a name that only one group has. */
  find(reference: string, domain: string): EmptyGroup | null;
}

/** Reads the groups of users.cfg. */
export function readGroups(
  vocabulary: GroupVocabulary,
  domains: Domains,
  file: string,
  problems: Problem[],
): GroupIndex {
  const groups: EmptyGroup[] = [];
  const index = new Map<string, EmptyGroup>();
  const names = new Map<string, EmptyGroup | null>();
  const ids = new Map<string, EmptyGroup>();
  for (const record of vocabulary.records) {
    const name = vocabulary.text(record, 'name');
    const domain = vocabulary.text(record, 'domain') || domains.primary;
    const addresses = splitValues(vocabulary.values(record, 'addresses')).map((part) => addressOf(part, domain));
    const label = name || (addresses[0] ?? '').replace(/@.*/, '');
    const key = addressKey(addressOf(label, domain));
    if (label === '' || index.has(`key ${key}`)) {
      const message =
        label === '' ? 'a group without a name is lost' : `the group ${key} is there twice: the first counts`;
      problems.push({ kind: 'unreadable', file, line: record.line, message });
      continue;
    }
    const group = { key, name: label, domain, description: vocabulary.text(record, 'description'), addresses };
    groups.push(group);
    index.set(`key ${key}`, group);
    for (const address of addresses) index.set(`address ${addressKey(address)}`, group);
    const id = vocabulary.text(record, 'id').toLowerCase();
    if (id !== '') ids.set(id, group);
    names.set(label.toLowerCase(), names.has(label.toLowerCase()) ? null : group);
  }
  const find = (reference: string, domain: string): EmptyGroup | null => {
    // The administration interface writes identifiers as keriodb://group/<id>.
    const bare = reference.replace(/^keriodb:\/\/\w+\//i, '').toLowerCase();
    const address = addressKey(addressOf(bare, domain));
    return index.get(`key ${address}`) ?? ids.get(bare) ?? index.get(`address ${address}`) ?? names.get(bare) ?? null;
  };
  return { groups, ids, find };
}
