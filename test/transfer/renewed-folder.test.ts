/** A store that its server writes to between two runs, or while one reads: nothing is taken for what it is not. */
import { appendFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import { watchedStore } from '../../src/sources/kerio/watched-store.js';
import type { OpenedMessage } from '../../src/transfer/source.js';
import { openStore } from '../../src/store/open.js';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { buildFolder } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';
import { account, contents, makeStore, migrateStore, PASSWORD } from './support.js';

const OLD = 'T0 G64590354-03bc-46fa-9d94-b5c19be217d7\n';
const NEW = 'T0 G7f0a91c2-03bc-46fa-9d94-b5c19be217d7\n';

const mail = (text: string): string => `Message-ID: <${text}@example.com>\r\nSubject: ${text}\r\n\r\n${text}\r\n`;

/** A folder of one message with the UID 1. */
const folder = (status: string | null, text: string) => ({ status, items: [{ bytes: mail(text) }] });

/** Somebody deletes the folder, and makes another of its name: its UIDs begin with 1 again. */
function makeAnew(store: string, status: string | null, text: string): string {
  const dir = join(store, 'store/mail/example.com/anna/Work');
  rmSync(dir, { recursive: true });
  buildFolder(dir, folder(status, text));
  return dir;
}

let server: Dovecot;
beforeAll(async () => {
  const names = ['renewed', 'later', 'back'];
  server = await startDovecot({ users: Object.fromEntries(names.map((name) => [name, PASSWORD])) });
});
afterAll(() => server.stop());

const subjects = (user: string): string[] =>
  contents(server, user).map(({ bytes }) => /Subject: (\S+)/.exec(bytes.toString('latin1'))?.[1] ?? '');

function stateDir() {
  const state = tempDir('state');
  return { stateDir: { state, logs: join(state, 'logs') } };
}

test('mail of a folder that was deleted and made again is sent, although its UIDs are known', async () => {
  const store = makeStore({ Work: folder(OLD, 'one') });
  const run = stateDir();
  await migrateStore(store, server, 'renewed', run);
  makeAnew(store, NEW, 'two');
  const { report } = await migrateStore(store, server, 'renewed', run);
  expect(report?.totals).toMatchObject({ copied: 1, before: 0 });
  expect(subjects('renewed').sort()).toEqual(['one', 'two']);
});

test('a journal that did not know which folder it was learns it, and forgets nothing', async () => {
  const store = makeStore({ Work: folder('T0\n', 'one') });
  const run = stateDir();
  await migrateStore(store, server, 'later', run);
  const status = join(store, 'store/mail/example.com/anna/Work/status.fld');
  writeFileSync(status, OLD);
  const { report } = await migrateStore(store, server, 'later', run);
  expect(report?.totals).toMatchObject({ copied: 0, before: 1, present: 0 });
  // Neither does one that was cut while the server wrote it.
  writeFileSync(status, 'T0 G64590354-03bc');
  expect((await migrateStore(store, server, 'later', run)).report?.totals).toMatchObject({ copied: 0, before: 1 });
  makeAnew(store, NEW, 'two');
  await migrateStore(store, server, 'later', run);
  expect(subjects('later').sort()).toEqual(['one', 'two']);
});

test('a message that was moved out of its folder and back stands once on a server, unless somebody removed it there', async () => {
  const store = makeStore({ Work: folder(OLD, 'one') });
  const run = stateDir();
  await migrateStore(store, server, 'back', run);
  const dir = join(store, 'store/mail/example.com/anna/Work');
  const moveBack = (uid: number): void => {
    rmSync(dir, { recursive: true });
    buildFolder(dir, { status: OLD, items: [{ uid, bytes: mail('one'), received: 1_578_017_105 }] });
  };
  moveBack(2);
  expect((await migrateStore(store, server, 'back', run)).report?.totals).toMatchObject({ copied: 0, before: 1 });
  expect(subjects('back')).toEqual(['one']);
  rmSync(join(server.home('back'), 'mdbox'), { recursive: true });
  moveBack(3);
  expect((await migrateStore(store, server, 'back', run)).report?.totals).toMatchObject({ copied: 1, before: 0 });
  expect(subjects('back')).toEqual(['one']);
});

test('a watch sees that a folder is another one, although all its UIDs and flags are the same', async () => {
  const store = makeStore({ Work: folder(OLD, 'one') });
  const watched = watchedStore(store, false);
  const anna = account('anna');
  const round = watched.round();
  const mailbox = await round.source.mailbox(anna, () => undefined);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  onTestFinished(() => void vi.useRealTimers());
  for (const one of mailbox.folders) expect([...(await mailbox.list(one))]).toHaveLength(1);
  round.end(anna, true);
  const dir = join(store, 'store/mail/example.com/anna/Work');
  expect(watched.touched([anna], new Set([dir]), new Set(['mail']))).toEqual([]);
  makeAnew(store, NEW, 'two');
  expect(watched.touched([anna], new Set([dir]), new Set(['mail']))).toEqual([anna]);
});

test('a message that the server is writing, and has no record of, is sent when it is whole', async () => {
  const whole = mail('halves');
  const store = makeStore({ Work: { items: [{ bytes: whole.slice(0, -5), record: null }] } });
  const file = join(store, 'store/mail/example.com/anna/Work/#msgs/00000001.eml');
  const written = 1_700_000_000;
  utimesSync(file, written, written);
  vi.useFakeTimers({ toFake: ['Date'], now: written * 1000 + 1000 });
  onTestFinished(() => void vi.useRealTimers());
  const mailbox = await storeSource(openStore(store)).mailbox(account('moment'), () => undefined);
  const [work] = mailbox.folders;
  if (work === undefined) throw new Error('the store has a folder');
  const reading = firstOf(mailbox.open(work, await mailbox.list(work)));
  appendFileSync(file, whole.slice(-5));
  utimesSync(file, written + 1, written + 1);
  vi.setSystemTime(written * 1000 + 60_000);
  const opened = await reading;
  if (opened === null || 'problem' in opened) throw new Error('it can be read');
  expect(Buffer.from(opened.raw.start).toString('latin1')).toBe(whole);
});

async function firstOf(messages: AsyncIterable<OpenedMessage>): Promise<OpenedMessage | null> {
  for await (const message of messages) return message;
  return null;
}
