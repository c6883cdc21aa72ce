import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imapDestination } from '../../src/destinations/imap/destination.js';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import { openStore } from '../../src/store/open.js';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { readWithDovecot } from '../servers/dovecot-reader.js';
import { describeDestinationContract, type EmptyAccount } from './contract.js';
import { memoryDestination, MemoryServer, type RefusalRule } from './memory-destination.js';
import { account, endpointAt, makeStore, migrateQuietly, PASSWORD, passwordLogin, runOptions } from './support.js';

function memoryAccount(server = new MemoryServer()): EmptyAccount {
  return {
    destination: memoryDestination(server),
    account: account('anna'),
    contents: () => memoryContents(server),
  };
}

function memoryContents({ collections }: MemoryServer): string[] {
  return [...collections]
    .flatMap(([name, items]) =>
      items.map(({ bytes, flags, date }) => [name, [...flags].sort().join(' '), date, bytes.toString()].join('|')),
    )
    .sort();
}

describeDestinationContract({ name: 'memory', fresh: () => memoryAccount(), killEvery: 1 });

describe('', () => {
  const users = Array.from({ length: 60 }, (_, number) => `user${number}`);
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot({ users: Object.fromEntries(users.map((user) => [user, PASSWORD])) });
  });
  afterAll(() => server.stop());

  describeDestinationContract({
    name: 'IMAP',
    killEvery: 5,
    fresh: () => {
      const user = users.pop() ?? '';
      return {
        destination: imapDestination({ endpoint: endpointAt(server.port), login: passwordLogin }),
        account: account(user),
        contents: () =>
          readWithDovecot(join(server.home(user), 'mdbox'), 'mdbox:%DIR')
            .map(({ mailbox, flags, receivedAt, bytes }) =>
              [mailbox, flags.join(' '), receivedAt, bytes.toString('latin1').replace(/\r\n/g, '\n')].join('|'),
            )
            .sort(),
      };
    },
  });
});

describe('the engine, whatever the destination', () => {
  const mail = (name: string) => ({ bytes: `Message-ID: <${name}@x>\n\nbody ${name}\n`, received: 1_578_020_645 });
  const aStore = (): string =>
    makeStore({ INBOX: { items: ['a', 'b', 'bad', 'c', 'd'].map(mail) }, Other: { items: [mail('z')] } });
  const ALL = ['a', 'b', 'bad', 'c', 'd'].map((name) => `INBOX|${name}`);

  async function moved(server: MemoryServer, retry = { firstMs: 1, longestMs: 2, tries: 4 }) {
    const source = storeSource(openStore(aStore()));
    const options = runOptions([memoryDestination(server)], {
      source,
      accounts: [account('anna')],
      settleMs: 20,
      retry,
    });
    const { report } = await migrateQuietly(options);
    const there = [...server.collections].flatMap(([name, items]) =>
      items.map(({ bytes }) => `${name}|${/body (\w+)/.exec(bytes.toString())?.[1] ?? ''}`),
    );
    return { report, there: there.sort() };
  }

  const rule = (refusal: RefusalRule['refusal'], times = Infinity): RefusalRule => ({
    word: 'body bad',
    refusal,
    times,
  });

  test.each(['message', 'size'] as const)('one item refused for itself (%s) costs that item alone', async (kind) => {
    const server = new MemoryServer();
    server.refusals.push(rule({ kind }));
    const { report, there } = await moved(server);
    expect(there).toEqual([...ALL.filter((line) => line !== 'INBOX|bad'), 'Other|z'].sort());
    expect(report?.attention).toMatchObject([{ folder: ['INBOX'], uid: 3, result: 'failed', reason: `NO ${kind}` }]);
  });

  test('a full account stops with what fitted', async () => {
    const server = new MemoryServer();
    server.refusals.push(rule({ kind: 'quota' }));
    const { report } = await moved(server);
    expect(report?.problems[0]).toContain('the mailbox is full: NO quota');
  });

  test('a collection that takes nothing is named, the others are filled', async () => {
    const server = new MemoryServer();
    server.refusals.push(rule({ kind: 'denied' }));
    const { report, there } = await moved(server);
    expect(there).toContain('Other|z');
    expect(report?.attention[0]?.reason).toBe('the destination does not take mail into this folder: NO denied');
  });

  test('a collection that is gone is made again', async () => {
    const server = new MemoryServer();
    server.refusals.push({ word: 'body a', refusal: { kind: 'missing' }, times: 1 });
    const { report } = await moved(server);
    expect(report?.totals.failed).toBe(0);
  });

  test('who asks to wait gets the same again', async () => {
    const server = new MemoryServer();
    server.refusals.push(rule({ kind: 'later', waitMs: 1 }, 2));
    expect((await moved(server)).there).toEqual([...ALL, 'Other|z'].sort());
  });

  test.each([true, false])('a connection that breaks at an answer doubles nothing (stored: %s)', async (stored) => {
    for (let afterSends = 1; afterSends <= 3; afterSends += 1) {
      const server = new MemoryServer();
      server.breaks.push({ afterSends, stored }, { afterSends: afterSends + 1, stored: !stored });
      expect((await moved(server)).there).toEqual([...ALL, 'Other|z'].sort());
    }
  });

  test('references that are not told are looked up', async () => {
    const server = new MemoryServer();
    server.silent = true;
    expect((await moved(server)).there).toEqual([...ALL, 'Other|z'].sort());
  });

  test('each kind goes to the first destination that takes it', async () => {
    const [first, second] = [new MemoryServer(), new MemoryServer()];
    const source = storeSource(openStore(aStore()));
    const destinations = [memoryDestination(first, ['contacts']), memoryDestination(second)];
    const { report } = await migrateQuietly(runOptions(destinations, { source, accounts: [account('anna')] }));
    expect(report?.totals).toMatchObject({ exported: 6, failed: 0 });
    expect([...first.collections.keys()]).toEqual([]);
    expect([...second.collections.keys()].sort()).toEqual(['INBOX', 'Other']);
  });
});
