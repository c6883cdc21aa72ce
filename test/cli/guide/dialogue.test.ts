import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contents, makeStore } from '../../transfer/support.js';
import { type Dovecot, startDovecot } from '../../servers/dovecot.js';
import { runCli } from '../../support/cli.js';
import { type Exchange, KEYS, runOnTerminal, type TerminalRun } from '../../support/pty.js';
import { tempDir } from '../../support/temp.js';

const { enter, down, tab, clear } = KEYS;

/** `kerio-exit` with no command, on a terminal. */
function guided(
  cwd: string,
  exchanges: readonly Exchange[],
  env: Record<string, string> = {},
  size?: readonly [lines: number, columns: number],
): Promise<TerminalRun> {
  const options = size === undefined ? { cwd, env } : { cwd, env, size };
  return runOnTerminal([process.execPath, resolve('bin/kerio-exit.js')], exchanges, options);
}

/** A folder with the bundled store in it. */
function folderWithStore(): string {
  const dir = tempDir('guide');
  cpSync('fixtures/kerio-store', join(dir, 'kerio-store'), { recursive: true });
  return dir;
}

describe('an export', () => {
  test('from the store that was found to the last line, by Enter alone, on a terminal of 80 x 24', async () => {
    const dir = folderWithStore();
    const { code, out } = await guided(
      dir,
      [
        ['Where is the Kerio store?', enter],
        ['Where do you go?', enter],
        ['Which way?', enter],
        ['archive of all mail', enter],
        ['deleted items to recover', enter],
        ['Which mailboxes?', enter],
        ['What comes along?', enter],
        ['Passwords of the new accounts?', enter],
        ['Make accounts for them?', down + enter],
        ['Where shall the export go?', enter],
        ['Run it now?', enter],
        ['What now?', enter],
        ['source and output agree', ''],
        ['What now?', enter],
        ['Google Workspace\n', ''],
      ],
      {},
      [24, 80],
    );
    const store = join(dir, 'kerio-store');
    expect(out).toMatch(/^jan\.novak@example\.com +60 /m);
    expect(out).toMatch(/^ {2}jan\.novak@example\.com: Junk E-mail becomes Spam$/m);
    expect(out).toMatch(/^109 items, [\d.]+ kB\. On disk about \d+ kB, [\d.]+ .B are free there\.$/m);
    // Google makes no account without a password.
    expect(out.replaceAll('\n', ' ').replace(/ +/g, ' ')).toContain(
      `kerio-exit export ${store} --out ${join(dir, 'export')} --target google --exclude-archive --exclude-recoverable --passwords generate --exclude-unlisted`,
    );
    for (const line of out.split('\n').filter((text) => /^(?:mailbox|\S+@\S+) .*\d/.test(text)))
      expect(line.length, line).toBeLessThanOrEqual(80);
    expect(out).not.toContain('Left behind unless you say so (give the same');
    expect(out).toContain('106 items of 9 mailboxes are in');
    // The bundled store is damaged on purpose.
    expect(code).toBe(1);
    expect(existsSync(join(dir, 'export/mail/eva@example.org/INBOX.mbox'))).toBe(true);
    expect(existsSync(join(dir, 'export/verify.html'))).toBe(true);
  });

  test('with every question answered otherwise; the command line that is shown does the same', async () => {
    const dir = folderWithStore();
    const { code, out } = await guided(dir, [
      ['Where is the Kerio store?', enter],
      // Files, as Maildir.
      ['Where do you go?', down + down + down + enter],
      ['archive of all mail', 'y'],
      ['deleted items to recover', 'y'],
      ['Which mailboxes?', down + enter],
      // What is typed narrows the list; the arrow goes to the first that is left.
      ['Tick those that come along', 'eva'],
      ['1 match', tab],
      ['◼ eva@example.org', enter],
      // All but contacts.
      ['What comes along?', `${down}${down} ${enter}`],
      ['How is mail written?', down + enter],
      ['Passwords of the new accounts?', enter],
      ['Where shall the export go?', `${clear}it's here${enter}`],
      ['Run it now?', enter],
      ['What now?', KEYS.ctrlC],
    ]);
    const [, args = ''] = /^kerio-exit (export .*)$/m.exec(out) ?? [];
    expect(args).toBe(
      `export ${join(dir, 'kerio-store')} --out '${dir}/it'\\''s here' --target generic --mail-format maildir --include archive --include recoverable ` +
        `--only mail,calendars,tasks,notes,filters,accounts --user eva@example.org --passwords generate`,
    );
    expect(code).toBe(0);
    const made = readdirSync(join(dir, "it's here"));
    expect(made).toContain('mail');
    expect(made).not.toContain('contacts');
    expect(readdirSync(join(dir, "it's here/mail"))).toEqual(['eva@example.org']);
    expect(readdirSync(join(dir, "it's here/mail/eva@example.org"))).toContain('cur');
    const again = await runOnTerminal(['sh', '-c', `node ${resolve('bin/kerio-exit.js')} ${args}`], [], { cwd: dir });
    expect(again.out).toContain('did not change since an earlier run');
  });

  test('a wrong answer is told at the question, in the words of the command', async () => {
    const dir = tempDir('guide');
    writeFileSync(join(dir, 'a file'), 'eva@example.org,one-time\n');
    const store = resolve('fixtures/kerio-store/store');
    const { code, out } = await guided(dir, [
      ['The path of the store', `nowhere${enter}`],
      ['nowhere does not exist: give the path of a Kerio store', `${clear}a file${enter}`],
      ['a file is a file, not a folder', clear + store + enter],
      ['Where do you go?', enter],
      ['Which way?', enter],
      ['archive of all mail', enter],
      ['deleted items to recover', enter],
      ['Which mailboxes?', enter],
      ['What comes along?', enter],
      ['Passwords of the new accounts?', down + enter],
      ['The file with the passwords', `none.csv${enter}`],
      ['none.csv', `${clear}${join(dir, 'a file')}${enter}`],
      ['Make accounts for them?', enter],
      ['Where shall the export go?', `${clear}${store}/out${enter}`],
      ['lies inside the store: nothing is ever written there', `${clear}a file${enter}`],
      ['is a file: give a folder with --out', `${clear}new${enter}`],
      ['Run it now?', 'n'],
    ]);
    expect(out).toContain('Nothing was done.');
    expect(code).toBe(0);
    expect(readdirSync(dir)).toEqual(['a file']);
    const { err } = await runCli(['export', join(dir, 'a file'), '--out', join(dir, 'new')]);
    expect(err).toContain('a file is a file, not a folder: give the path of a Kerio store');
  });

  test.each([
    ['Ctrl-C', KEYS.ctrlC],
    ['Ctrl-D', KEYS.ctrlD],
  ])('%s leaves with 130, and nothing is written', async (_, key) => {
    const dir = folderWithStore();
    const before = readdirSync(dir, { recursive: true });
    const { code, out } = await guided(dir, [
      ['Where is the Kerio store?', enter],
      ['Where do you go?', enter],
      ['Which way?', key],
    ]);
    expect(code).toBe(130);
    expect(out).toContain('Left. Nothing was exported or sent.');
    expect(readdirSync(dir, { recursive: true })).toEqual(before);
  });
});

