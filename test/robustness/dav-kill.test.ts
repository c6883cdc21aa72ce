import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { randomSource } from '../../bench/random.mjs';
import { startCyrusGroupware } from '../servers/cyrus.js';
import type { DavUser } from '../servers/dav-reader.js';
import { startRadicale } from '../servers/radicale.js';
import { startSmtpSink } from '../servers/smtp-sink.js';
import { type CliOptions, runCli } from '../support/cli.js';
import { tempDir } from '../support/temp.js';
import { killWhenGrown } from '../transfer/journal-size.js';
import { groupware, whatIsThere } from './dav-trial.js';
import { keepFigures, seed, times } from './scale.js';

const TRIALS = times(100, 1);
const NUMBERS = Array.from({ length: TRIALS }, (_, at) => (seed - 1) * TRIALS + at + 1);
const figures = { transfers: 0, objects: 0, kills: 0, ends: 0, exact: 0 };

afterAll(() => keepFigures('transfers to DAV servers killed', figures));

/** Kills after a time, or as soon as something was written down: when intents are on disk, and objects on their way. */
function killing(state: string, random: () => number): CliOptions {
  if (random() < 0.7) return { onStart: killWhenGrown(state, 1 + Math.floor(random() * 6000)) };
  const delay = 200 + Math.floor(random() * 1200);
  return { onStart: (kill) => void setTimeout(() => kill('SIGKILL'), delay) };
}

/** One user, moved by processes that are killed, and by a last one that is not. Gives what is wrong; null for nothing. */
async function killed(number: number, who: DavUser, homes: readonly string[]): Promise<string | null> {
  const random = randomSource(number * 7919);
  const { store, expected } = groupware(12 + Math.floor(random() * 20), random);
  const dir = tempDir('dav-kill');
  const file = join(dir, 'users.csv');
  writeFileSync(file, `source,target,target_password\nanna@example.com,${who.user},${who.password}\n`, { mode: 0o600 });
  const state = join(dir, 'state');
  const to = ['--to', who.url.replace(/^http/, 'dav'), '--to-plaintext', '--users', file, '--state-dir', state];
  const args = ['migrate', '--from', store, ...to, '--quiet'];
  let kills = 0;
  for (let times = 0; times < 3; times += 1) {
    const { code } = await runCli(args, killing(state, random));
    if (code === null) kills += 1;
    else if (code === 0) figures.ends += 1;
    else return `seed ${number}: a run ended with ${code}`;
    // Now and then the state is lost, too.
    if (random() < 0.1) rmSync(state, { recursive: true, force: true });
  }
  const { code, err } = await runCli(args);
  const found = await whatIsThere(who, homes);
  figures.transfers += 1;
  figures.objects += expected.length;
  figures.kills += kills;
  if (code !== 0) return `seed ${number}: the last run ended with ${code} (${err})`;
  if (!isDeepStrictEqual(found, expected)) return `seed ${number}: ${found.length} of ${expected.length}`;
  figures.exact += 1;
  return null;
}

async function expectExact(trial: (number: number) => Promise<string | null>): Promise<void> {
  const wrong: string[] = [];
  for (const number of NUMBERS) wrong.push(...[await trial(number)].filter((each) => each !== null));
  expect(wrong).toEqual([]);
}

test(`the program killed while it sends to Radicale: ${TRIALS} seeds`, async () => {
  const server = await startRadicale();
  try {
    await expectExact((number) => {
      const user = `user${number}`;
      return killed(number, { url: server.url, user, password: 'x' }, [`/${user}/`]);
    });
  } finally {
    await server.stop();
  }
});

test('and while it sends to Cyrus, where nobody is written to', async () => {
  const sink = await startSmtpSink();
  const server = await startCyrusGroupware(Object.fromEntries(NUMBERS.map((at) => [`user${at}`, 'x'])), sink.port);
  try {
    await expectExact((number) => {
      const user = `user${number}`;
      const homes = [`/dav/calendars/user/${user}/`, `/dav/addressbooks/user/${user}/`];
      return killed(number, { url: server.url, user, password: 'x' }, homes);
    });
    expect(sink.mails).toEqual([]);
  } finally {
    await server.stop();
    await sink.stop();
  }
});
