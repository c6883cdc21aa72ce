/**
 * Requests to Google's APIs on the wire. Bodies go out as they are, in pieces: `fetch` copies them several times, and takes twice the
 * processor's time for as small answers as these are.
 */
import { Agent as HttpAgent, type ClientRequest, type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { readAll } from './dav-http.js';

/** What is sent with a request: length known beforehand. */
export interface WireBody {
  /** Bytes. */
  readonly length: number;
  /** In memory, or read while it is sent: then each piece is only valid until the next one is asked for. */
  readonly content: readonly Uint8Array[] | (() => Iterable<Uint8Array>);
}

/** The pieces of a body, from its beginning. */
export function piecesOf({ content }: WireBody): Iterable<Uint8Array> {
  return typeof content === 'function' ? content() : content;
}

export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: WireBody | null;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Octets of an answer that are read: a message of 150 MB comes back as base64. */
const LARGEST = 256 * 1024 * 1024;

/** Connections, however many users there are: 800 messages a second, a project's limit, need about so many. */
const SOCKETS = 128;

/** All requests of a run share the connections that are kept. */
export class GoogleWire {
  readonly #timeoutMs: number;
  readonly #plain = new HttpAgent({ keepAlive: true, maxSockets: SOCKETS });
  readonly #secure = new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS });

  /** `timeoutMs`: where nothing is said or heard for longer the connection counts as broken. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Sends a request and reads the whole answer, whatever its status. Rejects where the connection breaks. */
  ask({ method, url, headers, body }: WireRequest): Promise<WireAnswer> {
    const isSecure = url.protocol === 'https:';
    const own: Record<string, string> = { ...headers, 'user-agent': 'kerio-exit (gzip)' };
    if (method === 'GET') own['accept-encoding'] = 'gzip';
    else own['content-length'] = String(body?.length ?? 0);
    return new Promise((resolve, reject) => {
      const agent = isSecure ? this.#secure : this.#plain;
      const outgoing = (isSecure ? httpsRequest : httpRequest)(url, { method, headers: own, agent });
      const fail = (error: Error): void => {
        outgoing.destroy();
        reject(error);
      };
      const ms = this.#timeoutMs;
      outgoing.setTimeout(ms, () => outgoing.destroy(new Error(`nothing was said for ${ms / 1000} s`)));
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        readAll(incoming, LARGEST).then((bytes) => {
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text: bytes.toString() });
        }, fail);
      });
      if (body === null) outgoing.end();
      else if (typeof body.content === 'function') sendPieces(outgoing, body.content()).catch(fail);
      else {
        // All of it in as few packets as it takes.
        outgoing.cork();
        for (const piece of body.content) outgoing.write(piece);
        outgoing.end();
      }
    });
  }
}

/** Sends pieces, one when the one before is on its way. */
async function sendPieces(outgoing: ClientRequest, pieces: Iterable<Uint8Array>): Promise<void> {
  for (const piece of pieces) {
    if (outgoing.destroyed) return;
    await new Promise<void>((resolve, reject) =>
      outgoing.write(piece, (error) => {
        if (error) reject(error);
        else resolve();
      }),
    );
  }
  outgoing.end();
}
