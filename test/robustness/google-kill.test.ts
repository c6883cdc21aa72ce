/** The program itself, killed by the system at some request or other: before Google has done it, or before the answer is read. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomSource } from '../../bench/random.mjs';
import { type FakeGoogle, startFakeGoogle } from '../servers/google/fake-google.js';
import { type CliOptions, runCli } from '../support/cli.js';
import { tempDir } from '../support/temp.js';
import { aStore, EXPECTED, thereOf } from './google-trial.js';
import { keepFigures, seed, times } from './scale.js';

const TRIALS = times(40, 1);
const KILLS = 3;
const figures = { transfers: 0, kills: 0, items: 0, exact: 0 };

let google: FakeGoogle;
beforeAll(async () => {
  google = await startFakeGoogle();
});
afterAll(async () => {
  keepFigures('transfers to Google whose process was killed', figures);
  await google.stop();
});

/** Kills the program at the so many-th request from now. */
function killAt(requests: number): CliOptions {
  return {
    onStart: (kill) => {
      let left = requests;
      google.onRequest = () => {
        left -= 1;
        if (left === 0) kill('SIGKILL');
      };
    },
  };
}

test(`${TRIALS} transfers, killed by the system and started again, end exact`, async () => {
  for (let at = 0; at < TRIALS; at += 1) {
    const number = (seed - 1) * TRIALS + at + 1;
    const random = randomSource(number);
    const dir = tempDir('google-kill');
    const user = `killed${number}@company.com`;
    writeFileSync(join(dir, 'users.csv'), `source;target\nanna@example.com;${user}\n`, { mode: 0o600 });
    writeFileSync(join(dir, 'key.json'), google.keyFile, { mode: 0o600 });
    const to = ['--to', google.root.replace('http', 'google'), '--google-key', join(dir, 'key.json')];
    const state = ['--users', join(dir, 'users.csv'), '--state-dir', join(dir, 'state')];
    const args = ['migrate', '--from', aStore(), ...to, ...state, '--quiet'];
    for (let kills = 0; kills < KILLS; kills += 1)
      if ((await runCli(args, killAt(8 + Math.floor(random() * 28)))).code === null) figures.kills += 1;
    google.onRequest = () => undefined;
    const last = await runCli(args);
    expect([number, last.err, thereOf(google, user)]).toEqual([number, '', EXPECTED]);
    figures.transfers += 1;
    figures.items += EXPECTED.length;
    figures.exact += 1;
  }
  expect(figures.kills).toBeGreaterThan(0);
  expect(google.violations).toEqual([]);
  expect(google.notices).toEqual([]);
});
