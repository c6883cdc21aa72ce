import { expect, test } from 'vitest';
import { accountsFrom } from '../../users-cfg/config.js';
import { write } from './support.js';

const jan = { Name: 'jan', Domain: 'company.com', FullName: 'Jan Novák' };
const eva = { Name: 'eva', Domain: 'company.com', FullName: 'Eva, ze Mlýna; "Evička"\ndruhá' };
const off = { Name: 'off', Domain: 'company.com', FullName: 'Otto Off', Account_enabled: '0' };
const sales = { Name: 'Sales', Domain: 'company.com', MailAddress: 'sales,obchod', Description: 'a "b", c;\nd' };
const alias = (Lhs: string, Rhs: string, Domain = 'company.com'): Record<string, string> => ({ Domain, Lhs, Rhs });

test('the files, and which of them hold passwords', () => {
  const { names, secret } = write(accountsFrom({ User: [jan] }), {
    passwords: { kind: 'generate', earlier: new Map() },
  });
  expect(names).toEqual([
    'accounts.csv',
    'accounts.json',
    'google/aliases.csv',
    'google/forwards.csv',
    'google/gam.bat',
    'google/gam.sh',
    'google/group-members.csv',
    'google/groups.csv',
    'google/gwmme.csv',
    'google/mail-migration-new.csv',
    'google/mail-migration.csv',
    'google/members.csv',
    'google/users.csv',
    'imap/dovecot-users',
    'imap/imapsync.txt',
    'imap/kimt.csv',
    'imap/migrate.csv',
    'ldap/directory.ldif',
    'microsoft/aliases.csv',
    'microsoft/forwarding.csv',
    'microsoft/groups.csv',
    'microsoft/imap-migration.csv',
    'microsoft/members.csv',
    'microsoft/passwords.csv',
    'microsoft/setup.ps1',
    'microsoft/shared-mailboxes.csv',
    'microsoft/users.csv',
    'passwords.csv',
    'report.json',
  ]);
  expect(secret).toEqual([
    'google/gwmme.csv',
    'google/mail-migration-new.csv',
    'google/mail-migration.csv',
    'google/users.csv',
    'imap/dovecot-users',
    'imap/imapsync.txt',
    'imap/kimt.csv',
    'imap/migrate.csv',
    'ldap/directory.ldif',
    'microsoft/imap-migration.csv',
    'microsoft/passwords.csv',
    'passwords.csv',
  ]);
});

test('google/users.csv, to the byte', () => {
  const { text } = write(accountsFrom({ User: [jan, off] }));
  expect(text('google/users.csv')).toBe(
    '\ufeffFirst Name [Required],Last Name [Required],Email Address [Required],Password [Required],Password Hash Function [UPLOAD ONLY],Org Unit Path [Required],New Primary Email [UPLOAD ONLY],Recovery Email,Home Secondary Email,Work Secondary Email,Recovery Phone [MUST BE IN THE E.164 FORMAT],Work Phone,Home Phone,Mobile Phone,Work Address,Home Address,Employee ID,Employee Type,Employee Title,Manager Email,Department,Cost Center,Building ID,Floor Name,Floor Section,Change Password at Next Sign-In,New Status [UPLOAD ONLY],Advanced Protection Program enrollment\r\n' +
      'Jan,Novák,jan@company.com,,,/,,,,,,,,,,,,,,,,,,,,True,,\r\n' +
      'Otto,Off,off@company.com,,,/,,,,,,,,,,,,,,,,,,,,True,Suspended,\r\n',
  );
});

test('the other headers, to the byte', () => {
  const { text } = write(accountsFrom({ User: [{ ...off, Account_enabled: '0' }] }));
  const first = (name: string): string => /^[^\r\n]*/.exec(text(name))?.[0] ?? '';
  expect(first('google/group-members.csv')).toBe('Group Email [Required],Member Email,Member Type,Member Role');
  expect(first('google/aliases.csv')).toBe('Alias,Target,TargetType');
  expect(first('google/groups.csv')).toBe('email,name,description');
  expect(first('google/members.csv')).toBe('group,email,role');
  expect(first('google/mail-migration.csv')).toBe('');
  expect(first('google/mail-migration-new.csv')).toBe('Source Email,Source Password,Target Email');
  expect(first('microsoft/users.csv')).toBe(
    '\ufeffUser Name,First Name,Last Name,Display Name,Job Title,Department,Office Number,Office Phone,Mobile Phone,Fax,Alternate email address,Address,City,State or Province,ZIP or Postal Code,Country or Region',
  );
  expect(first('microsoft/imap-migration.csv')).toBe('EmailAddress,UserName,Password');
  expect(first('imap/migrate.csv')).toBe('source,source_password,target,target_password,full_name');
});

