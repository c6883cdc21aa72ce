/**
 * Calendars into a DAV server, against vdirsyncer, with a real Cyrus on loopback, as it is and behind a line of 20 ms.
 *
 *     npm run bench -- dav [--rounds 3] [--events 2000] [--data <folder>]
 *
 * Aimed at: as fast as vdirsyncer at once, three times as fast at 20 ms with four in flight, nothing new in 0.5 s, 100 MB.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cachedData } from './cache.mjs';
import { makeEventStore } from './event-data.mjs';
import { kerioExit, remove } from './program.mjs';
import { runRounds } from './rounds.mjs';
import { resultTable } from './table.mjs';
import './typescript.mjs';

const { startCyrusGroupware } = await import('../test/servers/cyrus.js');
const { startDelayProxy } = await import('../test/servers/delay-proxy.js');
const { startSmtpSink } = await import('../test/servers/smtp-sink.js');
const { ensureDebian } = await import('../test/servers/debian.js');

const PASSWORD = 'bench';
const ROUND_TRIP = 20;

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '3' },
      events: { type: 'string', default: '2000' },
      data: { type: 'string' },
    },
  });
  ensureDebian(['vdirsyncer']);
  const events = Number(values.events);
  const rounds = Number(values.rounds);
  const store = cachedData(values.data, `events-${events}-v1`, (dir) => makeEventStore(dir, { events, seed: 7 }));
  const work = mkdtempSync(join(tmpdir(), 'kerio-exit-dav-'));
  // Each run fills the calendar of somebody else.
  const users = Array.from({ length: 6 * rounds + 2 }, (_, at) => `user${at}`);
  const sink = await startSmtpSink();
  const server = await startCyrusGroupware(Object.fromEntries(users.map((user) => [user, PASSWORD])), sink.port);
  const httpPort = Number(new URL(server.url).port);
  const line = await startDelayProxy(httpPort, ROUND_TRIP);
  try {
    const files = singleEvents(store, join(work, 'events'));
    const bench = { work, store, users, files };
    for (const [title, port] of /** @type {const} */ ([
      ['loopback', httpPort],
      [`a line of ${ROUND_TRIP} ms`, line.port],
    ])) {
      const measured = await runRounds(
        [
          vdirsyncer(bench, port),
          migrate('kerio-exit, 1 in flight', bench, port, 1),
          migrate('kerio-exit, 4 in flight', bench, port, 4),
        ],
        { rounds },
      );
      console.log(`\n### ${events} events, ${title}\n`);
      console.log(resultTable(measured, { items: events, itemName: 'events' }));
    }
    const again = migrate('nothing new', bench, httpPort, 4);
    await again.prepare?.();
    spawnSync(again.command, again.args, { stdio: 'ignore' });
    const same = { name: again.name, command: again.command, args: again.args };
    console.log('\n### Again\n');
    console.log(resultTable(await runRounds([same], { rounds }), { items: events, itemName: 'events' }));
  } finally {
    await line.stop();
    await server.stop();
    await sink.stop();
    remove(work);
  }
}

/**
 * @typedef {object} Bench
 * @property {string} work
 * @property {string} store
 * @property {string[]} users Those whose calendars are empty yet.
 * @property {string} files The events as single files.
 */

/**
 * @param {string} name
 * @param {Bench} bench
 * @param {number} port
 * @param {number} inFlight
 * @returns {import('./rounds.mjs').Contestant}
 */
function migrate(name, { work, store, users }, port, inFlight) {
  const state = join(work, `state-${name.replace(/\W+/g, '-')}-${port}`);
  const usersFile = `${state}.csv`;
  const args = ['migrate', '--from', store, '--to', `dav://127.0.0.1:${port}`, '--to-plaintext', '--users', usersFile];
  return {
    ...kerioExit(name, [...args, '--state-dir', state, '--connections', `${inFlight}/${inFlight}`, '--quiet'], {}),
    prepare: () => {
      remove(state);
      writeFileSync(usersFile, `source;target;target_password\njan@example.com;${users.pop() ?? ''};${PASSWORD}\n`, {
        mode: 0o600,
      });
    },
  };
}

/**
 * @param {Bench} bench
 * @param {number} port
 * @returns {import('./rounds.mjs').Contestant}
 */
function vdirsyncer({ work, users, files }, port) {
  const config = join(work, `vdirsyncer-${port}`);
  return {
    name: 'vdirsyncer',
    command: 'vdirsyncer',
    args: ['-c', config, 'sync'],
    // It asks before it takes what is new on one side only; nothing does here.
    env: { ...process.env, LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8' },
    prepare: async () => {
      const user = users.pop() ?? '';
      remove(`${config}.status`);
      writeFileSync(
        config,
        `[general]
status_path = "${config}.status"
[pair bench]
a = "here"
b = "there"
collections = null
[storage here]
type = "filesystem"
path = "${files}"
fileext = ".ics"
[storage there]
type = "caldav"
url = "http://127.0.0.1:${port}/dav/calendars/user/${user}/Default/"
username = "${user}"
password = "${PASSWORD}"
`,
      );
      // Not waited for in one piece: the line is served by this process.
      await once(spawn('vdirsyncer', ['-c', config, 'discover'], { stdio: 'ignore' }), 'close');
    },
  };
}

/**
 * What an export has in one file as a file for each UID. Gives the folder.
 * @param {string} store
 * @param {string} dir
 */
function singleEvents(store, dir) {
  const out = `${dir}-export`;
  const { command, args } = kerioExit('', ['export', store, '--only', 'calendars', '--quiet', '--attendees', 'strip'], {
    out,
  });
  spawnSync(command, args, { stdio: 'inherit' });
  const text = readFileSync(join(out, 'calendars/jan@example.com/Calendar.ics'), 'utf8');
  const head = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\n';
  const zones = [...text.matchAll(/BEGIN:VTIMEZONE\r\n[^]*?END:VTIMEZONE\r\n/g)].map(([zone]) => zone);
  /** @type {Map<string, string>} */
  const byUid = new Map();
  for (const [event] of text.matchAll(/BEGIN:VEVENT\r\n[^]*?END:VEVENT\r\n/g)) {
    const uid = /^UID:(.*)\r$/m.exec(event)?.[1] ?? '';
    byUid.set(uid, (byUid.get(uid) ?? '') + event);
  }
  mkdirSync(dir);
  let number = 0;
  for (const event of byUid.values()) {
    number += 1;
    const used = zones.filter((zone) => event.includes(`TZID=${/^TZID:(.*)\r$/m.exec(zone)?.[1] ?? ''}`));
    writeFileSync(join(dir, `${number}.ics`), `${head}${used.join('')}${event}END:VCALENDAR\r\n`);
  }
  return dir;
}
