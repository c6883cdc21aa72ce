import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { usersOfPlan } from '../../src/transfer/plan/plan-users.js';
import { parseUsersFile } from '../../src/transfer/plan/users-file.js';
import { readMovePlan } from '../../src/users-cfg/move-plan.js';
import { runCli } from '../support/cli.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';

const user = (name: string, enabled = 1): string =>
  `<listitem><variable name="Account_enabled">${enabled}</variable><variable name="Name">${name}</variable>` +
  `<variable name="Domain">a.example</variable><variable name="FullName">${name} Example</variable></listitem>`;
const USERS_CFG = `<?xml version="1.0" encoding="UTF-8"?><config><list name="User">${user('anna')}${user('boris')}${user('old', 0)}</list></config>`;

/** Two people, one disabled, one whom no file names, an empty one, public folders, an archive. */
function makeStore(dir: string): string {
  const inbox = { folders: { INBOX: { items: [{ bytes: 'Subject: one\r\n\r\nText.\r\n' }] } } };
  const mailboxes = {
    anna: inbox,
    boris: inbox,
    old: inbox,
    gone: inbox,
    empty: { folders: { INBOX: { items: [] } } },
  };
  return buildStore(join(dir, 'kerio'), {
    domains: { 'a.example': { ...mailboxes, '#public': inbox }, '#archive': { day: inbox } },
    files: { 'users.cfg': USERS_CFG },
  }).install;
}

const FIRST = `\ufeffmailbox,goes_to,decide,kind,name,account,items,bytes,largest_message_bytes,kept_after_deletion\r
_public@a.example,,"public folders, which belong to everybody: the address of the mailbox that everybody may open, or - for nowhere",public,,shared,1,23,23,0\r
anna@a.example,anna@a.example,,user,anna Example,active,1,23,23,0\r
boris@a.example,boris@a.example,,user,boris Example,active,1,23,23,0\r
empty@a.example,-,nothing is in it,user,,none,0,0,0,0\r
gone@a.example,,"no account: a user of a directory, or somebody who left: an address of its own (gone@a.example), since migrate fills a mailbox from one alone, or - for nowhere",user,,none,1,23,23,0\r
old@a.example,,"the account is disabled: an address of its own (old@a.example), since migrate fills a mailbox from one alone, or - for nowhere",user,old Example,disabled,1,23,23,0\r
`;

