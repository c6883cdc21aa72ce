/** Responses of ManageSieve (RFC 5804 section 4), read from a socket as they come. */
import type { Socket } from 'node:net';
import { ConnectionLost } from '../../core/failures.js';

export interface Response {
  readonly ok: boolean;
  /** The server ends the connection with it. */
  readonly bye: boolean;
  /** Without its parentheses, upper case; empty without one. */
  readonly code: string;
  readonly words: string;
  /** What came before the last line: its words and strings, line by line. */
  readonly lines: readonly (readonly string[])[];
}

/** No script and no list of scripts is larger, in octets. */
const LARGEST = 16 * 1024 * 1024;

/** Takes responses off a socket, one after the other. */
export class ResponseReader {
  readonly #socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);
  #failure: Error | null = null;
  #wake: (() => void) | null = null;
  /** How much has to be there before it is worth looking again. */
  #enough = 0;

  constructor(socket: Socket, timeoutMs: number) {
    this.#socket = socket;
    socket.setTimeout(timeoutMs, () => this.#fail(new ConnectionLost(`nothing was said for ${timeoutMs / 1000} s`)));
    socket.on('data', this.#take);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
  }

  /** The socket is somebody else's now. */
  stop(): void {
    this.#socket.off('data', this.#take);
    this.#socket.off('close', this.#onClose);
    this.#socket.setTimeout(0);
  }

  /** The next whole response. Rejects with ConnectionLost. */
  async next(): Promise<Response> {
    for (;;) {
      const read = readResponse(this.#bytes);
      if ('response' in read) {
        this.#bytes = this.#bytes.subarray(read.length);
        return read.response;
      }
      this.#enough = read.enough;
      if (this.#failure !== null) throw this.#failure;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  readonly #take = (chunk: Buffer): void => {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    if (this.#bytes.length > LARGEST) this.#fail(new ConnectionLost('the answer is too large'));
    else if (this.#bytes.length >= this.#enough) this.#wakeUp();
  };

  readonly #onError = (error: Error): void => this.#fail(error);

  readonly #onClose = (): void => this.#fail(new ConnectionLost('the server closed the connection'));

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wakeUp();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}

type Read = { readonly response: Response; readonly length: number } | { readonly enough: number };

/** Reads one response from the beginning of some bytes; says how many it takes at least where it is not whole yet. */
export function readResponse(bytes: Buffer): Read {
  const lines: string[][] = [];
  let at = 0;
  for (;;) {
    const line = readLine(bytes, at);
    if ('enough' in line) return line;
    at = line.end;
    const [status = ''] = line.words;
    const kind = line.isBare ? status.toUpperCase() : '';
    if (kind !== 'OK' && kind !== 'NO' && kind !== 'BYE') {
      lines.push(line.words);
      continue;
    }
    const [, ...rest] = line.words;
    const code = rest[0]?.startsWith('(') === true ? (rest.shift() ?? '') : '';
    const words = rest.join(' ').replace(/\s+/g, ' ').trim();
    const response = { ok: kind === 'OK', bye: kind === 'BYE', code: code.slice(1, -1).toUpperCase(), words, lines };
    return { response, length: at };
  }
}

type Line =
  | { readonly words: string[] /** The first is no string. */; readonly isBare: boolean; readonly end: number }
  | { readonly enough: number };

/** Words, quoted strings, literals and a code in parentheses, up to the end of the line. */
function readLine(bytes: Buffer, start: number): Line {
  const words: string[] = [];
  let isBare = false;
  let at = start;
  for (;;) {
    const char = bytes[at];
    if (char === undefined) return { enough: at + 1 };
    if (char === CR || char === LF) {
      const end = bytes[at] === CR ? at + 2 : at + 1;
      return bytes.length < end ? { enough: end } : { words, isBare, end };
    }
    if (char === SPACE) {
      at += 1;
      continue;
    }
    const piece =
      char === QUOTE ? readQuoted(bytes, at) : char === BRACE ? readLiteral(bytes, at) : readWord(bytes, at);
    if ('enough' in piece) return piece;
    if (words.length === 0) isBare = char !== QUOTE && char !== BRACE;
    words.push(piece.text);
    at = piece.end;
  }
}

const [CR, LF, SPACE, QUOTE, BRACE, BACKSLASH, OPEN, CLOSE] = [13, 10, 32, 34, 123, 92, 40, 41];

type Piece = { readonly text: string; readonly end: number } | { readonly enough: number };

function readQuoted(bytes: Buffer, start: number): Piece {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  if (at >= bytes.length) return { enough: at + 1 };
  return { text: bytes.toString('utf8', start + 1, at).replace(/\\(.)/gs, '$1'), end: at + 1 };
}

function readLiteral(bytes: Buffer, start: number): Piece {
  const close = bytes.indexOf('\n', start);
  if (close < 0) return { enough: bytes.length + 1 };
  const digits = /^\{(\d{1,8})\+?\}\r?$/.exec(bytes.toString('latin1', start, close))?.[1];
  if (digits === undefined) return readWord(bytes, start);
  const end = close + 1 + Number(digits);
  return bytes.length < end ? { enough: end } : { text: bytes.toString('utf8', close + 1, end), end };
}

/** Up to a blank; a code in parentheses is one word, with what is quoted in it. */
function readWord(bytes: Buffer, start: number): Piece {
  let at = start;
  if (bytes[at] === OPEN) {
    let isQuoted = false;
    while (at < bytes.length && bytes[at] !== LF && (isQuoted || bytes[at] !== CLOSE)) {
      if (bytes[at] === QUOTE) isQuoted = !isQuoted;
      at += 1;
    }
    if (at >= bytes.length) return { enough: at + 1 };
    const end = bytes[at] === CLOSE ? at + 1 : at;
    return { text: bytes.toString('utf8', start, end), end };
  }
  while (at < bytes.length && bytes[at] !== SPACE && bytes[at] !== CR && bytes[at] !== LF) at += 1;
  if (at >= bytes.length) return { enough: at + 1 };
  return { text: bytes.toString('utf8', start, at), end: at };
}
