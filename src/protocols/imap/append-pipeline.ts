/**
 * APPEND as fast as the wire allows (RFC 3501 section 6.3.11): commands go out while earlier ones are unanswered, bounded by
 * a window; several messages in one command where the server has MULTIAPPEND (RFC 3502); literals without waiting where it
 * has LITERAL+ or LITERAL- (RFC 7888).
 */
import { formatInternalDate } from './internal-date.js';
import { ConnectionLost } from '../../core/failures.js';
import type { Session } from './session.js';
import type { Status } from './status.js';
import { quoteMailbox } from './wire-name.js';

/** The bytes of one message, CRLF line ends, length known beforehand. */
export interface Literal {
  readonly length: number;
  /** In memory, or read while it is sent: then each piece is only valid until the next one is asked for. */
  readonly content: readonly Buffer[] | (() => Iterable<Uint8Array>);
}

export interface AppendMessage {
  readonly flags: readonly string[];
  /** INTERNALDATE, unix seconds; null leaves it to the server. */
  readonly date: number | null;
  readonly literal: Literal;
}

/** How far writing may run ahead of the answers. */
export interface AppendWindow {
  readonly bytes: number;
  readonly commands: number;
}

/** How a server takes literals. */
export type LiteralMode = 'plus' | 'minus' | 'sync';

/** LITERAL- allows this many octets without waiting. */
const LITERAL_MINUS_LIMIT = 4096;
/** Above this a server is asked first even where that costs a round trip: it may refuse before the bytes are on the way. */
const ASK_FIRST = 8 * 1024 * 1024;

/** How the server of these capabilities takes literals. */
export function literalMode(capabilities: ReadonlySet<string>): LiteralMode {
  if (capabilities.has('LITERAL+')) return 'plus';
  return capabilities.has('LITERAL-') || capabilities.has('IMAP4REV2') ? 'minus' : 'sync';
}

/** Whether several messages may share one command: worth it only where their literals need no leave. */
export function takesMultiAppend(capabilities: ReadonlySet<string>): boolean {
  return capabilities.has('MULTIAPPEND') && capabilities.has('LITERAL+');
}

export class AppendPipeline {
  readonly #session: Session;
  readonly #mailbox: string;
  readonly #window: AppendWindow;
  readonly #mode: LiteralMode;
  #bytes = 0;
  #commands = 0;
  #wake: (() => void) | null = null;

  constructor(session: Session, wireName: string, window: AppendWindow) {
    this.#session = session;
    this.#mailbox = quoteMailbox(wireName);
    this.#window = window;
    this.#mode = literalMode(session.capabilities);
  }

  /**
   * Writes one APPEND and resolves when it is on its way; `answer` settles with the server's word on all its messages.
   * Waits first until the window has room. One call at a time. Rejects with ConnectionLost, and with whatever reading a
   * message throws: then the connection is broken, since half a literal cannot be taken back.
   */
  async append(messages: readonly AppendMessage[]): Promise<{ readonly answer: Promise<Status> }> {
    const size = messages.reduce((sum, { literal }) => sum + literal.length, 0);
    await this.#room(size);
    const { tag, answer } = this.#session.issue();
    this.#bytes += size;
    this.#commands += 1;
    const settled = (): void => {
      this.#bytes -= size;
      this.#commands -= 1;
      this.#wake?.();
    };
    answer.then(settled, settled);
    await this.#writeCommand(tag, messages, answer);
    return { answer };
  }

  /** Resolves when everything is answered, or the connection lost. */
  async drained(): Promise<void> {
    while (this.#commands > 0) await this.#change();
  }

  async #room(size: number): Promise<void> {
    const { bytes, commands } = this.#window;
    while (this.#commands > 0 && (this.#commands >= commands || this.#bytes + size > bytes)) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  async #writeCommand(tag: string, messages: readonly AppendMessage[], answer: Promise<Status>): Promise<void> {
    let start = `${tag} APPEND ${this.#mailbox}`;
    for (const { flags, date, literal } of messages) {
      const ask = this.#mustAsk(literal.length);
      const when = date === null ? '' : ` "${formatInternalDate(date)}"`;
      this.#session.write(`${start} (${flags.join(' ')})${when} {${literal.length}${ask ? '' : '+'}}\r\n`);
      if (ask && !(await this.#session.continuation(answer))) return;
      await this.#writeLiteral(literal);
      start = '';
    }
    this.#session.write('\r\n');
    await this.#session.flushed();
  }

  #mustAsk(length: number): boolean {
    if (this.#mode === 'plus') return length > ASK_FIRST;
    return this.#mode === 'sync' || length > LITERAL_MINUS_LIMIT;
  }

  async #writeLiteral(literal: Literal): Promise<void> {
    if (typeof literal.content !== 'function') {
      for (const piece of literal.content) this.#session.write(piece);
      return;
    }
    try {
      await this.#stream(literal.length, literal.content());
    } catch (error) {
      if (!(error instanceof ConnectionLost)) this.#session.break('a message could not be read while it was sent');
      throw error;
    }
  }

  async #stream(length: number, pieces: Iterable<Uint8Array>): Promise<void> {
    let left = length;
    for (const piece of pieces) {
      if (piece.length > left) throw new Error('the message grew while it was sent');
      left -= piece.length;
      await this.#session.writeThrough(piece);
    }
    if (left > 0) throw new Error('the message shrank while it was sent');
  }
}
