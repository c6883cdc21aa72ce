/**
 * Migration over IMAP against mbsync (store to server) and a plain imapflow loop (server to server), with a real Dovecot
 * on loopback, as it is and behind a line of 20 ms. Journal and confirmation are always on.
 *
 *     npm run bench -- migrate [--rounds 5] [--messages 5000] [--data <folder>] [--only loopback,distance,live,memory]
 */
import { execFileSync } from 'node:child_process';
import { cpSync, linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cachedData } from './cache.mjs';
import { makeHugeMessage, makeMailStore } from './mail-data.mjs';
import { kerioExit, remove, weigh } from './program.mjs';
import { median, runRounds } from './rounds.mjs';
import { resultTable } from './table.mjs';
import './typescript.mjs';

const { startDovecot } = await import('../test/servers/dovecot.js');
const { startDelayProxy } = await import('../test/servers/delay-proxy.js');
const { ensureDebian } = await import('../test/servers/debian.js');

const PASSWORD = 'bench';
/** Users of the servers: every measured run fills a mailbox of its own. */
const USERS = 400;
const ROUND_TRIP = 20;
/** What Dovecot offers without MULTIAPPEND. */
const PLAIN_CAPABILITIES =
  'IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED CONDSTORE ESEARCH LIST-STATUS MOVE UNSELECT SPECIAL-USE LITERAL+';

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      messages: { type: 'string', default: '5000' },
      data: { type: 'string' },
      only: { type: 'string', default: 'loopback,distance,live,memory' },
    },
  });
  ensureDebian(['dovecot-core', 'dovecot-imapd', 'isync', 'openssl']);
  const messages = Number(values.messages);
  const rounds = Number(values.rounds);
  const store = cachedData(values.data, `migrate-${messages}-v1`, (dir) =>
    makeMailStore(dir, { messages, mailboxes: 1, seed: 42 }),
  );
  const parts = values.only.split(',');
  const bench = new Bench(store, values.data);
  await bench.start();
  try {
    const weight = weigh(store);
    console.log(`${weight.items} messages, ${(weight.bytes / 2 ** 20).toFixed(0)} MiB; ${rounds} shuffled rounds`);
    if (parts.includes('loopback')) await bench.loopback(rounds, weight);
    if (parts.includes('distance')) await bench.distance(rounds, weight);
    if (parts.includes('live')) await bench.live(rounds, weight);
    if (parts.includes('memory')) await bench.memory();
    console.log(`\n### In short\n\n${bench.verdicts.join('\n')}`);
  } finally {
    await bench.stop();
  }
}

/** @typedef {{ items: number, bytes: number }} Weight */

class Bench {
  /** What came out, beside what is wanted. */
  verdicts = /** @type {string[]} */ ([]);
  #next = 0;
  /** @type {{ stop(): Promise<void> }[]} */
  #servers = [];
  /** @type {{ dovecot: number, plain: number, far: number, farPlain: number }} */
  #ports = { dovecot: 0, plain: 0, far: 0, farPlain: 0 };

  /**
   * @param {string} store
   * @param {string | undefined} data
   */
  constructor(store, data) {
    this.store = store;
    this.data = data;
    this.work = join(store, '..', 'migrate-work');
  }

  async start() {
    remove(this.work);
    mkdirSync(this.work, { recursive: true });
    const users = Object.fromEntries(Array.from({ length: USERS }, (_, at) => [`u${at}`, PASSWORD]));
    const dovecot = await startDovecot({ users });
    const plain = await startDovecot({ users, config: `imap_capability = ${PLAIN_CAPABILITIES}` });
    const far = await startDelayProxy(dovecot.port, ROUND_TRIP);
    const farPlain = await startDelayProxy(plain.port, ROUND_TRIP);
    this.#servers = [far, farPlain, dovecot, plain];
    this.#ports = { dovecot: dovecot.port, plain: plain.port, far: far.port, farPlain: farPlain.port };
  }

