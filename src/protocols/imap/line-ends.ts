/** Line ends and line lengths on the way to a server: CRLF everywhere, NULs gone, lines cut where a server needs it. */

const NUL = 0;
const LF = 10;
const CR = 13;
const SPACE = 32;
const CRLF = Buffer.from('\r\n');

/** What was found in a message that cannot be sent as it is. */
export interface LineFaults {
  /** Lines that end in LF alone. */
  readonly bareLf: boolean;
  /** No LF at all, but CR: lines as old Mac systems wrote them. */
  readonly crOnly: boolean;
  readonly nul: boolean;
  /** Octets of the longest line, without its end. */
  readonly longest: number;
}

/** Looks at a message in pieces of any size. */
export class LineSurvey {
  #bareLf = false;
  #anyLf = false;
  #anyCr = false;
  #nul = false;
  #longest = 0;
  #column = 0;
  #lastByte = -1;

  look(piece: Uint8Array): void {
    const bytes = asBuffer(piece);
    if (bytes.length === 0) return;
    this.#nul ||= bytes.indexOf(NUL) >= 0;
    this.#anyCr ||= bytes.indexOf(CR) >= 0;
    let start = 0;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, start)) {
      this.#anyLf = true;
      const before = at > 0 ? bytes[at - 1] : this.#lastByte;
      if (before !== CR) this.#bareLf = true;
      this.#longest = Math.max(this.#longest, this.#column + at - start - (before === CR ? 1 : 0));
      this.#column = 0;
      start = at + 1;
    }
    this.#column += bytes.length - start;
    this.#lastByte = bytes[bytes.length - 1] ?? -1;
  }

  result(): LineFaults {
    return {
      bareLf: this.#bareLf,
      crOnly: this.#anyCr && !this.#anyLf,
      nul: this.#nul,
      longest: Math.max(this.#longest, this.#column),
    };
  }
}

/** What to change. */
export interface LineRules {
  /** Lines end in CR. */
  readonly crOnly: boolean;
  readonly nul: boolean;
  /** Octets a line may have; null leaves long lines alone. */
  readonly longest: number | null;
}

/**
 * Rewrites a message in pieces: each line end becomes CRLF, each NUL a blank (a plain literal cannot hold one, RFC 3501
 * section 4.3), and a line beyond `longest` is cut, at a blank where one is near. A CR in the middle of a line stays.
 * The result does not depend on NUL or CR standing at the edge of a piece; where long lines are cut it depends on the
 * sizes of the pieces, so these must be the same whenever the same bytes are wanted.
 */
export class LineConverter {
  readonly #rules: LineRules;
  #heldCr = false;
  #column = 0;

  constructor(rules: LineRules) {
    this.#rules = rules;
  }

  /** Gives the next bytes, valid until any converter converts again. */
  convert(piece: Uint8Array): Buffer {
    const bytes = asBuffer(piece);
    const { crOnly, longest } = this.#rules;
    const breaks = longest === null ? 0 : 2 * (Math.floor((bytes.length + this.#column) / (longest / 2)) + 1);
    const target = scratchOf(2 * bytes.length + breaks + 3);
    let out = 0;
    let at = 0;
    if (this.#heldCr && bytes.length > 0) {
      this.#heldCr = false;
      if (bytes[0] !== LF) {
        target[out] = CR;
        out += 1;
        this.#column += 1;
      }
    }
    while (at < bytes.length) {
      const end = bytes.indexOf(crOnly ? CR : LF, at);
      let stop = end < 0 ? bytes.length : end;
      if (!crOnly && stop > at && bytes[stop - 1] === CR) {
        stop -= 1;
        this.#heldCr = end < 0;
      }
      out = this.#copyLine(bytes, at, stop, target, out);
      if (end < 0) break;
      out += CRLF.copy(target, out);
      this.#column = 0;
      at = end + 1;
    }
    const result = target.subarray(0, out);
    if (this.#rules.nul) blankNuls(result);
    return result;
  }

  /** What was held back at the end of the last piece. */
  end(): Buffer {
    const rest = this.#heldCr ? Buffer.from([CR]) : Buffer.alloc(0);
    this.#heldCr = false;
    return rest;
  }

  #copyLine(bytes: Buffer, from: number, to: number, target: Buffer, position: number): number {
    let at = from;
    let out = position;
    const { longest } = this.#rules;
    if (longest !== null) {
      while (this.#column + to - at > longest) {
        const limit = Math.max(at, at + longest - this.#column);
        // A blank in the second half of the line is near enough; the cut goes behind it, so that no byte is lost.
        const half = at + Math.floor((limit - at) / 2);
        const blank = bytes.subarray(half, limit).lastIndexOf(SPACE);
        const cut = blank >= 0 ? half + blank + 1 : limit;
        out += bytes.copy(target, out, at, cut);
        out += CRLF.copy(target, out);
        this.#column = 0;
        at = cut;
      }
    }
    out += bytes.copy(target, out, at, to);
    this.#column += to - at;
    return out;
  }
}

/** Conversion is synchronous: one piece of memory serves all. What a very large message needs is not kept. */
let scratch = Buffer.alloc(0);
const KEPT_SCRATCH = 4 * 1024 * 1024;

function scratchOf(length: number): Buffer {
  if (length > KEPT_SCRATCH) return Buffer.allocUnsafeSlow(length);
  if (scratch.length < length) scratch = Buffer.allocUnsafeSlow(Math.min(KEPT_SCRATCH, 2 * length));
  return scratch;
}

function blankNuls(bytes: Buffer): void {
  for (let at = bytes.indexOf(NUL); at >= 0; at = bytes.indexOf(NUL, at + 1)) bytes[at] = SPACE;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
