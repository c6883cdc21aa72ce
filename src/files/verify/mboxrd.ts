import type { ByteStream } from './byte-stream.js';

const LF = 10;
const CR = 13;
const QUOTE = 62;
const COLON = 58;
const FROM = [70, 114, 111, 109, 32];

/** Bytes that must be at hand to judge one: `From ` and a CRLF are seen whole. */
const AHEAD = 8;

/**
 * Walks the text of a message and its copy in an mbox side by side: the copy has LF for CRLF, and one `>` more before each
 * line `>*From ` (mboxrd). Written apart from the writer's own conversion, so that an error in that one shows.
 */
export class TextMatch {
  readonly #source: ByteStream;
  readonly #output: ByteStream;
  /** Lines end in CR alone, which the copy has as LF. */
  readonly #crOnly: boolean;
  #lineStart = true;
  #last = LF;

  constructor(source: ByteStream, output: ByteStream, crOnly: boolean) {
    this.#source = source;
    this.#output = output;
    this.#crOnly = crOnly;
  }

  /** Goes to the source's position `to` (or its end). False where the copy differs: both streams stand there. */
  goTo(to: number): boolean {
    const source = this.#source;
    const output = this.#output;
    for (;;) {
      source.ensure(AHEAD);
      output.ensure(AHEAD);
      const end = Math.min(to - source.base, source.ended ? source.end : source.end - AHEAD + 1);
      if (source.at >= end) return true;
      if (!this.#run(end)) return false;
    }
  }

  /** The next line is the first one after something else. */
  beginLine(): void {
    this.#lineStart = true;
  }

  /** Both sides were brought into the midst of a line. */
  continueLine(): void {
    this.#lineStart = false;
    this.#last = COLON;
  }

  /** Whether the copy ends as it should: the last line is ended, and an empty line follows. */
  isEnded(): boolean {
    const output = this.#output;
    output.ensure(AHEAD);
    const rest = output.bytes.subarray(output.at, output.end);
    const wanted = this.#last === LF ? 1 : 2;
    return rest.length === wanted && rest.every((byte) => byte === LF);
  }

  /** Matches what is at hand, up to `end` of the source's memory. */
  #run(end: number): boolean {
    const { bytes: from, end: known } = this.#source;
    const { bytes: copy, end: copied } = this.#output;
    const stop = this.#output.ended ? copied : copied - AHEAD + 1;
    let s = this.#source.at;
    let o = this.#output.at;
    let lineStart = this.#lineStart;
    let same = true;
    let byte = this.#last;
    while (s < end && o < stop) {
      byte = from[s] ?? 0;
      if (lineStart && byte === FROM[0] && isFrom(from, s, known)) {
        if (copy[o] !== QUOTE || o + 1 >= copied) {
          same = false;
          break;
        }
        o += 1;
      }
      if (byte === CR && (this.#crOnly || (s + 1 < known && from[s + 1] === LF))) {
        if (!this.#crOnly) s += 1;
        byte = LF;
      }
      if (copy[o] !== byte) {
        same = false;
        break;
      }
      s += 1;
      o += 1;
      lineStart = byte === LF || (lineStart && byte === QUOTE);
      if (lineStart) continue;
      // The rest of a line, where nothing changes.
      while (s < end && o < stop) {
        const next = from[s] ?? 0;
        if (next === LF || next === CR || next !== copy[o]) break;
        byte = next;
        s += 1;
        o += 1;
      }
    }
    this.#source.at = s;
    this.#output.at = o;
    this.#lineStart = lineStart;
    this.#last = byte;
    return same && !(s < end && o >= copied && this.#output.ended);
  }
}

function isFrom(bytes: Uint8Array, at: number, end: number): boolean {
  return at + FROM.length <= end && FROM.every((byte, step) => bytes[at + step] === byte);
}
