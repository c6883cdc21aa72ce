/** Accounts that could not be brought up to date, and when they are tried again. */
import type { AccountResult } from '../run/account-run.js';
import { type RetryPolicy, waitBefore } from '../retry.js';
import type { Account } from '../plan/users-file.js';

/** When an account is tried again. */
export interface WaitingPolicy {
  /** A server that does not answer, or breaks off. `tries`: after so many `owes` gives up on it, the trying goes on. */
  readonly down: RetryPolicy;
  /** A login that was refused, in milliseconds: tried often, it would lock the account. */
  readonly refusedMs: number;
  /** A message that was being written, in milliseconds. */
  readonly unfinishedMs: number;
}

/** From five seconds to five minutes; for half an hour it is worth waiting for the end. */
export const DEFAULT_WAITING: WaitingPolicy = {
  down: { firstMs: 5000, longestMs: 300_000, tries: 10 },
  refusedMs: 15 * 60_000,
  unfinishedMs: 2000,
};

interface Wait {
  readonly account: Account;
  readonly kind: 'down' | 'refused' | 'unfinished';
  readonly tries: number;
  readonly reason: string;
  /** Of the monotonic clock, in milliseconds. */
  readonly at: number;
}

/** What is waited for, for people. */
export interface WaitingState {
  readonly accounts: number;
  readonly reason: string;
  /** Until the next try, in milliseconds. */
  readonly ms: number;
}

export class Waiting {
  readonly #policy: WaitingPolicy;
  /** By source; whoever failed last is last. */
  readonly #waits = new Map<string, Wait>();

  constructor(policy: WaitingPolicy) {
    this.#policy = policy;
  }

  has({ source }: Account): boolean {
    return this.#waits.has(source);
  }

  /** Whether the server of an account does not answer. */
  isDown({ source }: Account): boolean {
    return this.#waits.get(source)?.kind === 'down';
  }

  /** What became of an account. `unfinished`: messages were left out that were being written. */
  note({ plan, outcome, problem }: AccountResult, unfinished: boolean, now: number): void {
    const { account } = plan;
    // A mailbox that the store does not have is noticed when it comes.
    const isAbsent = plan.problem?.kind === 'input';
    if (isAbsent || (outcome === 'done' && !unfinished)) this.#waits.delete(account.source);
    else if (outcome === 'done') this.#wait(account, 'unfinished', '', now);
    else {
      const refused = plan.problem?.kind === 'login' || plan.problem?.kind === 'tls';
      this.#wait(account, refused ? 'refused' : 'down', problem ?? '', now);
    }
  }

  /** Nothing can be done for this account either, as long as another one's server is down. */
  postpone(account: Account, like: Account, now: number): void {
    const reason = this.#waits.get(like.source)?.reason ?? '';
    const wait = this.#waits.get(account.source);
    if (wait?.kind === 'down') this.#waits.set(account.source, { ...wait, at: now + this.#waitMs('down', wait.tries) });
    else this.#wait(account, 'down', reason, now);
  }

  /** The accounts whose time has come, those that have waited longest first. */
  due(now: number): Account[] {
    return [...this.#waits.values()].filter(({ at }) => at <= now).map(({ account }) => account);
  }

  /** Milliseconds until the first one's time comes; Infinity without any. */
  dueIn(now: number): number {
    return Math.max(0, Math.min(Infinity, ...[...this.#waits.values()].map(({ at }) => at - now)));
  }

  /** Whether it is worth waiting for one of them. */
  get owes(): boolean {
    const { tries } = this.#policy.down;
    return [...this.#waits.values()].some((wait) => wait.kind !== 'refused' && wait.tries < tries);
  }

  /** Who waits; null when nobody does, but for messages that are being written. */
  state(now: number): WaitingState | null {
    const waits = [...this.#waits.values()].filter(({ kind }) => kind !== 'unfinished');
    const [first] = waits.sort((a, b) => a.at - b.at);
    return first === undefined
      ? null
      : { accounts: waits.length, reason: first.reason, ms: Math.max(0, first.at - now) };
  }

  #wait(account: Account, kind: Wait['kind'], reason: string, now: number): void {
    const before = this.#waits.get(account.source);
    const tries = before?.kind === kind ? before.tries + 1 : 1;
    this.#waits.delete(account.source);
    this.#waits.set(account.source, { account, kind, tries, reason, at: now + this.#waitMs(kind, tries) });
  }

  #waitMs(kind: Wait['kind'], tries: number): number {
    const { down, refusedMs, unfinishedMs } = this.#policy;
    return kind === 'down' ? waitBefore(tries, down, null) : kind === 'refused' ? refusedMs : unfinishedMs;
  }
}
