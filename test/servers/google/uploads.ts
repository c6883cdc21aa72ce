/** Google's upload forms: metadata and content in one request (multipart/related), or in pieces that may be taken up again. */
import { refuse, type Reply } from './reply.js';

/** What a whole upload brought. */
export interface Uploaded {
  readonly metadata: unknown;
  readonly media: Buffer;
}

interface Session {
  readonly user: string;
  readonly target: URL;
  readonly metadata: unknown;
  readonly length: number;
  received: Buffer;
}

/** Pieces but the last are multiples of this, in bytes. */
const STEP = 256 * 1024;
const MULTIPART_LIMIT = 5 * 1024 * 1024;

/** Takes a multipart/related body apart (RFC 2387). A string says what is wrong with it. */
export function readMultipart(type: string, body: Buffer): Uploaded | string {
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary === undefined) return 'no boundary';
  if (body.length > MULTIPART_LIMIT + 64 * 1024) return 'too large for a multipart upload';
  const mark = Buffer.from(`--${boundary}`);
  const first = body.indexOf(mark);
  const second = body.indexOf(mark, first + mark.length);
  // Google's own Python client ends lines in LF.
  const eol = body[first + mark.length] === 13 ? '\r\n' : '\n';
  const last = body.lastIndexOf(`${eol}--${boundary}--`);
  if (first !== 0 || second < 0 || last < second) return 'a boundary is missing';
  const part = (from: number, to: number): { head: string; content: Buffer } => {
    const bytes = body.subarray(from, to);
    const blank = bytes.indexOf(eol + eol);
    return { head: bytes.subarray(0, blank).toString(), content: bytes.subarray(blank + 2 * eol.length) };
  };
  const metadata = part(first + mark.length, second - eol.length);
  const media = part(second + mark.length, last);
  if (!/application\/json/i.test(metadata.head)) return 'the first part is no JSON';
  if (!/message\/rfc822/i.test(media.head)) return 'the second part is no message';
  return { metadata: JSON.parse(metadata.content.toString()), media: media.content };
}

export class ResumableUploads {
  readonly #sessions = new Map<string, Session>();

  /** Begins one; gives its address. */
  begin(session: Omit<Session, 'received'>): string {
    const id = `upload-${this.#sessions.size + 1}`;
    this.#sessions.set(id, { ...session, received: Buffer.alloc(0) });
    const address = new URL(session.target);
    address.searchParams.set('upload_id', id);
    return address.href;
  }

  /** Takes a piece, or says how much is there. What is whole is given back with where it goes. */
  take(
    id: string,
    range: string,
    body: Buffer,
  ): Reply | { readonly whole: Uploaded; readonly target: URL; readonly user: string } {
    const session = this.#sessions.get(id);
    if (session === undefined) return refuse(404, 'notFound', 'no such upload');
    const [, from, to, total] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+)$/.exec(range) ?? [];
    if (total === undefined || Number(total) !== session.length)
      return refuse(400, 'badRequest', 'a bad Content-Range');
    if (from !== undefined && to !== undefined) {
      if (Number(from) !== session.received.length) return refuse(400, 'badRequest', 'that is not what comes next');
      const isLast = Number(to) + 1 === session.length;
      if (Number(to) - Number(from) + 1 < body.length) return refuse(400, 'badRequest', 'more than was said');
      // What was cut on the way counts as far as it came, in whole steps.
      const isCut = body.length < Number(to) - Number(from) + 1;
      if (!isLast && !isCut && body.length % STEP !== 0) return refuse(400, 'badRequest', 'no multiple of 256 KiB');
      const kept = isCut ? body.subarray(0, body.length - (body.length % STEP)) : body;
      session.received = Buffer.concat([session.received, kept]);
    }
    const { received, length, metadata, target, user } = session;
    if (received.length < length)
      return { status: 308, headers: received.length === 0 ? {} : { range: `bytes=0-${received.length - 1}` } };
    this.#sessions.delete(id);
    return { whole: { metadata, media: received }, target, user };
  }
}
