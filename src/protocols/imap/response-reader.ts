/** Cuts what a server sends into responses: lines, with the literals in them (RFC 3501 section 4.3). */

const LF = 10;

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
  readonly #memory: (length: number) => Buffer;
  /** The beginning of a line whose end has not come. */
  #line = '';
  /** Lines of the response so far, each ending in the mark of a literal. */
  #text = '';
  /** The response is words for people: what looks like the mark of a literal at its end is none. */
  #isWords = false;
  #literals: Buffer[] = [];
  /** A literal that is being filled, and how far. */
  #filling: Buffer | null = null;
  #filled = 0;
  #weight = 0;

  /** `memory` gives room for literals. */
  constructor(
    onResponse: (response: Response) => void,
    memory: (length: number) => Buffer = (length) => Buffer.allocUnsafe(length),
  ) {
    this.#onResponse = onResponse;
    this.#memory = memory;
  }

  /** Takes the next bytes. Throws a ProtocolError when a response grows beyond all measure. */
  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      at = this.#filling === null ? this.#takeLine(chunk, at) : this.#fill(this.#filling, chunk, at);
    }
  }

  #fill(literal: Buffer, chunk: Buffer, at: number): number {
    const copied = chunk.copy(literal, this.#filled, at);
    this.#filled += copied;
    if (this.#filled === literal.length) this.#endLiteral(literal);
    return at + copied;
  }

  #takeLine(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(LF, at);
    const stop = end < 0 ? chunk.length : end;
    this.#weigh(stop - at);
    this.#line += chunk.toString('latin1', at, stop);
    if (end < 0) return stop;
    const line = this.#line.endsWith('\r') ? this.#line.slice(0, -1) : this.#line;
    this.#line = '';
    if (this.#text === '') this.#isWords = WORDS.test(line);
    const size = this.#isWords ? null : literalSize(line);
    this.#text += line;
    if (size === null) this.#give();
    else this.#beginLiteral(size);
    return end + 1;
  }

  #beginLiteral(size: number): void {
    this.#weigh(size);
    this.#filled = 0;
    this.#filling = this.#memory(size);
    if (size === 0) this.#endLiteral(this.#filling);
  }

  #endLiteral(literal: Buffer): void {
    this.#literals.push(literal);
    this.#filling = null;
  }

  #give(): void {
    const response = { text: this.#text, literals: this.#literals };
    this.#text = '';
    this.#literals = [];
    this.#weight = 0;
    this.#onResponse(response);
  }

  #weigh(bytes: number): void {
    this.#weight += bytes;
    if (this.#weight > MOST_BYTES) throw new ProtocolError('the server sent an answer without an end');
  }
}

/** How a status response or a request to go on begins. */
const WORDS = /^(?:\+|\S{1,100} (?:OK|NO|BAD|BYE|PREAUTH)\b)/i;

/** The size of the literal that a line announces, or null. */
function literalSize(line: string): number | null {
  const match = line.endsWith('}') ? /\{(\d{1,10})\+?\}$/.exec(line.slice(-13)) : null;
  return match === null ? null : Number(match[1]);
}
