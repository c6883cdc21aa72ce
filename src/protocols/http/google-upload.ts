/**
 * Uploads of messages (developers.google.com/workspace/gmail/api/guides/uploads): in one request with the metadata up to 5 MB, above in steps
 * that are taken up again where a connection broke.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionLost } from '../../core/failures.js';
import type { GoogleClient } from './google-client.js';
import { GoogleError } from './google-errors.js';

/** Content whose length is known, in pieces that can be had again. */
export interface UploadBody {
  /** Bytes. */
  readonly length: number;
  readonly pieces: () => Iterable<Uint8Array>;
}

/** An upload. */
export interface Upload {
  /** Below the root of the API. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly metadata: unknown;
  readonly body: UploadBody;
  readonly units: number;
}

/** Larger ones go in steps, bytes. */
export const MULTIPART_LIMIT = 5 * 1024 * 1024;
/** A step but the last is a multiple of 256 KiB. */
const STEP = 16 * 256 * 1024;
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
  const head = `--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(metadata)}\r\n`;
  const between = `--${boundary}\r\nContent-Type: ${TYPE}\r\n\r\n`;
  const what = `upload to ${client.api.name} ${path}`;
  const content = Buffer.concat([
    Buffer.from(head + between),
    ...body.pieces(),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const response = await client.send({
    method: 'POST',
    url: client.url(path, { ...query, uploadType: 'multipart' }, 'upload/'),
    headers: { 'content-type': `multipart/related; boundary=${boundary}` },
    body: content,
    what,
  });
  return client.json<T>(response, what);
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
    const address = await this.#begin();
    let from = 0;
    let broken = 0;
    let isKnown = true;
    for (;;) {
      let response: Response;
      try {
        response = isKnown ? await this.#step(address, from) : await this.#ask(address);
      } catch (error) {
        if (!isBreak(error) || broken >= TRIES) throw error;
        await sleep(this.#pauses[Math.min(broken, this.#pauses.length - 1)] ?? 0);
        broken += 1;
        isKnown = false;
        continue;
      }
      if (response.status !== 308) return await this.#client.json<T>(response, this.#what);
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
      body: JSON.stringify(metadata),
      what: this.#what,
    });
    const location = response.headers.get('location') ?? '';
    const own = this.#client.url(path);
    // The token goes along: only to where it was asked for.
    if (!URL.canParse(location) || new URL(location).origin !== own.origin)
      throw new ConnectionLost(`${this.#what}: the address for the upload is missing or strange`);
    return new URL(location);
  }

  #step(address: URL, from: number): Promise<Response> {
    const { length } = this.#upload.body;
    const bytes = this.#reader.read(from, Math.min(length, from + STEP));
    return this.#put(address, `bytes ${from}-${from + bytes.length - 1}/${length}`, bytes);
  }

  /** How far it has come: a 308 tells, or the final answer. */
  #ask(address: URL): Promise<Response> {
    return this.#put(address, `bytes */${this.#upload.body.length}`, null);
  }

  #put(url: URL, range: string, body: Uint8Array<ArrayBuffer> | null): Promise<Response> {
    return this.#client.send({ method: 'PUT', url, headers: { 'content-range': range }, body, what: this.#what });
  }
}

function isBreak(error: unknown): boolean {
  return error instanceof ConnectionLost || (error instanceof GoogleError && error.advice.kind === 'trouble');
}

/** `Range: bytes=0-524287` on a 308; without one nothing has come. */
function nextByte(response: Response): number {
  const last = /^bytes=0-(\d+)$/.exec(response.headers.get('range') ?? '')?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}

/** Reads content in steps, each once unless one has to be sent again. */
class StepReader {
  readonly #body: UploadBody;
  #pieces: Iterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array();
  /** Where the piece begins. */
  #at = 0;

  constructor(body: UploadBody) {
    this.#body = body;
    this.#pieces = body.pieces()[Symbol.iterator]();
  }

  /** The bytes from one place to another: copies. */
  read(from: number, to: number): Buffer<ArrayBuffer> {
    if (from < this.#at) {
      this.#pieces = this.#body.pieces()[Symbol.iterator]();
      this.#piece = new Uint8Array();
      this.#at = 0;
    }
    const bytes = Buffer.alloc(to - from);
    let filled = 0;
    for (;;) {
      const own = this.#piece.subarray(Math.max(0, from + filled - this.#at), Math.max(0, to - this.#at));
      bytes.set(own, filled);
      filled += own.length;
      if (filled >= bytes.length) return bytes;
      const next = this.#pieces.next();
      if (next.done === true) return bytes.subarray(0, filled);
      this.#at += this.#piece.length;
      this.#piece = next.value;
    }
  }
}
