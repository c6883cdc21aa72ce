/** The data items of a FETCH response (RFC 3501 section 7.4.2). */
import type { Response } from './response-reader.js';

/** A value: an atom or quoted string as text, a literal as bytes, NIL as null, a parenthesised list. */
export type Value = string | Buffer | null | readonly Value[];

/** What a FETCH response says about one message. */
export interface FetchedItems {
  readonly sequence: number;
  /** By item name in upper case, brackets included: `BODY[HEADER.FIELDS (DATE)]`. */
  readonly items: ReadonlyMap<string, Value>;
}

/** Reads `* n FETCH (…)`; null for any other response, or where nothing could be made of it. */
export function parseFetch(response: Response): FetchedItems | null {
  const match = /^\* (\d{1,10}) FETCH \(/i.exec(response.text);
  if (match === null) return null;
  const reader = new ValueReader(response, match[0].length - 1);
  const list = reader.read();
  // A response that a broken connection cut short may look like one, but it does not end where it should.
  if (!Array.isArray(list) || !reader.isAtEnd) return null;
  const items = new Map<string, Value>();
  for (let at = 0; at + 1 < list.length; at += 2) {
    const name: Value | undefined = list[at] as Value | undefined;
    if (typeof name === 'string') items.set(name.toUpperCase(), (list[at + 1] ?? null) as Value);
  }
  return { sequence: Number(match[1]), items };
}

/** The flags of a FLAGS item. */
export function flagsOf(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.filter((flag): flag is string => typeof flag === 'string') : [];
}

/** A text or literal as bytes; empty for NIL and lists. */
export function bytesOf(value: Value | undefined): Buffer {
  if (typeof value === 'string') return Buffer.from(value, 'latin1');
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}

/** Deeper than any item we ask for is nested; bounds the stack. */
const DEEPEST = 20;

class ValueReader {
  readonly #text: string;
  readonly #literals: readonly Buffer[];
  #at: number;
  #literal = 0;
  /** Lists that were opened and not closed yet. */
  #open = 0;

  constructor(response: Response, start: number) {
    this.#text = response.text;
    this.#literals = response.literals;
    this.#at = start;
  }

  /** Everything has been read, and every list that was opened was closed. */
  get isAtEnd(): boolean {
    return this.#at === this.#text.length && this.#open === 0;
  }

  read(depth = 0): Value {
    const first = this.#text[this.#at];
    if (first === '(') return depth < DEEPEST ? this.#list(depth) : this.#skipAll();
    if (first === '"') return this.#quoted();
    if (first === '{' || (first === '~' && this.#text[this.#at + 1] === '{')) return this.#takeLiteral();
    const atom = this.#atom();
    return atom.toUpperCase() === 'NIL' ? null : atom;
  }

  #list(depth: number): Value[] {
    const values: Value[] = [];
    this.#at += 1;
    this.#open += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')') {
      if (this.#text[this.#at] === ' ') this.#at += 1;
      else values.push(this.read(depth + 1));
    }
    if (this.#text[this.#at] === ')') this.#open -= 1;
    this.#at += 1;
    return values;
  }

  #quoted(): string {
    let value = '';
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      let char = this.#text[this.#at] ?? '';
      if (char === '"') break;
      if (char === '\\') {
        this.#at += 1;
        char = this.#text[this.#at] ?? '';
      }
      value += char;
    }
    this.#at += 1;
    return value;
  }

  #takeLiteral(): Buffer {
    this.#at = this.#text.indexOf('}', this.#at) + 1 || this.#text.length;
    const bytes = this.#literals[this.#literal] ?? Buffer.alloc(0);
    this.#literal += 1;
    return bytes;
  }

  /** An atom; what stands in its brackets belongs to it, blanks and parentheses included. */
  #atom(): string {
    const start = this.#at;
    let bracket = false;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const char = this.#text[this.#at];
      if (char === '[') bracket = true;
      else if (char === ']') bracket = false;
      else if (!bracket && (char === ' ' || char === ')' || char === '(')) break;
    }
    // A character that begins nothing must not stop us for ever.
    if (this.#at === start) this.#at += 1;
    return this.#text.slice(start, this.#at);
  }

  #skipAll(): null {
    this.#at = this.#text.length;
    return null;
  }
}
