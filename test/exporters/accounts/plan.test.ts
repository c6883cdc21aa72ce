import { expect, test } from 'vitest';
import { accountsFrom } from '../../users-cfg/config.js';
import { write } from './support.js';

const jan = { Name: 'jan', Domain: 'company.com', FullName: 'Jan Novák' };
const eva = { Name: 'eva', Domain: 'company.com', FullName: 'Eva, ze Mlýna; "Evička"\ndruhá' };
const off = { Name: 'off', Domain: 'company.com', FullName: 'Otto Off', Account_enabled: '0' };
const sales = { Name: 'Sales', Domain: 'company.com', MailAddress: 'sales,obchod', Description: 'a "b", c;\nd' };
const alias = (Lhs: string, Rhs: string, Domain = 'company.com'): Record<string, string> => ({ Domain, Lhs, Rhs });

test('aliases, groups and members reach Google and Microsoft', () => {
  const { rows, summary } = write(
    accountsFrom({
      User: [
        { ...jan, MailAddress: 'novak', Groups: 'Sales' },
        { ...eva, Groups: 'Sales,Nested' },
      ],
      Group: [sales, { Name: 'Nested', Domain: 'company.com', MailAddress: 'nested', Members: 'sales' }],
      Alias: [alias('info', 'jan'), alias('team', 'sales'), alias('both', 'jan,eva'), alias('out', 'x@y.example')],
    }),
  );
  expect(rows('google/aliases.csv').slice(1)).toEqual([
    ['novak@company.com', 'jan@company.com', 'User'],
    ['info@company.com', 'jan@company.com', 'User'],
    ['obchod@company.com', 'sales@company.com', 'Group'],
    ['team@company.com', 'sales@company.com', 'Group'],
  ]);
  expect(rows('google/members.csv').slice(1)).toEqual([
    ['sales@company.com', 'jan@company.com', 'member'],
    ['sales@company.com', 'eva@company.com', 'member'],
    ['nested@company.com', 'eva@company.com', 'member'],
    ['nested@company.com', 'sales@company.com', 'member'],
    ['both@company.com', 'jan@company.com', 'member'],
    ['both@company.com', 'eva@company.com', 'member'],
    ['out@company.com', 'x@y.example', 'member'],
  ]);
  expect(rows('google/group-members.csv')[4]).toEqual(['nested@company.com', 'sales@company.com', 'GROUP', 'MEMBER']);
  expect(rows('microsoft/members.csv').at(-1)).toEqual(['out@company.com', 'x@y.example', 'Outside']);
  expect(rows('microsoft/aliases.csv').slice(1)).toEqual([
    ['novak@company.com', 'jan@company.com', 'User'],
    ['info@company.com', 'jan@company.com', 'User'],
    ['obchod@company.com', 'sales@company.com', 'Group'],
    ['team@company.com', 'sales@company.com', 'Group'],
  ]);
  expect(summary.changes).toEqual([
    'both@company.com: an alias of 2 addresses, made a group',
    'out@company.com: an alias of the outside address x@y.example, made a group',
  ]);
});

test('an alias beside a user of its name is forwarding', () => {
  const { rows } = write(
    accountsFrom({
      User: [jan, eva, { ...off, Account_enabled: '1', ForwardMode: '1', ForwardAddress: 'x@y.example,z@y.example' }],
      Alias: [alias('jan', 'eva'), alias('jan', 'jan'), alias('eva', 'x@y.example')],
    }),
  );
  expect(rows('google/forwards.csv').slice(1)).toEqual([
    ['jan@company.com', 'x@y.example', 'keep'],
    ['eva@company.com', 'x@y.example', 'archive'],
    ['off@company.com', 'x@y.example', 'archive'],
  ]);
  expect(rows('microsoft/forwarding.csv').slice(1)).toEqual([
    ['jan@company.com', 'x@y.example', 'True'],
    ['eva@company.com', 'x@y.example', 'False'],
    ['off@company.com', 'x@y.example', 'False'],
  ]);
});

