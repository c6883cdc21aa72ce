import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/main.js';
import { readCsv } from '../exporters/accounts/support.js';
import { tempDir } from '../support/temp.js';
import { entriesOf, writeZip } from '../support/zip.js';
import { configXml } from '../users-cfg/config.js';

const jan = { Name: 'jan', Domain: 'company.com', FullName: 'Jan Novák' };
const eva = { Name: 'eva', Domain: 'company.com' };

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The output folder. */
  readonly dir: string;
  readonly report: () => { readonly problems: readonly { readonly text: string }[] };
}

/** Runs `kerio-exit accounts` on a users.cfg with that content, in a folder of its own or a given one. */
async function accounts(content: string | Uint8Array, args: readonly string[] = [], folder = tempDir()): Promise<Run> {
  writeFileSync(join(folder, 'users.cfg'), content);
  return run(['accounts', join(folder, 'users.cfg'), '--out', join(folder, 'out'), ...args], join(folder, 'out'));
}

async function run(argv: readonly string[], dir = ''): Promise<Run> {
  let [out, err] = ['', ''];
  const code = await main(argv, {
    interactive: false,
    columns: 100,
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return {
    code,
    out,
    err,
    dir,
    report: () => JSON.parse(readFileSync(join(dir, 'accounts/report.json'), 'utf8')) as never,
  };
}

const listing = (dir: string): string[] => readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();

test('a good file: exit 0, the summary in words, secrets for their owner alone', async () => {
  const { code, out, err, dir } = await accounts(configXml({ User: [jan, eva] }), ['--passwords', 'generate']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('2 users, 0 groups, 0 aliases, 0 mailing lists and 0 resources are in');
  const mode = (path: string): number => statSync(join(dir, 'accounts', path)).mode & 0o777;
  for (const path of ['passwords.csv', 'google/users.csv', 'imap/migrate.csv', 'ldap/directory.ldif']) {
    expect(mode(path), path).toBe(0o600);
  }
  expect(mode('accounts.csv') & 0o044).toBe(0o044);
  for (const [, password] of readCsv(readFileSync(join(dir, 'accounts/passwords.csv'), 'utf8'))) {
    if (password !== 'password') expect(out).not.toContain(password);
  }
});

test('run again: passwords stay, parts of the last run go', async () => {
  const folder = tempDir();
  const many = Array.from({ length: 300 }, (_, at) => ({ Name: `u${at}`, Domain: 'company.com' }));
  const first = await accounts(configXml({ User: [...many, jan] }), ['--passwords', 'generate'], folder);
  const passwords = readFileSync(join(first.dir, 'accounts/passwords.csv'), 'utf8');
  expect(listing(join(first.dir, 'accounts/google')).filter((name) => name.startsWith('mail-migration-new'))).toEqual([
    'mail-migration-new.1.csv',
    'mail-migration-new.2.csv',
    'mail-migration-new.3.csv',
    'mail-migration-new.4.csv',
  ]);
  const second = await accounts(configXml({ User: [jan, eva] }), ['--passwords', 'generate'], folder);
  expect(second.code).toBe(0);
  expect(listing(join(first.dir, 'accounts/google')).filter((name) => name.startsWith('mail-migration'))).toEqual([
    'mail-migration-new.csv',
    'mail-migration.csv',
  ]);
  const [, mine] = readFileSync(join(first.dir, 'accounts/passwords.csv'), 'utf8').split('\r\n');
  expect(mine).toMatch(/^jan@company\.com,/);
  expect(passwords).toContain(mine);
  expect(listing(second.dir).filter((name) => name.includes('partial'))).toEqual([]);
});

test('passwords from a file', async () => {
  const folder = tempDir();
  writeFileSync(join(folder, 'pw.csv'), '\ufeffaddress;password\r\nJAN@company.com;"a;b"\r\n');
  const { code, dir, out } = await accounts(
    configXml({ User: [jan, eva] }),
    ['--passwords', join(folder, 'pw.csv')],
    folder,
  );
  expect(code).toBe(1);
  expect(out).toContain('The file of passwords lacks 1 of 2 users');
  expect(out).not.toContain('a;b');
  const rows = readCsv(readFileSync(join(dir, 'accounts/google/mail-migration.csv'), 'utf8'));
  expect(rows).toEqual([
    ['jan@company.com', 'jan@company.com', 'a;b'],
    ['eva@company.com', 'eva@company.com', ''],
  ]);
});

test('what can be repaired is: exit 0, and the report says so', async () => {
  const amp = configXml({ User: [jan] }).replace('Jan Novák', 'Jan & Eva');
  expect(await accounts(amp).then(({ code, report }) => [code, report().problems[0]?.text])).toEqual([
    0,
    'users.cfg:4: a record of User was not well-formed and has been repaired',
  ]);
  const latin = Buffer.from(configXml({ User: [jan] }), 'latin1');
  expect(await accounts(latin).then(({ code, report }) => [code, report().problems[0]?.text])).toEqual([
    0,
    'users.cfg:7: 1 line is no UTF-8, read as windows-1252 (the first is this one)',
  ]);
});

test('what is lost is told: exit 1', async () => {
  const bad = configXml({ User: [jan, eva] }).replace('jan</variable>', 'jan</variabel>');
  const malformed = await accounts(bad);
  expect(malformed.code).toBe(1);
  expect(malformed.out).toContain('users.cfg:5: a record of User is not well-formed (jan@company.com): it is lost');
  const whole = configXml({ User: [jan, eva] });
  const cut = await accounts(whole.slice(0, whole.indexOf('eva') + 20));
  expect(cut.code).toBe(1);
  expect(cut.report().problems.map(({ text }) => text)).toEqual([
    'users.cfg:11: the file ends too early, inside config in list User in listitem: it looks cut off',
    'users.cfg:9: a record of User has no end (eva): it is lost',
  ]);
  expect(readFileSync(join(cut.dir, 'accounts/google/users.csv'), 'utf8')).toContain('jan@company.com');
});

const refused: readonly (readonly [name: string, content: string, reason: string])[] = [
  ['empty', '', 'is empty'],
  ['another root', '<html><body/></html>', 'its root element is <html>, not <config>'],
  [
    'an entity bomb',
    '<!DOCTYPE a [<!ENTITY b "c">]><config><list name="User"><listitem/></list></config>',
    'declares a document type',
  ],
  ['no accounts', configXml({ Domain: [{ Domain: 'a.b' }] }), 'it looks like mailserver.cfg, give users.cfg'],
];

for (const [name, content, reason] of refused) {
  test(`${name}: exit 2, one sentence, nothing written`, async () => {
    const { code, out, err, dir } = await accounts(content);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^kerio-exit: [^\n]+\n$/);
    expect(err).toContain(reason);
    expect(existsSync(dir)).toBe(false);
  });
}

test('wrong command lines: exit 2, and what to give instead', async () => {
  const good = configXml({ User: [jan] });
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--domain', 'x'], 'give it as old.example=new.example'],
    [['--domain', 'a.b=c.d'], 'there is no domain a.b, only company.com'],
    [['--ldap-base', 'cn=x'], 'begins with none of dc=, o=, ou='],
    [['--source-host', 'a;b'], 'is no host name'],
    [['--passwords', '/nonexistent.csv'], 'cannot be read'],
    [['--mailserver-cfg', '/nonexistent.cfg'], 'does not exist'],
    [['--store', '/nonexistent'], 'does not exist'],
    [['--users-csv', '/nonexistent.csv'], 'cannot be read'],
  ];
  for (const [args, reason] of wrong) {
    const { code, err, dir } = await accounts(good, args);
    expect([code, existsSync(join(dir, 'accounts'))], args.join(' ')).toEqual([2, false]);
    expect(err).toContain(reason);
  }
});

test('an output that is a file, or holds something else, is left alone', async () => {
  const folder = tempDir();
  writeFileSync(join(folder, 'out'), 'mine');
  expect((await accounts(configXml({ User: [jan] }), [], folder)).err).toContain('is a file: give a folder with --out');
  const other = tempDir();
  mkdirSync(join(other, 'out/accounts'), { recursive: true });
  writeFileSync(join(other, 'out/accounts/mine.txt'), 'mine');
  const { code, err } = await accounts(configXml({ User: [jan] }), [], other);
  expect(code).toBe(2);
  expect(err).toContain('holds something else');
  expect(listing(join(other, 'out'))).toEqual(['accounts', 'accounts/mine.txt']);
});

test('mailserver.cfg and the store beside users.cfg are found; the folder is as good as the file', async () => {
  const folder = tempDir();
  writeFileSync(join(folder, 'users.cfg'), configXml({ User: [jan] }));
  writeFileSync(
    join(folder, 'mailserver.cfg'),
    configXml({ Domain: [{ Domain: 'company.com', Alias: 'company.net' }] }),
  );
  for (const user of ['jan', 'ghost'])
    mkdirSync(join(folder, 'store/mail/company.com', user, 'INBOX/#msgs'), { recursive: true });
  mkdirSync(join(folder, 'store/mail/company.com/#public/Info/#msgs'), { recursive: true });
  const inside = await run(['accounts', folder, '--out', join(folder, 'o')]);
  expect(inside).toMatchObject({ code: 2, err: expect.stringContaining('lies inside the store') as string });
  const to = tempDir();
  const { code, out } = await run(['accounts', folder, '--out', to, '--json', '--exclude-unlisted']);
  expect(code).toBe(0);
  const summary = JSON.parse(out) as { counts: object; leftOut: { what: string }[] };
  expect(summary.counts).toMatchObject({ users: 1, unlisted: 1 });
  expect(summary.leftOut.map(({ what }) => what)).toEqual(expect.arrayContaining(['ghost@company.com', 'company.net']));
  expect(readFileSync(join(to, 'accounts/microsoft/shared-mailboxes.csv'), 'utf8')).toContain(
    'public-folders@company.com',
  );
});

test('the bundled fixture: what cannot be carried is told, the rest is there', async () => {
  const dir = join(tempDir(), 'o');
  const { code, out } = await run(['accounts', 'fixtures/kerio-store/users.cfg', '--out', dir]);
  expect(code).toBe(1);
  expect(out).toContain('*@example.org is a pattern, which no destination has');
  expect(readFileSync(join(dir, 'accounts/google/aliases.csv'), 'utf8')).toContain(
    'boss@example.com,jan.novak@example.com,User',
  );
});

test('--help says where the files appear', async () => {
  const { code, out } = await run(['accounts', '--help']);
  expect(code).toBe(0);
  expect(out).toContain('The files appear in <dir>/accounts/');
});

test('a set of backups: users.cfg, mailserver.cfg and the mailboxes are read in the zips', async () => {
  const dir = tempDir();
  const backups = join(dir, 'backups');
  const single = join(dir, 'single');
  for (const folder of [backups, single]) {
    mkdirSync(folder);
    writeZip(join(folder, 'F20200103T020405Z.zip'), entriesOf('fixtures/kerio-store'));
  }
  const plain = await run(['accounts', 'fixtures/kerio-store', '--out', join(dir, 'plain')]);
  expect(plain.err).toBe('');
  for (const [at, source] of [backups, join(single, 'F20200103T020405Z.zip')].entries()) {
    const out = join(dir, `out${at}`);
    expect(await run(['accounts', source, '--out', out])).toMatchObject({ code: plain.code, err: '' });
    for (const path of ['accounts.json', 'google/users.csv', 'microsoft/users.csv', 'report.json'])
      expect(readFileSync(join(out, 'accounts', path), 'utf8')).toBe(
        readFileSync(join(dir, 'plain/accounts', path), 'utf8'),
      );
  }
  expect(await run(['accounts', backups, '--out', join(dir, 'o'), '--mailserver-cfg', 'nowhere'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('nowhere does not exist') as string,
  });
});

test('a set of backups without users.cfg is refused with a sentence', async () => {
  const backups = tempDir();
  const entries = entriesOf('fixtures/kerio-store').filter(({ name }) => !/users\.cfg/.test(name));
  writeZip(join(backups, 'F20200103T020405Z.zip'), entries);
  expect(await run(['accounts', backups, '--out', join(backups, 'out')])).toMatchObject({
    code: 2,
    err: expect.stringContaining('is a set of backups without users.cfg') as string,
  });
});

test('a page for people; names of one word are told; columns as German and Czech Excel want them', async () => {
  const hana = { Name: 'hana', Domain: 'company.com', FullName: 'Hana' };
  const { out, dir } = await accounts(configXml({ User: [jan, hana] }), [
    ...['--passwords', 'generate', '--csv-separator', ';'],
  ]);
  expect(out).toContain(`The page to look at is ${join(dir, 'accounts.html')}`);
  const page = readFileSync(join(dir, 'accounts.html'), 'utf8');
  expect(page).toContain('2 users, 0 groups and 0 aliases are in account files.');
  expect(page).toContain('hana@company.com: a name of one word, Hana, which stands for first and last name');
  expect(readFileSync(join(dir, 'accounts/accounts.csv'), 'utf8')).toMatch(/^\ufeffType;Address;Name;/);
  const passwords = readFileSync(join(dir, 'accounts/passwords.csv'), 'utf8');
  expect(passwords).toMatch(/^address;password\r\njan@company\.com;\S+\r\n/);
  // Files for programs stay as their readers want them, and a second run finds its passwords again.
  expect(readFileSync(join(dir, 'accounts/imap/migrate.csv'), 'utf8')).toMatch(/^source,source_password,/);
  const again = await accounts(configXml({ User: [jan, hana] }), ['--csv-separator', ';'], join(dir, '..'));
  expect(again.code).toBe(0);
  expect(readFileSync(join(dir, 'accounts/passwords.csv'), 'utf8')).toBe(passwords);
});
