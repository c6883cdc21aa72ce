/** Quota units: Google counts what calls cost, a minute, for each user and for the whole project. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Units a minute. */
export interface UnitRate {
  readonly perUser: number;
  readonly perProject: number;
}

/** What Google publishes for projects made since May 2026; older ones get more. */
export const GOOGLE_RATES = {
  gmail: { perUser: 6000, perProject: 1_200_000 },
  calendar: { perUser: 600, perProject: 10_000 },
  contacts: { perUser: 30, perProject: 3000 },
  photos: { perUser: 50, perProject: 5000 },
  tasks: { perUser: 300, perProject: 10_000 },
  directory: { perUser: 2400, perProject: 10_000 },
  groups: { perUser: 600, perProject: 600 },
  drive: { perUser: 600, perProject: 6000 },
} as const satisfies Readonly<Record<string, UnitRate>>;

/** A pot of units. */
export type Pot = keyof typeof GOOGLE_RATES;

export type Rates = Readonly<Record<Pot, UnitRate>>;

/** What so many seconds give may be spent at once: a burst counts in the minute that follows too. */
const BURST_SECONDS = 0.25;

/** How much of a minute's units is spent: what came at once at its beginning belongs to it too. */
const SHARE = 0.98;

/** When a pot has enough again; times are milliseconds of the monotonic clock. */
class Bucket {
  readonly #perMs: number;
  #free = -Infinity;

  constructor(perMinute: number) {
    this.#perMs = (SHARE * perMinute) / 60_000;
  }

  /** Takes units, and gives how long to wait before they may be spent: as long as it takes to pay for those before. */
  take(units: number, now: number): number {
    const from = Math.max(this.#free, now - BURST_SECONDS * 1000);
    this.#free = from + units / this.#perMs;
    return Math.max(0, from - now);
  }

  /** Milliseconds until what was taken is paid. */
  debt(now: number): number {
    return Math.max(0, this.#free - now);
  }

  /** Nothing is spent for so long: more was asked for than was there. */
  rest(ms: number, now: number): void {
    this.#free = Math.max(this.#free, now + ms);
  }
}

/** The pots of a project and of each of its users. */
export class Units {
  readonly #rates: Rates;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rates: Rates = GOOGLE_RATES) {
    this.#rates = rates;
  }

  /** Resolves when so many units may be spent. */
  async take(pot: Pot, user: string, units: number): Promise<void> {
    const now = performance.now();
    const { perUser, perProject } = this.#rates[pot];
    const wait = Math.max(
      this.#bucket(`${pot} ${user}`, perUser).take(units, now),
      this.#bucket(pot, perProject).take(units, now),
    );
    if (wait > 0) await sleep(wait);
  }

  /**
   * Resolves when what was asked for before is nearly paid: who is let in earlier holds what he is about to send, and waits all the
   * same.
   */
  async soon(pot: Pot, user: string): Promise<void> {
    const { perUser, perProject } = this.#rates[pot];
    const own = this.#bucket(`${pot} ${user}`, perUser);
    const all = this.#bucket(pot, perProject);
    for (;;) {
      const now = performance.now();
      const wait = Math.max(own.debt(now), all.debt(now)) - BURST_SECONDS * 1000;
      if (wait <= 0) return;
      await sleep(wait);
    }
  }

  /** Google says that more was spent than there was: others spend from the same pot. `ms`: nothing is spent for so long. */
  exceeded(pot: Pot, user: string, ms: number): void {
    this.#bucket(`${pot} ${user}`, this.#rates[pot].perUser).rest(ms, performance.now());
  }

  #bucket(name: string, perMinute: number): Bucket {
    const bucket = this.#buckets.get(name) ?? new Bucket(perMinute);
    this.#buckets.set(name, bucket);
    return bucket;
  }
}
