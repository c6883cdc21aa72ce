/** What the sender does when a server refuses, against a server that follows a script. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ConnectionLost } from '../../src/core/failures.js';
import { CommandRefused } from '../../src/protocols/imap/failures.js';
import { Session } from '../../src/protocols/imap/session.js';
import { Journal } from '../../src/transfer/journal/journal.js';
import { Limiter, UNLIMITED } from '../../src/transfer/limiter.js';
import { ImapCollection } from '../../src/destinations/imap/collection.js';
import { recogniseServer } from '../../src/protocols/imap/server-profile.js';
import { type Outgoing, Sender } from '../../src/transfer/run/sender.js';
import { AccountStopped } from '../../src/transfer/run/stops.js';
import { tempDir } from '../support/temp.js';
import { NEVER } from '../support/never.js';

/** What is answered to an APPEND with these messages; null for nothing. */
type Answer = (messages: readonly string[], count: number) => string | null;

interface Rig {
  readonly sender: Sender;
  readonly journal: Journal;
  /** The messages of each APPEND, in order. */
  readonly appends: string[][];
  readonly commands: string[];
  readonly delivered: [string | number, number][];
  readonly refused: [string | number, string][];
  readonly waits: (number | null)[];
  /** Adds messages by their text. */
  add(...texts: string[]): Promise<void>;
}

