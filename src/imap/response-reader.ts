/** Cuts what a server sends into responses: lines, with the literals in them (RFC 3501 section 4.3). */

const LF = 10;
const CR = 13;

/** One response: its text as Latin-1 without the line end, and the literals whose marks (`{123}`) stand in the text. */
export interface Response {
  readonly text: string;
  readonly literals: readonly Buffer[];
}

/** A server sent more in one response than any answer to our commands can hold, or a literal without an end. */
export class ProtocolError extends Error {}

/** What one response may weigh: a list of a million UIDs fits, memory does not run out. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Takes bytes in pieces of any size, gives whole responses in order. */
export class ResponseReader {
  readonly #onResponse: (response: Response) => void;
  /** Bytes not yet cut, in pieces: joined only when enough of them are there. */
  #pieces: Buffer[] = [];
  #held = 0;
  /** How many bytes are needed before it is worth looking again. */
  #wanted = 1;
  #text = '';
  #literals: Buffer[] = [];
  #weight = 0;

  constructor(onResponse: (response: Response) => void) {
    this.#onResponse = onResponse;
  }

  /** Takes the next bytes. Throws a ProtocolError when a response grows beyond all measure. */
  push(chunk: Buffer): void {
    this.#pieces.push(chunk);
    this.#held += chunk.length;
    if (this.#held < this.#wanted) return;
    this.#cut(this.#pieces.length === 1 ? chunk : Buffer.concat(this.#pieces, this.#held));
  }

  #cut(bytes: Buffer): void {
    let at = 0;
    this.#wanted = 1;
    for (;;) {
      const end = bytes.indexOf(LF, at);
      if (end < 0) break;
      const line = bytes.toString('latin1', at, end > at && bytes[end - 1] === CR ? end - 1 : end);
      const size = literalSize(this.#text === '' ? line : this.#text, line);
      if (size === null) {
        at = end + 1;
        this.#give(this.#text + line);
        continue;
      }
      this.#weigh(this.#weight + line.length + size);
      if (bytes.length - end - 1 < size) {
        this.#wanted = end + 1 - at + size;
        break;
      }
      this.#text += line;
      this.#weight += line.length + size;
      // A copy: a view would keep the whole chunk alive for as long as one header of it.
      this.#literals.push(Buffer.from(bytes.subarray(end + 1, end + 1 + size)));
      at = end + 1 + size;
    }
    this.#keep(at === 0 ? bytes : bytes.subarray(at));
  }

  #give(text: string): void {
    const response = { text, literals: this.#literals };
    this.#text = '';
    this.#literals = [];
    this.#weight = 0;
    this.#onResponse(response);
  }

  #keep(rest: Buffer): void {
    this.#weigh(rest.length);
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#held = rest.length;
  }

  #weigh(bytes: number): void {
    if (bytes > MOST_BYTES) throw new ProtocolError('the server sent an answer without an end');
  }
}

/**
 * The size of the literal that a line announces, or null. Status responses end in words for people, which may happen to
 * look like the mark of a literal.
 */
function literalSize(start: string, line: string): number | null {
  if (!line.endsWith('}')) return null;
  const match = /\{(\d{1,10})\+?\}$/.exec(line);
  if (match === null || /^\S+ (OK|NO|BAD|BYE|PREAUTH)\b/i.test(start) || start.startsWith('+')) return null;
  return Number(match[1]);
}