  async stop() {
    for (const server of this.#servers) await server.stop();
    remove(this.work);
  }

  /**
   * @param {number} rounds
   * @param {Weight} weight
   */
  async loopback(rounds, weight) {
    const measured = await runRounds(
      [
        this.#mbsync('mbsync', this.#ports.dovecot),
        this.#fromStore('kerio-exit, MULTIAPPEND', this.#ports.dovecot),
        this.#fromStore('kerio-exit, without', this.#ports.plain),
        this.#again('kerio-exit, nothing new', this.#ports.dovecot),
      ],
      { rounds },
    );
    const [mbsync, multi, single, again] = measured;
    this.#compare('store to server, MULTIAPPEND, x mbsync', rate(multi) / rate(mbsync), 1.3);
    this.#compare('store to server, one message a command, x mbsync', rate(single) / rate(mbsync), 1);
    this.#compare('nothing new, runs in half a second', rate(again) * 0.5, 1);
    console.log(`\n### Store to server, loopback\n\n${resultTable(measured, { ...weight, itemName: 'messages' })}`);
  }

  /**
   * @param {number} rounds
   * @param {Weight} weight
   */
  async distance(rounds, weight) {
    const measured = await runRounds(
      [
        this.#mbsync('mbsync', this.#ports.far),
        this.#fromStore('kerio-exit, MULTIAPPEND', this.#ports.far),
        this.#fromStore('kerio-exit, without', this.#ports.farPlain),
      ],
      { rounds },
    );
    const [mbsync, multi, single] = measured;
    this.#compare(`store to server, ${ROUND_TRIP} ms, MULTIAPPEND, x mbsync`, rate(multi) / rate(mbsync), 1);
    this.#compare(`store to server, ${ROUND_TRIP} ms, one a command, x mbsync`, rate(single) / rate(mbsync), 1);
    console.log(
      `\n### Store to server, ${ROUND_TRIP} ms, one connection\n\n${resultTable(measured, { ...weight, itemName: 'messages' })}`,
    );
  }

  /**
   * @param {number} rounds
   * @param {Weight} weight
   */
  async live(rounds, weight) {
    const { dovecot, far } = this.#ports;
    const full = await this.#filled(this.store);
    const measured = await runRounds(
      [this.#loop('imapflow loop', dovecot, full), this.#fromServer('kerio-exit', dovecot, full)],
      { rounds },
    );
    this.#compare('server to server, x imapflow loop', rate(measured[1]) / rate(measured[0]), 1.2);
    console.log(`\n### Server to server, loopback\n\n${resultTable(measured, { ...weight, itemName: 'messages' })}`);
    // The loop takes minutes there: it gets fewer messages, and the rates are compared.
    const less = weight.items / 10;
    const small = cachedData(this.data, `migrate-${less}-v1`, (dir) =>
      makeMailStore(dir, { messages: less, mailboxes: 1, seed: 42 }),
    );
    const few = await this.#filled(small);
    const loop = await runRounds([this.#loop(`imapflow loop, ${less} messages`, far, few)], { rounds: 1 });
    const ours = await runRounds([this.#fromServer('kerio-exit', far, full)], { rounds: Math.min(rounds, 3) });
    const times = (rate(ours[0]) * weight.items) / (rate(loop[0]) * less);
    this.#compare(`server to server, ${ROUND_TRIP} ms, x imapflow loop`, times, 30);
    console.log(
      `\n### Server to server, ${ROUND_TRIP} ms at both ends\n\n${resultTable(loop, { ...weigh(small), itemName: 'messages' })}\n\n${resultTable(ours, { ...weight, itemName: 'messages' })}`,
    );
  }

  async memory() {
    const huge = cachedData(this.data, 'migrate-1GiB-v1', (dir) => makeHugeMessage(dir, 2 ** 30));
    const store = join(this.work, 'huge');
    cpSync(join(this.store, 'store'), join(store, 'store'), { recursive: true });
    const inbox = 'store/mail/example.com/user/INBOX';
    cpSync(join(huge, inbox), join(store, 'store/mail/example.com/user00/Huge'), { recursive: true });
    const measured = await runRounds([this.#fromStore('kerio-exit', this.#ports.dovecot, store)], { rounds: 1 });
    this.#compare('150 MB / resident memory with a message of 1 GiB', 150e6 / (measured[0]?.peak ?? Number.NaN), 1);
    console.log(`\n### With one message of 1 GiB more\n\n${resultTable(measured, weigh(store))}`);
  }

  /**
   * @param {string} what
   * @param {number} value
   * @param {number} least
   */
  #compare(what, value, least) {
    this.verdicts.push(`${value >= least ? 'yes' : 'NO '} ${value.toFixed(2)} (wanted: ${least.toFixed(1)}) ${what}`);
  }

  #user() {
    this.#next += 1;
    if (this.#next >= USERS) throw new Error('more runs than users');
    return `u${this.#next}`;
  }

  /**
   * @param {string} name
   * @param {number} port
   * @param {string} [store]
   */
  #fromStore(name, port, store = this.store) {
    return this.#ours(name, ['--from', store], port, () => `user00@example.com,,${this.#user()},${PASSWORD}`);
  }

  /**
   * @param {string} name
   * @param {number} port
   * @param {string} full A user with mail.
   */
  #fromServer(name, port, full) {
    const from = ['--from', `imap://127.0.0.1:${port}`, '--from-plaintext'];
    return this.#ours(name, from, port, () => `${full},${PASSWORD},${this.#user()},${PASSWORD}`);
  }

  /**
   * @param {string} name
   * @param {readonly string[]} from
   * @param {number} port
   * @param {() => string} line Of the users file.
   */
  #ours(name, from, port, line) {
    const users = join(this.work, `${name}-${port}.csv`);
    const state = join(this.work, `${name}-${port}-state`);
    const to = ['--to', `imap://127.0.0.1:${port}`, '--to-plaintext'];
    const args = ['migrate', ...from, ...to, '--users', users, '--state-dir', state, '--quiet'];
    return {
      ...kerioExit(name, args, {}),
      prepare: () => {
        remove(state);
        writeFileSync(users, `source,source_password,target,target_password\n${line()}\n`, { mode: 0o600 });
      },
    };
  }

  /**
   * A second run; the first one is not measured.
   * @param {string} name
   * @param {number} port
   */
  #again(name, port) {
    const contestant = this.#fromStore(name, port);
    let filled = false;
    return {
      ...contestant,
      prepare: () => {
        if (filled) return;
        filled = true;
        contestant.prepare();
        execFileSync(contestant.command, contestant.args, { stdio: 'ignore' });
      },
    };
  }

  /**
   * @param {string} name
   * @param {number} port
   */
  #mbsync(name, port) {
    const maildir = join(this.work, `mbsync-${port}`);
    const config = `${maildir}.rc`;
    return {
      name,
      command: 'mbsync',
      args: ['-c', config, 'bench'],
      prepare: () => {
        remove(maildir);
        makeMaildir(join(this.store, 'store/mail/example.com/user00/INBOX'), join(maildir, 'INBOX'));
        writeFileSync(config, mbsyncConfig(maildir, port, this.#user()), { mode: 0o600 });
      },
    };
  }

  /**
   * @param {string} name
   * @param {number} port
   * @param {string} full
   */
  #loop(name, port, full) {
    const script = new URL('./imapflow-loop.mjs', import.meta.url).pathname;
    const contestant = {
      name,
      command: process.execPath,
      args: [script],
      prepare: () => {
        contestant.args = [script, String(port), full, String(port), this.#user(), PASSWORD];
      },
    };
    return contestant;
  }

  /**
   * A user who has the mail of a store.
   * @param {string} store
   */
  async #filled(store) {
    const user = this.#user();
    const contestant = this.#ours(
      'fill',
      ['--from', store],
      this.#ports.dovecot,
      () => `user00@example.com,,${user},${PASSWORD}`,
    );
    await runRounds([contestant], { rounds: 1 });
    return user;
  }
}

/**
 * Runs a second.
 * @param {import('./rounds.mjs').Measured | undefined} measured
 */
function rate(measured) {
  return 1 / median(measured?.seconds ?? []);
}

/**
 * The same files as a Maildir, by links: mbsync renames what it has sent.
 * @param {string} folder
 * @param {string} maildir
 */
function makeMaildir(folder, maildir) {
  for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(maildir, name), { recursive: true });
  const flags = new Map(
    readFileSync(join(folder, 'index.fld'), 'latin1')
      .split('\n')
      .map((line) => [line.slice(1, 9), Number.parseInt(line.slice(11, 19), 16)]),
  );
  for (const name of readdirSync(join(folder, '#msgs'))) {
    const bits = flags.get(name.slice(0, 8)) ?? 0;
    const letters = `${bits & 4 ? 'F' : ''}${bits & 2 ? 'R' : ''}${bits & 1 ? 'S' : ''}`;
    linkSync(join(folder, '#msgs', name), join(maildir, 'cur', `${name.slice(0, 8)}:2,${letters}`));
  }
}

/**
 * @param {string} maildir
 * @param {number} port
 * @param {string} user
 */
function mbsyncConfig(maildir, port, user) {
  return `IMAPAccount there
Host 127.0.0.1
Port ${port}
User ${user}
Pass ${PASSWORD}
SSLType None
AuthMechs LOGIN

IMAPStore there
Account there

MaildirStore here
Path ${maildir}/
Inbox ${maildir}/INBOX
SubFolders Verbatim

Channel bench
Far :there:
Near :here:
Patterns *
Create Far
Sync Push
CopyArrivalDate yes
SyncState *
`;
}