async function rig(answer: Answer): Promise<Rig> {
  const appends: string[][] = [];
  const commands: string[] = [];
  const server = createServer((socket) => {
    let text = '';
    let batch: string[] = [];
    let tag = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (;;) {
        const line = /^([^\r\n]*)\r\n/.exec(text);
        if (line === null) return;
        const literal = /\{(\d+)\+\}$/.exec(line[1] ?? '');
        if (literal !== null) {
          const size = Number(literal[1]);
          if (text.length < line[0].length + size) return;
          if (batch.length === 0) tag = line[1]?.split(' ')[0] ?? '';
          batch.push(text.slice(line[0].length, line[0].length + size));
          text = text.slice(line[0].length + size);
          continue;
        }
        text = text.slice(line[0].length);
        if (batch.length > 0) {
          appends.push(batch);
          const said = answer(batch, appends.length);
          if (said === null) socket.destroy();
          else socket.write(`${tag} ${said}\r\n`);
          batch = [];
        } else {
          commands.push((line[1] ?? '').replace(/^\S+ /, ''));
          socket.write(`${line[1]?.split(' ')[0] ?? ''} OK done\r\n`);
        }
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  const capabilities = new Set(['LITERAL+', 'MULTIAPPEND', 'UIDPLUS']);
  const session = new Session({ readSocket: socket, writeSocket: socket, socket }, { capabilities, timeoutMs: NEVER });
  const journal = await Journal.open(join(tempDir('sender'), 'journal.jsonl'));
  onTestFinished(async () => {
    session.break('end of test');
    await journal.close();
    server.close();
  });
  const [box, source] = [journal.box('Box', '7'), journal.source(['Box'], null)];
  const delivered: Rig['delivered'] = [];
  const refused: Rig['refused'] = [];
  const waits: Rig['waits'] = [];
  const profile = recogniseServer({ capabilities, greeting: '', id: '' });
  const collection = new ImapCollection(
    { session, wireName: 'Box', profile, largest: null },
    { exists: 0, uidValidity: '7', uidNext: 1, permanentFlags: null, readOnly: false },
  );
  const sender = new Sender({
    collection,
    lost: () => session.lost,
    journal,
    box,
    limiter: new Limiter(UNLIMITED),
    signal: new AbortController().signal,
    onDelivered: (messages) =>
      delivered.push(...messages.map(({ outgoing, ref }): [string | number, number] => [outgoing.uid, Number(ref)])),
    onRefused: ({ uid }, words) => refused.push([uid, words]),
    wait: (_, suggested) => {
      waits.push(suggested);
      return waits.length > 10 ? Promise.reject(new AccountStopped('no use')) : Promise.resolve();
    },
  });
  const outgoing = (text: string): Outgoing => ({
    source,
    uid: text,
    flags: '',
    mark: null,
    item: {
      key: `<${text}>`,
      flags: [],
      date: null,
      body: { length: text.length, content: [Buffer.from(text)] },
      release: () => undefined,
    },
  });
  const add = async (...texts: string[]): Promise<void> => {
    for (const text of texts) await sender.add(outgoing(text));
  };
  return { sender, journal, appends, commands, delivered, refused, waits, add };
}

const recordOf = ({ journal }: Rig) => journal.book.record(1, 2);

describe('the sender', () => {
  test('notes intents before and UIDs after', async () => {
    const work = await rig((messages) => {
      expect([...recordOf(work).doubts.keys()]).toEqual(messages);
      return 'OK [APPENDUID 7 5:6] done';
    });
    await work.add('a', 'b');
    await work.sender.finish();
    expect(work.delivered).toEqual([
      ['a', 5],
      ['b', 6],
    ]);
    expect(recordOf(work).doubts.size).toBe(0);
    expect(recordOf(work).stored.get('b')).toMatchObject({ uid: 6, flags: '', found: false });
  });

  test.each([
    ['of another UIDVALIDITY', 'OK [APPENDUID 8 5:6] done'],
    ['too few', 'OK [APPENDUID 7 5] done'],
    ['none', 'OK done'],
  ])('does not believe UIDs that are %s', async (_, said) => {
    const work = await rig(() => said);
    await work.add('a', 'b');
    await work.sender.finish();
    expect(work.delivered.map(([, uid]) => uid)).toEqual([0, 0]);
    expect(recordOf(work).unknownRefs).toBe(2);
  });

  test('takes a refused command apart until the message to blame is alone', async () => {
    const work = await rig((messages) => (messages.includes('bad') ? 'NO invalid header' : 'OK done'));
    await work.add('a', 'b', 'bad', 'c', 'd');
    await work.sender.finish();
    expect(work.delivered.map(([uid]) => uid).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(work.refused).toEqual([['bad', 'NO invalid header']]);
    expect(work.appends.map((batch) => batch.join(''))).toEqual(['abbadcd', 'ab', 'badcd', 'bad', 'cd']);
    expect(recordOf(work).doubts.size).toBe(0);
  });

  test('waits as long as the server asks, then sends the same again', async () => {
    const busy = 'BAD Request is throttled. Suggested Backoff Time: 1234 milliseconds';
    const work = await rig((_, count) => (count <= 2 ? busy : 'OK done'));
    await work.add('a', 'b');
    await work.sender.finish();
    expect(work.waits).toEqual([1234, 1234]);
    expect(work.appends).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(work.delivered).toHaveLength(2);
  });

  test('puts the blame on one message when only commands with it are put off', async () => {
    const work = await rig((messages) => (messages.includes('x') ? 'NO [LIMIT] later' : 'OK done'));
    await work.add('a', 'x', 'b');
    await expect(work.sender.finish()).rejects.toBeInstanceOf(AccountStopped);
    expect(work.delivered.map(([uid]) => uid)).toContain('a');
  });

  test('makes a mailbox that is not there, once', async () => {
    const work = await rig((_, count) => (count === 1 ? 'NO [TRYCREATE] no such mailbox' : 'OK done'));
    await work.add('a');
    await work.sender.finish();
    expect(work.commands).toEqual(['CREATE "Box"', 'SUBSCRIBE "Box"']);
    expect(work.delivered).toHaveLength(1);
    const never = await rig(() => 'NO [TRYCREATE] no such mailbox');
    await never.add('a');
    await expect(never.sender.finish()).rejects.toBeInstanceOf(CommandRefused);
  });

  test('stops the account when it is full, the mailbox when nothing may be stored there', async () => {
    const full = await rig(() => 'NO [OVERQUOTA] Quota exceeded');
    await full.add('a');
    await expect(full.sender.finish()).rejects.toThrow('the mailbox is full: NO [OVERQUOTA] Quota exceeded');
    const denied = await rig(() => 'NO [NOPERM] not yours');
    await denied.add('a', 'b');
    await expect(denied.sender.finish()).rejects.toBeInstanceOf(CommandRefused);
  });

  test('leaves in doubt what was not answered', async () => {
    const work = await rig(() => null);
    await work.add('a', 'b');
    await expect(work.sender.finish()).rejects.toBeInstanceOf(ConnectionLost);
    expect([...recordOf(work).doubts]).toEqual([
      ['a', '<a>'],
      ['b', '<b>'],
    ]);
    expect([...work.sender.inFlight].map(({ uid }) => uid)).toEqual(['a', 'b']);
  });

  test('sends no more messages in one command than a batch holds', async () => {
    const work = await rig(() => 'OK done');
    await work.add(...Array.from({ length: 150 }, (_, at) => `m${at}`));
    await work.sender.finish();
    expect(work.appends.map((batch) => batch.length)).toEqual([64, 64, 22]);
    expect(work.delivered).toHaveLength(150);
  });
});
