/**
 * Google's JSON APIs over Node's own HTTP: tokens for each API by itself, units, one form of error. Google's packages are not used:
 * they want a newer Node, cannot take an upload up again, and know nothing of units (docs/architecture.md).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionLost } from '../../core/failures.js';
import { GoogleError, readGoogleError } from './google-errors.js';
import type { GoogleWire, WireAnswer, WireBody } from './google-wire.js';
import { type Tokens, TokenRefused } from './service-account.js';
import type { Pot, Units } from './units.js';
import type { Room } from './window.js';

/** One of Google's APIs: where it is, what right it needs, and which pot its calls are paid from. */
export interface GoogleApi {
  readonly name: string;
  /** With the API's own path, and `/` at its end. */
  readonly root: string;
  readonly scopes: readonly string[];
  readonly pot: Pot;
}

/** A call. */
export interface GoogleCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the root of the API, each piece encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** JSON. */
  readonly body?: unknown;
  readonly units?: number;
  /** Doing it twice is like doing it once: it is tried again where nobody knows whether it was done. Reading always is. */
  readonly repeatable?: boolean;
}

/** What `GoogleClient` needs. */
export interface GoogleSetup {
  readonly tokens: Tokens;
  readonly units: Units;
  /** Answers for another address than Google's own: tests. Null for Google. */
  readonly root: string | null;
  /** The connections that all users and APIs share. */
  readonly wire: GoogleWire;
  /** Memory that all users share for what is on its way. */
  readonly room: Room;
  /** Waits before a call is made again, milliseconds. */
  readonly pauses: readonly number[];
}

/** A request as it goes out. */
export interface RawRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: WireBody | null;
  /** What is done, for error messages. */
  readonly what: string;
}

/** Waits where Google asks for none by name: 1, 2, 4, … 32 seconds. */
export const USUAL_PAUSES: readonly number[] = [1000, 2000, 4000, 8000, 16_000, 32_000];

/** Longer than this is not waited inside a call, milliseconds: who called knows better. */
const LONGEST_PAUSE = 64_000;

/** Calls of one user to one API. */
export class GoogleClient {
  readonly user: string;
  readonly api: GoogleApi;
  readonly #setup: GoogleSetup;
  readonly #trace: ((line: string) => void) | undefined;

  constructor(setup: GoogleSetup, api: GoogleApi, user: string, trace: ((line: string) => void) | undefined) {
    this.#setup = setup;
    this.api = api;
    this.user = user;
    this.#trace = trace;
  }

  /** The same user at another of Google's APIs. */
  at(api: GoogleApi): GoogleClient {
    return new GoogleClient(this.#setup, api, this.user, this.#trace);
  }

  /** Rejects with TokenRefused where the right is missing. */
  async authorize(): Promise<void> {
    await this.#setup.tokens.get(this.user, this.api.scopes);
  }

  /**
   * Makes a call, and gives the JSON of its answer. What can be repeated is repeated. Rejects with GoogleError, with TokenRefused, or with
   * ConnectionLost where nobody knows whether it was done.
   */
  async call<T>(call: GoogleCall): Promise<T> {
    const pauses = [...this.#setup.pauses];
    for (;;) {
      try {
        return await this.#once<T>(call);
      } catch (error) {
        const pause = pauses.shift();
        const wait = pause === undefined ? null : waitFor(error, call, pause);
        if (wait === null) throw error;
        this.#trace?.(`${call.method} ${call.path}: ${(error as Error).message}; again in ${wait} ms`);
        await sleep(wait);
      }
    }
  }

  /** Where a path of this API is. `prefix` stands before the path of the API: `upload/`. */
  url(path: string, query: GoogleCall['query'] = {}, prefix = ''): URL {
    const root = new URL(this.api.root);
    const url = new URL(`${prefix}${root.pathname.slice(1)}${path}`, this.#setup.root ?? root.origin);
    for (const [name, value] of Object.entries(query))
      for (const one of value === undefined ? [] : typeof value === 'string' ? [value] : value)
        url.searchParams.append(name, one);
    return url;
  }

  /** Resolves when the units of a call that is made now are to be had soon. */
  unitsSoon(): Promise<void> {
    return this.#setup.units.soon(this.api.pot, this.user);
  }

  /** Spends units of this API's pot. */
  spend(units: number): Promise<void> {
    return this.#setup.units.take(this.api.pot, this.user, units);
  }

  /**
   * Sends a request with a token, and with a new one where that is refused. Gives any answer that is no error, 308 too. Rejects with GoogleError,
   * TokenRefused or ConnectionLost.
   */
  async send(request: RawRequest): Promise<WireAnswer> {
    const { tokens, units, pauses } = this.#setup;
    for (let tries = 1; ; tries += 1) {
      const token = await this.#token();
      const { status, headers, text } = await this.#ask(request, token);
      if ((status >= 200 && status < 300) || status === 308) return { status, headers, text };
      const error = readGoogleError(request.what, status, text, headers['retry-after'] ?? null, Date.now());
      this.#trace?.(error.message);
      if (error.advice.kind === 'later' && error.advice.why === 'rate')
        units.exceeded(this.api.pot, this.user, pauses[0] ?? 0);
      if (error.advice.kind !== 'token' || tries > 1) throw error;
      await tokens.renew(this.user, this.api.scopes, token);
    }
  }

  /** The JSON of an answer; an empty object for none. */
  json({ text }: WireAnswer, what: string): unknown {
    try {
      return text === '' ? {} : JSON.parse(text);
    } catch (error) {
      throw new ConnectionLost(`${what}: the answer is no JSON`, null, error);
    }
  }

  async #once<T>({ method, path, query, body, units = 1 }: GoogleCall): Promise<T> {
    await this.spend(units);
    const what = `${method} ${this.api.name} ${path}`;
    const request: RawRequest = {
      ...{ method, what, url: this.url(path, query) },
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : jsonBody(body),
    };
    return this.json(await this.send(request), what) as T;
  }

  async #token(): Promise<string> {
    try {
      return await this.#setup.tokens.get(this.user, this.api.scopes);
    } catch (error) {
      if (error instanceof TokenRefused) throw error;
      throw new ConnectionLost(error instanceof Error ? error.message : String(error), null, error);
    }
  }

  async #ask({ method, url, headers, body, what }: RawRequest, token: string): Promise<WireAnswer> {
    try {
      return await this.#setup.wire.ask({
        method,
        url,
        headers: { ...headers, authorization: `Bearer ${token}` },
        body,
      });
    } catch (error) {
      throw new ConnectionLost(`${what}: ${error instanceof Error ? error.message : String(error)}`, null, error);
    }
  }
}

/** JSON as a body. */
export function jsonBody(value: unknown): WireBody {
  const bytes = Buffer.from(JSON.stringify(value));
  return { length: bytes.length, content: [bytes] };
}

/** How long to wait before the call is made again; null where that is no use. */
function waitFor(error: unknown, { method, repeatable }: GoogleCall, pause: number): number | null {
  const mayRepeat = repeatable === true || method === 'GET';
  if (error instanceof ConnectionLost) return mayRepeat ? pause : null;
  if (!(error instanceof GoogleError)) return null;
  const { advice } = error;
  if (advice.kind === 'trouble') return mayRepeat ? pause : null;
  if (advice.kind !== 'later') return null;
  const wait = Math.max(pause, advice.waitMs ?? 0);
  return wait > LONGEST_PAUSE ? null : wait;
}
