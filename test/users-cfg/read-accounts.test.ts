import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problemText } from '../../src/users-cfg/problem.js';
import { type ReadAccounts, readAccounts } from '../../src/users-cfg/read-accounts.js';
import { tempDir } from '../support/temp.js';
import { accountsFrom, configXml } from './config.js';

const texts = ({ problems }: ReadAccounts): string[] => problems.map(problemText);
const jan = { Name: 'jan', Domain: 'company.com' };
const eva = { Name: 'eva', Domain: 'company.com' };

test('a user with everything', () => {
  const { accounts, problems } = accountsFrom({
    User: [
      {
        ...jan,
        Account_enabled: '0',
        Auth_type: '0',
        FullName: 'Jan Novák',
        Description: 'Sales & more',
        Password: 'D3S:22d1da9f',
        MailAddress: 'jan,jan.novak;  novak@company.com',
        Groups: 'Sales',
        ForwardMode: '2',
        ForwardAddress: 'jan@elsewhere.example',
        Qstorage: '10485760',
        Qmessage: '5000',
        Rights: '3',
      },
    ],
    Group: [{ Name: 'Sales', Domain: 'company.com', MailAddress: 'sales', Description: 'S' }],
  });
  expect(problems).toEqual([]);
  expect(accounts.users).toEqual([
    {
      address: 'jan@company.com',
      name: 'jan',
      domain: 'company.com',
      fullName: 'Jan Novák',
      description: 'Sales & more',
      enabled: false,
      source: 'users.cfg',
      passwordScheme: 'reversible',
      authentication: 'internal',
      addresses: ['jan.novak@company.com', 'novak@company.com'],
      groups: ['sales@company.com'],
      forwarding: { mode: 'forward and keep', to: ['jan@elsewhere.example'] },
      quotaBytes: 10_485_760,
      quotaItems: 5000,
      rights: '3',
      mailbox: null,
    },
  ]);
  expect(accounts.groups).toEqual([
    {
      key: 'sales@company.com',
      name: 'Sales',
      domain: 'company.com',
      description: 'S',
      addresses: ['sales@company.com'],
      members: ['jan@company.com'],
    },
  ]);
});

test('passwords: only the scheme is told', () => {
  const stored = ['D3S:aabb', 'SHA:0011', 'NUL:', '', 'NUL:4444', 'XYZ:1'];
  const { accounts, ...rest } = accountsFrom({
    User: [
      ...stored.map((Password, index) => ({ Name: `u${index}`, Domain: 'a.b', Password })),
      { Name: 'ldap', Domain: 'a.b', Auth_type: '5', Password: 'SHA:0011' },
    ],
  });
  expect(accounts.users.map(({ passwordScheme }) => passwordScheme)).toEqual([
    'reversible',
    'hash',
    'none',
    'none',
    'reversible',
    'unknown',
    'external',
  ]);
  expect(accounts.users.at(-1)?.authentication).toBe('LDAP');
  expect(JSON.stringify([accounts, rest])).not.toMatch(/aabb|0011|4444|XYZ/);
});

test('names of variables are compared without case and underscores', () => {
  const { accounts } = accountsFrom({
    User: [{ NAME: 'jan', domain: 'company.com', full_name: 'Jan N' }],
    Alias: [{ Domain: 'company.com', Lhs: 'info', Deliver_To: 'jan' }],
  });
  expect(accounts.users[0]).toMatchObject({ address: 'jan@company.com', fullName: 'Jan N' });
  expect(accounts.aliases[0]?.deliveries).toEqual([{ kind: 'user', to: 'jan@company.com' }]);
});

test('membership by name, address, identifier, and on the side of the group', () => {
  const read = accountsFrom({
    User: [
      { ...jan, Groups: 'sales@company.com' },
      { ...eva, GUID: 'AA-1', Groups: ['bb-2', 'Sales'] },
      { Name: 'petr', Domain: 'other.example', Groups: 'Ops,Gone' },
    ],
    Group: [
      { Name: 'Sales', Domain: 'company.com', GUID: 'G1' },
      { Name: 'Board', Domain: 'company.com', GUID: 'BB-2', Members: 'aa-1;jan;out@x.example;nobody' },
      { Name: 'Ops', Domain: 'company.com' },
    ],
  });
  expect(read.accounts.groups.map(({ name, members }) => [name, members])).toEqual([
    ['Sales', ['jan@company.com', 'eva@company.com']],
    ['Board', ['eva@company.com', 'jan@company.com', 'out@x.example']],
    ['Ops', ['petr@other.example']],
  ]);
  expect(read.accounts.users[0]?.groups).toEqual(['sales@company.com', 'board@company.com']);
  expect(texts(read)).toEqual([
    'users.cfg: 1 user is in the group Gone, which no record describes',
    expect.stringContaining('the group board@company.com has the member nobody, whom no record describes'),
  ]);
});

test('a forwarding mode without an address is told; addresses are inferred where users forward', () => {
  const inferred = accountsFrom({
    User: [
      { ...jan, ForwardMode: '1', Fwd: 'x@y.example', Web: 'jan@company.com' },
      { ...eva, ForwardMode: '0', Web: 'eva@company.com' },
    ],
  });
  expect(inferred.accounts.users[0]?.forwarding).toEqual({ mode: 'forward', to: ['x@y.example'] });
  const missing = accountsFrom({ User: [{ ...jan, ForwardMode: '1' }] });
  expect(texts(missing)).toEqual(['users.cfg: 1 user forwards mail, but no variable says where to']);
});

