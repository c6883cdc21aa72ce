/**
 * Mail into Google: how near to the ceiling that Google's units set, for one user and for twenty side by side, against a
 * stand-in in this process that enforces them and takes its time for every answer; and what the program costs where nothing
 * holds it back. A minute is made shorter (`--speed`), so that it ends today.
 *
 *     npm run bench -- google [--messages 2000] [--users 20] [--speed 4] [--crowd-speed 1] [--delay 50] [--only one,crowd,free,large]
 *
 * Aimed at: one user within 5 % of the ceiling, twenty as fast as twenty times one, 150 MB.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cachedData } from './cache.mjs';
import { makeHugeMessage, makeMailStore } from './mail-data.mjs';
import { kerioExit } from './program.mjs';
import { runRounds } from './rounds.mjs';
import './typescript.mjs';

const { startFakeGoogle } = await import('../test/servers/google/fake-google.js');
const { GOOGLE_RATES } = await import('../src/protocols/http/units.js');

/** Units of an uploaded message, and messages a second that a user may send by the published limits. */
const UNITS = 25;
const CEILING = GOOGLE_RATES.gmail.perUser / 60 / UNITS;
const HUGE = 140 * 2 ** 20;

/** @typedef {{ name: string, users: number, messages: number, speed: number | null, delay: number, store: string }} Work */

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      messages: { type: 'string', default: '2000' },
      users: { type: 'string', default: '20' },
      speed: { type: 'string', default: '4' },
      'crowd-speed': { type: 'string', default: '1' },
      delay: { type: 'string', default: '50' },
      only: { type: 'string', default: 'one,crowd,free,large' },
      data: { type: 'string' },
    },
  });
  const [delay, users, messages] = [Number(values.delay), Number(values.users), Number(values.messages)];
  const [speed, crowdSpeed] = [Number(values.speed), Number(values['crowd-speed'])];
  const crowd = users * Math.ceil(messages / 10);
  /** @type {(count: number, mailboxes: number) => string} */
  const mail = (count, mailboxes) =>
    cachedData(values.data, `google-${count}-${mailboxes}-v1`, (dir) =>
      makeMailStore(dir, { messages: count, mailboxes, seed: 42 }),
    );
  /** @type {Readonly<Record<string, () => Work>>} */
  const works = {
    one: () => ({ name: `one user at ${speed} x Google`, users: 1, messages, speed, delay, store: mail(messages, 1) }),
    crowd: () => ({
      ...{ name: `${users} users at ${crowdSpeed} x Google`, users, messages: crowd, speed: crowdSpeed, delay },
      store: mail(crowd, users),
    }),
    free: () => ({
      ...{ name: `${users} users, nothing counted`, users, messages: crowd, speed: null, delay },
      store: mail(crowd, users),
    }),
    large: () => ({
      ...{ name: 'one message of 140 MiB', users: 1, messages: 1, speed: null, delay: 0 },
      store: cachedData(values.data, 'google-140MiB-v1', (dir) => makeHugeMessage(dir, HUGE)),
    }),
  };
  const rows = [];
  for (const part of values.only.split(',')) {
    const work = works[part];
    if (work === undefined) throw new Error(`there is no ${part}: ${Object.keys(works).join(', ')}`);
    rows.push(await measure(work()));
  }
  const header = ['', 'messages', 'seconds', 'messages/s', 'ceiling', 'share', 'refused by units'];
  header.push('user+sys ms a message', 'peak RSS MB');
  console.log(`\n${[header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}`);
}

/**
 * @param {Work} work
 * @returns {Promise<string[]>}
 */
async function measure({ name, users, messages, speed, delay, store }) {
  const google = await startFakeGoogle();
  google.delayMs = delay;
  if (speed !== null) {
    google.quotas.perUser = GOOGLE_RATES.gmail.perUser;
    google.quotas.perProject = GOOGLE_RATES.gmail.perProject;
    google.quotas.windowMs = 60_000 / speed;
  }
  const work = mkdtempSync(join(tmpdir(), 'kerio-exit-bench-'));
  const names = Array.from({ length: users }, (_, number) => `user${String(number).padStart(2, '0')}`);
  const source = messages === 1 ? ['user'] : names;
  const lines = source.map((user) => `${user}@example.com;${user}@company.com`);
  const [file, key] = [join(work, 'users.csv'), join(work, 'key.json')];
  writeFileSync(file, ['source;target', ...lines, ''].join('\n'), { mode: 0o600 });
  writeFileSync(key, google.keyFile, { mode: 0o600 });
  mkdirSync(join(work, 'state'));
  const target = google.root.replace('http', 'google') + (speed === null ? '' : `?speed=${speed}`);
  const args = ['migrate', '--from', store, '--to', target, '--google-key', key, '--users', file, '--only', 'mail'];
  args.push('--state-dir', join(work, 'state'), '--connections', `1/${users}`, '--quiet');
  try {
    const [measured] = await runRounds([kerioExit(name, args, {})], { rounds: 1 });
    const { seconds: [seconds = Number.NaN] = [], processor: [processor = Number.NaN] = [], peak = 0 } = measured ?? {};
    const arrived = source.reduce((sum, user) => sum + google.mailbox(`${user}@company.com`).messages.size, 0);
    if (arrived !== messages) throw new Error(`${arrived} of ${messages} arrived`);
    if (google.violations.length > 0) throw new Error(google.violations.slice(0, 3).join('\n'));
    const rate = messages / seconds;
    const ceiling = speed === null ? null : CEILING * speed * users;
    return [
      ...[name, String(messages), seconds.toFixed(1), rate.toFixed(1)],
      ...(ceiling === null ? ['', ''] : [ceiling.toFixed(0), `${((100 * rate) / ceiling).toFixed(1)} %`]),
      ...[String(google.quotas.refused), ((1000 * processor) / messages).toFixed(2), (peak / 1e6).toFixed(0)],
    ];
  } finally {
    await google.stop();
    rmSync(work, { recursive: true, force: true });
  }
}
