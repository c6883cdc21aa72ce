import { addressKey, addressOf, type Delivery, type Group, type User } from './account-types.js';
import type { Destinations } from './deliveries.js';
import type { Domains } from './domains.js';
import type { GroupIndex, GroupVocabulary } from './groups.js';
import type { Problem } from './problem.js';
import { splitValues } from './vocabulary.js';

/**
 * Joins users and groups: membership is written with the user, and perhaps with the group too (docs/accounts.md). Members
 * come in the order of the users, then as the group's own record names them.
 */
export function joinMembers(
  vocabulary: GroupVocabulary,
  index: GroupIndex,
  users: readonly User[],
  destinations: Destinations,
  domains: Domains,
  file: string,
  problems: Problem[],
): { readonly groups: readonly Group[]; readonly users: readonly User[] } {
  const members = new Map<string, Map<string, string>>(index.groups.map(({ key }) => [key, new Map()]));
  for (const user of users) {
    for (const key of user.groups) members.get(key)?.set(addressKey(user.address), user.address);
  }
  for (const record of vocabulary.records) {
    const domain = vocabulary.text(record, 'domain') || domains.primary;
    const group = index.find(vocabulary.text(record, 'name'), domain);
    if (group === null) continue;
    for (const name of splitValues(vocabulary.values(record, 'members'))) {
      const member = findMember(name, domain, destinations, domains);
      if (member === null) {
        const message = `the group ${group.key} has the member ${name}, whom no record describes`;
        problems.push({ kind: 'unresolved', file, line: record.line, message });
      } else members.get(group.key)?.set(addressKey(member.to), member.to);
    }
  }
  return { groups: withMembers(index, members), users: withGroups(users, members) };
}

function withMembers(index: GroupIndex, members: ReadonlyMap<string, ReadonlyMap<string, string>>): readonly Group[] {
  return index.groups.map((group) => ({ ...group, members: [...(members.get(group.key) ?? new Map()).values()] }));
}

/** Users with the groups whose own records name them added. */
function withGroups(
  users: readonly User[],
  members: ReadonlyMap<string, ReadonlyMap<string, string>>,
): readonly User[] {
  const groupsOf = new Map<string, string[]>();
  for (const [group, addresses] of members) {
    for (const key of addresses.keys()) {
      const groups = groupsOf.get(key);
      if (groups === undefined) groupsOf.set(key, [group]);
      else groups.push(group);
    }
  }
  return users.map((user) => {
    const groups = new Set([...user.groups, ...(groupsOf.get(addressKey(user.address)) ?? [])]);
    return groups.size === user.groups.length ? user : { ...user, groups: [...groups] };
  });
}

/** What a name in a group's record means: an identifier, an address, or a local part of the group's domain. */
function findMember(name: string, domain: string, destinations: Destinations, domains: Domains): Delivery | null {
  const bare = name.replace(/^keriodb:\/\/\w+\//i, '');
  const found = destinations.get(`id ${bare.toLowerCase()}`) ?? destinations.get(addressKey(addressOf(bare, domain)));
  if (found !== undefined) return found;
  const at = bare.lastIndexOf('@');
  return at > 0 && domains.own(bare.slice(at + 1)) === null ? { kind: 'outside', to: bare } : null;
}
