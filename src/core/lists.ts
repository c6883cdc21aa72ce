/**
 * Long lists. A call takes some hundred thousand arguments and no more: `push(...list)` and `Math.max(...list)` overflow the
 * stack where a mailbox has that many problems, or a stranger's calendar that many dates.
 */

/** Adds everything in a list to another. */
export function append<T>(to: T[], more: Iterable<T>): void {
  for (const one of more) to.push(one);
}

/** The largest of some numbers; -Infinity of none. */
export function largest(numbers: Iterable<number>): number {
  let most = -Infinity;
  for (const number of numbers) if (number > most) most = number;
  return most;
}

/** The smallest of some numbers; Infinity of none. */
export function smallest(numbers: Iterable<number>): number {
  let least = Infinity;
  for (const number of numbers) if (number < least) least = number;
  return least;
}

/** Those that are wanted, looked at again each time they are gone through: nothing is kept. */
export function filtered<T>(values: Iterable<T>, isWanted: (value: T) => boolean): Iterable<T> {
  return {
    *[Symbol.iterator]() {
      for (const value of values) if (isWanted(value)) yield value;
    },
  };
}
