/**
 * Loaded into the program under test before anything else (`node --import`), in its worker threads too. At a given file
 * operation it kills the process, or lets the operation fail. `KERIO_EXIT_FAULT` says which: `kill@40` before the 40th
 * operation that changes the disk, `torn@40` in the middle of it, `full@40` no room from there on, `read@7` the 7th reading
 * of a file fails. Without a number nothing happens, and the operations are counted into `KERIO_EXIT_FAULT_COUNT`.
 *
 * It wraps every way to the disk that `node:fs` has: calls that wait, calls with a callback (streams go through them),
 * promises, and the methods of file handles. The program's own files, standard output and standard error are left alone.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';

/** @typedef {(...args: unknown[]) => unknown} Call */

const [fault = '', number = ''] = (process.env['KERIO_EXIT_FAULT'] ?? '').split('@');
const at = number === '' ? Infinity : Number(number);
const program = fileURLToPath(new URL('../../', import.meta.url));

/** One count for all threads. Int32: changes, reads. */
if (isMainThread) setEnvironmentData('faultCounts', new SharedArrayBuffer(8));
const counts = new Int32Array(
  /** @type {SharedArrayBuffer} */ (/** @type {unknown} */ (getEnvironmentData('faultCounts'))),
);

const original = { ...fs };
const calls = /** @type {Record<string, Call | undefined>} */ (/** @type {unknown} */ (original));

/** @param {string} code */
function failure(code) {
  return Object.assign(new Error(`${code}: injected`), { code, errno: -1, syscall: 'injected' });
}

