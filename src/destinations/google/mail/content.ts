/**
 * What a message says, whole: tells messages with one Message-ID apart, at both sides. Of the header only what its writer wrote counts: how
 * it travelled (Received, X-…) differs from copy to copy.
 */
import { createHash, type Hash } from 'node:crypto';
import { parseDate } from '../../../message/date.js';
import { fieldValue, firstValue, readHeaderBlock } from '../../../message/header.js';

/** Fields that tell messages apart. What stood in a From that Gmail refuses is in X-Old-From there. */
const TELLING: ReadonlyMap<string, string> = new Map([
  ...['to', 'cc', 'bcc', 'subject', 'from', 'content-type', 'content-transfer-encoding'].map(
    (name): [string, string] => [name, name],
  ),
  ['x-old-from', 'from'],
]);

/** Stands for a sender that nobody knows. */
export const UNKNOWN_SENDER = 'unknown@kerio-exit.invalid';

const LF = 10;
const CR = 13;
/** Characters of a digest: 132 bits of SHA-256. */
const LENGTH = 22;

/** Takes a message in, piece by piece. */
export class ContentDigest {
  readonly #hash: Hash;
  /** Line ends that are only part of it if something follows: copies. */
  readonly #held: Buffer[] = [];

  /** `head`: its header as it is sent, or was; `time`: what it counts as its date, unix seconds. */
  constructor(head: Uint8Array, time: number | null) {
    this.#hash = createHash('sha256').update(`${time ?? ''}\n${headerText(head)}\n\n`);
  }

  /** Takes the next piece of the body, lines ending in CRLF. */
  update(piece: Uint8Array): void {
    let length = piece.length;
    while (length > 0 && (piece[length - 1] === LF || piece[length - 1] === CR)) length -= 1;
    if (length > 0) {
      for (const ends of this.#held.splice(0)) this.#hash.update(ends);
      this.#hash.update(piece.subarray(0, length));
    }
    if (length < piece.length) this.#held.push(Buffer.from(piece.subarray(length)));
  }

  digest(): string {
    return this.#hash.digest('base64url').slice(0, LENGTH);
  }
}

/** The digest of a whole message as a server gives it back. */
export function digestOf(bytes: Uint8Array): string {
  const block = readHeaderBlock(bytes);
  const date = firstValue(bytes, block, 'date');
  const digest = new ContentDigest(bytes.subarray(0, block.end), date === null ? null : parseDate(date));
  digest.update(bytes.subarray(block.bodyStart));
  return digest.digest();
}

function headerText(head: Uint8Array): string {
  const values = readHeaderBlock(head).fields.flatMap((field) => {
    const name = TELLING.get(field.name);
    if (name === undefined) return [];
    const value = fieldValue(head, field).replace(/\s+/g, '');
    return value === UNKNOWN_SENDER ? [] : [`${name}:${value}`];
  });
  return values.sort().join('\n');
}