describe('a way back', () => {
  const { escape } = KEYS;

  test('Esc asks the question before again, with its answer; at the first it leaves', async () => {
    const dir = folderWithStore();
    const { code, out } = await guided(dir, [
      ['Where is the Kerio store?', enter],
      // Microsoft, pulled; no, PST; no, files for Google.
      ['Where do you go?', down + enter],
      ['Which way?', down + enter],
      ['archive of all mail', 'y'],
      ['deleted items to recover', escape],
      ['archive of all mail', escape],
      ['Which way?', escape],
      // The cursor stands on Microsoft, as answered before.
      ['Where do you go?', `${KEYS.up}${enter}`],
      ['Which way?', enter],
      ['archive of all mail', enter],
      ['deleted items to recover', enter],
      ['Which mailboxes?', enter],
      ['What comes along?', enter],
      ['Passwords of the new accounts?', enter],
      ['Make accounts for them?', escape],
      ['Passwords of the new accounts?', down + down + enter],
      ['Make accounts for them?', enter],
      ['Where shall the export go?', enter],
      // Beyond the plan, too.
      ['Run it now?', escape],
      ['Where shall the export go?', `${clear}other${enter}`],
      ['Run it now?', 'n'],
    ]);
    expect(code).toBe(0);
    const commands = [...out.matchAll(/^kerio-exit export (.*)$/gm)].map(([, args = '']) => args.replaceAll(dir, ''));
    // The archive stayed as it was answered the first time.
    const options = '--target google --include archive --exclude-recoverable --passwords none --include-unlisted';
    expect(commands).toEqual([`/kerio-store --out /export ${options}`, `/kerio-store --out /other ${options}`]);
    expect(readdirSync(dir)).toEqual(['kerio-store']);

    const left = await guided(dir, [
      ['Where is the Kerio store?', enter],
      ['Where do you go?', escape],
      ['Where is the Kerio store?', escape],
    ]);
    expect(left.code).toBe(130);
  });
});