function die() {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment: nothing more must happen in this thread.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/**
 * What happens before an operation that changes the disk. `tear` does half of it.
 * @param {boolean} takesRoom
 * @param {() => void} tear
 */
function beforeChange(takesRoom, tear) {
  const count = Atomics.add(counts, 0, 1) + 1;
  if (fault === 'kill' && count === at) die();
  if (fault === 'torn' && count === at) {
    tear();
    die();
  }
  if (fault === 'full' && takesRoom && count >= at) throw failure('ENOSPC');
}

function beforeRead() {
  const count = Atomics.add(counts, 1, 1) + 1;
  if (fault === 'read' && count === at) throw failure('EIO');
}

/** @param {unknown} flags */
function writes(flags) {
  return typeof flags === 'string'
    ? flags !== 'r'
    : typeof flags === 'number' && (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0;
}

/** @param {unknown} place A path, its URL (so Node loads modules), or the number of an open file. */
function isOurs(place) {
  if (typeof place === 'number') return place <= 2;
  if (place instanceof URL) return isOurs(fileURLToPath(place));
  return typeof place === 'string' && place.startsWith(program);
}

/**
 * Half of what is to be written.
 * @param {unknown} data
 */
function half(data) {
  if (typeof data === 'string') return Buffer.from(data).subarray(0, data.length >> 1);
  return data instanceof Uint8Array ? data.subarray(0, data.length >> 1) : Buffer.alloc(0);
}

/** @param {Parameters<Call>} args `fd, bytes, from, length` */
function tearWrite([fd, bytes, from = 0, length]) {
  if (!(bytes instanceof Uint8Array)) return void original.writeSync(Number(fd), half(bytes));
  const start = Number(from);
  original.writeSync(Number(fd), bytes, start, (Number(length ?? bytes.length - start) || 0) >> 1);
}

/**
 * What comes before a call, by its name without `Sync`: it throws where the call shall fail.
 * @type {Readonly<Record<string, (args: unknown[]) => void>>}
 */
const before = {
  open: ([path, flags]) => {
    if (!isOurs(path) && writes(flags)) beforeChange(true, () => undefined);
  },
  write: (args) => {
    if (!isOurs(args[0])) beforeChange(true, () => tearWrite(args));
  },
  writev: ([fd, list]) => {
    const [first] = /** @type {Uint8Array[]} */ (list);
    if (!isOurs(fd)) beforeChange(true, () => tearWrite([fd, first]));
  },
  writeFile: ([path, data]) => {
    if (!isOurs(path)) beforeChange(true, () => original.writeFileSync(/** @type {string} */ (path), half(data)));
  },
  appendFile: ([path, data]) => {
    if (!isOurs(path)) beforeChange(true, () => original.appendFileSync(/** @type {string} */ (path), half(data)));
  },
  read: ([fd]) => {
    if (!isOurs(fd)) beforeRead();
  },
  readv: ([fd]) => {
    if (!isOurs(fd)) beforeRead();
  },
  readFile: ([path]) => {
    if (!isOurs(path)) beforeRead();
  },
};
const takingRoom = ['mkdir', 'link', 'symlink', 'copyFile', 'mkdtemp', 'fsync', 'fdatasync'];
const others = ['rename', 'rm', 'rmdir', 'unlink', 'truncate', 'ftruncate', 'utimes', 'futimes', 'chmod', 'chown'];
/** @type {Record<string, (args: unknown[]) => void>} */
const hooks = { ...before };
for (const name of [...takingRoom, ...others])
  hooks[name] = () => beforeChange(takingRoom.includes(name), () => undefined);

/** Of calls that call others only the first counts. */
let depth = 0;

/** @type {Record<string, Call>} */
const replaced = {};
for (const [name, hook] of Object.entries(hooks)) {
  const [sync, later] = [calls[`${name}Sync`], calls[name]];
  if (sync === undefined || later === undefined) throw new Error(`node:fs has no ${name}`);
  replaced[`${name}Sync`] = (...args) => {
    if (depth === 0) hook(args);
    depth += 1;
    try {
      return sync(...args);
    } finally {
      depth -= 1;
    }
  };
  replaced[name] = (...args) => {
    try {
      hook(args);
    } catch (error) {
      const done = args.at(-1);
      if (typeof done === 'function') process.nextTick(done, error);
      return undefined;
    }
    return later(...args);
  };
}

/**
 * Puts a hook before calls that give a promise.
 * @param {object} owner
 * @param {Readonly<Record<string, (args: unknown[], self: unknown) => void>>} calls
 */
function hookPromises(owner, calls) {
  for (const [name, hook] of Object.entries(calls)) {
    const call = /** @type {Record<string, Call | undefined>} */ (owner)[name];
    if (call === undefined) continue;
    /** @type {(this: unknown, ...args: unknown[]) => Promise<unknown>} */
    const hooked = async function (...args) {
      hook(args, this);
      return await call.apply(this, args);
    };
    Object.defineProperty(owner, name, { value: hooked, writable: true, configurable: true });
  }
}

const handle = await original.promises.open(fileURLToPath(import.meta.url));
/** @type {unknown} */
const handles = Object.getPrototypeOf(handle);
await handle.close();
/** @param {unknown} self */
const fdOf = (self) => /** @type {import('node:fs/promises').FileHandle} */ (self).fd;
hookPromises(/** @type {object} */ (handles), {
  ...{
    write: (args, self) => hooks['write']?.([fdOf(self), ...args]),
    writev: (args, self) => hooks['writev']?.([fdOf(self), ...args]),
  },
  ...{
    writeFile: ([data], self) => hooks['write']?.([fdOf(self), data]),
    appendFile: ([data], self) => hooks['write']?.([fdOf(self), data]),
  },
  ...{ sync: hooks['fsync'] ?? beforeRead, datasync: hooks['fdatasync'] ?? beforeRead },
  ...{ truncate: hooks['ftruncate'] ?? beforeRead, utimes: hooks['futimes'] ?? beforeRead },
  ...{ read: beforeRead, readv: beforeRead, readFile: beforeRead },
});
hookPromises(fs.promises, hooks);
Object.assign(fs, replaced);
syncBuiltinESMExports();

const countFile = process.env['KERIO_EXIT_FAULT_COUNT'];
if (isMainThread && countFile !== undefined)
  process.on('exit', () => original.writeFileSync(countFile, JSON.stringify({ changes: counts[0], reads: counts[1] })));
