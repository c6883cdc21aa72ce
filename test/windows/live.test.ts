/** What else the program does, on Windows: looking, accounts, the guide, joined shards, and mail into a live server. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { Windows } from '../servers/wine.js';
import { runCli } from '../support/cli.js';
import { makeTempDir, removeDir, tempDir } from '../support/temp.js';
import { contents, lines, makeStore, PASSWORD } from '../transfer/support.js';
import { differences } from './trees.js';

const fixture = join(import.meta.dirname, '../../fixtures/kerio-store');

let windows: Windows;
let server: Dovecot;
const drive = makeTempDir('drive-m');
beforeAll(async () => {
  windows = Windows.start('m', drive);
  server = await startDovecot({ users: { anna: PASSWORD, here: PASSWORD } });
});
afterAll(async () => {
  windows.stop();
  removeDir(drive);
  await server.stop();
});

test('inspect says what it says on Linux, of the paths of Windows', async () => {
  const here = await runCli(['inspect', fixture]);
  const there = await windows.kerioExit('inspect', windows.path(fixture));
  expect(there.code).toBe(here.code);
  const spelt = there.stdout.replaceAll(windows.path(fixture), fixture).split('\n');
  expect(spelt.map((line) => (line.includes(fixture) ? line.replaceAll('\\', '/') : line))).toEqual(
    here.out.split('\n'),
  );
});

test('account files are those of Linux; shards are joined; the guide is for PowerShell', async () => {
  const linux = join(drive, 'linux');
  const users = join(fixture, 'users.cfg');
  const here = await runCli(['accounts', users, '--out', linux, '--exclude-unlisted']);
  const accounts = await windows.kerioExit(
    'accounts',
    windows.path(users),
    '--out',
    windows.other('accounts'),
    '--exclude-unlisted',
  );
  expect(accounts).toMatchObject({ code: here.code, stderr: here.err });
  expect(differences(linux, join(drive, 'accounts'))).toEqual([]);

  const out = windows.other('two halves');
  const args = ['export', windows.path(fixture), '--out', out, '--only', 'mail', '--quiet'];
  const shards = await Promise.all(['1/2', '2/2'].map((shard) => windows.kerioExit(...args, '--shard', shard)));
  expect(shards.map(({ code }) => code)).toEqual([1, 1]);
  expect(await windows.kerioExit('report', out)).toMatchObject({ stderr: '' });
  const guide = (await windows.kerioExit('next', out)).stdout;
  expect(guide).toContain("kerio-exit verify 'M:\\two halves'\n");
  expect(guide).toContain("$CUTOVER = '2026-03-07T18:00:00Z'\n");
});

test('migrate sends every message once over TLS, remembers it in %LOCALAPPDATA%, and proves it', async () => {
  const items = [{ flags: 1 }, { bytes: 'Subject: two\r\n\r\n.two\r\n' }, { flags: 5 }];
  const store = makeStore({ INBOX: { items }, 'Ů &': { items: [{}] } });
  const migrate = (user: string, ...more: string[]): string[] => {
    const users = join(tempDir('users'), 'users.csv');
    writeFileSync(users, `source,target,target_password\nanna@example.com,${user},${PASSWORD}\n`, { mode: 0o600 });
    return ['--users', users, '--to', `imaps://localhost:${server.tlsPort}`, '--ca', server.certificate, ...more];
  };
  const here = ['migrate', '--from', store, ...migrate('here'), '--state-dir', tempDir('state')];
  expect(await runCli(here)).toMatchObject({ code: 0 });
  const there = (...more: string[]): ReturnType<Windows['kerioExit']> => {
    const args = migrate('anna', ...more).map((arg) => (arg.startsWith('/') ? windows.path(arg) : arg));
    return windows.kerioExit('migrate', '--from', windows.path(store), ...args);
  };
  const first = await there();
  expect(first.code, first.stderr).toBe(0);
  const state =
    /The report is in (C:\\.+\\AppData\\Local\\kerio-exit\\migrate\\.+)\\report\.html/.exec(first.stdout)?.[1] ?? '-';
  onTestFinished(() => {
    for (const folder of [state, state.replace('migrate', 'logs')]) removeDir(windows.onDriveC(folder));
  });
  expect(readFileSync(join(windows.onDriveC(state), 'report.html'), 'utf8')).toContain('anna@example.com');
  for (const again of [await there(), await there('--verify')]) expect(again.code, again.stderr).toBe(0);
  expect(lines(contents(server, 'anna'))).toEqual(lines(contents(server, 'here')));
  expect(contents(server, 'anna').length).toBe(4);
});
