import type { Outcome } from '../outcome.js';

/** The source of a message could not be read on; what the output throws is another matter. */
export class BrokenOff extends Error {}

/** Reads on in a message that is larger than the arena. Throws `BrokenOff`. */
export function readMore(more: (target: Uint8Array) => number, target: Uint8Array): number {
  try {
    return more(target);
  } catch (error) {
    throw new BrokenOff(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The outcome of a message that broke off; `kept` says what became of its first part. Throws any other error again. */
export function brokenOffOutcome(error: unknown, kept: string): Outcome {
  if (!(error instanceof BrokenOff)) throw error;
  const reason = `the file could not be read to its end (${error.message}); ${kept}`;
  return { result: 'failed', reason, file: null, offset: null, length: null, notes: [] };
}
