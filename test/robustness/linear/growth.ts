/** How the processor time of something grows with its input: compared between two sizes, never with a clock. */

/** How many times larger the larger input is. */
const STEP = 16;
/**
 * What a growth of `n log n` may show with a noisy neighbour, cold caches and a collector at work. A square shows 256, and is
 * seen through whatever part of the work does not grow.
 */
const MOST = 64;
/** Less than this cannot be measured, in microseconds of processor time. */
const GRAIN = 1000;
/** Noise only ever adds: the least of some tries counts. */
const TRIES = 6;

/** Something to be done with an input of size `n`; what is done before the function is called does not count. */
export type Task = (n: number) => () => void;

/**
 * Whether the time of a task grows much faster than its input, from a sixteenth of `n` to `n`; as a text that says by how much,
 * or null.
 */
export function excessOf(task: Task, n: number): string | null {
  let small = Infinity;
  let large = Infinity;
  for (let tries = 0; tries < TRIES; tries += 1) {
    large = Math.min(large, costOf(task(n)));
    small = Math.min(small, costOf(task(Math.ceil(n / STEP))));
    if (large / Math.max(small, GRAIN) <= MOST) return null;
  }
  return `${STEP} times the size took ${Math.round(large / Math.max(small, GRAIN))} times as long (${large} µs)`;
}

/** Microseconds of processor time in this process. */
function costOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  // Only their sum is measured; how it is shared out is sampled.
  return user + system;
}
