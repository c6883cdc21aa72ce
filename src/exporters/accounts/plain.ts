import type { Accounts, User } from '../../users-cfg/accounts.js';
import { encodeRow } from './account-file.js';
import type { Plan, PlannedGroup } from './plan-types.js';

/** Where the files for people and for other programs lie below the accounts folder. */
export const accountsJsonPath = 'accounts.json';
export const accountsCsvPath = 'accounts.csv';
export const passwordsCsvPath = 'passwords.csv';

const people = { kind: 'csv', people: true } as const;

/**
 * Everything understood of the old server, as JSON: one record a line, so that two runs can be compared. Addresses are
 * the old ones; users that only a mailbox on disk speaks of are in it with `includeUnlisted`.
 */
export function* accountsJson(accounts: Accounts, includeUnlisted: boolean): Iterable<string> {
  const users = accounts.users.filter(({ source }) => includeUnlisted || source !== 'mailbox').map(publicUser);
  const { domains, groups, aliases, lists, resources, publicFolders } = accounts;
  const sections = Object.entries({ domains, users, groups, aliases, lists, resources, publicFolders });
  yield '{\n';
  for (const [index, [name, records]] of sections.entries()) {
    yield `  ${JSON.stringify(name)}: [`;
    for (const [at, record] of records.entries()) yield `${at === 0 ? '' : ','}\n    ${JSON.stringify(record)}`;
    yield `${records.length === 0 ? '' : '\n  '}]${index === sections.length - 1 ? '' : ','}\n`;
  }
  yield '}\n';
}

function publicUser({ passwordScheme, authentication, ...user }: User): object {
  return { ...user, password: { scheme: passwordScheme, checkedBy: authentication } };
}

/** The plan as a table for people: UTF-8 with a byte order mark, cells that a spreadsheet would run made text. */
export function* accountsCsv(plan: Plan): Iterable<string> {
  yield `\ufeff${encodeRow(['Type', 'Address', 'Name', 'First name', 'Last name', 'Status', 'Old address', 'Further addresses', 'Members', 'Forwards to', 'Description'], people)}`;
  for (const person of plan.people) {
    const { address, fullName, firstName, lastName, enabled, source, aliases, forward, description } = person;
    const status = enabled ? 'enabled' : 'disabled';
    const kept = forward?.keep === true ? ' (keeps a copy)' : '';
    const forwards = forward === null ? '' : `${forward.to.join(', ')}${kept}`;
    yield encodeRow(
      ['User', address, fullName, firstName, lastName, status, source, aliases.join(', '), '', forwards, description],
      people,
    );
  }
  for (const group of plan.groups) {
    const members = group.members.map(({ address }) => address).join(', ');
    const { address, name, aliases, description } = group;
    yield encodeRow(
      [groupType(group), address ?? '', name, '', '', '', '', aliases.join(', '), members, '', description],
      people,
    );
  }
  for (const { kind, address, name, aliases } of plan.shared) {
    const type = kind === 'resource' ? 'Resource' : 'Public folder';
    yield encodeRow([type, address, name, '', '', '', '', aliases.join(', '), '', '', ''], people);
  }
}

function groupType({ key }: PlannedGroup): string {
  if (key.startsWith('list ')) return 'Mailing list';
  return key.startsWith('alias ') ? 'Alias of several' : 'Group';
}

/** The generated passwords, for handing out. `--passwords` takes the file, too. */
export function* passwordsCsv(plan: Plan): Iterable<string> {
  yield encodeRow(['address', 'password'], people);
  for (const { address, password } of plan.people) {
    if (password !== '') yield encodeRow([address, password], people);
  }
}
