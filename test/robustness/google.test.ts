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
import { killable, Killer } from '../transfer/killing-destination.js';
import { account, migrateQuietly, runOptions } from '../transfer/support.js';
import { aStore, EXPECTED, thereOf } from './google-trial.js';
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
  const found = thereOf(google, user);
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