test('records that cannot be accounts, and doubles, are told', () => {
  const read = accountsFrom({
    User: [jan, { Domain: 'company.com' }, { Name: 'JAN', Domain: 'Company.com' }],
    Group: [{ Domain: 'company.com' }],
    Alias: [{ Domain: 'company.com', Rhs: 'jan' }],
  });
  expect(read.accounts.users).toHaveLength(1);
  expect(read.problems.map(({ kind }) => kind)).toEqual(['unreadable', 'unreadable', 'unreadable', 'unreadable']);
});

test('a record without a domain is of the main one; a name with an @ is an address', () => {
  const { accounts } = accountsFrom(
    { User: [{ Name: 'jan' }, { Name: 'eva@ad.example', Domain: 'company.com' }] },
    {
      Domain: [
        { Domain: 'old.example', Type: '1' },
        { Domain: 'company.com', Type: '0' },
      ],
    },
  );
  expect(accounts.users.map(({ address }) => address)).toEqual(['jan@company.com', 'eva@ad.example']);
});

test('mailboxes on disk: joined without regard to case, the others are accounts of their own', () => {
  const { accounts } = accountsFrom({ User: [jan, eva] }, null, {
    mailboxesOnDisk: [
      { domain: 'company.com', user: 'Ghost' },
      { domain: 'Company.com', user: 'JAN' },
    ],
  });
  expect(accounts.users.map(({ address, source, mailbox }) => [address, source, mailbox])).toEqual([
    ['jan@company.com', 'users.cfg', true],
    ['eva@company.com', 'users.cfg', false],
    ['Ghost@company.com', 'mailbox', true],
  ]);
});

test('the administration’s CSV fills gaps and names directory users', () => {
  const csv = join(tempDir(), 'users_company.com_2018-07-12.csv');
  writeFileSync(
    csv,
    `\ufeffName;FullName;Description;Enable;DataSource;Authentication;Role;Groups;MailAddress;EmailForwarding;ItemLimit;DiskSizeLimit (kB);ConsumedItems;ConsumedSize (kB);OutgoingMessageLimit (kB);LastLogin (UTC);PublishInGAL;CleanOutItems;DomainRestriction
jan;Not taken;From the list;Yes;Internal;Internal;No rights;Sales;jan,j.novak;;;1024;3066;2466816;;2018-07-12 23:04;Yes;Domain defined;No
dir;"Dora; Dir";;No;LDAP;Kerberos;No rights;Sales,Gone;dir;d@x.example;10;;;;;;;;
`,
  );
  const read = accountsFrom(
    { User: [{ ...jan, FullName: 'Jan' }], Group: [{ Name: 'Sales', Domain: 'company.com' }] },
    null,
    { usersCsv: [csv] },
  );
  expect(read.accounts.users[0]).toMatchObject({
    fullName: 'Jan',
    description: 'From the list',
    addresses: ['j.novak@company.com'],
    groups: ['sales@company.com'],
    quotaBytes: 1_048_576,
    source: 'users.cfg',
  });
  expect(read.accounts.users[1]).toMatchObject({
    address: 'dir@company.com',
    fullName: 'Dora; Dir',
    enabled: false,
    source: 'users.csv',
    passwordScheme: 'external',
    authentication: 'Kerberos',
    addresses: [],
    groups: ['sales@company.com'],
    forwarding: { mode: 'unknown', to: ['d@x.example'] },
    quotaItems: 10,
  });
  expect(read.accounts.groups[0]?.members).toEqual(['jan@company.com', 'dir@company.com']);
  expect(texts(read)).toEqual(['1 row of the user list name the group Gone, which no record describes']);
});

test('a CSV without a column Name is refused', () => {
  const csv = join(tempDir(), 'x.csv');
  writeFileSync(csv, 'a,b\n1,2\n');
  expect(() => readAccounts({ usersCfg: null, usersCsv: [csv] })).toThrow('has no column Name');
});

test('mailserver.cfg in place of users.cfg is refused by name; an unreadable mailserver.cfg is a problem', () => {
  const dir = tempDir();
  writeFileSync(join(dir, 'mailserver.cfg'), configXml({ Domain: [{ Domain: 'a.b' }] }));
  expect(() => readAccounts({ usersCfg: join(dir, 'mailserver.cfg') })).toThrow(
    'it looks like mailserver.cfg, give users.cfg',
  );
  writeFileSync(join(dir, 'users.cfg'), configXml({ User: [jan] }));
  writeFileSync(join(dir, 'mailserver.cfg'), '');
  const read = readAccounts({ usersCfg: join(dir, 'users.cfg'), mailserverCfg: join(dir, 'mailserver.cfg') });
  expect(read.accounts.users).toHaveLength(1);
  expect(texts(read)).toEqual([expect.stringContaining('mailserver.cfg is empty')]);
});

test('the same input gives the same result', () => {
  const lists = { User: [jan, eva], Alias: [{ Domain: 'company.com', Lhs: 'i', Rhs: 'jan' }] };
  expect(JSON.stringify(accountsFrom(lists).accounts)).toBe(JSON.stringify(accountsFrom(lists).accounts));
});
