/** Numbers that look random and are the same in every run. */

/**
 * A source of numbers in [0, 1) (mulberry32).
 * @param {number} seed
 */
export function randomSource(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A log-normal number: what sizes of messages are like.
 * @param {() => number} random
 * @param {number} median
 * @param {number} sigma Standard deviation of the logarithm.
 */
export function logNormal(random, median, sigma) {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(sigma * normal);
}

/**
 * The same things in another order.
 * @template T
 * @param {readonly T[]} things
 * @param {() => number} random
 */
export function shuffled(things, random) {
  return things
    .map((thing) => ({ thing, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ thing }) => thing);
}
