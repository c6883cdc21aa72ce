/** The program under test, and what the other tools of a bench are called. */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A run of kerio-exit as a contestant.
 * @param {string} name
 * @param {readonly string[]} args
 * @param {{ out?: string, program?: string | undefined }} options `out` is removed before each run; `program`: another build.
 * @returns {import('./rounds.mjs').Contestant}
 */
export function kerioExit(name, args, { out, program }) {
  const bin = program ?? fileURLToPath(new URL('../bin/kerio-exit.js', import.meta.url));
  if (!existsSync(bin)) throw new Error(`${bin} is not there: run npm run build`);
  return {
    name,
    command: process.execPath,
    args: [bin, ...args, ...(out === undefined ? [] : ['--out', out])],
    ...(out === undefined ? {} : { prepare: () => remove(out) }),
  };
}

/**
 * A shell pipeline as a contestant; `$1`, `$2`, … are the parameters.
 * @param {string} name
 * @param {string} script
 * @param {readonly string[]} parameters
 * @param {string} out
 * @returns {import('./rounds.mjs').Contestant}
 */
export function shell(name, script, parameters, out) {
  return {
    name,
    command: 'sh',
    args: ['-c', script, 'sh', ...parameters],
    env: { ...process.env, LC_ALL: 'C' },
    prepare: () => remove(out),
  };
}

/** @param {string} path */
export function remove(path) {
  rmSync(path, { recursive: true, force: true });
}

/**
 * Bytes of all `.eml` files below a folder, and how many there are.
 * @param {string} dir
 */
export function weigh(dir) {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.eml'));
  return { items: files.length, bytes: files.reduce((sum, name) => sum + statSync(join(dir, name)).size, 0) };
}
