import type { AccountFile, RowOrRefusal } from './account-file.js';
import type { Person, Plan, PlannedGroup, SharedMailbox } from './plan-types.js';
import { localPart } from './rename.js';

/** The columns of the admin center's "Add multiple users". */
const userColumns = [
  'User Name',
  'First Name',
  'Last Name',
  'Display Name',
  'Job Title',
  'Department',
  'Office Number',
  'Office Phone',
  'Mobile Phone',
  'Fax',
  'Alternate email address',
  'Address',
  'City',
  'State or Province',
  'ZIP or Postal Code',
  'Country or Region',
] as const;

const csv = { kind: 'csv' } as const;

/** The files for Microsoft 365: the admin center's upload, the IMAP migration batch, and what setup.ps1 reads. */
export const microsoftFiles: readonly AccountFile[] = [
  {
    destination: 'microsoft',
    path: 'microsoft/users.csv',
    header: userColumns,
    rows: ({ people }) => people.map(userRow),
    layout: csv,
    mark: true,
    limit: { rows: 249 },
  },
  {
    destination: 'microsoft',
    path: 'microsoft/imap-migration.csv',
    header: ['EmailAddress', 'UserName', 'Password'],
    rows: migrationRows,
    layout: csv,
    limit: { rows: 50_000, bytes: 10_000_000 },
    secret: true,
  },
  {
    destination: 'microsoft',
    path: 'microsoft/passwords.csv',
    header: ['Email', 'Password', 'ChangeAtSignIn'],
    rows: passwordRows,
    layout: csv,
    secret: true,
  },
  {
    destination: 'microsoft',
    path: 'microsoft/groups.csv',
    header: ['Name', 'Email', 'DisplayName', 'Description'],
    rows: groupRows,
    layout: csv,
    mark: true,
  },
  {
    destination: 'microsoft',
    path: 'microsoft/members.csv',
    header: ['Group', 'Email', 'Kind'],
    rows: memberRows,
    layout: csv,
    mark: true,
  },
  {
    destination: 'microsoft',
    path: 'microsoft/aliases.csv',
    header: ['Alias', 'Target', 'Kind'],
    rows: aliasRows,
    layout: csv,
    mark: true,
  },
  {
    destination: 'microsoft',
    path: 'microsoft/shared-mailboxes.csv',
    header: ['Name', 'Email', 'Kind'],
    rows: ({ shared }) => shared.map(({ name, address, kind }) => [name, address, sharedKind[kind]]),
    layout: csv,
    mark: true,
  },
  {
    destination: 'microsoft',
    path: 'microsoft/forwarding.csv',
    header: ['Email', 'ForwardTo', 'KeepCopy'],
    rows: forwardRows,
    layout: csv,
    mark: true,
  },
];

const sharedKind: Readonly<Record<SharedMailbox['kind'], string>> = {
  'public folder': 'Shared',
  room: 'Room',
  equipment: 'Equipment',
};

/** Microsoft's rule for the part of a user principal name before the `@`. */
const goodUserName = /^(?!\.)[A-Za-z0-9'._!#^~-]{1,64}(?<!\.)$/;

/** Why the admin center cannot make this user; null when it can. Whatever needs the user goes without, too. */
function obstacle({ address, enabled }: Person): { reason: string; result: 'skipped' | 'failed' } | null {
  if (!enabled) {
    return { reason: 'is disabled, and the upload would make an account that works', result: 'skipped' };
  }
  if (goodUserName.test(localPart(address))) return null;
  return { reason: 'is no user name that Microsoft 365 takes', result: 'failed' };
}

function userRow(person: Person): RowOrRefusal {
  const why = obstacle(person);
  if (why !== null) return { what: person.address, ...why };
  const cells: Partial<Record<(typeof userColumns)[number], string>> = {
    'User Name': person.address,
    'First Name': person.firstName,
    'Last Name': person.lastName,
    'Display Name': person.fullName,
  };
  return userColumns.map((column) => cells[column] ?? '');
}

function made({ people }: Plan): readonly Person[] {
  return people.filter((person) => obstacle(person) === null);
}

function migrationRows(plan: Plan): Iterable<RowOrRefusal> {
  return made(plan).map(({ address, source, sourcePassword }) => [address, source, sourcePassword]);
}

function passwordRows(plan: Plan): Iterable<RowOrRefusal> {
  return made(plan).flatMap(({ address, password, oneTime }) =>
    password === '' ? [] : [[address, password, oneTime ? 'True' : 'False']],
  );
}

/** Names must be unique in the whole organisation: the address where two groups share one. */
function* groupRows({ groups }: Plan): Iterable<RowOrRefusal> {
  const seen = new Map<string, number>();
  for (const { name } of groups) seen.set(name.toLowerCase(), (seen.get(name.toLowerCase()) ?? 0) + 1);
  for (const { address, key, name, description } of groups) {
    if (address === null) {
      yield { what: key, reason: 'has no address, which every distribution group needs', result: 'skipped' };
    } else yield [seen.get(name.toLowerCase()) === 1 ? name.slice(0, 64) : address, address, name, description];
  }
}

function* memberRows(plan: Plan): Iterable<RowOrRefusal> {
  const missing = missingAddresses(plan);
  for (const { address, members } of plan.groups) {
    for (const member of address === null ? [] : members) {
      if (missing.has(member.address)) yield lost(member.address, `cannot be a member of ${address ?? ''}`);
      else yield [address ?? '', member.address, member.kind === 'outside' ? 'Outside' : 'Inside'];
    }
  }
}

function* aliasRows(plan: Plan): Iterable<RowOrRefusal> {
  const missing = missingAddresses(plan);
  const { people, groups, shared } = plan;
  const rows = (
    kind: string,
    entries: Iterable<{ address: string | null; aliases: readonly string[] }>,
  ): RowOrRefusal[] =>
    [...entries].flatMap(({ address, aliases }) =>
      aliases.map((alias) => {
        if (address === null || missing.has(address))
          return lost(alias, `cannot be an alias of ${address ?? 'its group'}`);
        return [alias, address, kind];
      }),
    );
  yield* rows('User', people);
  yield* rows('Group', groups);
  yield* rows('Shared', shared);
}

function* forwardRows(plan: Plan): Iterable<RowOrRefusal> {
  for (const { address, forward } of made(plan)) {
    if (forward === null) continue;
    const [first = '', ...others] = forward.to;
    yield [address, first, forward.keep ? 'True' : 'False'];
    for (const other of others) {
      const reason = `also forwards to ${other}, but a mailbox forwards to one address only`;
      yield { what: address, reason, result: 'skipped' };
    }
  }
}

/** Users and groups that the other files do not make. */
function missingAddresses({ people, groups }: Plan): ReadonlySet<string> {
  const unmade = (group: PlannedGroup): readonly string[] => (group.address === null ? [group.key] : []);
  return new Set([
    ...people.flatMap((person) => (obstacle(person) === null ? [] : [person.address])),
    ...groups.flatMap(unmade),
  ]);
}

function lost(what: string, relation: string): RowOrRefusal {
  return { what, reason: `${relation}: one of the two is not made at Microsoft 365`, result: 'skipped' };
}
