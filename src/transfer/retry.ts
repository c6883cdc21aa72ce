/** How long to wait before the next try. */

/** Waits between tries, milliseconds, and how many tries without success there are. */
export interface RetryPolicy {
  readonly firstMs: number;
  readonly longestMs: number;
  readonly tries: number;
}

/** Half a second, then twice as long each time up to a minute: ten tries take about four minutes. */
export const DEFAULT_RETRY: RetryPolicy = { firstMs: 500, longestMs: 60_000, tries: 10 };

/** Longer than this no server's suggestion is followed. */
const LONGEST_SUGGESTION = 15 * 60_000;

/** The wait before try number `attempt` (from 1). What a server asks for in its own words counts more than our guess. */
export function waitBefore(attempt: number, policy: RetryPolicy, suggested: number | null): number {
  if (suggested !== null) return Math.min(suggested, LONGEST_SUGGESTION);
  return Math.min(policy.firstMs * 2 ** (attempt - 1), policy.longestMs);
}
