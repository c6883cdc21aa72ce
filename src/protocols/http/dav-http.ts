/**
 * Requests over HTTP/1.1 for WebDAV: any method, kept connections, own certificates, time limits, answers of bounded size.
 * One client is one origin's worth of sockets and one login.
 */
import { Agent as HttpAgent, type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Duplex } from 'node:stream';
import { ConnectError, ConnectionLost } from '../../core/failures.js';
import { encryptionWords, networkWords } from '../network-words.js';
import { trustBesides } from '../trust.js';
import type { HttpLogin } from './dav-login.js';

/** How a server is reached, and how the connection is kept private. */
export interface HttpSetup {
  /** False only when the user asked for it. */
  readonly verifyCertificate: boolean;
  /** PEM certificates to trust besides those that Node trusts anyway. */
  readonly trusted: Buffer | null;
  /** Milliseconds without a byte after which a connection counts as lost. */
  readonly timeoutMs: number;
  /** Connections at once. */
  readonly sockets: number;
  readonly login: HttpLogin;
  /** Gets what is said on the wire: never a login, never what an item says. */
  readonly trace: ((line: string) => void) | undefined;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Answers above this are not read to their end, in octets; 64 MiB unless told. */
  readonly largest?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** What was asked in the end: behind redirects it is another. */
  readonly url: URL;
}

const LARGEST = 64 * 1024 * 1024;
const MOST_REDIRECTS = 6;
/** So many resets of kept connections in a row mean that the server closes them without saying so. */
const RESETS = 3;

export class HttpClient {
  readonly #setup: HttpSetup;
  readonly #plain: HttpAgent;
  readonly #secure: HttpsAgent;
  #resets = 0;
  #closed = false;

  constructor(setup: HttpSetup) {
    this.#setup = setup;
    const options = { keepAlive: true, maxSockets: setup.sockets, maxFreeSockets: setup.sockets };
    this.#plain = new HttpAgent(options);
    this.#secure = new HttpsAgent({
      ...options,
      rejectUnauthorized: setup.verifyCertificate,
      ...(setup.trusted === null ? {} : { secureContext: trustBesides(setup.trusted) }),
    });
  }

  /**
   * Asks and waits for the whole answer, whatever its status. Follows redirects, answers a challenge once, and asks again at
   * once where the server had closed a kept connection. Rejects with ConnectionLost, with ConnectError when encryption fails.
   */
  async ask(request: HttpRequest): Promise<HttpAnswer> {
    let { url } = request;
    for (let hops = 0; ; hops += 1) {
      const answer = await this.#authorized({ ...request, url });
      const to = redirectOf(answer);
      if (to === null || hops === MOST_REDIRECTS) return answer;
      url = to;
    }
  }

  /** Nothing is asked any more. */
  close(): void {
    this.#closed = true;
    this.#plain.destroy();
    this.#secure.destroy();
  }

  async #authorized(request: HttpRequest): Promise<HttpAnswer> {
    const { login } = this.#setup;
    const answer = await this.#once(request, await login.header(request));
    if (answer.status !== 401) return answer;
    const again = await login.retry(request, challengesOf(answer));
    return again === null ? answer : this.#once(request, again);
  }

  async #once(request: HttpRequest, authorization: string | null): Promise<HttpAnswer> {
    for (;;) {
      try {
        const answer = await this.#exchange(request, authorization);
        return answer;
      } catch (error) {
        if (!(error instanceof Reset)) throw error;
        // The server had closed it when our request came. It may have got there: who asks for changes asks so that it can come twice.
        this.#resets += 1;
        if (this.#resets >= RESETS) this.#stopKeeping();
      }
    }
  }

  /** Some servers close after each answer without saying so: nothing is kept open any more. */
  #stopKeeping(): void {
    for (const agent of [this.#plain, this.#secure] as const) {
      (agent as { keepAlive?: boolean }).keepAlive = false;
      for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
    }
  }

  #exchange(request: HttpRequest, authorization: string | null): Promise<HttpAnswer> {
    const { method, url, headers = {}, body } = request;
    const { timeoutMs, trace } = this.#setup;
    if (this.#closed) return Promise.reject(new ConnectionLost('the connection was closed'));
    const secure = url.protocol === 'https:';
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const all = {
      'User-Agent': 'kerio-exit',
      Accept: '*/*',
      'Accept-Encoding': 'gzip, deflate',
      ...length,
      ...headers,
      ...(authorization === null ? {} : { Authorization: authorization }),
    };
    trace?.(`> ${method} ${url.href}`);
    return new Promise((resolve, reject) => {
      const options = { method, headers: all, agent: secure ? this.#secure : this.#plain };
      const outgoing = (secure ? httpsRequest : httpRequest)(url, options);
      let answered = false;
      const fail = (error: Error): void => {
        const { code } = error as NodeJS.ErrnoException;
        trace?.(`< ${method} ${url.pathname}: ${error.message}`);
        if (outgoing.reusedSocket && !answered && (code === 'ECONNRESET' || code === 'EPIPE')) reject(new Reset());
        else reject(explain(error, url));
      };
      outgoing.setTimeout(timeoutMs, () => outgoing.destroy(new Error(`nothing was said for ${timeoutMs / 1000} s`)));
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        answered = true;
        readAll(incoming, request.largest ?? LARGEST).then((bytes) => {
          const status = incoming.statusCode ?? 0;
          trace?.(`< ${status} ${method} ${url.pathname} (${bytes.length} octets)`);
          resolve({ status, headers: incoming.headers, body: bytes, url });
        }, fail);
      });
      outgoing.end(body);
    });
  }
}

