/**
 * `npm run bench -- watch [--users 250] [--folders 20] [--messages 20] [--rate 20] [--seconds 60] [--idle 60] [--dir <dir>]
 * [--poll]`: a store that `kerio-exit watch` keeps current. Measured are what the process costs when nothing happens, and how
 * long each new mail takes from its file to the output.
 */
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** /proc counts processor time in hundredths of a second. */
const TICKS = 100;
/** How often the output is looked at, in milliseconds: the precision of the delays. */
const LOOK = 50;
/** A file system gives one file so many names. */
const LINKS = 1000;

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      users: { type: 'string', default: '250' },
      folders: { type: 'string', default: '20' },
      messages: { type: 'string', default: '20' },
      rate: { type: 'string', default: '20' },
      seconds: { type: 'string', default: '60' },
      idle: { type: 'string', default: '60' },
      dir: { type: 'string', default: tmpdir() },
      poll: { type: 'boolean', default: false },
    },
  });
  const work = mkdtempSync(join(values.dir, 'kerio-exit-watch-'));
  const out = join(work, 'out');
  const folders = makeStore(join(work, 'store'), Number(values.users), Number(values.folders), Number(values.messages));
  // What is younger than the steps of a file system's clock is looked at twice: a store is older than that.
  await sleep(3000);
  const bin = fileURLToPath(new URL('../bin/kerio-exit.js', import.meta.url));
  const began = performance.now();
  const poll = values.poll ? ['--poll'] : [];
  const child = spawn(process.execPath, [bin, 'watch', join(work, 'store'), '--out', out, '--only', 'mail', ...poll], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  try {
    await new Promise((resolve) => {
      child.stderr.on('data', (text) => String(text).includes(': current') && resolve(undefined));
    });
    const pid = child.pid ?? 0;
    line('folders', folders.length);
    line('messages', folders.length * Number(values.messages));
    line('first export, s', (performance.now() - began) / 1000);
    line('peak of the first export, MiB', memory(pid, 'VmHWM'));
    await sleep(2000);
    const before = processorSeconds(pid);
    await sleep(Number(values.idle) * 1000);
    line('processor when idle, %', ((processorSeconds(pid) - before) / Number(values.idle)) * 100);
    line('memory when idle, MiB', memory(pid, 'VmRSS'));
    const busy = processorSeconds(pid);
    const delays = await deliver(folders, out, Number(values.rate), Number(values.seconds));
    delays.sort((a, b) => a - b);
    line('mails delivered', delays.length);
    for (const [name, at] of /** @type {const} */ ([
      ['median', 0.5],
      ['95 of 100', 0.95],
      ['slowest', 1],
    ]))
      line(
        `delay, ${name}, s`,
        (delays[Math.min(delays.length - 1, Math.floor(delays.length * at))] ?? Infinity) / 1000,
      );
    line('processor when busy, %', ((processorSeconds(pid) - busy) / Number(values.seconds)) * 100);
    line('memory when busy, MiB', memory(pid, 'VmRSS'));
  } finally {
    child.kill('SIGINT');
    await new Promise((resolve) => child.on('close', resolve));
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Many folders of small messages; a message of all folders is one file with many names, so that a million cost no disk.
 * @param {string} store
 * @param {number} users
 * @param {number} perUser
 * @param {number} perFolder
 */
function makeStore(store, users, perUser, perFolder) {
  const folders = [];
  let links = 0;
  const pattern = join(store, 'message');
  for (let user = 0; user < users; user += 1) {
    for (let number = 0; number < perUser; number += 1) {
      const name = number === 0 ? 'INBOX' : `Folder ${number}`;
      const dir = join(store, 'mail', 'example.com', `user${user}`, name);
      mkdirSync(join(dir, '#msgs'), { recursive: true });
      writeFileSync(join(dir, 'status.fld'), 'T0\n');
      let index = '';
      for (let uid = 1; uid <= perFolder; uid += 1) {
        if (links % LINKS === 0) {
          rmSync(pattern, { force: true });
          writeFileSync(pattern, message(`old-${links}`));
        }
        links += 1;
        linkSync(pattern, join(dir, '#msgs', `${hex(uid)}.eml`));
        index += record(uid);
      }
      writeFileSync(join(dir, 'index.fld'), index);
      folders.push({ dir, next: perFolder + 1, mbox: `mail/user${user}@example.com/${name}.mbox` });
    }
  }
  rmSync(pattern, { force: true });
  return folders;
}

/**
 * Delivers mail, half of it to few folders, and looks for it in the output. Gives the delays in milliseconds.
 * @param {ReturnType<typeof makeStore>} folders
 * @param {string} out
 * @param {number} rate
 * @param {number} seconds
 */
async function deliver(folders, out, rate, seconds) {
  /** @type {Map<string, { id: string, at: number }[]>} */
  const awaited = new Map();
  /** @type {number[]} */
  const delays = [];
  const began = performance.now();
  const total = rate * seconds;
  for (let sent = 0; delays.length < total; ) {
    for (; sent < total && performance.now() - began >= (sent * 1000) / rate; sent += 1) {
      const folder = folders[sent % 2 === 0 ? (sent / 2) % 5 : (sent * 7919) % folders.length];
      if (folder === undefined) continue;
      const id = `new-${sent}-of-bench`;
      writeFileSync(join(folder.dir, '#msgs', `${hex(folder.next)}.eml`), message(id));
      appendFileSync(join(folder.dir, 'index.fld'), record(folder.next));
      folder.next += 1;
      awaited.set(folder.mbox, [...(awaited.get(folder.mbox) ?? []), { id, at: performance.now() }]);
    }
    for (const [mbox, mails] of awaited) {
      const text = tail(join(out, mbox));
      const left = mails.filter(({ id }) => !text.includes(`<${id}@`));
      for (const { id, at } of mails) if (!left.some((mail) => mail.id === id)) delays.push(performance.now() - at);
      if (left.length === 0) awaited.delete(mbox);
      else awaited.set(mbox, left);
    }
    if (performance.now() - began > (seconds + 120) * 1000) break;
    await sleep(LOOK);
  }
  return delays;
}

/**
 * The end of a file; '' while it is away.
 * @param {string} path
 */
function tail(path) {
  try {
    const fd = openSync(path, 'r');
    const bytes = Buffer.alloc(256 << 10);
    const got = readSync(fd, bytes, 0, bytes.length, Math.max(0, statSync(path).size - bytes.length));
    closeSync(fd);
    return bytes.toString('latin1', 0, got);
  } catch {
    return '';
  }
}

/** @param {string} id */
function message(id) {
  return `From: a@example.com\r\nTo: b@example.com\r\nSubject: ${id}\r\nDate: Fri, 03 Jan 2020 02:05:05 +0000\r\nMessage-ID: <${id}@example.com>\r\n\r\n${'a line of text\r\n'.repeat(20)}`;
}

/** @param {number} uid */
function record(uid) {
  return `U${hex(uid)} F00000001 S500 D5e0ea151 T5e0ea151 M5e0ea151 CIPM.Note\n`;
}

/** @param {number} uid */
function hex(uid) {
  return uid.toString(16).padStart(8, '0');
}

/** @param {number} pid */
function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/**
 * @param {number} pid
 * @param {string} field
 */
function memory(pid, field) {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
}

/**
 * @param {string} name
 * @param {number} value
 */
function line(name, value) {
  console.log(`${name.padEnd(32)} ${value.toLocaleString('en', { maximumFractionDigits: 2 })}`);
}
