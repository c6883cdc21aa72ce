import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readMovePlan } from '../../../src/users-cfg/move-plan.js';
import { type Exchange, KEYS, runOnTerminal, type TerminalRun } from '../../support/pty.js';
import { buildStore } from '../../support/store-builder.mjs';
import { tempDir } from '../../support/temp.js';

const { enter, down, tab, clear, escape } = KEYS;

/** `kerio-exit` with no command, on a terminal of 80 x 24. */
function guided(cwd: string, exchanges: readonly Exchange[]): Promise<TerminalRun> {
  return runOnTerminal([process.execPath, resolve('bin/kerio-exit.js')], exchanges, { cwd, size: [24, 80] });
}

const ANNA =
  '<?xml version="1.0" encoding="UTF-8"?><config><list name="User"><listitem><variable name="Account_enabled">1</variable>' +
  '<variable name="Name">anna</variable><variable name="Domain">a.example</variable></listitem></list></config>';

/** Where an answer of somebody's mailbox is given. */
const OWN = 'An account of its own';

test('whose mailboxes become is answered one by one, in a table that the command is given', async () => {
  const dir = tempDir('guide');
  cpSync('fixtures/kerio-store', join(dir, 'kerio-store'), { recursive: true });
  const { code, out } = await guided(dir, [
    ['Where is the Kerio store?', enter],
    ['Where do you go?', enter],
    ['Which way?', enter],
    ['archive of all mail', enter],
    ['deleted items to recover', enter],
    ['Which mailboxes?', enter],
    ['What comes along?', enter],
    ['Passwords of the new accounts?', enter],
    ['Make accounts for them?', down + down + enter],
    ['public folders, 4 items, 1.7 kB', ''],
    ['Into a mailbox at the new system', enter],
    ['The address that _public@example.com goes to', enter],
    ['rooms and devices, 1 item', ''],
    ['Into a mailbox at the new system', down + down + enter],
    ['disabled, 4 items', ''],
    [OWN, down + down + enter],
    ['no account, 1 item', ''],
    // Back to Marta, who was left out, and is so again.
    [OWN, escape],
    ['marta@example.com', enter],
    ['o.brien@example.com', ''],
    [OWN, down + enter],
    ['The address that o.brien@example.com goes to', `nobody${enter}`],
    ['Give an address', `${clear}alice@example.com${enter}`],
    ['Where shall the table of who goes where be written?', `${clear}kerio-store/plan.csv${enter}`],
    ['lies inside the store', `${clear}none/plan.csv${enter}`],
    ['none is no folder', `${clear}plan.csv${enter}`],
    ['Where shall the export go?', enter],
    ['Run it now?', escape],
    ['Where shall the export go?', enter],
    ['Run it now?', enter],
    ['What now?', KEYS.ctrlC],
  ]);
  const plan = join(dir, 'plan.csv');
  expect(out.replaceAll('\n', ' ').replace(/ +/g, ' ')).toContain(
    `--target google --exclude-archive --exclude-recoverable --plan ${plan} --passwords generate `,
  );
  const { moves, stays } = readMovePlan(plan);
  expect(moves.filter(([mailbox, target]) => mailbox !== target)).toEqual([
    ['_public@example.com', 'public-folders@example.com'],
    ['o.brien@example.com', 'alice@example.com'],
  ]);
  expect(stays).toEqual(['marta@example.com', '_archive@localhost']);
  // What nobody knows yet is named at the end; the bundled store is damaged on purpose, too.
  expect(code).toBe(1);
  expect(out).toMatch(/1 mailbox that the plan leaves open \(1 item\)/);
  const mail = readdirSync(join(dir, 'export/mail'));
  expect(mail).toContain('o.brien@example.com');
  expect(mail).not.toContain('marta@example.com');
  expect(readFileSync(join(dir, 'export/accounts/google/users.csv'), 'utf8')).not.toMatch(
    /marta|o\.brien@example\.com,/,
  );
});

test('more than twelve are ticked; what is sent afterwards fills each mailbox from one; who leaves takes the table along', async () => {
  const dir = tempDir('guide');
  const inbox = { folders: { INBOX: { items: [{}] } } };
  const gone = Object.fromEntries(Array.from({ length: 13 }, (_, at) => [`gone${10 + at}`, inbox]));
  buildStore(join(dir, 'kerio-store'), {
    domains: { 'a.example': { anna: inbox, ...gone, '#public': inbox } },
    files: { 'users.cfg': ANNA },
  });
  const { code, out } = await guided(dir, [
    ['Where is the Kerio store?', enter],
    ['Where do you go?', down + enter],
    ['Which way?', enter],
    ['Which mailboxes?', enter],
    ['What comes along?', enter],
    ['Passwords of the new accounts?', enter],
    ['Make accounts for them?', down + down + enter],
    ['Tick those left out', 'gone11'],
    ['1 match', tab],
    ['◼ gone11@a.example', enter],
    ['public folders, 1 item', enter],
    ['The address that _public@a.example goes to', `${clear}gone12@a.example${enter}`],
    ['gone12@a.example goes there', `${clear}team@a.example${enter}`],
    ['Where shall the table of who goes where be written?', enter],
    ['Where shall the export go?', KEYS.ctrlC],
  ]);
  expect(out).toContain('13 mailboxes without an account in users.cfg:');
  expect(code).toBe(130);
  expect(existsSync(join(dir, 'plan.csv'))).toBe(false);
});

test('where everybody has an account, public folders are asked about; a table that is not wanted any more is taken away', async () => {
  const dir = tempDir('guide');
  const inbox = { folders: { INBOX: { items: [{}] } } };
  buildStore(join(dir, 'kerio-store'), {
    domains: { 'a.example': { anna: inbox, '#public': inbox } },
    files: { 'users.cfg': ANNA },
  });
  const { code, out } = await guided(dir, [
    ['Where is the Kerio store?', enter],
    ['Where do you go?', enter],
    ['Which way?', enter],
    ['Which mailboxes?', enter],
    ['What comes along?', enter],
    ['Passwords of the new accounts?', enter],
    ['_public@a.example: public folders, 1 item', ''],
    ['Whose do they become?', down + enter],
    ['Into a mailbox at the new system', down + enter],
    ['the table of who goes where', enter],
    ['Where shall the export go?', escape],
    ['the table of who goes where', escape],
    // As it was answered.
    ['● Left out of the export', escape],
    ['Whose do they become?', KEYS.up + enter],
    ['Where shall the export go?', enter],
    ['Run it now?', 'n'],
  ]);
  expect(out.replaceAll('\n', ' ').replace(/ +/g, ' ')).toContain(
    `--out ${join(dir, 'export')} --target google --passwords generate `,
  );
  expect(code).toBe(0);
  expect(readdirSync(dir)).toEqual(['kerio-store']);
});