test('one user in every file, with a known password', () => {
  const byAddress = new Map([['jan@company.com', 'Heslo 1, "x"']]);
  const { rows, text, names, summary } = write(accountsFrom({ User: [jan] }), {
    passwords: { kind: 'given', byAddress },
  });
  const password = 'Heslo 1, "x"';
  expect(summary.leftOut.map(({ file }) => file)).toEqual(['google/gwmme.csv', 'imap/kimt.csv']);
  expect(rows('google/users.csv')[1]?.slice(0, 6)).toEqual(['Jan', 'Novák', 'jan@company.com', password, '', '/']);
  expect(rows('google/mail-migration.csv')).toEqual([['jan@company.com', 'jan@company.com', password]]);
  expect(rows('google/mail-migration-new.csv')[1]).toEqual(['jan@company.com', password, 'jan@company.com']);
  expect(rows('microsoft/imap-migration.csv')[1]).toEqual(['jan@company.com', 'jan@company.com', password]);
  expect(rows('microsoft/passwords.csv')[1]).toEqual(['jan@company.com', password, 'False']);
  expect(rows('microsoft/users.csv')[1]?.slice(0, 5)).toEqual(['jan@company.com', 'Jan', 'Novák', 'Jan Novák', '']);
  expect(rows('imap/migrate.csv')[1]).toEqual(['jan@company.com', password, 'jan@company.com', password, 'Jan Novák']);
  expect(text('imap/imapsync.txt')).toBe(
    `old.example;jan@company.com;${password};new.example;jan@company.com;${password};\n`,
  );
  expect(names).not.toContain('passwords.csv');
});

test('formats without quotes, to the byte', () => {
  const byAddress = new Map([['jan@company.com', 'Heslo1']]);
  const { text } = write(accountsFrom({ User: [jan] }), { passwords: { kind: 'given', byAddress } });
  expect(text('google/gwmme.csv')).toBe('jan@company.com#Heslo1,jan@company.com\r\n');
  expect(text('imap/kimt.csv')).toBe('jan@company.com;Heslo1;Jan Novák\r\n');
  expect(text('imap/imapsync.txt')).toBe('old.example;jan@company.com;Heslo1;new.example;jan@company.com;Heslo1;\n');
  expect(text('imap/dovecot-users')).toMatch(
    /^jan@company\.com:\{SSHA512\}[\w+/=]+:5000:5000::\/var\/vmail\/company\.com\/jan::\n$/,
  );
});

test('quotes, commas, semicolons, line breaks and other letters survive, or the row is refused and told', () => {
  const { rows, leftOut } = write(accountsFrom({ User: [eva], Group: [sales], Alias: [alias('dotazy', 'eva')] }));
  expect(rows('google/users.csv')[1]?.slice(0, 3)).toEqual(['ze Mlýna; "Evička" druhá', 'Eva', 'eva@company.com']);
  expect(rows('microsoft/users.csv')[1]?.[3]).toBe('Eva, ze Mlýna; "Evička"\ndruhá');
  expect(rows('imap/migrate.csv')[1]?.[4]).toBe('Eva, ze Mlýna; "Evička"\ndruhá');
  expect(rows('google/groups.csv')[1]).toEqual(['sales@company.com', 'Sales', 'a "b", c;\nd']);
  expect(rows('microsoft/groups.csv')[1]).toEqual(['Sales', 'sales@company.com', 'Sales', 'a "b", c;\nd']);
  expect(rows('accounts.csv')[1]?.[2]).toBe('Eva, ze Mlýna; "Evička"\ndruhá');
  expect(rows('accounts.csv')[2]?.at(-1)).toBe('a "b", c;\nd');
  expect(leftOut('failed')).toEqual([
    'imap/kimt.csv: eva@company.com cannot be written: a value holds ";", which the format has no way to quote',
  ]);
});

