/**
 * A process that wants locks and halts in the middle: for each line `<folder> <n>` on standard input it tries to take the
 * folder's lock, says `halted` before its n-th call of node:fs, and goes on after the next line. At last it says `got` or
 * `refused`; it keeps what it got.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const original = { ...fs };
let left = 0;
/** @type {unknown[]} */
const kept = [];

/** The next line of standard input; null at its end. */
function nextLine() {
  const byte = Buffer.alloc(1);
  let line = '';
  while (original.readSync(0, byte) === 1) {
    if (byte[0] === 10) return line;
    line += byte.toString('latin1');
  }
  return null;
}

/** @param {string} text */
const say = (text) => void original.writeSync(1, `${text}\n`);

/** @typedef {(...args: unknown[]) => unknown} Call */
const calls = /** @type {Record<string, Call>} */ (/** @type {unknown} */ (original));
/** @type {Record<string, Call>} */
const replaced = {};
for (const name of [
  ...['openSync', 'writeSync', 'fsyncSync', 'fstatSync', 'closeSync', 'linkSync', 'mkdirSync'],
  ...['readFileSync', 'statSync', 'renameSync', 'rmSync', 'readdirSync'],
]) {
  const call = calls[name];
  if (call === undefined) throw new Error(`node:fs has no ${name}`);
  replaced[name] = (...args) => {
    left -= 1;
    if (left === 0) {
      say('halted');
      nextLine();
    }
    return call(...args);
  };
}
Object.assign(fs, replaced);
syncBuiltinESMExports();

/** @type {unknown} */
const module = await import(process.argv[2] ?? '');
const { FolderLock } = /** @type {typeof import('../../src/core/lock.js')} */ (module);

for (let line = nextLine(); line !== null; line = nextLine()) {
  const [dir = '', halt = ''] = line.split(' ');
  left = Number(halt);
  const taken = FolderLock.take(dir, null);
  left = 0;
  say(taken instanceof FolderLock ? 'got' : 'refused');
  if (taken instanceof FolderLock) kept.push(taken);
}
