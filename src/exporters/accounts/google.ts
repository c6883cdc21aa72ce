import type { AccountFile, RowOrRefusal } from './account-file.js';
import type { Member, Person, Plan, PlannedGroup } from './plan-types.js';
import { googlePosting } from './google-posting.js';
import { localPart } from './rename.js';

/** The columns of the Admin console's "Bulk update users" template, but for `New Licenses`, which limits a file to 200 rows. */
const userColumns = [
  'First Name [Required]',
  'Last Name [Required]',
  'Email Address [Required]',
  'Password [Required]',
  'Password Hash Function [UPLOAD ONLY]',
  'Org Unit Path [Required]',
  'New Primary Email [UPLOAD ONLY]',
  'Recovery Email',
  'Home Secondary Email',
  'Work Secondary Email',
  'Recovery Phone [MUST BE IN THE E.164 FORMAT]',
  'Work Phone',
  'Home Phone',
  'Mobile Phone',
  'Work Address',
  'Home Address',
  'Employee ID',
  'Employee Type',
  'Employee Title',
  'Manager Email',
  'Department',
  'Cost Center',
  'Building ID',
  'Floor Name',
  'Floor Section',
  'Change Password at Next Sign-In',
  'New Status [UPLOAD ONLY]',
  'Advanced Protection Program enrollment',
] as const;

/** The header of the new migration service's map. Google publishes no sample: docs/accounts.md says how to check it. */
const migrationMapColumns = ['Source Email', 'Source Password', 'Target Email'] as const;

const csv = { kind: 'csv' } as const;

/** The files for Google Workspace: console uploads, GAM, and the three ways Google pulls mail. */
export const googleFiles: readonly AccountFile[] = [
  {
    destination: 'google',
    path: 'google/users.csv',
    header: userColumns,
    rows: ({ people }) => people.map(userRow),
    layout: csv,
    mark: true,
    limit: { rows: 150_000, bytes: 35_000_000 },
    secret: true,
  },
  {
    destination: 'google',
    path: 'google/group-members.csv',
    header: ['Group Email [Required]', 'Member Email', 'Member Type', 'Member Role'],
    rows: (plan) =>
      memberRows(plan, (group, member) => [
        group,
        member.address,
        member.kind === 'group' ? 'GROUP' : 'USER',
        member.moderator ? 'MANAGER' : 'MEMBER',
      ]),
    layout: csv,
  },
  {
    destination: 'google',
    path: 'google/groups.csv',
    header: ['email', 'name', 'description', 'post', 'moderation'],
    rows: ({ groups }) => groups.map(groupRow),
    layout: csv,
  },
  {
    destination: 'google',
    path: 'google/members.csv',
    header: ['group', 'email', 'role'],
    rows: (plan) =>
      memberRows(plan, (group, { address, moderator }) => [group, address, moderator ? 'manager' : 'member']),
    layout: csv,
  },
  {
    destination: 'google',
    path: 'google/aliases.csv',
    header: ['Alias', 'Target', 'TargetType'],
    rows: aliasRows,
    layout: csv,
  },
  {
    destination: 'google',
    path: 'google/forwards.csv',
    header: ['email', 'forwardto', 'action'],
    rows: forwardRows,
    layout: csv,
  },
  {
    destination: 'google',
    path: 'google/mail-migration.csv',
    header: null,
    rows: (plan) => migrationRows(plan, ({ address, source, sourcePassword }) => [address, source, sourcePassword]),
    layout: csv,
    secret: true,
  },
  {
    destination: 'google',
    path: 'google/mail-migration-new.csv',
    header: migrationMapColumns,
    rows: (plan) => migrationRows(plan, ({ address, source, sourcePassword }) => [source, sourcePassword, address]),
    layout: csv,
    limit: { rows: 100 },
    secret: true,
  },
  {
    destination: 'google',
    path: 'google/gwmme.csv',
    header: null,
    rows: (plan) => migrationRows(plan, ({ address, source, sourcePassword }) => [source, sourcePassword, address]),
    layout: { kind: 'plain', separators: ['#', ','], forbidden: /[#,"\r\n]/, subject: 0, lineEnd: '\r\n' },
    limit: { rows: 1000 },
    secret: true,
  },
];

/** Google's rule for user names: no `&=<>+,` and the like, no two periods in a row, none at either end. */
const badUserName = /[&=<>+,;:"()[\]\\\s]|\.\.|^\.|\.$/;

function userRow(person: Person): RowOrRefusal {
  if (badUserName.test(localPart(person.address))) {
    return { what: person.address, reason: 'is no user name that Google takes', result: 'failed' };
  }
  const cells: Partial<Record<(typeof userColumns)[number], string>> = {
    'First Name [Required]': person.firstName,
    'Last Name [Required]': person.lastName,
    'Email Address [Required]': person.address,
    'Password [Required]': person.password,
    'Org Unit Path [Required]': '/',
    'Change Password at Next Sign-In': person.oneTime ? 'True' : '',
    'New Status [UPLOAD ONLY]': person.enabled ? '' : 'Suspended',
  };
  return userColumns.map((column) => cells[column] ?? '');
}

const noAddress = 'has no address, which every Google group needs';

function groupRow({ address, key, name, description, posting }: PlannedGroup): RowOrRefusal {
  if (address === null) return { what: key, reason: noAddress, result: 'skipped' };
  const { whoCanPostMessage, messageModerationLevel } = googlePosting(posting);
  return [address, name, description, whoCanPostMessage.toLowerCase(), messageModerationLevel.toLowerCase()];
}

function* memberRows(
  { groups }: Plan,
  row: (group: string, member: Member) => readonly string[],
): Iterable<RowOrRefusal> {
  const nameless = new Set(groups.flatMap(({ address, key }) => (address === null ? [key] : [])));
  for (const { address, members } of groups) {
    if (address === null) continue;
    for (const member of members) {
      if (nameless.has(member.address)) {
        yield { what: member.address, reason: `is a member of ${address}, but ${noAddress}`, result: 'skipped' };
      } else yield row(address, member);
    }
  }
}

function* aliasRows({ people, groups, shared }: Plan): Iterable<RowOrRefusal> {
  for (const { address, aliases } of people) for (const alias of aliases) yield [alias, address, 'User'];
  for (const { address, aliases } of groups) {
    for (const alias of address === null ? [] : aliases) yield [alias, address ?? '', 'Group'];
  }
  for (const { kind, address } of shared) {
    const folder = kind === 'public folder';
    const remedy = folder ? 'make a group with a shared inbox' : 'add it under Buildings and resources';
    const reason = `stands for ${folder ? 'a public folder' : 'something to book'}, which Google has no upload for: ${remedy}`;
    yield { what: address, reason, result: 'skipped' };
  }
}

function* forwardRows({ people }: Plan): Iterable<RowOrRefusal> {
  for (const { address, forward } of people) {
    if (forward === null) continue;
    const [first = '', ...others] = forward.to;
    yield [address, first, forward.keep ? 'keep' : 'archive'];
    for (const other of others) {
      const reason = `also forwards to ${other}, but Gmail forwards to one address only`;
      yield { what: address, reason, result: 'skipped' };
    }
  }
}

function* migrationRows({ people }: Plan, row: (person: Person) => readonly string[]): Iterable<RowOrRefusal> {
  for (const person of people) {
    if (person.enabled) yield row(person);
    else yield { what: person.address, reason: 'is disabled: the old server lets nobody read it', result: 'skipped' };
  }
}
