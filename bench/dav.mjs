/**
 * Calendars and address books into a DAV server, against vdirsyncer, with a real Cyrus on loopback, as it is and behind a line of 20 ms.
 *
 *     npm run bench -- dav [--rounds 3] [--events 2000] [--contacts 2000] [--data <folder>]
 *
 * Four requests are under way at once in each collection, whatever --connections says: these are for several collections.
 * Aimed at: as fast as vdirsyncer at once, three times as fast at 20 ms, nothing new in 0.5 s, 100 MB.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { cachedData } from './cache.mjs';
import { makeContactsStore } from './contacts-data.mjs';
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

/**
 * What is moved: where it is in a store, and what a DAV server calls it.
 * @typedef {object} Material
 * @property {'events' | 'contacts'} name
 * @property {string} mailbox
 * @property {(dir: string, count: number) => void} make
 * @property {string} exported The bundle that an export writes of it.
 * @property {(text: string) => string[]} objects The bundle as one text for each UID.
 * @property {string} ending
 * @property {string} storage What vdirsyncer calls the other side.
 * @property {string} home
 */

/** @type {readonly Material[]} */
const MATERIALS = [
  {
    name: 'events',
    mailbox: 'jan@example.com',
    make: (dir, count) => makeEventStore(dir, { events: count, seed: 7 }),
    exported: 'calendars/jan@example.com/Calendar.ics',
    objects: singleEvents,
    ending: '.ics',
    storage: 'caldav',
    home: 'calendars',
  },
  {
    name: 'contacts',
    mailbox: 'user00@example.com',
    make: (dir, count) => makeContactsStore(dir, { contacts: count, mailboxes: 1, seed: 7, encodings: ['plain'] }),
    exported: 'contacts/user00@example.com/Contacts.vcf',
    objects: (text) => text.split(/(?=^BEGIN:VCARD)/m),
    ending: '.vcf',
    storage: 'carddav',
    home: 'addressbooks',
  },
];

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '3' },
      events: { type: 'string', default: '2000' },
      contacts: { type: 'string', default: '2000' },
      data: { type: 'string' },
    },
  });
  ensureDebian(['vdirsyncer']);
  const rounds = Number(values.rounds);
  const work = mkdtempSync(join(tmpdir(), 'kerio-exit-dav-'));
  // Each run fills the collections of somebody else.
  const users = Array.from({ length: MATERIALS.length * (4 * rounds + 1) }, (_, at) => `user${at}`);
  const sink = await startSmtpSink();
  const server = await startCyrusGroupware(Object.fromEntries(users.map((user) => [user, PASSWORD])), sink.port);
  const httpPort = Number(new URL(server.url).port);
  const line = await startDelayProxy(httpPort, ROUND_TRIP);
  try {
    for (const material of MATERIALS) {
      const items = Number(values[material.name]);
      const itemName = material.name;
      const store = cachedData(values.data, `dav-${itemName}-${items}-v1`, (dir) => material.make(dir, items));
      const bench = { work, store, users, material, files: singleFiles(store, join(work, itemName), material) };
      for (const [title, port] of /** @type {const} */ ([
        ['loopback', httpPort],
        [`a line of ${ROUND_TRIP} ms`, line.port],
      ])) {
        const measured = await runRounds([vdirsyncer(bench, port), migrate('kerio-exit', bench, port)], { rounds });
        console.log(`\n### ${items} ${itemName}, ${title}\n`);
        console.log(resultTable(measured, { items, itemName }));
      }
      const again = migrate('nothing new', bench, httpPort);
      await again.prepare?.();
      spawnSync(again.command, again.args, { stdio: 'ignore' });
      const same = { name: again.name, command: again.command, args: again.args };
      console.log(`\n### ${items} ${itemName} again\n`);
      console.log(resultTable(await runRounds([same], { rounds }), { items, itemName }));
    }
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
 * @property {string[]} users Those who have nothing yet.
 * @property {Material} material
 * @property {string} files The items as single files.
 */

/**
 * @param {string} name
 * @param {Bench} bench
 * @param {number} port
 * @returns {import('./rounds.mjs').Contestant}
 */
function migrate(name, { work, store, users, material }, port) {
  const state = join(work, `state-${material.name}-${name.replace(/\W+/g, '-')}-${port}`);
  const usersFile = `${state}.csv`;
  const args = ['migrate', '--from', store, '--to', `dav://127.0.0.1:${port}`, '--to-plaintext', '--users', usersFile];
  return {
    ...kerioExit(name, [...args, '--state-dir', state, '--quiet'], {}),
    prepare: () => {
      remove(state);
      writeFileSync(
        usersFile,
        `source;target;target_password\n${material.mailbox};${users.pop() ?? ''};${PASSWORD}\n`,
        {
          mode: 0o600,
        },
      );
    },
  };
}

/**
 * @param {Bench} bench
 * @param {number} port
 * @returns {import('./rounds.mjs').Contestant}
 */
function vdirsyncer({ work, users, files, material }, port) {
  const config = join(work, `vdirsyncer-${material.name}-${port}`);
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
fileext = "${material.ending}"
[storage there]
type = "${material.storage}"
url = "http://127.0.0.1:${port}/dav/${material.home}/user/${user}/Default/"
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
 * @param {Material} material
 */
function singleFiles(store, dir, { exported, objects, ending }) {
  const out = `${dir}-export`;
  const only = ['--only', 'calendars,contacts', '--attendees', 'strip'];
  const { command, args } = kerioExit('', ['export', store, ...only, '--quiet'], { out });
  spawnSync(command, args, { stdio: 'inherit' });
  mkdirSync(dir);
  // What passes an importer's limit lies in several files.
  const folder = join(out, dirname(exported));
  const stem = basename(exported, extname(exported));
  const files = readdirSync(folder).filter((name) => name.startsWith(`${stem}.`) && name.endsWith(extname(exported)));
  const whole = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  objects(whole).forEach((text, at) => {
    writeFileSync(join(dir, `${at + 1}${ending}`), text);
  });
  return dir;
}

/**
 * Each series with its changes, and the zones that it names.
 * @param {string} text
 */
function singleEvents(text) {
  const head = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\n';
  const zones = [...new Set([...text.matchAll(/BEGIN:VTIMEZONE\r\n[^]*?END:VTIMEZONE\r\n/g)].map(([zone]) => zone))];
  /** @type {Map<string, string>} */
  const byUid = new Map();
  for (const [event] of text.matchAll(/BEGIN:VEVENT\r\n[^]*?END:VEVENT\r\n/g)) {
    const uid = /^UID:(.*)\r$/m.exec(event)?.[1] ?? '';
    byUid.set(uid, (byUid.get(uid) ?? '') + event);
  }
  return [...byUid.values()].map((event) => {
    const used = zones.filter((zone) => event.includes(`TZID=${/^TZID:(.*)\r$/m.exec(zone)?.[1] ?? ''}`));
    return `${head}${used.join('')}${event}END:VCALENDAR\r\n`;
  });
}