test('the table names every mailbox; what it leaves open is not exported, and named, until somebody decides', async () => {
  const dir = tempDir();
  const store = makeStore(dir);
  const [plan, out] = [join(dir, 'plan.csv'), join(dir, 'out')];
  const made = await runCli(['plan', store, '--for', 'imap', '--out', plan]);
  expect(made.code).toBe(1);
  const [archive = ''] = /^_archive@.*\r\n/m.exec(readFileSync(plan, 'utf8')) ?? [];
  expect(readFileSync(plan, 'utf8').replace(archive, '')).toBe(FIRST);
  expect(archive).toMatch(/^_archive@\S+?,,"the archive of all mail.*",archive,,shared,1,23,23,0\r\n$/);
  expect(made.out).toContain('2 mailboxes move, 1 stays behind, 4 wait for your decision.');
  expect(readFileSync(join(dir, 'plan.html'), 'utf8')).toContain('Waiting for your decision');
  // Files of who left may be loaded into the mailbox of somebody else.
  const files = await runCli(['plan', store, '--for', 'google', '--out', join(dir, 'google.csv')]);
  expect(files.out).toContain('(gone@a.example; or that of whoever takes over, where files are loaded: migrate');

  const open = await runCli(['export', store, '--out', out, '--plan', plan]);
  expect(open.code).toBe(1);
  expect(open.out).toContain('2 items of 2 mailboxes are in');
  expect(open.out).toContain('  4 mailboxes that the plan leaves open (4 items):');
  expect(open.out).toContain('    gone@a.example: 1 item\n');
  expect(readdirSync(join(out, 'mail'))).toEqual(['anna@a.example', 'boris@a.example']);

  // As a German Excel would save it.
  const decided: Readonly<Record<string, string>> = {
    'anna@a.example': 'a.new@a.example',
    'boris@a.example': 'boris@a.example',
    'empty@a.example': '-',
    'gone@a.example': 'boris@a.example',
    'old@a.example': '-',
    '_public@a.example': 'public@a.example',
    [archive.slice(0, archive.indexOf(','))]: '-',
  };
  const rows = Object.entries(decided).map(([mailbox, target]) => `${mailbox};;${target};"what; ""was"" asked"\r\n`);
  writeFileSync(plan, `\ufeffmailbox;name;goes_to;decide\r\n${rows.join('')}`);
  const done = await runCli(['export', store, '--out', out, '--plan', plan]);
  expect(done.out).toContain('4 items of 4 mailboxes are in');
  expect(done.code).toBe(0);
  expect(readdirSync(join(out, 'mail'))).toEqual([
    '_public@a.example',
    'anna@a.example',
    'boris@a.example',
    'gone@a.example',
  ]);
  expect(readFileSync(join(out, 'accounts/imap/migrate.csv'), 'utf8').split('\r\n')).toEqual([
    'source,source_password,target,target_password,full_name',
    'boris@a.example,,boris@a.example,,boris Example',
    'anna@a.example,,a.new@a.example,,anna Example',
    'old@a.example,,-,,',
    'empty@a.example,,-,,',
    'gone@a.example,,boris@a.example,,',
    '_public@a.example,,public@a.example,,',
    `${Object.keys(decided).at(-1) ?? ''},,-,,`,
    '',
  ]);
  // Who is left out costs no licence; mail for an old address still arrives.
  expect(readFileSync(join(out, 'accounts/google/users.csv'), 'utf8')).not.toContain('old@a.example');
  expect(readFileSync(join(out, 'accounts/google/aliases.csv'), 'utf8')).toContain('anna@a.example,a.new@a.example');
  expect((await runCli(['verify', out])).code).toBe(0);

  const steps = await runCli(['next', out, '--for', 'google']);
  expect(steps.code).toBe(0);
  expect(steps.out).toContain('anna@a.example) user=a.new@a.example;; gone@a.example) user=boris@a.example;; ');
  expect(steps.out).toContain('gyb --email public@a.example --action restore-mbox');
  expect(steps.out).toContain(`--plan ${plan} --to-auth google`);

  // What was filled in stays; who came since is asked about; who moved cannot be left out of the same folder.
  buildStore(store, { domains: { 'a.example': { late: { folders: { INBOX: { items: [{}] } } } } } });
  const again = await runCli(['plan', store, '--for', 'imap', '--out', plan, '--csv-separator', ';']);
  expect(again.out).toContain('4 mailboxes move, 3 stay behind, 1 waits for your decision.');
  expect(again.out).toContain('2 mailboxes (boris@a.example, gone@a.example) go to boris@a.example');
  expect(readFileSync(plan, 'utf8')).toContain('\r\nanna@a.example;a.new@a.example;;user;');
  writeFileSync(plan, `mailbox,goes_to\nanna@a.example,-\nboris@a.example,boris@a.example\n`);
  const other = await runCli(['export', store, '--out', out, '--plan', plan]);
  expect([other.code, other.err]).toEqual([2, expect.stringContaining('made with other options (plan)')]);
});

test('next takes a plan for an export that was made without one', async () => {
  const dir = tempDir();
  const [store, out, plan] = [makeStore(dir), join(dir, 'out'), join(dir, 'plan.csv')];
  await runCli(['export', store, '--out', out, '--only', 'mail', '--exclude-archive']);
  writeFileSync(plan, 'mailbox,goes_to\nANNA@a.example,x@b.example\nold@a.example,-\n');
  const { code, out: text } = await runCli(['next', out, '--plan', plan]);
  expect(code).toBe(1);
  expect(text).toContain('3 mailboxes that the plan leaves open (3 items)');
  expect(text).toContain('anna@a.example) user=x@b.example;; old@a.example) continue;; ');
});

