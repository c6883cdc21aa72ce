/**
 * Loaded into the program under test before anything else (`node --import`), in its worker threads too. At a given file
 * operation it kills the process, or lets the operation fail. `KERIO_EXIT_FAULT` says which: `kill@40` before the 40th
 * operation that changes the disk, `torn@40` in the middle of it, `full@40` no room from there on, `read@7` the 7th reading
 * of a file fails. Without a number nothing happens, and the operations are counted into `KERIO_EXIT_FAULT_COUNT`.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';

const [fault = '', number = ''] = (process.env['KERIO_EXIT_FAULT'] ?? '').split('@');
const at = number === '' ? Infinity : Number(number);

/** One count for all threads. Int32: changes, reads. */
if (isMainThread) setEnvironmentData('faultCounts', new SharedArrayBuffer(8));
const counts = new Int32Array(
  /** @type {SharedArrayBuffer} */ (/** @type {unknown} */ (getEnvironmentData('faultCounts'))),
);

const original = { ...fs };

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

const none = () => undefined;

/** @param {unknown} flags */
function writes(flags) {
  return typeof flags === 'string'
    ? flags !== 'r'
    : typeof flags === 'number' && (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0;
}

/** @type {Record<string, (...args: unknown[]) => unknown>} */
const replaced = {
  openSync: (...args) => {
    if (writes(args[1])) beforeChange(true, none);
    return /** @type {unknown} */ (Reflect.apply(original.openSync, fs, args));
  },
  writeSync: (...args) => {
    beforeChange(true, () => {
      const [fd, bytes, from = 0, length] = /** @type {[number, Uint8Array, number?, number?]} */ (args);
      original.writeSync(fd, bytes, from, (length ?? bytes.length - from) >> 1);
    });
    return /** @type {unknown} */ (Reflect.apply(original.writeSync, fs, args));
  },
  readSync: (...args) => {
    const count = Atomics.add(counts, 1, 1) + 1;
    if (fault === 'read' && count === at) throw failure('EIO');
    return /** @type {unknown} */ (Reflect.apply(original.readSync, fs, args));
  },
  fdatasync: (...args) => {
    try {
      beforeChange(true, none);
    } catch (error) {
      const done = /** @type {(error: unknown) => void} */ (args[1]);
      done(error);
      return;
    }
    Reflect.apply(original.fdatasync, fs, args);
  },
};
for (const [name, takesRoom] of /** @type {const} */ ([
  ['renameSync', false],
  ['rmSync', false],
  ['unlinkSync', false],
  ['truncateSync', false],
  ['futimesSync', false],
  ['mkdirSync', true],
  ['linkSync', true],
  ['fsyncSync', true],
])) {
  replaced[name] = (...args) => {
    beforeChange(takesRoom, none);
    return /** @type {unknown} */ (Reflect.apply(original[name], fs, args));
  };
}
Object.assign(fs, replaced);
syncBuiltinESMExports();

const countFile = process.env['KERIO_EXIT_FAULT_COUNT'];
if (isMainThread && countFile !== undefined)
  process.on('exit', () => original.writeFileSync(countFile, JSON.stringify({ changes: counts[0], reads: counts[1] })));
