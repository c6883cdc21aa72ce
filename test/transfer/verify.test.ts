import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { journalPath } from '../../src/transfer/run/account-run.js';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import { type AccountProof, verifyAccount } from '../../src/transfer/verify/verify.js';
import { openStore } from '../../src/store/open.js';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { tempDir } from '../support/temp.js';
import { oddMailbox } from './odd-mail.js';
import { account, makeStore, migrateStore, options, PASSWORD } from './support.js';
import { rmSync } from 'node:fs';

let server: Dovecot;
beforeAll(async () => {
  server = await startDovecot({ users: { good: PASSWORD, bad: PASSWORD } });
});
afterAll(() => server.stop());

const RECEIVED = 1_578_020_645;
const mail = (text: string) => ({
  bytes: `Message-ID: <${text}@x>\nSubject: ${text}\n\n${text}\n`,
  received: RECEIVED,
  flags: 5,
});

async function prove(store: string, state: string, user: string): Promise<AccountProof> {
  const { destinations, map, excludeFolders, only, maxSize } = options(server.port, {
    source: storeSource(openStore(store)),
  });
  const source = storeSource(openStore(store));
  const setup = { source, destinations, map, excludeFolders, only, maxSize, grantees: null, trace: undefined, state };
  return verifyAccount(setup, account(user));
}

async function damage(user: string, work: (client: ImapFlow) => Promise<unknown>): Promise<void> {
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port: server.port, secure: false, doSTARTTLS: false, logger: false },
    auth: { user, pass: PASSWORD },
  });
  await client.connect();
  await work(client);
  await client.logout();
}

test('a mailbox of odd messages is proven, with the journal and without', async () => {
  const { folders, expected: sent, empty } = oddMailbox(200, 31);
  const store = makeStore(folders);
  const state = tempDir('state');
  await migrateStore(store, server, 'good', { stateDir: { state, logs: join(state, 'logs') } });
  for (const remove of [false, true]) {
    if (remove) rmSync(journalPath(state, account('good')));
    const { problem, boxes } = await prove(store, state, 'good');
    expect(problem).toBeNull();
    expect(boxes.map(({ differences, doubled, others }) => [differences, doubled, others])).toEqual(
      boxes.map(() => [[], [], 0]),
    );
    expect(boxes.reduce((sum, { there }) => sum + there, 0)).toBe(sent.length);
    expect(empty).toBeGreaterThan(0);
    expect(boxes.map(({ expected }) => expected)).toEqual(boxes.map(({ there }) => there));
  }
});

test('each kind of damage is found, and mail that came since is none', async () => {
  const store = makeStore({ INBOX: { items: ['a', 'b', 'c', 'd'].map(mail) }, Gone: { items: [mail('e')] } });
  const state = tempDir('state');
  await migrateStore(store, server, 'bad', { stateDir: { state, logs: join(state, 'logs') } });
  await damage('bad', async (client) => {
    await client.mailboxDelete('Gone');
    await client.mailboxOpen('INBOX');
    await client.messageDelete('1', { uid: true });
    await client.messageFlagsRemove('2', ['\\Flagged'], { uid: true });
    const again = mail('c').bytes.replaceAll('\n', '\r\n');
    await client.append('INBOX', again, [], new Date(RECEIVED * 1000));
    await client.messageDelete('4', { uid: true });
    await client.append('INBOX', mail('d').bytes.replaceAll('\n', '\r\n'), ['\\Seen', '\\Flagged'], new Date(0));
    await client.append('INBOX', mail('new').bytes.replaceAll('\n', '\r\n'));
  });
  const { boxes } = await prove(store, state, 'bad');
  const [gone, inbox] = boxes;
  expect(gone).toMatchObject({ mailbox: 'Gone', expected: 1, there: 0, differences: [{ kind: 'missing', uid: 1 }] });
  expect(inbox).toMatchObject({ mailbox: 'INBOX', expected: 4, there: 3, doubled: [5], others: 1 });
  expect(inbox?.differences).toEqual([
    { folder: ['INBOX'], uid: 1, kind: 'missing', text: 'it is not at the destination' },
    { folder: ['INBOX'], uid: 2, kind: 'flags', text: '\\Flagged not there' },
    { folder: ['INBOX'], uid: 4, kind: 'date', text: '1970-01-01T00:00:00Z instead of 2020-01-03T03:04:05Z' },
  ]);
});
