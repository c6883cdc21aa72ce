/** One connection to an account of the destination that comes back after it broke. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, ConnectError, type Endpoint, takeOver } from '../../protocols/imap/connect.js';
import type { Login } from '../../protocols/imap/login.js';
import { suggestedWait } from '../../protocols/imap/refusal.js';
import type { ConnectionLost } from '../../protocols/imap/failures.js';
import type { Session } from '../../protocols/imap/session.js';
import { type RetryPolicy, waitBefore } from '../../transfer/retry.js';
import { AccountStopped, Interrupted } from '../../transfer/run/stops.js';

export interface ConnectionSetup {
  readonly endpoint: Endpoint;
  readonly login: Login;
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal;
  readonly trace: ((line: string) => void) | undefined;
  /** Told when there is a wait, with its reason and milliseconds. */
  readonly onWait: (reason: string, ms: number) => void;
}

export class TargetConnection {
  readonly #setup: ConnectionSetup;
  #session: Session | null;
  /** Failures since something was last achieved. */
  #failures = 0;
  #suggested: number | null = null;

  /** `session` is one that is open already. */
  constructor(setup: ConnectionSetup, session: Session | null) {
    this.#setup = setup;
    this.#session = session;
  }

  /**
   * The open session, or a new one. Waits before trying again, as long as the server asks or longer each time. Rejects with
   * AccountStopped when it does not help, with Interrupted when the user stops.
   */
  async session(): Promise<Session> {
    if (this.#session !== null && this.#session.lost === null) return this.#session;
    const { endpoint, login, trace, retry } = this.#setup;
    for (;;) {
      try {
        await this.pause('the connection broke');
        const client = await connect(endpoint, login, trace);
        this.#session = takeOver(client, { timeoutMs: endpoint.timeoutMs, trace });
        return this.#session;
      } catch (error) {
        if (!(error instanceof ConnectError)) throw error;
        this.#failures += 1;
        // A login that is refused again and again may lock the account.
        if (error.kind !== 'network' || this.#failures >= retry.tries) throw new AccountStopped(error.message, error);
      }
    }
  }

  /** Something was achieved: the next failure is a first one again. */
  achieved(): void {
    this.#failures = 0;
    this.#suggested = null;
  }

  /** The session broke. Rejects with AccountStopped after too many times without success. */
  lost(error: ConnectionLost): void {
    this.failed(error.message, error.bye === null ? null : suggestedWait(error.bye.text));
  }

  /** A try failed, with the wait the server asked for. Throws AccountStopped after too many without success. */
  failed(reason: string, suggested: number | null): void {
    this.#failures += 1;
    this.#suggested = suggested;
    if (this.#failures >= this.#setup.retry.tries) {
      throw new AccountStopped(`given up after ${this.#failures} tries: ${reason}`);
    }
  }

  /** Waits as long as the failures so far call for. Rejects with Interrupted. */
  async pause(reason: string): Promise<void> {
    const { signal, retry, onWait } = this.#setup;
    if (signal.aborted) throw new Interrupted();
    if (this.#failures === 0) return;
    const ms = waitBefore(this.#failures, retry, this.#suggested);
    onWait(reason, ms);
    await sleep(ms, undefined, { signal }).catch(() => {
      throw new Interrupted();
    });
  }

  async close(): Promise<void> {
    await this.#session?.close();
    this.#session = null;
  }
}
