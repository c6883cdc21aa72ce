/** One connection to an account of the destination that comes back after it broke. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectError, type ConnectionLost } from '../../core/failures.js';
import type { Connection } from '../destination.js';
import { type RetryPolicy, waitBefore } from '../retry.js';
import { AccountStopped, Interrupted } from './stops.js';

export interface ConnectionSetup {
  /** Gives a connection. Rejects with ConnectError. */
  readonly connect: () => Promise<Connection>;
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal;
  /** Told when there is a wait, with its reason and milliseconds. */
  readonly onWait: (reason: string, ms: number) => void;
}

export class LastingConnection {
  readonly #setup: ConnectionSetup;
  #connection: Connection | null = null;
  /** Failures since something was last achieved. */
  #failures = 0;
  #suggested: number | null = null;

  constructor(setup: ConnectionSetup) {
    this.#setup = setup;
  }

  /**
   * The open connection, or a new one. Waits before trying again, as long as the server asks or longer each time. Rejects with
   * AccountStopped when it does not help, with Interrupted when the user stops.
   */
  async get(): Promise<Connection> {
    if (this.#connection !== null && this.#connection.lost === null) return this.#connection;
    const { connect, retry } = this.#setup;
    for (;;) {
      try {
        await this.pause('the connection broke');
        this.#connection = await connect();
        return this.#connection;
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

  /** The connection broke. Rejects with AccountStopped after too many times without success. */
  lost(error: ConnectionLost): void {
    this.failed(error.message, error.waitMs);
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
    await this.#connection?.close();
    this.#connection = null;
  }
}
