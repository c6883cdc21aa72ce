import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { timeLeft } from '../../src/cli/output/progress.js';
import { makeCounter, makeVerifyCounter } from '../../src/cli/output/counter.js';
import { DEFAULT_OPTIONS } from '../../src/files/plan/options.js';
import { planExport } from '../../src/files/plan/plan.js';
import { folderBytes, freeBytes, neededBytes, outputBytes, refuseTooLittleRoom } from '../../src/files/room.js';
import { estimates, licencesText, type Load, timeText } from '../../src/report/estimate.js';
import { openStore } from '../../src/store/open.js';
import { buildStore } from '../support/store-builder.mjs';
import { runCli } from '../support/cli.js';
import { tempDir } from '../support/temp.js';
import { account } from '../transfer/support.js';
import { listeningTerminal } from '../support/listening-terminal.js';

/** A hundred people with 10 GB in all; the largest has 2 GB in 28,800 messages. */
const LOAD: Load = {
  ...{ items: 150_000, bytes: 10_100_000_000, mails: 144_000, mailBytes: 10_000_000_000 },
  ...{ mailboxes: 100, mostMails: 28_800, mostMailBytes: 2_000_000_000 },
};

test('hours come from the rates of the destination, days from its limit a day', () => {
  const said = (destination: Parameters<typeof estimates>[0]): string[] =>
    estimates(destination, LOAD).map(({ step, seconds }) => `${step}: ${timeText(seconds)}`);
  expect(said('google')).toEqual([
    'Export to disk: 1 to 3 min',
    'Compare (verify): 1 to 2 min',
    // 144,000 messages at four a second and user, four users at a time; 2 GB at 500 MB a day.
    'Mail through Gmail’s API: 3 h to 4 days',
    'Or mail over IMAP: about 4 days',
  ]);
  // What fits into a day of Google's takes no day.
  const small = { ...LOAD, mails: 1000, mailBytes: 40_000_000, mostMails: 100, mostMailBytes: 4_000_000 };
  expect(timeText(estimates('google', small).at(-1)?.seconds ?? [0, 0])).toBe('about 1 min');
  expect(said('microsoft').at(-1)).toBe('Mail to Exchange Online: 3 to 10 h');
  expect(said('imap').at(-1)).toBe('Mail to the server: 14 to 54 min');
  expect(said('files')).toHaveLength(2);
  expect(estimates('google', { ...LOAD, mails: 0 })).toHaveLength(2);
});

test('licences are those that the destination sells', () => {
  expect(licencesText('google', 99, 1)).toBe(
    '100 licences: one for each account of a person, and 1 for one that several people open',
  );
  expect(licencesText('google', 1, 0)).toBe('1 licence: one for each account of a person');
  expect(licencesText('microsoft', 1, 2)).toBe(
    '1 licence: one for each person; 2 shared mailboxes need none up to 50 GB',
  );
  expect(licencesText('imap', 99, 1)).toBeNull();
});

test('a first run that cannot fit does not start', async () => {
  const dir = tempDir();
  const bytes = 'Subject: x\r\n\r\n'.padEnd(100_000, 'x');
  const items = Array.from({ length: 200 }, () => ({ bytes }));
  const { install, mail } = buildStore(join(dir, 'kerio'), {
    domains: { 'a.example': { anna: { folders: { INBOX: { items } } } } },
  });
  const { mailboxes } = planExport(openStore(install), DEFAULT_OPTIONS);
  const jobs = mailboxes.flatMap((mailbox) => mailbox.jobs);
  expect(folderBytes({ dir: join(mail, 'a.example/anna/INBOX') })).toBe(20_000_000);
  expect(neededBytes(jobs, DEFAULT_OPTIONS)).toBe(20_000_000 + 200 * (350 + 400));
  expect(outputBytes({ kind: 'mail', items: 10, bytes: 1000 }, { mailFormat: 'maildir' })).toBe(1000 + 10 * 2448);
  refuseTooLittleRoom(jobs, DEFAULT_OPTIONS, '/out', 20_150_000);
  expect(() => refuseTooLittleRoom(jobs, DEFAULT_OPTIONS, '/out', 20_149_999)).toThrow(
    '/out has 21 MB free, and this export takes about 21 MB more: make room, give another --out, or export some mailboxes (--user) at a time.',
  );
  // Nobody can tell: the disk will.
  refuseTooLittleRoom(jobs, DEFAULT_OPTIONS, '/out', null);
  expect(freeBytes(join(dir, 'not', 'there', 'yet'))).toBeGreaterThan(0);

  const plan = await runCli(['export', install, '--out', join(dir, 'out'), '--dry-run']);
  expect(plan.out).toMatch(/^anna@a\.example +INBOX +mail +200 +20\.0 MB +Inbox$/m);
  expect(plan.out).toMatch(/^On disk it takes about 20\.1 MB; \S+ has [\d.]+ \w+ free\.$/m);
  expect(plan.out).toContain('200 items, 20.0 MB, in 1 mailbox. Nothing was written.');
  expect((await runCli(['export', install, '--out', join(dir, 'out')])).out).toMatch(/^It took [\d.]+ s\.$/m);
  const steps = await runCli(['next', join(dir, 'out')]);
  expect(steps.out).toMatch(/How long: about 1 min: at half the/);
  expect(steps.out).toMatch(/^The export has 200 items, 20\.0 MB; its disk has [\d.]+ \w+ free\.$/m);
});

test('what cannot be listed or is not there counts as nothing', () => {
  const dir = tempDir();
  mkdirSync(join(dir, 'a'));
  writeFileSync(join(dir, 'a', '#msgs'), 'a file');
  expect(folderBytes({ dir: join(dir, 'a') })).toBe(0);
  expect(folderBytes({ dir: join(dir, 'b') })).toBe(0);
});

test('time left is told once it means something', () => {
  expect(timeLeft(5, 1000, 9000)).toBe('');
  expect(timeLeft(15, 1000, 9000)).toBe(', 2 min 15 s left');
  expect(timeLeft(60, 1000, 0)).toBe('');
});

test('a proof says how many items are compared, and of how many once that is known', () => {
  const { terminal, said } = listeningTerminal();
  const [anna, eva] = ['anna', 'eva'].map((source) => account(source, { source }));
  if (anna === undefined || eva === undefined) throw new Error('nobody');
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
  const counter = makeVerifyCounter(terminal, false);
  counter.onAccounts([anna, eva]);
  counter.onBegin(anna, 5);
  counter.onItems(anna, 5);
  counter.onEnd(anna, null);
  counter.onBegin(eva, 1500);
  counter.onItems(eva, 700);
  counter.onEnd(eva, 'refused');
  counter.stop();
  vi.restoreAllMocks();
  expect(said.map((text) => text.replace('\r\u001b[K', ''))).toEqual([
    '0 items compared, 0 of 2 accounts',
    '5 items compared, 0 of 2 accounts',
    '5 items compared, 1 of 2 accounts',
    '5 of 1,505 items compared, 1 of 2 accounts',
    '705 of 1,505 items compared, 1 of 2 accounts',
    '705 of 1,505 items compared, 2 of 2 accounts',
    '',
  ]);
});

test('looking at a store takes its line away again', () => {
  const { terminal, said } = listeningTerminal();
  const counter = makeCounter(terminal, false);
  counter.add(5);
  counter.stop();
  expect(said).toEqual([]);
});
