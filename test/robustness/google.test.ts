import { cpSync, rmSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomSource } from '../../bench/random.mjs';
import { destinationAt } from '../destinations/google/support.js';
import { REPLIES } from '../servers/google/faults.js';
import { type FakeGoogle, startFakeGoogle } from '../servers/google/fake-google.js';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import { openStore } from '../../src/store/open.js';
import { tempDir } from '../support/temp.js';
import { calendarItem, cardItem, eventItem } from '../transfer/dav/support.js';
import { killable, Killer } from '../transfer/killing-destination.js';
import { account, makeStore, migrateQuietly, runOptions } from '../transfer/support.js';
import { keepFigures, seed, times } from './scale.js';

const TRIALS = times(200, 4);
const figures = { transfers: 0, items: 0, kills: 0, faults: 0, exact: 0 };

let google: FakeGoogle;
beforeAll(async () => {
  google = await startFakeGoogle();
});
afterAll(async () => {
  keepFigures('transfers to Google', figures);
  await google.stop();
});

const MESSAGES = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8'];
const LARGE = ['m3', 'm6'];

function message(name: string) {
  // Not of one length, and one in two folders.
  const body = `body of ${name}\n`.repeat(LARGE.includes(name) ? 2000 : 1);
  const head = `Message-ID: <${name}@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\nSubject: ${name}\n`;
  return { bytes: `${head}\n${body}`, received: 1_578_020_645, flags: 1 };
}

/** Two messages with one Message-ID that differ at their very end. */
const TWINS = ['one', 'two'];

function twin(end: string) {
  const head = 'Message-ID: <twin@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\nSubject: twin\n';
  return { bytes: `${head}\n${'the same in both\n'.repeat(400)}${end}\n`, received: 1_578_020_645, flags: 1 };
}

function aStore(): string {
  const series = calendarItem([
    ['VEVENT', ['UID:s@x', 'DTSTART:20310301T090000Z', 'SUMMARY:Series', 'RRULE:FREQ=WEEKLY;COUNT=5']],
    ['VEVENT', ['UID:s@x', 'RECURRENCE-ID:20310308T090000Z', 'DTSTART:20310308T120000Z', 'SUMMARY:Changed']],
  ]);
  const events = ['e1', 'e2', 'e3'].map((name) =>
    eventItem([`UID:${name}@x`, 'DTSTART:20310301T090000Z', `SUMMARY:${name}`]),
  );
  const cards = ['c1', 'c2', 'c3'].map((name) => cardItem([`UID:${name}`, `FN:${name}`, `N:;${name};;;`]));
  const tasks = ['t1', 't2', 't2'].map((name, at) =>
    calendarItem([['VTODO', [`UID:${name}${at}`, `SUMMARY:${name}`, 'DUE;VALUE=DATE:20310301']]]),
  );
  return makeStore({
    INBOX: { items: [...MESSAGES.slice(0, 5).map(message), ...TWINS.map(twin)] },
    Work: { items: [...MESSAGES.slice(4).map(message), ...TWINS.slice(1).map(twin)] },
    Calendar: { kind: 'calendar', items: [series, ...events] },
    Contacts: { kind: 'contacts', items: cards },
    Tasks: { kind: 'tasks', items: tasks },
  });
}

const EXPECTED = [
  ...MESSAGES.map(
    (name) => `mail ${name} ${name === 'm5' ? 'INBOX,Work' : Number(name.slice(1)) < 5 ? 'INBOX' : 'Work'}`,
  ),
  ...['mail twin one INBOX', 'mail twin two INBOX,Work'],
  ...['Changed', 'Series', 'e1', 'e2', 'e3'].map((name) => `event ${name}`),
  ...['c1', 'c2', 'c3'].map((name) => `contact ${name}`),
  ...['t1', 't2', 't2'].map((name) => `task ${name}`),
].sort();

/** Everything of a user, in a line each. */
function thereOf(user: string): string[] {
  const { mailbox, calendars, people, tasks } = google.user(user);
  return [
    ...mailbox.lines().map((line) => {
      const subject = /^Subject: (.*)$/m.exec(line)?.[1] ?? '';
      const end = subject === 'twin' ? [line.trimEnd().split('\n').at(-1)] : [];
      return ['mail', subject, ...end, line.slice(0, line.indexOf('|'))].join(' ');
    }),
    ...calendars.events('primary').map(({ summary }) => `event ${String(summary)}`),
    ...people.contacts().map(({ names }) => `contact ${/"givenName":"(.*?)"/.exec(JSON.stringify(names))?.[1] ?? ''}`),
    ...tasks.tasks('My Tasks').map(({ title }) => `task ${String(title)}`),
  ].sort();
}

const MOODS = [REPLIES.userRate, REPLIES.concurrent, REPLIES.backend, REPLIES.trouble, null];

/** Lets some of the next requests fail, before or after they were done. */
function disturb(random: () => number): void {
  google.faults.clear();
  for (let count = 0; count < 6; count += 1) {
    const reply = MOODS[Math.floor(random() * MOODS.length)] ?? null;
    // What is refused for its pace was not done.
    const isRefused = reply !== null && reply.status < 500;
    const when = isRefused || random() < 0.5 ? 'before' : 'after';
    google.faults.add({ on: /./, skip: Math.floor(random() * 30), times: 1, when, reply });
    figures.faults += 1;
  }
  if (random() < 0.3) google.tokens.expire();
}

async function trial(number: number): Promise<readonly string[]> {
  const random = randomSource(number);
  const user = `user${number}@company.com`;
  const source = storeSource(openStore(aStore()));
  const retry = { firstMs: 1, longestMs: 3, tries: 60 };
  const common = { source, accounts: [account(user)], settleMs: 5, retry };
  let state = tempDir('google-trial');
  for (let kills = 0; kills < 3; kills += 1) {
    disturb(random);
    const kept = tempDir('google-kept');
    const killer = new Killer(1 + Math.floor(random() * 110), () => {
      cpSync(state, kept, { recursive: true });
      // What was written after the kill was not.
      rmSync(`${kept}/lock`, { force: true });
    });
    const stateDir = { state, logs: `${state}/logs` };
    await migrateQuietly(runOptions([killable(destinationAt(google), killer)], { ...common, stateDir })).catch(
      () => undefined,
    );
    if (!killer.dead) continue;
    figures.kills += 1;
    state = kept;
  }
  disturb(random);
  const stateDir = { state, logs: `${state}/logs` };
  for (let runs = 0; runs < 10; runs += 1) {
    const { report } = await migrateQuietly(runOptions([destinationAt(google)], { ...common, stateDir }));
    if (report?.problems.length === 0 && report.totals.failed === 0) break;
  }
  google.faults.clear();
  figures.transfers += 1;
  figures.items += EXPECTED.length;
  const found = thereOf(user);
  if (isDeepStrictEqual(found, EXPECTED)) figures.exact += 1;
  return found;
}

test(`killed, and refused and cut off by Google: ${TRIALS} seeds end exact`, async () => {
  for (let at = 0; at < TRIALS; at += 1) {
    const number = (seed - 1) * TRIALS + at + 1;
    expect([number, await trial(number)]).toEqual([number, EXPECTED]);
  }
  expect(google.violations).toEqual([]);
  expect(google.notices).toEqual([]);
});
