/** What stops an account stops no other, and leaves nothing open. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MigrateOptions, runMigration } from '../../src/transfer/run/migration.js';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import { verifyMigration } from '../../src/transfer/verify/verify-all.js';
import type { VerifyEvents } from '../../src/transfer/verify/watched.js';
import { openStore } from '../../src/store/open.js';
import { type CountingProxy, startCountingProxy } from '../servers/counting-proxy.js';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';
import { account, contents, options, PASSWORD, quiet } from './support.js';

let server: Dovecot;
let proxy: CountingProxy;
beforeAll(async () => {
  const users = [
    'unread',
    'unread-too',
    'unopened',
    'unopened-too',
    'unwritten',
    'unplanned',
    'slow',
    'proved',
    'proved-too',
  ];
  server = await startDovecot({ users: Object.fromEntries(users.map((user) => [user, PASSWORD])) });
  proxy = await startCountingProxy(server.port);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

/** A store with Anna and Eva, three messages each, and a run of Anna to `user` and of Eva to `<user>-too`. */
function prepare(user: string, sources: readonly string[], more: Partial<MigrateOptions> = {}): MigrateOptions {
  const dir = tempDir('stops');
  const mail = (uid: number): string => `Message-ID: <${user}-${uid}@example.com>\nSubject: ${uid}\n\n${uid}\n`;
  const folders = { INBOX: { items: [1, 2, 3].map((uid) => ({ bytes: mail(uid), received: 1_578_020_645 })) } };
  buildStore(dir, { domains: { 'example.com': { anna: { folders }, eva: { folders } } } });
  const accounts = sources.map((source) =>
    account(source === 'anna' ? user : `${user}-too`, { source: `${source}@example.com` }),
  );
  return options(proxy.port, { source: storeSource(openStore(dir)), accounts, ...more });
}

const journal = ({ stateDir }: MigrateOptions, user: string): string =>
  join(stateDir.state, 'journal', `${user}.jsonl`);
const unusable = (path: string): string =>
  `the journal ${path} cannot be used (EISDIR), and without it nothing is sent: mend that and run the same command again`;

test('a journal that cannot be read stops its account, before anything is sent', async () => {
  const run = prepare('unread', ['anna', 'eva']);
  const path = journal(run, 'unread');
  mkdirSync(path, { recursive: true });
  const { plan, report } = await runMigration(run, quiet);
  expect(plan.accounts.map(({ problem }) => problem)).toEqual([
    { side: 'state', kind: 'other', message: unusable(path) },
    null,
  ]);
  expect(report?.complete).toBe(false);
  expect(report?.mailboxes.map(({ outcome, problem }) => [outcome, problem])).toEqual([
    ['stopped', unusable(path)],
    ['done', null],
  ]);
  expect(existsSync(join(server.home('unread'), 'mdbox'))).toBe(false);
  expect(contents(server, 'unread-too')).toHaveLength(3);
  await proxy.allClosed();
  expect((await verifyMigration(run)).accounts.map(({ problem }) => problem)).toEqual([unusable(path), null]);
  await proxy.allClosed();
});

test('a journal that cannot be opened any more stops its account, and leaves no connection open', async () => {
  const run = prepare('unopened', ['anna', 'eva']);
  const path = journal(run, 'unopened');
  const onPlan = (): void => void mkdirSync(path, { recursive: true });
  const { report } = await runMigration(run, { ...quiet, onPlan });
  expect(report?.mailboxes.map(({ outcome, problem }) => [outcome, problem])).toEqual([
    ['stopped', unusable(path)],
    ['done', null],
  ]);
  await proxy.allClosed();
  rmSync(path, { recursive: true });
  expect((await runMigration(run, quiet)).report?.complete).toBe(true);
  expect([contents(server, 'unopened').length, contents(server, 'unopened-too').length]).toEqual([3, 3]);
});