test('public folders and resources are shared mailboxes at Microsoft, told at Google', () => {
  const { rows, leftOut } = write(
    accountsFrom(
      { User: [jan], Alias: [alias('info', '#public/Info'), alias('dotazy', '#public@company.com/Info')] },
      {
        Domain: [{ Domain: 'company.com', Type: '0' }],
        Resource: [
          { Domain: 'company.com', Name: 'Zasedací místnost', Type: '0' },
          { Domain: 'company.com', Name: 'Projector', Type: '1' },
        ],
      },
      { publicFolders: ['company.com'] },
    ),
  );
  expect(rows('microsoft/shared-mailboxes.csv').slice(1)).toEqual([
    ['Zasedací místnost', 'Zasedaci-mistnost@company.com', 'Room'],
    ['Projector', 'Projector@company.com', 'Equipment'],
    ['Public folders of company.com', 'public-folders@company.com', 'Shared'],
    ['Info', 'info@company.com', 'Shared'],
  ]);
  expect(rows('microsoft/aliases.csv')[1]).toEqual(['dotazy@company.com', 'info@company.com', 'Shared']);
  expect(leftOut('skipped').filter((line) => line.startsWith('google'))).toHaveLength(4);
});

test('mailing lists are groups whose moderators manage', () => {
  const { rows } = write(
    accountsFrom(
      { User: [jan, eva] },
      {
        Domain: [{ Domain: 'company.com' }],
        MailingList: [{ Domain: 'company.com', Name: 'news', Member: ['jan', 'r@y.example'], Moderator: 'eva' }],
      },
    ),
  );
  expect(rows('google/group-members.csv').slice(1)).toEqual([
    ['news@company.com', 'jan@company.com', 'USER', 'MEMBER'],
    ['news@company.com', 'r@y.example', 'USER', 'MEMBER'],
    ['news@company.com', 'eva@company.com', 'USER', 'MANAGER'],
  ]);
});

test('who may post to a list may write to its group; to anything else anybody may', () => {
  const list = (Name: string, rules: Readonly<Record<string, string>>) => ({
    ...{ Domain: 'company.com', Name, Member: ['jan'] },
    ...rules,
  });
  const { rows } = write(
    accountsFrom(
      {
        User: [jan, eva],
        Group: [{ Name: 'Sales', Domain: 'company.com', MailAddress: 'sales' }],
        Alias: [alias('both', 'jan'), alias('both', 'eva')],
      },
      {
        Domain: [{ Domain: 'company.com' }],
        MailingList: [
          list('open', { NonMemberPosting: '0' }),
          list('asked', { NonMemberPosting: '1', MemberPosting: '0' }),
          list('own', { NonMemberPosting: 'Denied', MemberPosting: 'Allowed' }),
          list('checked', { NonMemberPosting: '2', MemberPosting: '1' }),
          list('heads', { NonMemberPosting: '3', MemberPosting: 'OnlyModerators' }),
          list('odd', { NonMemberPosting: '9' }),
          list('silent', {}),
        ],
      },
    ),
  );
  expect(
    rows('google/groups.csv')
      .slice(1)
      .map(([address, , , ...rules]) => [address, ...rules]),
  ).toEqual([
    ['sales@company.com', 'anyone_can_post', 'moderate_none'],
    ['open@company.com', 'anyone_can_post', 'moderate_none'],
    ['asked@company.com', 'anyone_can_post', 'moderate_non_members'],
    ['own@company.com', 'all_members_can_post', 'moderate_none'],
    ['checked@company.com', 'all_members_can_post', 'moderate_all_messages'],
    ['heads@company.com', 'all_managers_can_post', 'moderate_none'],
    ['odd@company.com', 'anyone_can_post', 'moderate_none'],
    ['silent@company.com', 'anyone_can_post', 'moderate_none'],
    ['both@company.com', 'anyone_can_post', 'moderate_none'],
  ]);
});