describe('Microsoft 365', () => {
  /** To the plan, by the way that is so many steps down. */
  const upTo = (ways: number): Exchange[] => [
    ['Where is the Kerio store?', enter],
    ['Where do you go?', down + enter],
    ['Which way?', down.repeat(ways) + enter],
    ['archive of all mail', enter],
    ['deleted items to recover', enter],
    ['Which mailboxes?', enter],
    ['What comes along?', enter],
    ['Passwords of the new accounts?', enter],
    ['Make accounts for them?', down + enter],
    ['Where shall the export go?', enter],
  ];

  test('no mail is written as mbox: it is sent, and the account files say whose it is', async () => {
    const dir = folderWithStore();
    const { code, out } = await guided(
      dir,
      [
        ...upTo(0),
        ['Run it now?', enter],
        ['What now?', enter],
        // Send the mail.
        ['Where is the key?', enter],
        ['The file', `no.json${enter}`],
        ['no.json', `${clear}${join(dir, 'app.json')}${enter}`],
        ['The users file', enter],
        ['Who moves?', enter],
        ['in no line of the users file', ''],
        ['Do they stay behind?', enter],
        ['deleted items to recover', enter],
        ['we log in to every account there', 'n'],
        ['What now?', down + down + enter],
      ],
      { APP: writeKey(dir) },
    );
    expect(out).toContain(`--only contacts,calendars,tasks,notes,filters,accounts`);
    expect(out).toMatch(
      new RegExp(
        `^kerio-exit migrate --from ${join(dir, 'kerio-store')} --to imaps://outlook\\.office365\\.com --to-auth microsoft ` +
          `--to-secret-file ${join(dir, 'app.json')} --users ${join(dir, 'export')}/accounts/imap/migrate\\.csv --exclude .*_archive@localhost`,
        'm',
      ),
    );
    expect(existsSync(join(dir, 'export/mail'))).toBe(false);
    expect(code).toBeLessThan(2);
  });

  test.each([
    ['pulled', 1, 'maildir'],
    ['PST', 2, 'pst'],
  ])('or %s', async (_, ways, format) => {
    const { out } = await guided(folderWithStore(), [...upTo(ways), ['Run it now?', 'n']]);
    expect(out).toContain(`--target microsoft --mail-format ${format} `);
  });
});

function writeKey(dir: string): string {
  const file = join(dir, 'app.json');
  writeFileSync(file, '{"tenant_id":"t","client_id":"c","client_secret":"s"}', { mode: 0o600 });
  return file;
}

test('Google: everything is sent with the key of a service account', async () => {
  const dir = folderWithStore();
  const key = writeKey(dir);
  const { out } = await guided(dir, [
    ['Where is the Kerio store?', enter],
    ['Where do you go?', enter],
    ['Which way?', down + enter],
    // Tab completes.
    ['The key file of the service account', `${join(dir, 'ap')}${tab}`],
    [key, enter],
    ['Who moves where?', enter],
    ['Where shall the users file be written?', enter],
    ['Who moves?', enter],
    // One by one: the public folders go to a mailbox of their own, the archive stays behind.
    ['in no line of the users file', ''],
    ['_public@', ''],
    ['public folders', ''],
    ['Do they stay behind?', down + enter],
    ['It stays behind', down + enter],
    ['The address of the mailbox', `nobody${enter}`],
    ['Give an address', `${clear}team@example.com${enter}`],
    ['_resources@', ''],
    ['It stays behind', enter],
    ['_archive@', ''],
    ['It stays behind', enter],
    ['deleted items to recover', enter],
    ['we log in to every account there', 'n'],
  ]);
  expect(out).toMatch(
    new RegExp(
      `--to google --google-key ${key} --users ${join(dir, 'users.csv')} --exclude \\S*_archive@localhost$`,
      'm',
    ),
  );
  expect(readFileSync(join(dir, 'users.csv'), 'utf8')).toMatch(/\n_public@example\.com,team@example\.com\n$/);
});

