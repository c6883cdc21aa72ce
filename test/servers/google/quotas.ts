/** Quota units a minute, as Google publishes them for projects made since May 2026: enforced only where a test says so. */
import { refuse, type Reply } from './reply.js';

/** Units of calls, first that fits; Gmail's list of units for its methods. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^POST \S*\/gmail\/v1\/users\/[^/]+\/messages\/batchModify$/, 50],
  [/^POST \S*\/gmail\/v1\/users\/[^/]+\/messages(\/import)?$/, 25],
  [/^POST \S*\/gmail\/v1\/users\/[^/]+\/drafts$/, 10],
  [/^GET \/gmail\/v1\/users\/[^/]+\/(labels|profile)$/, 1],
  [/^GET \/gmail\/v1\/users\/[^/]+\/history$/, 2],
  [/\/gmail\/v1\/users\/[^/]+\//, 5],
  [/./, 1],
];

/** What was spent, in the order of time. */
class Spent {
  readonly #calls: { readonly at: number; readonly units: number }[] = [];
  #first = 0;
  #sum = 0;

  add(at: number, units: number): void {
    this.#calls.push({ at, units });
    this.#sum += units;
  }

  /** Units since a time; what is older is forgotten. */
  since(time: number): number {
    for (let call = this.#calls[this.#first]; call !== undefined && call.at <= time; call = this.#calls[this.#first]) {
      this.#sum -= call.units;
      this.#first += 1;
    }
    if (this.#first > 1000) this.#calls.splice(0, this.#first);
    if (this.#first > 1000) this.#first = 0;
    return this.#sum;
  }
}

export class Quotas {
  /** Units that a user may spend in `windowMs`; Infinity does not enforce anything. */
  perUser = Infinity;
  perProject = Infinity;
  windowMs = 60_000;
  /** Calls that were refused. */
  refused = 0;
  readonly #spent = new Map<string, Spent>();

  /** Counts a call; an answer where it is one too many. */
  spend(user: string, method: string, path: string): Reply | null {
    const units = UNITS.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1] ?? 1;
    const now = performance.now();
    for (const [who, limit] of [
      [user, this.perUser],
      ['', this.perProject],
    ] as const) {
      if (limit === Infinity) continue;
      const spent = this.#spent.get(who) ?? new Spent();
      this.#spent.set(who, spent);
      if (spent.since(now - this.windowMs) + units > limit) {
        this.refused += 1;
        return refuse(
          403,
          who === '' ? 'rateLimitExceeded' : 'userRateLimitExceeded',
          'Quota exceeded for quota metric',
          'usageLimits',
        );
      }
      spent.add(now, units);
    }
    return null;
  }
}