test('migrate takes who moves from the plan and passwords from the users file', () => {
  const dir = tempDir();
  const plan = join(dir, 'plan.csv');
  writeFileSync(plan, 'mailbox,goes_to\nAnna@a.example,anna@b.example\nold@a.example,-\ngone@a.example,\n');
  const csv = 'source,target,target_password\nanna@a.example,anna@b.example,secret\n';
  const users = parseUsersFile(Buffer.from(csv), 'users.csv');
  expect(usersOfPlan(plan, users)).toEqual({
    accounts: [
      {
        ...{ source: 'Anna@a.example', target: 'anna@b.example', sourcePassword: null, targetPassword: 'secret' },
        ...{ fullName: null, line: 2 },
      },
    ],
    staying: ['old@a.example'],
    problems: [],
  });
  writeFileSync(plan, 'mailbox,goes_to\na@a.example,c@b.example\nb@a.example,C@b.example\n');
  expect(() => usersOfPlan(plan, null)).toThrow(
    `${plan} lines 2 and 3 both fill C@b.example: give each a target of its own`,
  );
});

test('what is no plan is refused in a sentence', async () => {
  const dir = tempDir();
  const plan = join(dir, 'plan.csv');
  const refusals: readonly (readonly [text: string, sentence: string])[] = [
    [
      'a,b\n1,2\n',
      `${plan} is no plan: its first line names no columns mailbox and goes_to. kerio-exit plan writes it.`,
    ],
    [
      'mailbox,goes_to\nanna@a.example,anna\n',
      `${plan} line 2: goes_to anna is no address: give one, or - for a mailbox that stays behind.`,
    ],
    [
      'mailbox,goes_to\na@b.example,\nA@b.example,-\n',
      `${plan} line 3: A@b.example stands in line 2 already: keep one of them.`,
    ],
  ];
  for (const [text, sentence] of refusals) {
    writeFileSync(plan, text);
    expect(() => readMovePlan(plan)).toThrow(sentence);
  }
  // A spreadsheet keeps a cell from being run by a quote.
  writeFileSync(plan, "mailbox,goes_to\n'-odd@a.example,'-\n");
  expect(readMovePlan(plan)).toEqual({ file: plan, moves: [], stays: ['-odd@a.example'] });
  const store = makeStore(dir);
  expect((await runCli(['export', store, '--out', join(dir, 'out'), '--plan', plan])).err).toContain(
    'decides on no mailbox of this store',
  );
  expect((await runCli(['plan', store, '--for', 'imap', '--out', join(store, 'plan.csv')])).err).toContain(
    'inside the store',
  );
  expect((await runCli(['migrate', '--from', store, '--to', 'imaps://x.example'])).err).toContain(
    '--users with a file of who moves, or --plan',
  );
  expect(existsSync(join(dir, 'out'))).toBe(false);
});

test('a mailbox that holds nothing but what was deleted is told apart from an empty one', async () => {
  const dir = tempDir();
  const kept = { folders: { INBOX: { items: [] }, '#deleted': { items: [{}] } } };
  const { install } = buildStore(join(dir, 'kerio'), {
    domains: { 'a.example': { kept } },
    files: { 'users.cfg': USERS_CFG },
  });
  await runCli(['plan', install, '--for', 'imap', '--out', join(dir, 'plan.csv')]);
  expect(readFileSync(join(dir, 'plan.csv'), 'utf8')).toContain(
    '\nkept@a.example,-,nothing is in it but what was deleted (1 item kept for recovery),user,,none,0,0,0,1\r\n',
  );
});
