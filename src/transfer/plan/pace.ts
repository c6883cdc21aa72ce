/** How long sending takes by the limits that a destination publishes: for an account, and for all of them side by side. */
import type { MovedKind } from '../../core/kinds.js';
import type { Pace } from '../destination.js';

/** Seconds that items take. */
export interface PublishedTime {
  /** The account alone. */
  readonly own: number;
  /** Of what all accounts share, by kind. */
  readonly shared: ReadonlyMap<MovedKind, number>;
}

/** The time of an account's items, each with the pace of the destination that it goes to; null where none has any. */
export function publishedTime(
  counts: readonly { readonly kind: MovedKind; readonly items: number; readonly pace: Pace | undefined }[],
): PublishedTime | null {
  if (counts.every(({ pace }) => pace === undefined)) return null;
  const shared = new Map<MovedKind, number>();
  let own = 0;
  for (const { kind, items, pace } of counts) {
    if (pace === undefined) continue;
    const seconds = pace(kind, items);
    own += seconds.own;
    shared.set(kind, (shared.get(kind) ?? 0) + seconds.shared);
  }
  return { own, shared };
}

/**
 * Seconds for all accounts, `atOnce` side by side in their order: as long as the fullest of them takes, or as what they share
 * lasts.
 */
export function secondsInAll(
  accounts: readonly { readonly seconds: number; readonly published: PublishedTime | null }[],
  atOnce: number,
): number {
  const ends = new Array<number>(Math.max(1, Math.min(atOnce, accounts.length))).fill(0);
  const shared = new Map<MovedKind, number>();
  for (const { seconds, published } of accounts) {
    const first = ends.indexOf(Math.min(...ends));
    ends[first] = (ends[first] ?? 0) + seconds;
    for (const [kind, own] of published?.shared ?? []) shared.set(kind, (shared.get(kind) ?? 0) + own);
  }
  return Math.max(...ends, ...shared.values());
}
