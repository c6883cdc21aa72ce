/** Command lines that cannot mean anything: one sentence, with what to do, and nothing is written. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../support/cli.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';

const items = [{ bytes: 'Subject: x\r\n\r\nx\r\n' }];

function makeStore(): { readonly dir: string; readonly store: string } {
  const dir = tempDir('wrong');
  const people = { anna: { folders: { INBOX: { items } } }, boris: { folders: { INBOX: { items } } } };
  return { dir, store: buildStore(join(dir, 'kerio'), { domains: { 'a.example': people } }).install };
}

test.each([
  [
    ['export', 'x', '--out', 'y', '--from', 'anna@x'],
    "unknown option '--from': the store stands without an option, and mail of one sender is chosen with --sender",
  ],
  [
    ['watch', 'x', '--out', 'y', '--from', 'anna@x'],
    "unknown option '--from': the store stands without an option, and mail of one sender is chosen with --sender",
  ],
  [
    ['check', '--to', 'imaps://h', '--from', 'x'],
    "unknown option '--from': check looks at the destination alone, so leave it out",
  ],
  [
    ['migrate', '--from', 'anna@x', '--to', 'imaps://h', '--users', 'u.csv'],
    '--from anna@x is an address: give the path of a store, or the address of a server such as imaps://mail.example.com; mail of one sender is chosen with --sender.',
  ],
  [['inspect', 'x', '--sender', 'y'], "unknown option '--sender': kerio-exit inspect --help shows how"],
  [['export', 'x', '--out', 'y', '--dryrun'], "unknown option '--dryrun' (Did you mean --dry-run?)"],
  [
    ['ui', 'no-such-folder'],
    'no-such-folder does not exist: give the path of a Kerio store, or none to choose it on the page.',
  ],
  [['next'], "missing required argument 'out': kerio-exit next --help shows how"],
  [['frobnicate'], "unknown command 'frobnicate': kerio-exit --help lists them"],
])('%j', async (args, sentence) => {
  const file = join(tempDir(), 'u.csv');
  writeFileSync(file, 'anna@a.example;pw\n', { mode: 0o600 });
  const { code, out, err } = await runCli(args.map((arg) => (arg === 'u.csv' ? file : arg)));
  expect([code, out, err]).toEqual([2, '', `kerio-exit: ${sentence}\n`]);
});

test('no log is kept inside the store', async () => {
  const { dir, store } = makeStore();
  const before = readdirSync(store);
  const log = ['--log-file', join(store, 'log')];
  const out = join(dir, 'out');
  const sentence = `kerio-exit: ${join(store, 'log')} lies inside the store: nothing is ever written there. Choose a place outside ${store} with --log-file.\n`;
  expect(await runCli(['export', store, '--out', out, ...log])).toEqual({ code: 2, out: '', err: sentence });
  expect(existsSync(out)).toBe(false);
  expect((await runCli(['export', store, '--out', out, '--quiet'])).code).toBe(0);
  expect(await runCli(['verify', out, ...log])).toEqual({ code: 2, out: '', err: sentence });
  const users = join(dir, 'users.csv');
  const to = ['--to', 'imaps://localhost:1', '--users', users];
  expect(await runCli(['migrate', '--from', store, ...to, ...log])).toEqual({ code: 2, out: '', err: sentence });
  expect(readdirSync(store)).toEqual(before);
});

test('a password with the separator in it and no quotes is a line with too many columns', async () => {
  const { dir, store } = makeStore();
  const users = join(dir, 'users.csv');
  writeFileSync(users, 'source;target;target_password\nanna;anna;p;w\n', { mode: 0o600 });
  const { code, err } = await runCli(['migrate', '--from', store, '--to', 'imaps://localhost:1', '--users', users]);
  expect([code, err]).toEqual([
    2,
    `kerio-exit: ${users} line 2 has 4 columns, and there are 3: put a password with ; in it between quotes ("…")\n`,
  ]);
});

test('what is no IMAP server is told once for all accounts, with what to look at', async () => {
  const server = createServer(
    (socket) => void socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const { dir } = makeStore();
  const users = join(dir, 'users.csv');
  writeFileSync(users, 'anna@a.example;pw\nboris@a.example;pw\n', { mode: 0o600 });
  const { code, out } = await runCli(['check', '--to', `imaps://127.0.0.1:${port}`, '--users', users]);
  expect(code).toBe(1);
  expect(out.split('\n').slice(1)).toEqual([
    `2 accounts (anna@a.example, boris@a.example)  login  NOT  imaps://127.0.0.1:${port}: no encrypted connection (what answers there does not begin with TLS: look at the port; imap:// in place of imaps:// takes STARTTLS (143))`,
    '2 things not in place.',
    '',
  ]);
});