test('what has no place anywhere is told', () => {
  const { leftOut } = write(
    accountsFrom(
      {
        User: [jan, { ...eva, MailAddress: 'jan,info' }],
        Group: [{ Name: 'Rights', Domain: 'company.com' }],
        Alias: [
          alias('info', 'jan'),
          alias('*', 'jan'),
          alias('a?b', 'jan'),
          alias('lost', 'nobody'),
          alias('ghost', 'ghost1'),
        ],
      },
      { Domain: [{ Domain: 'company.com', Alias: 'company.net' }] },
      { mailboxesOnDisk: [{ domain: 'company.com', user: 'ghost1' }] },
    ),
  );
  expect(leftOut('failed')).toEqual([
    'everywhere: jan@company.com cannot be had twice: jan@company.com belongs to the user jan@company.com',
    'everywhere: *@company.com is a pattern, which no destination has (it delivers to jan)',
    'everywhere: a?b@company.com is a pattern, which no destination has (it delivers to jan)',
    'everywhere: lost@company.com leads to nothing that is there at the destination',
    'everywhere: ghost@company.com loses its target ghost1@company.com, a mailbox that no file names',
    'everywhere: ghost@company.com leads to nothing that is there at the destination',
    expect.stringMatching(/^imap\/kimt\.csv: eva@company\.com/),
  ]);
  expect(leftOut('skipped')).toEqual([
    'everywhere: ghost1@company.com has a mailbox, but no file names the account: --include-unlisted takes it in',
    'everywhere: company.net is another name of the domain company.com: add it as a domain alias at the destination',
    'google/groups.csv: rights@company.com has no address, which every Google group needs',
    'microsoft/groups.csv: rights@company.com has no address, which every distribution group needs',
  ]);
});

test('mailboxes that no file names are in the output when asked for', () => {
  const read = accountsFrom({ User: [jan], Alias: [alias('g', 'ghost.one')] }, null, {
    mailboxesOnDisk: [{ domain: 'company.com', user: 'ghost.one' }],
  });
  const without = write(read);
  expect(without.text('google/users.csv')).not.toContain('ghost');
  expect(without.text('accounts.json')).not.toContain('ghost.one@company.com","name"');
  expect(without.text('report.json')).toContain('ghost.one@company.com');
  const { rows } = write(read, { includeUnlisted: true });
  expect(rows('google/users.csv')[2]?.slice(0, 3)).toEqual(['Ghost', 'One', 'ghost.one@company.com']);
  expect(rows('google/aliases.csv')[1]).toEqual(['g@company.com', 'ghost.one@company.com', 'User']);
});

