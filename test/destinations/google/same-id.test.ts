/** Messages with one Message-ID: copies become one message with all labels, others stay what they are. */
import { describe, expect, test } from 'vitest';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import { verifyMigration } from '../../../src/transfer/verify/verify-all.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { ok } from '../../servers/google/reply.js';
import { tempDir } from '../../support/temp.js';
import { account, makeStore, runOptions } from '../../transfer/support.js';
import { ANNA, destinationAt, eachWithGoogle, moveTo } from './support.js';

const RECEIVED = 1_578_020_645;
/** More than what servers are asked for to tell messages apart. */
const START = 'the same beginning, line by line\n'.repeat(200);

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

interface Made {
  readonly end?: string;
  readonly head?: string;
  readonly flags?: number;
  readonly start?: string;
  readonly id?: string;
  readonly subject?: string;
}

function mail({ end = 'end\n', head = '', flags = 1, start = START, id = '<same@x>', subject = 's' }: Made = {}) {
  const fields = `Message-ID: ${id}\nDate: Fri, 03 Jan 2020 03:04:05 +0000\nFrom: jan@example.com\nSubject: ${subject}\n`;
  return { bytes: `${head}${fields}\n${start}${end}`, received: RECEIVED, flags };
}

/** What is there: labels, Message-ID, last line of each message. */
function there(user = ANNA): string[] {
  return google
    .mailbox(user)
    .lines()
    .map((line) => {
      const id = /^(?:.*\|)?Message-ID: (.*)$/m.exec(line)?.[1] ?? '';
      const own = /^<[0-9a-f]{32}@kerio-exit\.invalid>$/.test(id) ? '<made>' : id;
      return `${line.slice(0, line.indexOf('|'))} ${own} ${line.trimEnd().split('\n').at(-1) ?? ''}`;
    })
    .sort();
}

function imports(): number {
  return google.requests.filter((request) => request.endsWith('messages/import')).length;
}

function inState(state: string) {
  return { stateDir: { state, logs: `${state}/logs` } };
}

describe('different messages', () => {
  test.each([
    ['of some kilobytes that differ in the last line', START],
    ['of megabytes that differ in the last line', START.repeat(400)],
  ])('%s stay two, and the second says what its Message-ID was', async (_, start) => {
    const store = makeStore({
      INBOX: { items: [mail({ start, end: 'one\n' }), mail({ start, end: 'two\n' })] },
      Work: { items: [mail({ start, end: 'two\n' })] },
    });
    const { report } = await moveTo(google, store);
    expect(report?.totals).toMatchObject({ found: 3, exported: 3, failed: 0 });
    expect(there()).toEqual(['INBOX <same@x> one', 'INBOX,Work <made> two']);
    expect(google.mailbox(ANNA).lines().join('')).toContain('X-Old-Message-ID: <same@x>\n');
  });

  test('that differ in subject, or in when they were sent, stay apart', async () => {
    const later = mail();
    const items = [mail(), mail({ subject: 't' }), { ...later, bytes: later.bytes.replace('03:04:05', '09:00:00') }];
    await moveTo(google, makeStore({ INBOX: { items } }));
    expect(there()).toEqual(['INBOX <made> end', 'INBOX <made> end', 'INBOX <same@x> end']);
  });

  test('without any Message-ID stay apart, too', async () => {
    const bare = (end: string) => {
      const { bytes, ...rest } = mail({ end });
      return { ...rest, bytes: bytes.replace('Message-ID: <same@x>\n', '') };
    };
    const store = makeStore({ INBOX: { items: [bare('one\n'), bare('two\n')] }, Work: { items: [bare('two\n')] } });
    const { report } = await moveTo(google, store);
    expect(report?.totals).toMatchObject({ exported: 3, failed: 0 });
    expect(there()).toEqual(['INBOX <made> one', 'INBOX,Work <made> two']);
    await moveTo(google, store);
    expect(imports()).toBe(2);
    expect(there()).toEqual(['INBOX <made> one', 'INBOX,Work <made> two']);
  });
});

