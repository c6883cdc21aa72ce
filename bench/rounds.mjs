/** Measures whole programs side by side: several rounds, another order in each, the disk quiet before every run. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { randomSource, shuffled } from './random.mjs';

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {string} command
 * @property {readonly string[]} args
 * @property {() => void | Promise<void>} [prepare] Runs before each measurement, unmeasured: removes what the last run wrote.
 * @property {NodeJS.ProcessEnv} [env]
 */

/**
 * @typedef {object} Measured
 * @property {string} name
 * @property {readonly number[]} seconds Wall time of each round, ascending.
 * @property {readonly number[]} processor User and system time of each round, ascending: what other work on the machine delays least.
 * @property {number} peak The largest resident memory of any round, in bytes; of the process itself, not its children.
 */

/**
 * Runs every contestant once a round. Throws when one fails.
 * @param {readonly Contestant[]} contestants
 * @param {{ rounds: number, cold?: boolean }} options `cold`: the page cache is dropped before each run (root only).
 * @returns {Promise<readonly Measured[]>} in the order of the contestants
 */
export async function runRounds(contestants, { rounds, cold = false }) {
  const random = randomSource(20);
  const results = contestants.map(({ name }) => ({
    name,
    seconds: /** @type {number[]} */ ([]),
    processor: /** @type {number[]} */ ([]),
    peak: 0,
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of shuffled(contestants, random)) {
      await contestant.prepare?.();
      spawnSync('sync');
      if (cold) writeFileSync('/proc/sys/vm/drop_caches', '3');
      const { seconds, processor, peak } = await measure(contestant);
      const result = results[contestants.indexOf(contestant)];
      result?.seconds.push(seconds);
      result?.processor.push(processor);
      if (result !== undefined) result.peak = Math.max(result.peak, peak);
      console.error(`round ${round + 1}/${rounds}  ${seconds.toFixed(2).padStart(7)} s  ${contestant.name}`);
    }
  }
  return results.map(({ seconds, processor, ...result }) => ({
    ...result,
    seconds: seconds.sort((a, b) => a - b),
    processor: processor.sort((a, b) => a - b),
  }));
}

/**
 * The middle one of ascending numbers.
 * @param {readonly number[]} ascending
 */
export function median(ascending) {
  const half = ascending.length >> 1;
  const upper = ascending[half] ?? Number.NaN;
  return ascending.length % 2 === 1 ? upper : ((ascending[half - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * @param {Contestant} contestant
 * @returns {Promise<{ seconds: number, processor: number, peak: number }>}
 */
function measure({ name, command, args, env }) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const before = processorOfChildren();
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], ...(env === undefined ? {} : { env }) });
    let complaint = '';
    child.stderr.on('data', (/** @type {Buffer} */ chunk) => (complaint += chunk.toString()));
    let peak = 0;
    const look = setInterval(() => (peak = Math.max(peak, highWaterMark(child.pid))), 20);
    child.once('error', reject);
    child.once('close', (code) => {
      const seconds = (performance.now() - start) / 1000;
      clearInterval(look);
      if (code === 0) resolve({ seconds, processor: processorOfChildren() - before, peak });
      else reject(new Error(`${name} ended with ${String(code)}\n${complaint}`));
    });
  });
}

/** User and system time in seconds of all children that have ended; /proc counts in hundredths of a second. NaN elsewhere. */
function processorOfChildren() {
  try {
    const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return Number.NaN;
  }
}

/**
 * The kernel's own record of the largest resident size so far, in bytes.
 * @param {number | undefined} pid
 */
function highWaterMark(pid) {
  try {
    const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'latin1'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    // It has just ended, or this is no Linux.
    return 0;
  }
}
