/** What all kinds of items of an account share: calls whose failures mean the same to the engine whatever they are about. */
import { ConnectionLost, Refused } from '../../core/failures.js';
import type { GoogleClient, GoogleSetup } from '../../protocols/http/google-client.js';
import { GoogleError } from '../../protocols/http/google-errors.js';
import { TokenRefused } from '../../protocols/http/service-account.js';
import type { Answer } from '../../transfer/destination.js';
import { AccountStopped } from '../../transfer/run/stops.js';

/** What concerns every account: the project's limit for the day is spent, an API is switched off. */
export interface Standstill {
  reason: string | null;
}

/** Calls of one account, until one of them shows that the way is broken. */
export class GoogleSession {
  readonly setup: GoogleSetup;
  readonly #standstill: Standstill;
  readonly #closers: (() => void)[] = [];
  #lost: ConnectionLost | null = null;

  constructor(setup: GoogleSetup, standstill: Standstill) {
    this.setup = setup;
    this.#standstill = standstill;
  }

  /** Called when it ends. */
  onClose(close: () => void): void {
    this.#closers.push(close);
  }

  close(): void {
    for (const close of this.#closers.splice(0)) close();
  }

  get lost(): ConnectionLost | null {
    return this.#lost;
  }

  /** Throws what ended the session, if anything did. */
  demand(): void {
    const { reason } = this.#standstill;
    if (reason !== null) throw new AccountStopped(reason);
    if (this.#lost !== null) throw this.#lost;
  }

  /** Makes calls. Rejects with Refused, ConnectionLost or AccountStopped. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#translated(error);
    }
  }

  /** Sends an item: what Google says against it is an answer, what broke the way rejects. */
  async answer(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (thrown) {
      const error = this.#translated(thrown);
      if (!(error instanceof Refused)) throw error;
      return { refusal: refusalOf(error), error };
    }
  }

  #translated(error: unknown): unknown {
    if (error instanceof ConnectionLost) return this.#lose(error);
    if (error instanceof TokenRefused) return new Refused(error.message, error.message);
    if (!(error instanceof GoogleError)) return error;
    const { advice } = error;
    // Nobody knows whether it was done: as if the connection had broken.
    if (advice.kind === 'trouble') return this.#lose(new ConnectionLost(error.message));
    if (advice.kind !== 'stop') return error;
    this.#standstill.reason ??= error.message;
    return new AccountStopped(error.message, error);
  }

  #lose(error: ConnectionLost): ConnectionLost {
    this.#lost ??= error;
    return this.#lost;
  }
}

/** A session, and who speaks in it to which API. */
export interface Speaking {
  readonly session: GoogleSession;
  readonly client: GoogleClient;
}

type RefusedAnswer = Extract<Answer, { refusal: unknown }>;

function refusalOf(error: Refused): RefusedAnswer['refusal'] {
  if (!(error instanceof GoogleError)) return { kind: 'denied' };
  const { advice } = error;
  switch (advice.kind) {
    case 'later':
      return { kind: 'later', waitMs: advice.waitMs };
    case 'size':
      return { kind: 'size' };
    case 'account':
    // A new token was refused, too.
    case 'token':
      return { kind: 'denied' };
    default:
      return { kind: 'message' };
  }
}
