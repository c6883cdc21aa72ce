/** When a run began and ended: the one part of a report that is another one each time. */
import { largest, smallest } from './lists.js';

export interface RunTimes {
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** From the one to the other, in seconds. */
  readonly seconds: number;
}

/** Begins to measure; what it gives ends it. */
export function startClock(): () => RunTimes {
  const began = Date.now();
  return () => timesOf(began, Date.now());
}

/** From the first beginning to the last end of several runs; null without any. */
export function joinTimes(runs: readonly RunTimes[]): RunTimes | null {
  if (runs.length === 0) return null;
  return timesOf(
    smallest(runs.map(({ startedAt }) => Date.parse(startedAt))),
    largest(runs.map(({ endedAt }) => Date.parse(endedAt))),
  );
}

function timesOf(began: number, ended: number): RunTimes {
  return {
    startedAt: new Date(began).toISOString(),
    endedAt: new Date(ended).toISOString(),
    seconds: Math.max(0, Math.round((ended - began) / 100) / 10),
  };
}
