import { addressKey, addressOf, type Forwarding, type PasswordScheme, type User } from './account-types.js';
import type { Domains } from './domains.js';
import type { GroupIndex } from './groups.js';
import type { Problem } from './problem.js';
import type { ConfigRecord } from './record.js';
import { roles } from './roles.js';
import { numberOrNull, yesOrNo } from './users-csv.js';
import { splitValues, Vocabulary } from './vocabulary.js';

export type UserVocabulary = Vocabulary<keyof (typeof roles)['User']>;

/** The vocabulary of the list `User` in users.cfg. */
export function userVocabulary(records: readonly ConfigRecord[]): UserVocabulary {
  return new Vocabulary('User', records, roles.User);
}

/** The users of users.cfg, and the addresses of those that have an identifier (in lower case) other records may use. */
export interface ReadUsers {
  readonly users: readonly User[];
  readonly ids: ReadonlyMap<string, string>;
}

/** Where names could not be followed: the group or variable, and how many users it concerns. */
export type Tally = Map<string, number>;

/** Reads the users of users.cfg. */
export function readUsers(
  vocabulary: UserVocabulary,
  domains: Domains,
  groups: GroupIndex,
  file: string,
  problems: Problem[],
): ReadUsers {
  if (vocabulary.isMissing('groups')) {
    vocabulary.infer('groups', (value, record) =>
      splitValues([value]).every((name) => groups.find(name, vocabulary.text(record, 'domain'))) ? 'sure' : 'no',
    );
  }
  if (vocabulary.isMissing('forwardTo')) {
    vocabulary.infer('forwardTo', (value, record) => {
      if (forwardMode(vocabulary.text(record, 'forwardMode')) === 'none') return 'no';
      return splitValues([value]).every((address) => /^[^\s@]+@[^\s@]+$/.test(address)) ? 'sure' : 'no';
    });
  }
  const users = new Map<string, User>();
  const ids = new Map<string, string>();
  const lostGroups: Tally = new Map();
  let lostForwards = 0;
  for (const record of vocabulary.records) {
    const user = readUser(vocabulary, record, domains, groups, lostGroups);
    const key = addressKey(user.address);
    if (user.name === '' || users.has(key)) {
      const message =
        user.name === '' ? 'a user without a name is lost' : `the user ${key} is there twice: the first counts`;
      problems.push({ kind: 'unreadable', file, line: record.line, message });
      continue;
    }
    if (user.forwarding.mode !== 'none' && user.forwarding.to.length === 0) lostForwards += 1;
    users.set(key, user);
    const id = vocabulary.text(record, 'id').toLowerCase();
    if (id !== '') ids.set(id, user.address);
  }
  for (const [group, count] of lostGroups) {
    const message = `${count} user${count === 1 ? ' is' : 's are'} in the group ${group}, which no record describes`;
    problems.push({ kind: 'unresolved', file, line: null, message });
  }
  if (lostForwards > 0) {
    const message = `${lostForwards} user${lostForwards === 1 ? ' forwards' : 's forward'} mail, but no variable says where to`;
    problems.push({ kind: 'unresolved', file, line: null, message });
  }
  return { users: [...users.values()], ids };
}

function readUser(
  vocabulary: UserVocabulary,
  record: ConfigRecord,
  domains: Domains,
  groups: GroupIndex,
  lostGroups: Tally,
): User {
  const text = (role: keyof (typeof roles)['User']): string => vocabulary.text(record, role);
  const name = text('name');
  const domain = text('domain') || domains.primary;
  const address = addressOf(name, domain);
  const authentication = authenticationOf(text('authentication'));
  return {
    address,
    name,
    domain,
    fullName: text('fullName'),
    description: text('description'),
    enabled: yesOrNo(text('enabled')) ?? true,
    source: 'users.cfg',
    passwordScheme: authentication === 'internal' ? schemeOf(text('password')) : 'external',
    authentication,
    addresses: furtherAddresses(vocabulary.values(record, 'addresses'), address, domain),
    groups: groupKeys(splitValues(vocabulary.values(record, 'groups')), domain, groups, lostGroups),
    forwarding: forwardingOf(text('forwardMode'), forwardTo(vocabulary.values(record, 'forwardTo'), domain)),
    quotaBytes: numberOrNull(text('quotaBytes')),
    quotaItems: numberOrNull(text('quotaItems')),
    rights: text('rights'),
    mailbox: null,
  };
}

/** Full addresses, each once, without the main one. Values hold local parts or addresses, with `,`, `;` or blanks between. */
export function furtherAddresses(values: readonly string[], main: string, domain: string): readonly string[] {
  const seen = new Set([addressKey(main)]);
  const addresses: string[] = [];
  for (const part of splitValues(values).flatMap((value) => value.split(/\s+/))) {
    const address = addressOf(part, domain);
    if (seen.has(addressKey(address))) continue;
    seen.add(addressKey(address));
    addresses.push(address);
  }
  return addresses;
}

/** The keys of the named groups, each once; names that lead nowhere are counted. */
export function groupKeys(
  names: readonly string[],
  domain: string,
  groups: GroupIndex,
  lostGroups: Tally,
): readonly string[] {
  const keys = new Set<string>();
  for (const name of names) {
    const group = groups.find(name, domain);
    if (group === null) lostGroups.set(name, (lostGroups.get(name) ?? 0) + 1);
    else keys.add(group.key);
  }
  return [...keys];
}

/** Full addresses to forward to. */
export function forwardTo(values: readonly string[], domain: string): readonly string[] {
  return splitValues(values).map((part) => addressOf(part, domain));
}

function forwardingOf(mode: string, to: readonly string[]): Forwarding {
  return { mode: mode === '' && to.length > 0 ? 'unknown' : forwardMode(mode), to };
}

function forwardMode(value: string): Forwarding['mode'] {
  if (value === '' || value === '0') return 'none';
  // The order of the administration interface's words: none, forward, deliver and forward.
  return value === '1' ? 'forward' : value === '2' ? 'forward and keep' : 'unknown';
}

/** The numbers follow the order of the administration interface's words; only 0 is certain (docs/accounts.md). */
function authenticationOf(value: string): string {
  const names = ['internal', 'Windows NT', 'PAM', 'Kerberos', 'Apple', 'LDAP'];
  return value === '' ? 'internal' : (names[Number(value)] ?? value);
}

/** Looks at the prefix of a stored password alone. */
function schemeOf(stored: string): PasswordScheme {
  if (stored === '' || stored === 'NUL:') return 'none';
  if (stored.startsWith('D3S:') || stored.startsWith('NUL:')) return 'reversible';
  return stored.startsWith('SHA:') ? 'hash' : 'unknown';
}