describe('copies', () => {
  test('in three folders, with other flags and other ways of travelling, are one upload with three labels', async () => {
    const by = (name: string) =>
      `Return-Path: <${name}@x>\nReceived: from ${name} by mail.example.com; Fri, 3 Jan 2020 03:04:0${name.length} +0000\nX-Spam-Status: No, hits=0.${name.length}\n`;
    const store = makeStore({
      INBOX: { items: [mail({ head: by('a'), flags: 0 })] },
      Work: { items: [mail({ head: by('bb'), flags: 5 })] },
      Sent: { items: [mail({ head: by('ccc') })] },
    });
    const { report } = await moveTo(google, store);
    expect(report?.totals).toMatchObject({ found: 3, exported: 3, failed: 0 });
    expect(there()).toEqual(['INBOX,SENT,STARRED,Work <same@x> end']);
    expect(imports()).toBe(1);
  });

  test('that come in a later run join what they are copies of', async () => {
    const state = tempDir('state');
    const two = [mail({ end: 'one\n' }), mail({ end: 'two\n' })];
    await moveTo(google, makeStore({ INBOX: { items: two } }), inState(state));
    const more = makeStore({ INBOX: { items: two }, Work: { items: [mail({ end: 'three\n' }), ...two] } });
    await moveTo(google, more, inState(state));
    expect(there()).toEqual(['INBOX,Work <made> two', 'INBOX,Work <same@x> one', 'Work <made> three']);
    expect(imports()).toBe(3);
  });
});

describe('a mailbox that nobody kept a journal of', () => {
  test('gets nothing twice', async () => {
    const store = makeStore({
      INBOX: { items: [mail({ end: 'one\n' }), mail({ end: 'two\n' })] },
      Work: { items: [mail({ end: 'two\n' }), mail({ id: '<other@x>' })] },
    });
    await moveTo(google, store);
    const before = there();
    const { report } = await moveTo(google, store);
    expect(report?.totals).toMatchObject({ exported: 4, failed: 0 });
    expect(there()).toEqual(before);
    expect(google.mailbox(ANNA).messages.size).toBe(3);
  });

  test('where another tool has put only the second of two gets the first as well', async () => {
    const two = [mail({ end: 'one\n' }), mail({ end: 'two\n' })];
    await moveTo(google, makeStore({ INBOX: { items: two.slice(1) } }));
    expect(there()).toEqual(['INBOX <same@x> two']);
    await moveTo(google, makeStore({ INBOX: { items: two } }));
    expect(there()).toEqual(['INBOX <made> one', 'INBOX <same@x> two']);
  });

  test('keeps what came there by itself under that Message-ID', async () => {
    await moveTo(google, makeStore({ INBOX: { items: [mail({ end: 'nobody knows\n' })] } }));
    const two = [mail({ end: 'one\n' }), mail({ end: 'two\n' })];
    await moveTo(google, makeStore({ INBOX: { items: two } }));
    expect(there()).toEqual(['INBOX <made> one', 'INBOX <made> two', 'INBOX <same@x> nobody knows']);
  });
});

describe('the proof', () => {
  async function differences(store: string, state: string): Promise<string[]> {
    const options = runOptions([destinationAt(google)], {
      source: storeSource(openStore(store)),
      accounts: [account(ANNA)],
      ...inState(state),
    });
    const { accounts } = await verifyMigration(options);
    return accounts.flatMap(({ boxes }) =>
      boxes.flatMap((box) => [
        ...box.differences.map(({ uid, kind }) => `${uid} ${kind}`),
        ...box.doubled.map((ref) => `${ref} doubled`),
      ]),
    );
  }

  test('tells messages with one Message-ID apart', async () => {
    const state = tempDir('state');
    const store = makeStore({ INBOX: { items: [mail({ end: 'one\n' }), mail({ end: 'two\n' })] } });
    await moveTo(google, store, inState(state));
    expect(await differences(store, state)).toEqual([]);
    const second = [...google.mailbox(ANNA).messages.values()].find(({ raw }) => raw.includes('two'));
    google.mailbox(ANNA).messages.delete(second?.id ?? '');
    expect(await differences(store, state)).toEqual(['2 missing']);
  });

  test('shows where Gmail has taken one for the other', async () => {
    google.faults.add({
      on: /messages\/import$/,
      saying: 'two',
      times: 1,
      when: 'before',
      reply: ok({ id: `18f${'1'.padStart(13, '0')}` }),
    });
    const state = tempDir('state');
    const store = makeStore({ INBOX: { items: [mail({ end: 'one\n' }), mail({ end: 'two\n' })] } });
    await moveTo(google, store, inState(state));
    expect(there()).toEqual(['INBOX <same@x> one']);
    expect(await differences(store, state)).toEqual(['2 missing']);
  });
});
