import { describe, expect, test } from 'vitest';
import { bandwidth, type Fault, REPLIES } from '../../servers/google/faults.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { tempDir } from '../../support/temp.js';
import { makeStore } from '../../transfer/support.js';
import { ANNA, eachWithGoogle, moveTo } from './support.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const IMPORT = /messages\/import$/;
const quick = { retry: { firstMs: 1, longestMs: 5, tries: 8 } };

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

function aStore(): string {
  const item = (name: string) => ({
    bytes: `Message-ID: <${name}@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\nSubject: ${name}\n\nbody ${name}\n`,
    received: 1_578_020_645,
  });
  return makeStore({ INBOX: { items: NAMES.map(item) } });
}

function there(): string[] {
  return [...google.mailbox(ANNA).messages.values()]
    .map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw.toString())?.[1] ?? '')
    .sort();
}

function fault(more: Partial<Fault> & Pick<Fault, 'reply'>): Fault {
  return { on: IMPORT, times: 1, when: 'before', ...more };
}

describe('everything arrives once', () => {
  test.each([
    ['units of the user are spent', fault({ times: 3, reply: REPLIES.userRate })],
    ['units of the project are spent', fault({ times: 3, reply: REPLIES.rate })],
    ['too many requests at once', fault({ times: 3, reply: REPLIES.concurrent })],
    ['the bandwidth is spent', fault({ times: 2, reply: bandwidth(new Date(Date.now() + 5)) })],
    ['trouble before it was stored', fault({ times: 3, reply: REPLIES.backend })],
    ['trouble after it was stored', fault({ times: 3, when: 'after', reply: REPLIES.trouble })],
    ['the connection breaks before', fault({ times: 2, reply: null })],
    ['the connection breaks after', fault({ times: 2, when: 'after', reply: null })],
    ['trouble while looking', fault({ on: /^GET .*messages/, times: 2, reply: REPLIES.backend })],
    [
      'trouble while looking at the account',
      fault({ on: /^GET .*(labels|profile)$/, times: 3, reply: REPLIES.backend }),
    ],
    ['trouble while changing labels', fault({ on: /batchModify$/, times: 2, when: 'after', reply: REPLIES.backend })],
  ])('%s', async (_, what) => {
    google.faults.add(what);
    const { report } = await moveTo(google, aStore(), quick);
    expect(report?.totals).toMatchObject({ found: 6, exported: 6, failed: 0 });
    expect(there()).toEqual(NAMES);
  });

  test('tokens that are no longer good are asked for anew', async () => {
    google.faults.add(fault({ skip: 2, times: 1, reply: { status: 401, body: {} } }));
    const { report } = await moveTo(google, aStore(), quick);
    expect(report?.totals.exported).toBe(6);
    expect(there()).toEqual(NAMES);
    // One for each of five APIs, and the one anew.
    expect(google.tokens.given).toBe(6);
  });

  test('answers that take long are waited for, several at once', async () => {
    google.delayMs = 20;
    await moveTo(google, aStore(), quick);
    expect(there()).toEqual(NAMES);
    expect(google.mostAtOnce).toBeGreaterThan(1);
    expect(google.mostAtOnce).toBeLessThanOrEqual(4);
  });
});

describe('what cannot be helped is said', () => {
  test('a message that Gmail takes in no way costs that message alone', async () => {
    google.faults.add(fault({ on: /messages(\/import)?$/, saying: 'body c', times: 9, reply: REPLIES.invalid }));
    const { report } = await moveTo(google, aStore(), quick);
    expect(report?.totals).toMatchObject({ exported: 5, failed: 1 });
    expect(report?.attention[0]?.reason).toBe('Request contains an invalid argument.');
  });

  test.each([
    ['an account without Gmail', fault({ on: /labels$/, times: 9, reply: REPLIES.noMail }), 'Mail service not enabled'],
    [
      'Gmail forbidden by the domain',
      fault({ on: /labels$/, times: 9, reply: REPLIES.policy }),
      'The domain administrators',
    ],
  ])('%s', async (_, what, words) => {
    google.faults.add(what);
    const { plan, report } = await moveTo(google, aStore(), quick);
    expect(plan.accounts[0]?.notes.join()).toContain(words);
    expect(report?.totals).toMatchObject({ exported: 0, failed: 6 });
    expect(report?.attention[0]?.reason).toContain(words);
  });

  test('a right that was not delegated', async () => {
    google.tokens.delegated = ['calendar'];
    const { report } = await moveTo(google, aStore(), quick);
    expect(report?.totals.failed).toBe(6);
    expect(report?.attention[0]?.reason).toContain('Client is unauthorized to retrieve access tokens');
  });

  test('the limit of the project for the day stops every account, and the next run goes on', async () => {
    google.faults.add(fault({ skip: 2, times: 99, reply: REPLIES.daily }));
    const state = tempDir('state');
    const run = { ...quick, stateDir: { state, logs: `${state}/logs` } };
    const store = aStore();
    const first = await moveTo(google, store, run);
    expect(first.report?.problems.join()).toContain('Daily Limit Exceeded');
    google.faults.clear();
    const second = await moveTo(google, store, run);
    expect(second.report?.totals).toMatchObject({ exported: 6, failed: 0 });
    expect(there()).toEqual(NAMES);
  });

  test('what does not fit into the room that Drive tells is said before anything is sent', async () => {
    google.drive.quota = { limit: '1000', usage: '900' };
    const { plan } = await moveTo(google, aStore(), { ...quick, dryRun: true });
    expect(plan.accounts[0]?.quota).toEqual({ used: 900, limit: 1000 });
    expect(plan.accounts[0]?.notes.join()).toContain('the mailbox at the destination is too small');
    google.tokens.delegated = ['gmail.modify'];
    google.tokens.expire();
    const { plan: without } = await moveTo(google, aStore(), { ...quick, dryRun: true });
    expect(without.accounts[0]?.quota).toBe(null);
    expect(without.accounts[0]?.notes.join()).not.toContain('Drive');
  });

  test('an API that is not switched on is named by Google’s own words', async () => {
    google.faults.add(fault({ on: /labels$/, times: 9, reply: REPLIES.notSwitchedOn }));
    const { plan } = await moveTo(google, aStore(), quick);
    expect(plan.accounts[0]?.notes.join()).toContain('has not been used in project 123 before or it is disabled');
  });
});
