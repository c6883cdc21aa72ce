/** Runs on Windows that are broken off, repeated, in each other's way, or in the way of other programs. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Windows, type WindowsProcess } from '../servers/wine.js';
import { readLedger } from '../e2e/program.js';
import { runCli } from '../support/cli.js';
import { buildFolder, buildStore } from '../support/store-builder.mjs';
import { makeTempDir, removeDir, tempDir } from '../support/temp.js';
import { needsRoot } from '../support/not-run.js';
import { differences } from './trees.js';

const root = join(import.meta.dirname, '../..');
const fixture = join(root, 'fixtures/kerio-store');
const decided = ['--exclude-archive', '--exclude-recoverable', '--exclude-unlisted'];

let windows: Windows;
const drive = makeTempDir('drive-l');
beforeAll(() => {
  windows = Windows.start('l', drive);
});
afterAll(() => {
  windows.stop();
  removeDir(drive);
});

/** Starts what would run for ever; a test that fails does not leave it behind. */
function lasting(...args: readonly string[]): WindowsProcess {
  const program = windows.node(args);
  onTestFinished(() => void program.child.kill('SIGKILL'));
  return program;
}

/** Waits until a program has printed something. */
async function says(program: WindowsProcess, pattern: RegExp): Promise<void> {
  while (!pattern.test(program.output())) {
    if (program.child.exitCode !== null) throw new Error(`it ended:\n${program.output()}`);
    await sleep(20);
  }
}

async function killed(program: WindowsProcess): Promise<void> {
  program.child.kill('SIGKILL');
  await program.ended;
}

/** A store with one mailbox, whose inbox has so many messages. */
function smallStore(messages: number): { readonly install: string; readonly inbox: string } {
  const dir = tempDir('store');
  const items = Array.from({ length: messages }, () => ({}));
  const { install, mail } = buildStore(dir, {
    domains: { 'example.com': { anna: { folders: { INBOX: { items } } } } },
  });
  return { install, inbox: join(mail, 'example.com/anna/INBOX') };
}

test('killed in the midst of the work, the next run ends it as if nothing had been', async () => {
  const linux = join(tempDir('linux'), 'out');
  expect((await runCli(['export', fixture, '--out', linux, ...decided])).code).toBe(1);
  const preload = `file:///${windows.path(join(root, 'test/robustness/fault-preload.mjs')).replaceAll('\\', '/')}`;
  for (const at of [60, 500]) {
    const args = ['--import', preload, 'bin/kerio-exit.js', 'export', windows.path(fixture)];
    const run = windows.node([...args, '--out', windows.other('killed'), ...decided], {
      env: { KERIO_EXIT_FAULT: `kill@${at}` },
    });
    // Windows ends what is killed with 1.
    expect(await run.ended).toEqual({ code: 1, stdout: '', stderr: '' });
  }
  const last = await windows.kerioExit('export', windows.path(fixture), '--out', windows.other('killed'), ...decided);
  expect(last).toMatchObject({ code: 1, stderr: '' });
  expect(differences(linux, join(drive, 'killed'))).toEqual([]);
  expect(readdirSync(join(drive, 'killed/.kerio-exit')).sort()).toEqual(readdirSync(join(linux, '.kerio-exit')).sort());
});

test('what went from the store goes with --mirror, what came is added', async () => {
  const store = join(tempDir('store'), 'kerio');
  cpSync(fixture, store, { recursive: true, preserveTimestamps: true });
  const linux = join(tempDir('linux'), 'out');
  const both = async (...more: string[]): Promise<void> => {
    const args = [...decided, ...more];
    const one = await runCli(['export', store, '--out', linux, ...args]);
    const other = await windows.kerioExit('export', windows.path(store), '--out', windows.other('mirror'), ...args);
    expect(other).toMatchObject({ code: one.code, stderr: one.err });
    expect(differences(linux, join(drive, 'mirror'))).toEqual([]);
  };
  await both();
  rmSync(join(store, 'store/mail/example.com/marta'), { recursive: true });
  const inbox = join(store, 'store/mail/example.com/alice/INBOX/#msgs');
  cpSync(join(inbox, readdirSync(inbox)[0] ?? ''), join(inbox, '0000abcd.eml'), { preserveTimestamps: true });
  await both('--mirror');
  expect(readLedger(linux).has('marta@example.com')).toBe(false);
});

