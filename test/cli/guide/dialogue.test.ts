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
function guided(cwd: string, exchanges: readonly Exchange[], env: Record<string, string> = {}): Promise<TerminalRun> {
  return runOnTerminal([process.execPath, resolve('bin/kerio-exit.js')], exchanges, { cwd, env });
}

/** A folder with the bundled store in it. */
function folderWithStore(): string {
  const dir = tempDir('guide');
  cpSync('fixtures/kerio-store', join(dir, 'kerio-store'), { recursive: true });
  return dir;
}

describe('an export', () => {
  test('from the store that was found to the last line, by Enter alone', async () => {
    const dir = folderWithStore();
    const { code, out } = await guided(dir, [
      ['Where is the Kerio store?', enter],
      ['Where do you go?', enter],
      ['archive of all mail', enter],
      ['deleted items to recover', enter],
      ['Which mailboxes?', enter],
      ['What comes along?', enter],
      ['Passwords of the new accounts?', enter],
      ['Make accounts for them?', down + enter],
      ['Where shall the export go?', enter],
      ['Run it now?', enter],
    ]);
    expect(out).toContain(`${join(dir, 'kerio-store')}: 10 mailboxes, 112 items`);
    expect(out).toMatch(/^jan\.novak@example\.com +30 +60 /m);
    expect(out).toMatch(/^jan\.novak@example\.com +Junk E-mail +mail +1 +Spam$/m);
    expect(out).toContain(
      `\nkerio-exit export ${join(dir, 'kerio-store')} --out export --target google --exclude-archive --exclude-recoverable --exclude-unlisted\n`,
    );
    expect(out).not.toContain('Left behind');
    expect(out).toContain('106 items of 9 mailboxes are in');
    expect(out).toContain('kerio-exit verify export proves the export');
    expect(out).toContain('kerio-exit next export tells what to do with it now');
    // The bundled store is damaged on purpose.
    expect(code).toBe(1);
    expect(existsSync(join(dir, 'export/mail/eva@example.org/INBOX.mbox'))).toBe(true);
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
      ['What comes along?', `${down} ${enter}`],
      ['How is mail written?', down + enter],
      ['Passwords of the new accounts?', down + enter],
      ['Where shall the export go?', `${clear}it's here${enter}`],
      ['Run it now?', enter],
    ]);
    const [, args = ''] = /^kerio-exit (export .*)$/m.exec(out) ?? [];
    expect(args).toBe(
      `export ${join(dir, 'kerio-store')} --out 'it'\\''s here' --target generic --mail-format maildir --include archive --include recoverable ` +
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
      ['archive of all mail', enter],
      ['deleted items to recover', enter],
      ['Which mailboxes?', enter],
      ['What comes along?', enter],
      ['Passwords of the new accounts?', down + down + enter],
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
    ['Esc', KEYS.escape],
    ['Ctrl-D', KEYS.ctrlD],
  ])('%s leaves with 130, and nothing is written', async (_, key) => {
    const dir = folderWithStore();
    const before = readdirSync(dir, { recursive: true });
    const { code, out } = await guided(dir, [
      ['Where is the Kerio store?', enter],
      ['Where do you go?', enter],
      ['archive of all mail', key],
    ]);
    expect(code).toBe(130);
    expect(out).toContain('Left. Nothing was exported or sent.');
    expect(readdirSync(dir, { recursive: true })).toEqual(before);
  });
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
      [...administrator(), ['we log in to every account there', enter], ['Run it now?', enter]],
      { XDG_STATE_HOME: join(dir, 'state') },
    );
    expect(code).toBe(0);
    expect(out).toContain('--to-auth master --to-admin root --users users.csv\n');
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