test('passwords are made once for each user, kept from the last run, and told to change', () => {
  const read = accountsFrom({ User: [jan, eva] });
  const first = write(read, { passwords: { kind: 'generate', earlier: new Map([['eva@company.com', 'Kept-1']]) } });
  const [header, ...made] = first.rows('passwords.csv');
  expect(header).toEqual(['address', 'password']);
  expect(made.map(([address]) => address)).toEqual(['jan@company.com', 'eva@company.com']);
  expect(made[1]?.[1]).toBe('Kept-1');
  const password = made[0]?.[1] ?? '';
  expect(password).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/);
  expect(first.rows('google/users.csv')[1]?.[3]).toBe(password);
  expect(first.rows('google/users.csv')[1]?.[25]).toBe('True');
  expect(first.rows('microsoft/passwords.csv')[1]).toEqual(['jan@company.com', password, 'True']);
  expect(first.rows('imap/migrate.csv')[1]?.slice(1, 4)).toEqual(['', 'jan@company.com', password]);
  // The old server does not know it: where the old account's password belongs, there is none.
  expect(first.rows('google/mail-migration.csv')[0]).toEqual(['jan@company.com', 'jan@company.com', '']);
  expect(first.text('imap/kimt.csv')).not.toContain(password);
  for (const name of ['report.json', 'accounts.json', 'accounts.csv', 'google/gam.sh', 'microsoft/setup.ps1']) {
    expect(first.text(name)).not.toContain(password);
  }
});

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

test('users who could do harm with their names do none', () => {
  const { text, rows } = write(
    accountsFrom({
      User: [
        { Name: '=cmd', Domain: 'a.b', FullName: '=HYPERLINK("x") +1' },
        { Name: '$(reboot)', Domain: 'a.b' },
        { Name: '../../etc', Domain: 'a.b' },
      ],
      Group: [{ Name: '@SUM(1)', Domain: 'a.b', MailAddress: 'g`x`', Description: '-1+1' }],
    }),
    { passwords: { kind: 'generate', earlier: new Map() } },
  );
  expect(rows('accounts.csv')[1]?.slice(1, 3)).toEqual([`'=cmd@a.b`, `'=HYPERLINK("x") +1`]);
  expect(rows('accounts.csv')[4]?.[2]).toBe(`'@SUM(1)`);
  expect(rows('accounts.csv')[4]?.at(-1)).toBe(`'-1+1`);
  expect(rows('passwords.csv')[1]?.[0]).toBe(`'=cmd@a.b`);
  expect(rows('google/groups.csv')[1]).toEqual(['g`x`@a.b', '@SUM(1)', '-1+1']);
  for (const name of ['google/gam.sh', 'google/gam.bat', 'microsoft/setup.ps1'])
    expect(text(name)).not.toMatch(/cmd|reboot|SUM/);
  expect(text('imap/dovecot-users')).not.toContain('..');
});

test('the migration map of the new service is cut at 100 rows, the admin center’s upload at 249, GWMME’s file at 1,000', () => {
  const User = Array.from({ length: 1001 }, (_, at) => ({ Name: `u${at}`, Domain: 'a.b' }));
  const { summary } = write(accountsFrom({ User }));
  const rows = (stem: string): number[] =>
    summary.files
      .filter(({ path }) => path.startsWith(stem))
      .sort((a, b) => a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
      .map(({ rows: count }) => count);
  expect(rows('google/mail-migration-new')).toEqual([...Array.from({ length: 10 }, () => 100), 1]);
  expect(rows('microsoft/users')).toEqual([249, 249, 249, 249, 5]);
  expect(rows('google/gwmme')).toEqual([1000, 1]);
  expect(rows('google/mail-migration.csv')).toEqual([1001]);
});

test('more than 30 aliases of a user are warned of', () => {
  const MailAddress = Array.from({ length: 31 }, (_, at) => `a${at}`).join(',');
  const { summary } = write(accountsFrom({ User: [{ ...jan, MailAddress }] }));
  expect(summary.advice).toContain('jan@company.com has 31 aliases; Google is said to take 30 a user.');
});

test('the same input gives the same bytes', () => {
  const lists = { User: [jan, eva, off], Group: [sales], Alias: [alias('info', 'jan')] };
  const byAddress = new Map([['jan@company.com', 'x1']]);
  const [one, two] = [0, 1].map(() => write(accountsFrom(lists), { passwords: { kind: 'given', byAddress } }));
  for (const name of one?.names ?? []) expect(two?.text(name), name).toBe(one?.text(name));
});

test('report.json tells variables by name and shape, never by value', () => {
  const { text } = write(
    accountsFrom({ User: [{ ...jan, Secret: 'hunter2', Password: 'SHA:abcdef', PIN: 'NUL:4444' }] }),
  );
  const report = JSON.parse(text('report.json')) as { variables: { notUnderstood: unknown } };
  expect(report.variables.notUnderstood).toEqual([{ list: 'User', variable: 'Secret', records: 1, shape: 'x' }]);
  expect(text('report.json') + text('accounts.json')).not.toMatch(/hunter2|abcdef|4444/);
});
