import { addressKey, addressOf, type User } from './account-types.js';
import type { Domains } from './domains.js';
import type { GroupIndex } from './groups.js';
import type { CsvUser } from './users-csv.js';
import { forwardTo, furtherAddresses, groupKeys, type Tally } from './users.js';

/** A mailbox folder in the store. */
export interface MailboxOnDisk {
  readonly domain: string;
  readonly user: string;
}

/** Fills what users.cfg leaves open from the administration's user list, and adds the users that only the list names. */
export function joinCsvUsers(
  users: readonly User[],
  csv: readonly CsvUser[],
  domains: Domains,
  groups: GroupIndex,
  lostGroups: Tally,
): readonly User[] {
  const joined = new Map(users.map((user) => [addressKey(user.address), user]));
  for (const row of csv) {
    const domain = domains.own(row.domain ?? domains.primary) ?? row.domain ?? domains.primary;
    const address = addressOf(row.name, domain);
    const key = addressKey(address);
    const known = joined.get(key) ?? emptyUser(row.name, domain, 'users.csv');
    const addresses = known.addresses.length > 0 ? known.addresses : furtherAddresses(row.addresses, address, domain);
    const to = forwardTo(row.forwardTo, domain);
    const listed = known.source === 'users.csv';
    joined.set(key, {
      ...known,
      fullName: known.fullName || row.fullName,
      description: known.description || row.description,
      addresses,
      groups: known.groups.length > 0 ? known.groups : groupKeys(row.groups, domain, groups, lostGroups),
      forwarding: known.forwarding.to.length === 0 && to.length > 0 ? { mode: 'unknown', to } : known.forwarding,
      quotaBytes: known.quotaBytes ?? row.quotaBytes,
      quotaItems: known.quotaItems ?? row.quotaItems,
      ...(listed ? fromListAlone(row) : {}),
    });
  }
  return [...joined.values()];
}

function fromListAlone(row: CsvUser): Pick<User, 'enabled' | 'authentication' | 'passwordScheme' | 'rights'> {
  const internal = row.authentication === '' || row.authentication.toLowerCase() === 'internal';
  return {
    enabled: row.enabled ?? true,
    authentication: internal ? 'internal' : row.authentication,
    passwordScheme: internal ? 'unknown' : 'external',
    rights: row.rights,
  };
}

/**
 * Marks the users who have a mailbox on disk, and adds a user of source `mailbox` for every mailbox that no file names:
 * users of a directory, and deleted users whose folder was kept. Names are compared without regard to case.
 */
export function joinMailboxes(users: readonly User[], mailboxes: readonly MailboxOnDisk[]): readonly User[] {
  const onDisk = new Map(mailboxes.map((mailbox) => [addressKey(addressOf(mailbox.user, mailbox.domain)), mailbox]));
  const named = users.map((user) => ({ ...user, mailbox: onDisk.delete(addressKey(user.address)) }));
  const unlisted = [...onDisk.values()].map(({ user, domain }) => ({
    ...emptyUser(user, domain, 'mailbox'),
    mailbox: true,
  }));
  unlisted.sort((a, b) => (addressKey(a.address) < addressKey(b.address) ? -1 : 1));
  return [...named, ...unlisted];
}

function emptyUser(name: string, domain: string, source: User['source']): User {
  return {
    address: addressOf(name, domain),
    name,
    domain,
    fullName: '',
    description: '',
    enabled: true,
    source,
    passwordScheme: 'unknown',
    authentication: 'unknown',
    addresses: [],
    groups: [],
    forwarding: { mode: 'none', to: [] },
    quotaBytes: null,
    quotaItems: null,
    rights: '',
    mailbox: null,
  };
}