/** A kept connection that was closed before anything was answered. */
class Reset extends Error {}

/** The whole answer, decoded. Rejects where it breaks off, or is larger than `largest` octets. */
export async function readAll(incoming: IncomingMessage, largest: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of decoded(incoming) as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > largest) {
      incoming.destroy();
      throw new Error(`the answer is larger than ${largest} octets`);
    }
    pieces.push(piece);
  }
  if (!incoming.complete) throw new Error('the answer broke off');
  return Buffer.concat(pieces, length);
}

function decoded(incoming: IncomingMessage): IncomingMessage | Duplex {
  const decoder = decoderOf(incoming.headers['content-encoding']?.trim().toLowerCase() ?? '');
  if (decoder === null) return incoming;
  incoming.on('error', (error) => decoder.destroy(error));
  return incoming.pipe(decoder);
}

function decoderOf(encoding: string): Duplex | null {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  if (encoding === 'deflate') return createInflate();
  return encoding === 'br' ? createBrotliDecompress() : null;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308]);

function redirectOf({ status, headers, url }: HttpAnswer): URL | null {
  const { location } = headers;
  return REDIRECTS.has(status) && location !== undefined ? linkOf(location, url) : null;
}

/**
 * The address that an answer from `base` leads to; null where no login of ours may go: what was reached over an encrypted line
 * stays so, and another host is trusted over an encrypted line alone. Behind a front-end servers do not know that they are
 * reached by https, and say http.
 */
export function linkOf(href: string, base: URL): URL | null {
  if (!URL.canParse(href, base.href)) return null;
  const to = new URL(href, base);
  if (to.protocol === 'http:' && base.protocol === 'https:') {
    to.protocol = 'https:';
    if (to.hostname === base.hostname) to.port = base.port;
  }
  return to.protocol === 'https:' || (to.protocol === 'http:' && to.host === base.host) ? to : null;
}

function challengesOf({ headers }: HttpAnswer): string {
  return headers['www-authenticate'] ?? '';
}

function explain(error: Error, url: URL): ConnectError | ConnectionLost {
  if (error instanceof ConnectError || error instanceof ConnectionLost) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) {
    const remedy = 'trust it with --ca, or skip the check with --to-insecure';
    return new ConnectError(
      'tls',
      `${url.host}: its certificate cannot be trusted (${error.message}): ${remedy}`,
      error,
    );
  }
  if (code.startsWith('ERR_SSL') || code === 'EPROTO')
    return new ConnectError(
      'tls',
      `${url.host}: no encrypted connection (${encryptionWords(error, 'look at address and port')})`,
      error,
    );
  return new ConnectionLost(`${url.host}: ${networkWords(error)}`, null, error);
}
