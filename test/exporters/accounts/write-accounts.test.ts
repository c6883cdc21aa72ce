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
  expect(first('google/groups.csv')).toBe('email,name,description,post,moderation');
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
  expect(rows('google/groups.csv')[1]).toEqual([
    ...['sales@company.com', 'Sales', 'a "b", c;\nd'],
    ...['anyone_can_post', 'moderate_none'],
  ]);
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
  expect(rows('google/groups.csv')[1]).toEqual(['g`x`@a.b', '@SUM(1)', '-1+1', 'anyone_can_post', 'moderate_none']);
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
