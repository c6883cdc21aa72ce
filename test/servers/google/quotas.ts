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

export class Quotas {
  /** Units that a user may spend in `windowMs`; Infinity does not enforce anything. */
  perUser = Infinity;
  perProject = Infinity;
  windowMs = 60_000;
  /** Calls that were refused. */
  refused = 0;
  readonly #spent = new Map<string, { readonly at: number; readonly units: number }[]>();

  /** Counts a call; an answer where it is one too many. */
  spend(user: string, method: string, path: string): Reply | null {
    const units = UNITS.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1] ?? 1;
    const now = performance.now();
    for (const [who, limit] of [
      [user, this.perUser],
      ['', this.perProject],
    ] as const) {
      if (limit === Infinity) continue;
      const spent = (this.#spent.get(who) ?? []).filter(({ at }) => now - at < this.windowMs);
      this.#spent.set(who, spent);
      if (spent.reduce((sum, one) => sum + one.units, 0) + units > limit) {
        this.refused += 1;
        return refuse(
          403,
          who === '' ? 'rateLimitExceeded' : 'userRateLimitExceeded',
          'Quota exceeded for quota metric',
          'usageLimits',
        );
      }
      spent.push({ at: now, units });
    }
    return null;
  }
}
