/** Large messages go in steps, and tokens end: whatever breaks in the midst, each message is there once. */
import { beforeEach, describe, expect, test } from 'vitest';
import { readServiceAccountKey, serviceAccountTokens } from '../../../src/protocols/http/service-account.js';
import { type Fault, REPLIES } from '../../servers/google/faults.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { refuse } from '../../servers/google/reply.js';
import { makeStore } from '../../transfer/support.js';
import { ANNA, eachWithGoogle, moveTo } from './support.js';

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

const quick = { retry: { firstMs: 1, longestMs: 5, tries: 8 } };
/** Two steps, the first of 8 MiB. */
const TEXT = `${'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd\n'.repeat(135_000)}end\n`;
const LARGE = `Message-ID: <large@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\nFrom: a@x\nSubject: large\n\n${TEXT}`;
let store = '';
beforeEach(() => {
  store = makeStore({ INBOX: { items: [{ bytes: LARGE, received: 1_578_020_645 }] } });
});

function fault(more: Partial<Fault> & Pick<Fault, 'reply'>): Fault {
  return { on: /^PUT /, times: 1, when: 'before', ...more };
}

const gone = refuse(410, 'gone', 'Gone');
const notFound = refuse(404, 'notFound', 'Not Found');

describe('an upload in steps', () => {
  test.each([
    ['its beginning is refused for a while', [fault({ on: /^POST .*import$/, times: 2, reply: REPLIES.backend })]],
    ['the beginning is cut', [fault({ on: /^POST .*import$/, times: 1, when: 'after', reply: null })]],
    ['the second step is cut in the midst', [fault({ skip: 1, reply: null })]],
    ['the first answer is lost', [fault({ when: 'after', reply: null })]],
    ['the last answer is lost', [fault({ skip: 1, when: 'after', reply: null })]],
    ['trouble at each step', [fault({ reply: REPLIES.trouble }), fault({ skip: 1, reply: REPLIES.backend })]],
    ['the upload is forgotten before the first step', [fault({ reply: notFound })]],
    ['the upload is forgotten in the midst', [fault({ skip: 1, reply: gone })]],
    ['the upload is forgotten after a cut', [fault({ skip: 1, reply: null }), fault({ skip: 1, reply: gone })]],
    ['the token ends in the midst', [fault({ skip: 1, reply: { status: 401, body: {} } })]],
    ['too much at once in the midst', [fault({ skip: 1, reply: REPLIES.userRate })]],
  ] as const)('%s', async (_, faults) => {
    google.faults.add(...faults);
    const { report } = await moveTo(google, store, quick);
    expect(report?.attention).toEqual([]);
    const stored = [...google.mailbox(ANNA).messages.values()];
    const length = LARGE.length + LARGE.split('\n').length - 1;
    expect(stored.map(({ raw }) => [raw.length, raw.subarray(-7).toString()])).toEqual([[length, '\r\nend\r\n']]);
  });

  test('one that is forgotten again and again costs that message alone', async () => {
    google.faults.add(fault({ times: 1e9, reply: gone }));
    const { report } = await moveTo(google, store, quick);
    expect(report?.totals).toMatchObject({ exported: 0, failed: 1 });
    expect(report?.attention[0]?.reason).toBe('Gone');
  });
});

describe('tokens', () => {
  const small = (name: string) => ({
    bytes: `Message-ID: <${name}@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\nSubject: ${name}\n\nbody ${name}\n`,
    received: 1_578_020_645,
  });
  const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const aStore = (): string => makeStore({ INBOX: { items: NAMES.map(small) } });

  test('many that need one ask once, and whoever was refused late does not throw the new one away', async () => {
    const tokens = serviceAccountTokens(readServiceAccountKey(google.keyFile));
    const scopes = ['https://www.googleapis.com/auth/tasks'];
    const all = await Promise.all(NAMES.map(() => tokens.get(ANNA, scopes)));
    const [old = ''] = all;
    expect([new Set(all).size, google.tokens.given]).toEqual([1, 1]);
    await tokens.renew(ANNA, scopes, old);
    const fresh = await tokens.get(ANNA, scopes);
    await tokens.renew(ANNA, scopes, old);
    expect([await tokens.get(ANNA, scopes), google.tokens.given]).toEqual([fresh, 2]);
  });

  test('those that live for so short are had anew, one at a time', async () => {
    let now = Date.now();
    const tokens = serviceAccountTokens(readServiceAccountKey(google.keyFile), () => now);
    await tokens.get(ANNA, ['x']);
    now += 56 * 60_000;
    await Promise.all(NAMES.map(() => tokens.get(ANNA, ['x'])));
    expect(google.tokens.given).toBe(2);
  });

  test('one that is refused although it is new stops the account’s mail, and the next run goes on', async () => {
    google.faults.add({ on: /import$/, skip: 3, times: 1e9, when: 'before', reply: { status: 401, body: {} } });
    const { report } = await moveTo(google, aStore(), quick);
    expect(report?.totals.failed).toBeGreaterThan(0);
    expect(google.requests.filter((request) => request.endsWith('import')).length).toBeLessThan(20);
    google.faults.clear();
    await moveTo(google, aStore(), quick);
    expect(google.mailbox(ANNA).messages.size).toBe(8);
  });

  test('a user who is suspended in the midst stops at once, and what is there stays known', async () => {
    let left = 12;
    google.onRequest = () => {
      left -= 1;
      if (left > 0) return;
      google.tokens.users = [];
      google.tokens.expire();
    };
    const { report } = await moveTo(google, aStore(), quick);
    expect(report?.attention.map(({ reason }) => reason).join()).toContain('Invalid email or User ID');
    google.onRequest = () => undefined;
    google.tokens.users = null;
    const second = await moveTo(google, aStore(), quick);
    expect(second.report?.totals).toMatchObject({ failed: 0 });
    expect(google.mailbox(ANNA).messages.size).toBe(8);
  });
});
