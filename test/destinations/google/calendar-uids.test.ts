/** Events whose UID somebody else has: nothing is written over, nothing is lost, nothing stands twice. */
import { expect, test } from 'vitest';
import { readFolderRules } from '../../../src/naming/folder-rules.js';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import { verifyMigration } from '../../../src/transfer/verify/verify-all.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { refuse } from '../../servers/google/reply.js';
import { tempDir } from '../../support/temp.js';
import { calendarItem } from '../../transfer/dav/support.js';
import { account, makeStore, runOptions } from '../../transfer/support.js';
import { ANNA, destinationAt, eachWithGoogle, moveTo } from './support.js';

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

const event = (uid: string, summary: string) =>
  calendarItem([['VEVENT', [`UID:${uid}`, `SUMMARY:${summary}`, 'DTSTART;VALUE=DATE:20240812']]]);
const calendar = (...items: ReturnType<typeof event>[]) => ({ kind: 'calendar' as const, items });
const DAY = { start: { date: '2024-08-12' }, end: { date: '2024-08-13' } };
const known = () => {
  const state = tempDir('state');
  return { stateDir: { state, logs: `${state}/logs` } };
};
const told = (name = 'primary') =>
  google
    .user(ANNA)
    .calendars.events(name)
    .map(({ iCalUID, summary }) => `${String(summary)} ${String(iCalUID)}`);

function putThere(uid: string, summary: string): void {
  const [primary] = google.user(ANNA).calendars.calendars;
  primary?.events.set(uid, { id: uid, iCalUID: uid, summary, ...DAY });
}

test('of a guest’s copy that is there already nothing is written over, and the proof says so', async () => {
  putThere('a@x', 'moved to Friday');
  const store = makeStore({ Calendar: calendar(event('a@x', 'on Thursday'), event('b@x', 'other')) });
  const run = known();
  const { report } = await moveTo(google, store, run);
  expect(report?.totals).toMatchObject({ found: 2, exported: 2, failed: 0 });
  expect(told()).toEqual(['moved to Friday a@x', 'other b@x']);
  const again = await moveTo(google, store, run);
  expect(again.plan.totals.messages).toBe(0);
  const options = runOptions([destinationAt(google)], {
    source: storeSource(openStore(store)),
    accounts: [account(ANNA)],
  });
  const proof = await verifyMigration({ ...options, ...run });
  expect(JSON.stringify(proof)).toContain('an event with its UID was there already: it was left as it is');
});

test('two folders in one calendar may have different events of one UID: both are there, once', async () => {
  const store = makeStore({
    Calendar: calendar(event('a@x', 'one'), event('c@x', 'same')),
    Old: calendar(event('a@x', 'two'), event('c@x', 'same')),
  });
  const map = readFolderRules(['Calendar=Both', 'Old=Both']);
  const run = { ...known(), map };
  const { report } = await moveTo(google, store, run);
  expect(report?.totals).toMatchObject({ found: 4, exported: 4, failed: 0 });
  const there = told('Both');
  expect(there.map((line) => line.replace(/ [\w-]{24}@/, ' own@'))).toEqual([
    'one a@x',
    'same c@x',
    'two own@kerio-exit.invalid',
  ]);
  await moveTo(google, store, { ...known(), map });
  expect(told('Both')).toEqual(there);
});

test('what was deleted at Google comes back under a UID of its own', async () => {
  google.user(ANNA).calendars.deleted.add('a@x');
  const { report } = await moveTo(google, makeStore({ Calendar: calendar(event('a@x', 'again')) }), known());
  expect(report?.totals).toMatchObject({ exported: 1, failed: 0 });
  expect(told().map((line) => line.replace(/ .{24}@/, ' own@'))).toEqual(['again own@kerio-exit.invalid']);
});

test('Google may call what we imported a moment ago a duplicate', async () => {
  const duplicate = refuse(409, 'duplicate', 'The requested identifier already exists.');
  google.faults.add({ on: /events\/import$/, times: 1, when: 'after', reply: duplicate });
  const { report } = await moveTo(google, makeStore({ Calendar: calendar(event('a@x', 'once')) }), known());
  expect(report?.totals).toMatchObject({ exported: 1, failed: 0 });
  expect(told()).toEqual(['once a@x']);
});

test('an event that came after we looked is left, too', async () => {
  let isThere = false;
  google.onRequest = () => {
    if (isThere || !google.requests.at(-1)?.endsWith('import')) return;
    isThere = true;
    putThere('a@x', 'by an invitation');
  };
  const duplicate = refuse(409, 'duplicate', 'The requested identifier already exists.');
  google.faults.add({ on: /events\/import$/, times: 1, when: 'before', reply: duplicate });
  const { report } = await moveTo(google, makeStore({ Calendar: calendar(event('a@x', 'ours')) }), known());
  expect(report?.totals).toMatchObject({ exported: 1, failed: 0 });
  expect(told()).toEqual(['by an invitation a@x']);
});