describe('a migration', () => {
  const PASSWORD = 'pass "word"';
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot({
      users: { anna: PASSWORD, boris: PASSWORD, 'anna@example.com': PASSWORD },
      master: { name: 'root', password: 'typed-secret' },
    });
  });
  afterAll(() => server.stop());

  const store = () => makeStore({ INBOX: { items: [{ bytes: 'Subject: one\r\n\r\none\r\n' }] } });
  /** Where is the store … is the certificate known. */
  const opening = (): Exchange[] => [
    ['The path of the store', store() + enter],
    ['Where do you go?', down + down + enter],
    ['The IMAP server', `imaps://root:secret@localhost${enter}`],
    ['must not hold a user or password', `${clear}localhost:${server.tlsPort}${enter}`],
    ['Who signed its certificate?', down + enter],
    ['The certificate, as a PEM file', `no.pem${enter}`],
    ['no.pem cannot be read (ENOENT): give a PEM file with --ca', clear + server.certificate + enter],
  ];

  test('every user logs in alone', async () => {
    const dir = tempDir('guide');
    const users = join(dir, 'users.csv');
    writeFileSync(users, 'source,target\nanna@example.com,anna\n', { mode: 0o600 });
    const complete = join(dir, 'complete.csv');
    const lines = ['anna@example.com;anna', 'boris@example.com;boris'].map((line) => `${line};"pass ""word"""\n`);
    writeFileSync(complete, `source;target;target_password\n${lines.join('')}`, { mode: 0o600 });
    const { code, out, raw } = await guided(
      dir,
      [
        ...opening(),
        ['How do we log in there?', enter],
        ['The users file', `${users}${enter}`],
        ['line 2 of the users file has no target_password for anna', clear + complete + enter],
        ['Who moves?', down + down + enter],
        ['Tick those that stay behind', down + tab],
        ['◼ boris@example.com', enter],
        ['we log in to every account there', enter],
        ['Run it now?', enter],
        ['What now?', down + enter],
        ['Everything is there, once', ''],
        ['What now?', down + enter],
      ],
      { XDG_STATE_HOME: join(dir, 'state') },
    );
    expect(out).toMatch(
      new RegExp(
        `^kerio-exit migrate --from \\S+ --to imaps://localhost:${server.tlsPort} --ca \\S+/cert\\.pem ` +
          `--users ${complete} --exclude boris@example\\.com$`,
        'm',
      ),
    );
    expect(out).toContain('1 of 1 message');
    expect(code).toBe(0);
    expect(raw).not.toContain(PASSWORD);
    expect(contents(server, 'anna')).toHaveLength(1);
  });

  /** An administrator whose password is typed, and a users file made for him. */
  const administrator = (): Exchange[] => [
    ...opening(),
    ['How do we log in there?', down + down + enter],
    ['The name of the administrator', `root${enter}`],
    ['Where is the password?', down + enter],
    ['The password', `typed-secret${enter}`],
    ['Who moves where?', enter],
    ['Where shall the users file be written?', enter],
  ];

  test('an administrator whose password is typed: it is shown nowhere and kept nowhere', async () => {
    const dir = tempDir('guide');
    const { code, out, raw } = await guided(
      dir,
      [
        ...administrator(),
        ['we log in to every account there', enter],
        ['Run it now?', enter],
        // Contacts and calendars of the same accounts on the same host.
        ['What now?', enter],
        ['The CardDAV and CalDAV server', enter],
        ['we log in to every account there', 'n'],
        ['What now?', down + enter],
      ],
      { XDG_STATE_HOME: join(dir, 'state') },
    );
    expect(code).toBe(0);
    expect(out).toContain(`--to-auth master --to-admin root --users ${join(dir, 'users.csv')}\n`);
    expect(out).toMatch(/ --to davs:\/\/localhost .* --only contacts,calendars,tasks$/m);
    expect(out).toContain('It takes the password from the environment variable KERIO_EXIT_TO_SECRET.');
    expect(readFileSync(join(dir, 'users.csv'), 'utf8')).toBe('source,target\nanna@example.com,anna@example.com\n');
    expect(contents(server, 'anna@example.com')).toHaveLength(1);
    expect(raw).not.toContain('typed-secret');
    for (const file of readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()))
      expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toContain('typed-secret');
  });

  test('who leaves takes the users file along that was made', async () => {
    const dir = tempDir('guide');
    writeFileSync(join(dir, 'mine.csv'), '');
    const exchanges = administrator();
    const { code } = await guided(dir, [
      ...exchanges.slice(0, -1),
      ['Where shall the users file be written?', `${clear}mine.csv${enter}`],
      ['mine.csv is there already', `${clear}new.csv${enter}`],
      ['we log in to every account there', KEYS.ctrlC],
    ]);
    expect(code).toBe(130);
    expect(readdirSync(dir)).toEqual(['mine.csv']);
  });
});

test('without a terminal there is nobody to ask: the help is printed, and it ends with 2', async () => {
  const { code, out, err } = await runCli([]);
  expect(code).toBe(2);
  expect(out + err).toContain('Usage: kerio-exit');
});