test('a file that another program has open is named, and the next run goes on', async () => {
  const { install, inbox } = smallStore(2);
  const args = ['export', windows.path(install), '--out', windows.other('held'), ...decided];
  expect((await windows.kerioExit(...args)).code).toBe(0);
  buildFolder(inbox, { items: Array.from({ length: 4 }, () => ({})) });
  const holding = async (path: string): Promise<WindowsProcess> => {
    const holder = lasting('test/windows/hold.mjs', windows.path(path));
    await says(holder, /held/);
    return holder;
  };
  // Outlook, Thunderbird: the output.
  const reader = await holding(join(drive, 'held/mail/anna@example.com/INBOX.mbox'));
  const refused = await windows.kerioExit(...args);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toMatch(
    /^kerio-exit: The output folder cannot be written \(E\w+: .*INBOX\.mbox.*\): another program may have the file open \(a mail program, a virus scanner\), close it; or mend that and run the same command again; what is done is kept\.\n$/,
  );
  await killed(reader);
  // Kerio itself: a message.
  const server = await holding(join(inbox, '#msgs/00000003.eml'));
  expect(await windows.kerioExit(...args)).toMatchObject({ code: 1, stderr: '' });
  const line = readLedger(join(drive, 'held'))
    .get('anna@example.com')
    ?.find(({ uid }) => uid === 3);
  expect(line).toMatchObject({ result: 'failed', reason: 'the file cannot be read (EBUSY)' });
  await killed(server);
  expect(await windows.kerioExit(...args)).toMatchObject({ code: 0, stderr: '' });
  const linux = join(tempDir('linux'), 'out');
  await runCli(['export', install, '--out', linux, ...decided]);
  expect(readFileSync(join(drive, 'held/mail/anna@example.com/INBOX.mbox'))).toEqual(
    readFileSync(join(linux, 'mail/anna@example.com/INBOX.mbox')),
  );
});

test('watch takes what comes; a second run is refused, takes over when it is killed, and ends at Ctrl-C', async () => {
  const { install, inbox } = smallStore(1);
  const out = ['--out', windows.other('watched'), ...decided];
  const watch = lasting('bin/kerio-exit.js', 'watch', windows.path(install), ...out);
  await says(watch, /current, 1 item of 1 mailbox/);
  buildFolder(inbox, { items: [{}, {}, {}] });
  await says(watch, /current, 3 items of 1 mailbox/);
  const second = await windows.kerioExit('export', windows.path(install), ...out);
  expect(second.code).toBe(2);
  expect(second.stderr).toMatch(
    /^kerio-exit: Another kerio-exit \(process \d+\) is writing to L:\\watched: wait for it/,
  );
  await killed(watch);
  const again = lasting('bin/kerio-exit.js', 'watch', windows.path(install), ...out);
  await says(again, /current, 3 items of 1 mailbox/);
  // Wine makes Ctrl-C of it.
  again.child.kill('SIGINT');
  expect(await again.ended).toMatchObject({
    code: 0,
    stdout: '3 items of 1 mailbox are in L:\\watched, which is current.\n',
  });
});

test('a full disk ends with its sentence, and there is room again', async () => {
  needsRoot('a small disk of its own');
  const { install } = smallStore(40);
  const disk = join(drive, 'small');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
  try {
    const args = ['export', windows.path(install), '--out', windows.other('small/out'), '--quiet', ...decided];
    const full = await windows.kerioExit(...args);
    expect(full).toMatchObject({ code: 3, stdout: '' });
    expect(full.stderr).toMatch(
      /^kerio-exit: The disk( of the output folder)? is full: make room and run the same command again; what is done is kept\.\n$/,
    );
    execFileSync('mount', ['-o', 'remount,size=50m', disk]);
    expect(await windows.kerioExit(...args)).toMatchObject({ code: 0, stderr: '' });
  } finally {
    execFileSync('umount', [disk]);
  }
});