test('domains are renamed everywhere but where the old server is meant', () => {
  const read = accountsFrom(
    {
      User: [
        {
          Name: 'jan',
          Domain: 'old.example',
          MailAddress: 'novak',
          Groups: 'Sales',
          ForwardMode: '2',
          ForwardAddress: 'eva',
        },
        { Name: 'eva', Domain: 'old.example', Groups: 'Sales' },
      ],
      Group: [{ Name: 'Sales', Domain: 'old.example', MailAddress: 'sales' }],
      Alias: [alias('info', 'jan', 'old.example'), alias('two', 'jan,eva', 'old.example')],
    },
    {
      Domain: [{ Domain: 'old.example', Type: '0', Alias: 'older.example' }],
      MailingList: [{ Domain: 'old.example', Name: 'news', Member: ['jan', 'x@older.example'] }],
    },
  );
  const { names, text, rows } = write(read, {
    renames: new Map([
      ['OLD.example', 'new.example'],
      ['older.example', 'newer.example'],
    ]),
  });
  const sources = [
    'google/mail-migration.csv',
    'google/mail-migration-new.csv',
    'google/gwmme.csv',
    'microsoft/imap-migration.csv',
    'imap/kimt.csv',
    'imap/imapsync.txt',
    'imap/migrate.csv',
    'accounts.json',
    'accounts.csv',
    'report.json',
  ];
  for (const name of names.filter((known) => !sources.includes(known))) {
    expect(text(name), name).not.toMatch(/@old(?:er)?\.example|dc=old/i);
  }
  expect(rows('google/mail-migration.csv')[0]).toEqual(['jan@new.example', 'jan@old.example', '']);
  expect(rows('google/mail-migration-new.csv')[1]).toEqual(['jan@old.example', '', 'jan@new.example']);
  expect(rows('imap/migrate.csv')[1]).toEqual(['jan@old.example', '', 'jan@new.example', '', 'Jan']);
  expect(text('google/gwmme.csv')).toContain('jan@old.example#,jan@new.example\r\n');
  expect(rows('google/aliases.csv').slice(1)).toEqual([
    ['novak@new.example', 'jan@new.example', 'User'],
    ['info@new.example', 'jan@new.example', 'User'],
  ]);
  expect(rows('google/members.csv').slice(1)).toEqual([
    ['sales@new.example', 'jan@new.example', 'member'],
    ['sales@new.example', 'eva@new.example', 'member'],
    ['news@new.example', 'jan@new.example', 'member'],
    ['news@new.example', 'x@newer.example', 'member'],
    ['two@new.example', 'jan@new.example', 'member'],
    ['two@new.example', 'eva@new.example', 'member'],
  ]);
  expect(rows('google/forwards.csv')[1]).toEqual(['jan@new.example', 'eva@new.example', 'keep']);
  expect(text('ldap/directory.ldif')).toContain('dn: uid=jan,ou=people,dc=new,dc=example\n');
});

test('two domains made one: who comes second is told', () => {
  const { rows, leftOut } = write(
    accountsFrom({
      User: [
        { Name: 'jan', Domain: 'a.example' },
        { Name: 'jan', Domain: 'b.example' },
      ],
    }),
    { renames: new Map([['b.example', 'a.example']]) },
  );
  expect(rows('google/users.csv')).toHaveLength(2);
  expect(leftOut('failed')).toEqual([
    'everywhere: jan@b.example cannot be had twice: jan@a.example belongs to the user jan@a.example',
  ]);
});

test('names that a destination refuses are left out of its files and told', () => {
  const { rows, leftOut } = write(
    accountsFrom({
      User: [
        { Name: 'jan novák', Domain: 'a.b', Groups: 'G' },
        { Name: 'jiří', Domain: 'a.b', Groups: 'G' },
        { ...off, Domain: 'a.b', Groups: 'G' },
      ],
      Group: [{ Name: 'G', Domain: 'a.b', MailAddress: 'g' }],
    }),
  );
  expect(
    rows('google/users.csv')
      .slice(1)
      .map((row) => row[2]),
  ).toEqual(['jiří@a.b', 'off@a.b']);
  expect(rows('microsoft/users.csv')).toHaveLength(1);
  expect(rows('microsoft/members.csv')).toHaveLength(1);
  expect(leftOut('failed')).toEqual([
    'google/users.csv: jan novák@a.b is no user name that Google takes',
    'microsoft/users.csv: jan novák@a.b is no user name that Microsoft 365 takes',
    'microsoft/users.csv: jiří@a.b is no user name that Microsoft 365 takes',
    expect.stringContaining('imap/dovecot-users: jan novák@a.b cannot be written'),
  ]);
});

test('more than 30 aliases of a user are warned of', () => {
  const MailAddress = Array.from({ length: 31 }, (_, at) => `a${at}`).join(',');
  const { summary } = write(accountsFrom({ User: [{ ...jan, MailAddress }] }));
  expect(summary.advice).toContain('jan@company.com has 31 aliases; Google is said to take 30 a user.');
});
