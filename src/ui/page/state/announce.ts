/** What a screen reader is told without being asked: beginnings and ends, never each step of a count. */
import { observed, useObserved } from './observed.js';

const spoken = observed('');

/** Says something when the reader is not busy. */
export function announce(words: string): void {
  spoken.set(words);
}

/** The words said last. */
export function useSpoken(): string {
  return useObserved(spoken);
}
