/**
 * Mail into Google: how near to the ceiling that Google's units set, for one user and for twenty side by side, against a
 * stand-in that enforces them and takes its time for every answer. A minute is made shorter (`--speed`), so that it ends today.
 *
 *     npm run bench -- google [--messages 2000] [--users 20] [--speed 4] [--crowd-speed 1] [--delay 50]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cachedData } from './cache.mjs';
import { makeMailStore } from './mail-data.mjs';
import './typescript.mjs';

const { startFakeGoogle } = await import('../test/servers/google/fake-google.js');
const { googleDestination } = await import('../src/destinations/google/destination.js');
const { GOOGLE_RATES } = await import('../src/protocols/http/units.js');
const { storeSource } = await import('../src/sources/kerio/store-source.js');
const { openStore } = await import('../src/store/open.js');
const { runMigration } = await import('../src/transfer/run/migration.js');

/** Units of an uploaded message, and messages a second that a user may send by the published limits. */
const UNITS = 25;
const CEILING = GOOGLE_RATES.gmail.perUser / 60 / UNITS;

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
      data: { type: 'string' },
    },
  });
  const delay = Number(values.delay);
  const users = Number(values.users);
  const messages = Number(values.messages);
  const one = await measure({ users: 1, messages, speed: Number(values.speed), delay, data: values.data });
  const crowd = await measure({
    ...{ users, messages: users * Math.ceil(messages / 10), speed: Number(values['crowd-speed']), delay },
    data: values.data,
  });
  console.log(`\n| | messages | seconds | messages/s | ceiling | share | refused by units | peak RSS MiB |`);
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const row of [one, crowd]) console.log(`| ${row.join(' | ')} |`);
}

/**
 * @param {{ users: number, messages: number, speed: number, delay: number, data: string | undefined }} work
 * @returns {Promise<string[]>}
 */
async function measure({ users, messages, speed, delay, data }) {
  const store = cachedData(data, `google-${messages}-${users}-v1`, (dir) =>
    makeMailStore(dir, { messages, mailboxes: users, seed: 42 }),
  );
  const google = await startFakeGoogle();
  google.delayMs = delay;
  google.quotas.perUser = GOOGLE_RATES.gmail.perUser;
  google.quotas.perProject = GOOGLE_RATES.gmail.perProject;
  google.quotas.windowMs = 60_000 / speed;
  const faster = { perUser: GOOGLE_RATES.gmail.perUser * speed, perProject: GOOGLE_RATES.gmail.perProject * speed };
  const state = mkdtempSync(join(tmpdir(), 'kerio-exit-bench-'));
  const accounts = Array.from({ length: users }, (_, number) => {
    const name = `user${String(number).padStart(2, '0')}`;
    return {
      ...{ source: `${name}@example.com`, target: `${name}@company.com`, fullName: null, line: number + 1 },
      ...{ sourcePassword: null, targetPassword: null },
    };
  });
  const destination = googleDestination({
    ...{ key: google.keyFile, admin: null, attendees: 'keep', root: google.root, timeoutMs: 60_000 },
    rates: { ...GOOGLE_RATES, gmail: faster },
  });
  const choice = {
    named: [],
    staying: [],
    select: [],
    exclude: [],
    excludeArchive: true,
    excludeRecoverable: true,
    byPlan: false,
  };
  const nothing = () => undefined;
  const began = performance.now();
  const { report } = await runMigration(
    {
      ...{ source: storeSource(openStore(store)), destinations: [destination], accounts, shard: null, choice },
      ...{ map: new Map(), excludeFolders: [], only: new Set(['mail']), maxSize: null },
      ...{ rate: { messages: null, bytes: null }, connections: { perAccount: 1, total: users } },
      stateDir: { state, logs: join(state, 'logs') },
      ...{ dryRun: false, retryFailed: false, settleMs: 100, signal: new AbortController().signal },
      retry: { firstMs: 50, longestMs: 1000, tries: 40 },
    },
    { onPlan: nothing, onBegin: nothing, onCounts: nothing, onWait: nothing, onEnd: nothing },
  );
  const seconds = (performance.now() - began) / 1000;
  const { refused } = google.quotas;
  await google.stop();
  rmSync(state, { recursive: true, force: true });
  if (report?.totals.exported !== messages) throw new Error(`${report?.totals.exported} of ${messages} arrived`);
  const ceiling = CEILING * speed * users;
  const rate = messages / seconds;
  return [
    ...[`${users} at ${speed} times Google's speed`, String(messages), seconds.toFixed(1), rate.toFixed(1)],
    ...[ceiling.toFixed(0), `${((100 * rate) / ceiling).toFixed(1)} %`, String(refused)],
    // The stand-in keeps all messages in the memory of the same process: see docs/migrate.md for the program's own.
    (process.resourceUsage().maxRSS / 1024).toFixed(0),
  ];
}
