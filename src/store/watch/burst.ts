/**
 * Folders that changed, gathered until the server pauses: one delivery writes a message, the index and the counters, and
 * a busy folder never pauses, so the wait has an end.
 */

/** Milliseconds: how long the server must have written nothing, and the longest wait since the first change. */
export interface BurstTimes {
  readonly pause: number;
  readonly longest: number;
}

/** For work that costs little each time. */
export const QUICK: BurstTimes = { pause: 400, longest: 2000 };

export class Burst {
  readonly #times: BurstTimes;
  #folders = new Set<string>();
  #first = 0;
  #last = 0;

  constructor(times: BurstTimes) {
    this.#times = times;
  }

  /** A folder changed. `now` in milliseconds of any one clock. */
  add(folder: string, now: number): void {
    if (this.#folders.size === 0) this.#first = now;
    this.#last = now;
    this.#folders.add(folder);
  }

  /** In how many milliseconds it is time to work on it; 0: now; Infinity: nothing changed. */
  due(now: number): number {
    if (this.#folders.size === 0) return Infinity;
    return Math.max(0, Math.min(this.#last + this.#times.pause, this.#first + this.#times.longest) - now);
  }

  /** Gives what was gathered, and begins anew. */
  take(): ReadonlySet<string> {
    const taken = this.#folders;
    this.#folders = new Set();
    return taken;
  }
}
