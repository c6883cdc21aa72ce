import type { Accounts, User } from '../../users-cfg/account-types.js';
import { type CsvSeparator, encodeRows, type Layout } from './account-file.js';
import type { Plan, PlannedGroup, SharedMailbox } from './plan-types.js';

/** Where the files for people and for other programs lie below the accounts folder. */
export const accountsJsonPath = 'accounts.json';
export const accountsCsvPath = 'accounts.csv';
export const passwordsCsvPath = 'passwords.csv';

/** Cells that a spreadsheet would run are made text. */
function people(separator: CsvSeparator): Layout {
  return { kind: 'csv', people: true, separator };
}

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

const columns = [
  'Type',
  'Address',
  'Name',
  'First name',
  'Last name',
  'Status',
  'Old address',
  'Further addresses',
  'Members',
  'Forwards to',
  'Description',
] as const;

/** The plan as a table for people: UTF-8 with a byte order mark, cells that a spreadsheet would run made text. */
export function* accountsCsv(plan: Plan, separator: CsvSeparator): Iterable<string> {
  yield `\ufeff${encodeRows([columns], people(separator))}`;
  yield* encoded(accountRows(plan), people(separator));
}

function* accountRows(plan: Plan): Iterable<Partial<Record<(typeof columns)[number], string>>> {
  for (const person of plan.people) {
    const { address, fullName, firstName, lastName, enabled, source, aliases, forward, description } = person;
    yield {
      Type: 'User',
      Address: address,
      Name: fullName,
      'First name': firstName,
      'Last name': lastName,
      Status: enabled ? 'enabled' : 'disabled',
      'Old address': source,
      'Further addresses': aliases.join(', '),
      'Forwards to': forward === null ? '' : `${forward.to.join(', ')}${forward.keep ? ' (keeps a copy)' : ''}`,
      Description: description,
    };
  }
  for (const group of plan.groups) {
    yield {
      Type: groupType(group),
      Address: group.address ?? '',
      Name: group.name,
      'Further addresses': group.aliases.join(', '),
      Members: group.members.map(({ address }) => address).join(', '),
      Description: group.description,
    };
  }
  for (const { kind, address, name, aliases } of plan.shared) {
    yield { Type: sharedType[kind], Address: address, Name: name, 'Further addresses': aliases.join(', ') };
  }
}

function* encoded(rows: Iterable<Partial<Record<(typeof columns)[number], string>>>, layout: Layout): Iterable<string> {
  let batch: string[][] = [];
  for (const row of rows) {
    if (batch.push(columns.map((column) => row[column] ?? '')) < 200) continue;
    yield encodeRows(batch, layout);
    batch = [];
  }
  yield encodeRows(batch, layout);
}

const sharedType: Readonly<Record<SharedMailbox['kind'], string>> = {
  'public folder': 'Public folder',
  room: 'Room',
  equipment: 'Equipment',
};

function groupType({ key }: PlannedGroup): string {
  if (key.startsWith('list ')) return 'Mailing list';
  return key.startsWith('alias ') ? 'Alias of several' : 'Group';
}

/** The generated passwords, for handing out. `--passwords` takes the file, too. */
export function passwordsCsv(plan: Plan, separator: CsvSeparator): string {
  const rows = plan.people.flatMap(({ address, password }) => (password === '' ? [] : [[address, password]]));
  return encodeRows([['address', 'password'], ...rows], people(separator));
}
