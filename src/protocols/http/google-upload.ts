/**
 * Uploads of messages (developers.google.com/workspace/gmail/api/guides/uploads): in one request with the metadata up to 5 MB, above in steps
 * that are taken up again where a connection broke.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionLost } from '../../core/failures.js';
import { type GoogleClient, jsonBody } from './google-client.js';
import { GoogleError } from './google-errors.js';
import { piecesOf, type WireAnswer, type WireBody } from './google-wire.js';

/** An upload. */
export interface Upload {
  /** Below the root of the API. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly metadata: unknown;
  readonly body: WireBody;
  readonly units: number;
}

/** Larger ones go in steps, bytes. */
export const MULTIPART_LIMIT = 5 * 1024 * 1024;
/** A step but the last is a multiple of 256 KiB. */
const STEP = 32 * 256 * 1024;
/** How often a broken upload is taken up again without having come further. */
const TRIES = 4;
const TYPE = 'message/rfc822';

/** Uploads, and gives the JSON of the answer. Rejects as `GoogleClient.send` does. */
export async function upload<T>(client: GoogleClient, request: Upload, pauses: readonly number[]): Promise<T> {
  await client.spend(request.units);
  return request.body.length <= MULTIPART_LIMIT
    ? await uploadWhole<T>(client, request)
    : await new SteppedUpload(client, request, pauses).run<T>();
}

async function uploadWhole<T>(client: GoogleClient, { path, query, metadata, body }: Upload): Promise<T> {
  // Nothing in a message can hold 24 random bytes that were chosen after it was written.
  const boundary = randomBytes(24).toString('hex');
  const json = `--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(metadata)}\r\n`;
  const head = Buffer.from(`${json}--${boundary}\r\nContent-Type: ${TYPE}\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const what = `upload to ${client.api.name} ${path}`;
  const answer = await client.send({
    method: 'POST',
    url: client.url(path, { ...query, uploadType: 'multipart' }, 'upload/'),
    headers: { 'content-type': `multipart/related; boundary=${boundary}` },
    body: between(head, body, tail),
    what,
  });
  return client.json(answer, what) as T;
}

function between(head: Buffer, { length, content }: WireBody, tail: Buffer): WireBody {
  const whole = head.length + length + tail.length;
  if (typeof content !== 'function') return { length: whole, content: [head, ...content, tail] };
  return {
    length: whole,
    content: function* () {
      yield head;
      yield* content();
      yield tail;
    },
  };
}

class SteppedUpload {
  readonly #client: GoogleClient;
  readonly #upload: Upload;
  readonly #pauses: readonly number[];
  readonly #what: string;
  readonly #reader: StepReader;

  constructor(client: GoogleClient, request: Upload, pauses: readonly number[]) {
    this.#reader = new StepReader(request.body);
    this.#client = client;
    this.#upload = request;
    this.#pauses = pauses;
    this.#what = `upload to ${client.api.name} ${request.path}`;
  }

  async run<T>(): Promise<T> {
    try {
      return await this.#steps<T>();
    } finally {
      this.#reader.close();
    }
  }

  async #steps<T>(): Promise<T> {
    let address: URL | null = null;
    let from = 0;
    let broken = 0;
    let isKnown = true;
    for (;;) {
      let response: WireAnswer;
      try {
        address ??= await this.#begin();
        response = isKnown ? await this.#step(address, from) : await this.#ask(address);
      } catch (error) {
        const isGone = address !== null && error instanceof GoogleError && error.advice.kind === 'missing';
        if ((!isGone && !isBreak(error)) || broken >= TRIES) throw error;
        // All of it was sent, and nobody remembers the upload: perhaps it was stored.
        if (isGone && !isKnown && from + STEP >= this.#upload.body.length) throw new ConnectionLost(error.message);
        await sleep(this.#pauses[Math.min(broken, this.#pauses.length - 1)] ?? 0);
        broken += 1;
        if (isGone) address = null;
        if (isGone) from = 0;
        isKnown = address === null;
        continue;
      }
      if (response.status !== 308) return this.#client.json(response, this.#what) as T;
      const next = nextByte(response);
      if (next > from) broken = 0;
      from = next;
      isKnown = true;
    }
  }

  async #begin(): Promise<URL> {
    const { path, query, metadata, body } = this.#upload;
    const response = await this.#client.send({
      method: 'POST',
      url: this.#client.url(path, { ...query, uploadType: 'resumable' }, 'upload/'),
      headers: {
        'content-type': 'application/json; charset=UTF-8',
        'x-upload-content-type': TYPE,
        'x-upload-content-length': String(body.length),
      },
      body: jsonBody(metadata),
      what: this.#what,
    });
    const location = response.headers.location ?? '';
    const own = this.#client.url(path);
    // The token goes along: only to where it was asked for.
    if (!URL.canParse(location) || new URL(location).origin !== own.origin)
      throw new ConnectionLost(`${this.#what}: the address for the upload is missing or strange`);
    return new URL(location);
  }

  #step(address: URL, from: number): Promise<WireAnswer> {
    const { length } = this.#upload.body;
    const to = Math.min(length, from + STEP);
    const body = { length: to - from, content: () => this.#reader.slice(from, to) };
    return this.#put(address, `bytes ${from}-${to - 1}/${length}`, body);
  }

  /** How far it has come: a 308 tells, or the final answer. */
  #ask(address: URL): Promise<WireAnswer> {
    return this.#put(address, `bytes */${this.#upload.body.length}`, null);
  }

  #put(url: URL, range: string, body: WireBody | null): Promise<WireAnswer> {
    return this.#client.send({ method: 'PUT', url, headers: { 'content-range': range }, body, what: this.#what });
  }
}

function isBreak(error: unknown): boolean {
  return error instanceof ConnectionLost || (error instanceof GoogleError && error.advice.kind === 'trouble');
}

/** `Range: bytes=0-524287` on a 308; without one nothing has come. */
function nextByte({ headers }: WireAnswer): number {
  const last = /^bytes=0-(\d+)$/.exec(headers.range ?? '')?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}

/** Reads content in steps, each once unless one has to be sent again. */
class StepReader {
  readonly #body: WireBody;
  #pieces: Iterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array();
  /** Where the piece begins. */
  #at = 0;

  constructor(body: WireBody) {
    this.#body = body;
    this.#pieces = piecesOf(body)[Symbol.iterator]();
  }

  /** Gives back what it reads from. */
  close(): void {
    this.#pieces.return?.();
  }

  /** The bytes from one place to another. Each piece is only valid until the next one is asked for. */
  *slice(from: number, to: number): Generator<Uint8Array> {
    if (from < this.#at) {
      this.close();
      this.#pieces = piecesOf(this.#body)[Symbol.iterator]();
      this.#piece = new Uint8Array();
      this.#at = 0;
    }
    for (;;) {
      const own = this.#piece.subarray(Math.max(0, from - this.#at), Math.max(0, to - this.#at));
      if (own.length > 0) yield own;
      if (this.#at + this.#piece.length >= to) return;
      const next = this.#pieces.next();
      if (next.done === true) return;
      this.#at += this.#piece.length;
      this.#piece = next.value;
    }
  }
}