test('a ledger that cannot be written stops its account with a sentence, and leaves no half of one', async () => {
  const run = prepare('unwritten', ['anna']);
  const ledger = join(run.stateDir.state, 'ledger');
  mkdirSync(join(ledger, 'anna@example.com.jsonl'), { recursive: true });
  const { report } = await runMigration(run, quiet);
  expect(report?.problems).toEqual([
    expect.stringMatching(
      /^anna@example\.com: The state folder cannot be written \(EISDIR: .*\): mend that and run the same command again; what is done is kept\.$/,
    ),
  ]);
  expect(readdirSync(ledger)).toEqual(['anna@example.com.jsonl']);
  await proxy.allClosed();
  rmSync(join(ledger, 'anna@example.com.jsonl'), { recursive: true });
  expect((await runMigration(run, quiet)).report).toMatchObject({ complete: true, totals: { copied: 0, before: 3 } });
  expect(contents(server, 'unwritten')).toHaveLength(3);
});

test('a plan that cannot be written ends the run, and leaves no connection open', async () => {
  const run = prepare('unplanned', ['anna']);
  mkdirSync(join(run.stateDir.state, 'plan.json'), { recursive: true });
  await expect(runMigration(run, quiet)).rejects.toThrow('EISDIR');
  await proxy.allClosed();
  expect(existsSync(join(run.stateDir.state, 'lock'))).toBe(false);
});

test('whoever interrupts a run that waits for its rate has interrupted it', async () => {
  const stop = new AbortController();
  const run = prepare('slow', ['anna'], { rate: { messages: 0.001, bytes: null }, signal: stop.signal });
  // All three are one command, whose turn is long after this.
  const { report, interrupted } = await runMigration(run, {
    ...quiet,
    onBegin: () => setTimeout(() => stop.abort(), 300),
  });
  expect(interrupted).toBe(true);
  expect(report?.mailboxes).toMatchObject([{ outcome: 'interrupted', problem: 'interrupted', totals: { copied: 0 } }]);
  await proxy.allClosed();
  const again = await runMigration(
    { ...run, rate: { messages: null, bytes: null }, signal: new AbortController().signal },
    quiet,
  );
  expect(again.report).toMatchObject({ complete: true, totals: { copied: 3 } });
  expect(contents(server, 'slow')).toHaveLength(3);
});

test('a comparison tells whom it looks at and how far it is; stopped in the middle it proves nothing and leaves nothing open', async () => {
  const run = prepare('proved', ['anna', 'eva'], { connections: { perAccount: 1, total: 1 } });
  await runMigration(run, quiet);
  const heard: string[] = [];
  const stop = new AbortController();
  const events: VerifyEvents = {
    onAccounts: (accounts) => heard.push(accounts.map(({ source }) => source).join()),
    onBegin: ({ source }, items) => heard.push(`${source}: ${items}`),
    onItems: ({ source }, items) => heard.push(`${source}: +${items}`),
    onEnd: ({ source }, problem) => heard.push(`${source}: ${problem ?? 'done'}`),
  };
  // Three items at either end: after the second of six steps, the fourth, and the last.
  const steps = (source: string): string[] => [3, '+1', '+1', '+1', 'done'].map((step) => `${source}: ${step}`);
  const proof = await verifyMigration(run, events);
  expect(proof.accounts.map(({ boxes }) => boxes[0]?.there)).toEqual([3, 3]);
  expect(heard).toEqual([
    'anna@example.com,eva@example.com',
    ...steps('anna@example.com'),
    ...steps('eva@example.com'),
  ]);
  await proxy.allClosed();

  const [path, connections] = [join(run.stateDir.state, 'verify.json'), proxy.connections];
  rmSync(path);
  heard.length = 0;
  // While the destination is being listed.
  const onItems: VerifyEvents['onItems'] = (account, items) => {
    events.onItems?.(account, items);
    if (heard.length === 4) stop.abort();
  };
  await expect(verifyMigration({ ...run, signal: stop.signal }, { ...events, onItems })).rejects.toMatchObject({
    ...{ message: 'interrupted before everything was compared; run the same command again.', exitCode: 130 },
  });
  expect(heard).toEqual(['anna@example.com,eva@example.com', ...steps('anna@example.com').slice(0, 3)]);
  expect(existsSync(path)).toBe(false);
  await proxy.allClosed();
  expect(proxy.connections - connections).toBeLessThan(3);
  expect((await verifyMigration(run)).accounts).toEqual(proof.accounts);
});
