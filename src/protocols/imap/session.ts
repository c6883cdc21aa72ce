/**
 * An authenticated IMAP connection spoken by ourselves. Libraries run one command at a time; here commands may be written
 * while earlier ones are still unanswered, which is what makes a long distance cheap (RFC 3501 section 5.5).
 */
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { ConnectionLost } from '../../core/failures.js';
import { CommandRefused, SessionLost } from './failures.js';
import { ProtocolError, type Response, ResponseReader } from './response-reader.js';
import { describeStatus, parseStatus, type Status } from './status.js';

/** The streams of a connection; with compression the streams are not the socket itself. */
export interface Wire {
  readonly readSocket: Readable;
  readonly writeSocket: Writable;
  readonly socket: Socket;
}

export interface SessionOptions {
  /** Capabilities after login, upper case. */
  readonly capabilities: ReadonlySet<string>;
  /** Milliseconds without a byte in either direction, while an answer is due, after which the connection is lost. */
  readonly timeoutMs: number;
  /** Gets what is said, for the debug log; literals and message content never appear in it. */
  readonly trace?: ((line: string) => void) | undefined;
  /** Gives room for literals that the server sends; a buffer of its own for each unless told. */
  readonly memory?: ((length: number) => Buffer) | undefined;
}

interface Waiting {
  resolve(status: Status): void;
  reject(error: ConnectionLost): void;
}

export class Session {
  readonly capabilities: ReadonlySet<string>;
  readonly #wire: Wire;
  readonly #trace: ((line: string) => void) | undefined;
  readonly #tagged = new Map<string, Waiting>();
  readonly #reader: ResponseReader;
  #untagged: ((response: Response) => void) | null = null;
  #continuation: ((go: boolean) => void) | null = null;
  #drain: (() => void) | null = null;
  #tags = 0;
  #corked = false;
  #bye: Status | null = null;
  #lost: ConnectionLost | null = null;

  constructor(wire: Wire, options: SessionOptions) {
    this.#wire = wire;
    this.capabilities = options.capabilities;
    this.#trace = options.trace;
    this.#reader = new ResponseReader((response) => this.#take(response), options.memory);
    wire.readSocket.on('data', (chunk: Buffer) => this.#read(chunk));
    wire.writeSocket.on('drain', () => this.#drained());
    for (const stream of new Set<Readable | Writable>([wire.readSocket, wire.writeSocket, wire.socket])) {
      stream.on('error', (error: Error) => this.#lose(error.message, error));
      stream.on('close', () => this.#lose('the connection was closed'));
    }
    wire.readSocket.on('end', () => this.#lose('the server closed the connection'));
    wire.socket.setTimeout(options.timeoutMs, () => {
      if (this.#tagged.size > 0) this.#lose(`no answer for ${Math.round(options.timeoutMs / 1000)} s`);
    });
    wire.readSocket.resume();
  }

  /** Why the connection is gone; null while it is there. */
  get lost(): ConnectionLost | null {
    return this.#lost;
  }

  /** A line for the debug log. */
  note(line: string): void {
    this.#trace?.(line);
  }

  /**
   * Runs one command and waits for its answer, whatever it is. Untagged responses meanwhile go to `onUntagged`. Only one
   * such command at a time. Rejects with ConnectionLost.
   */
  async run(command: string, onUntagged: (response: Response) => void = () => undefined): Promise<Status> {
    this.listen(onUntagged);
    try {
      return await this.send(command);
    } finally {
      this.listen(null);
    }
  }

  /** Writes a command without waiting for earlier ones; gives its answer. Throws and rejects with ConnectionLost. */
  send(command: string): Promise<Status> {
    const { tag, answer } = this.issue();
    this.#trace?.(`> ${tag} ${command}`);
    this.write(`${tag} ${command}\r\n`);
    return answer.then((status) => {
      this.#trace?.(`< ${tag} ${describeStatus(status)}`);
      return status;
    });
  }

  /** Who gets untagged responses from now on; null for nobody. */
  listen(onUntagged: ((response: Response) => void) | null): void {
    this.#untagged = onUntagged;
  }

  /** Like `run`, but NO and BAD reject with CommandRefused. */
  async demand(command: string, onUntagged?: (response: Response) => void): Promise<Status> {
    const status = await this.run(command, onUntagged);
    if (status.status !== 'OK') throw new CommandRefused(command, status);
    return status;
  }

  /** A new tag, and the promise of the answer to the command that the caller writes with it. */
  issue(): { readonly tag: string; readonly answer: Promise<Status> } {
    this.#tags += 1;
    const tag = `K${this.#tags}`;
    const answer = new Promise<Status>((resolve, reject) => {
      if (this.#lost === null) this.#tagged.set(tag, { resolve, reject });
      else reject(this.#lost);
    });
    // The caller may look at the answer much later than it comes.
    answer.catch(() => undefined);
    return { tag, answer };
  }

  /** Writes as it is. Pieces written in one turn of the event loop leave together. Throws ConnectionLost. */
  write(piece: string | Buffer): void {
    this.#demandLife();
    if (!this.#corked) {
      this.#corked = true;
      this.#wire.writeSocket.cork();
      process.nextTick(() => {
        this.#corked = false;
        this.#wire.writeSocket.uncork();
      });
    }
    if (typeof piece === 'string') this.#wire.writeSocket.write(piece, 'latin1');
    else this.#wire.writeSocket.write(piece);
  }

  /** Writes a piece whose memory is used again as soon as this resolves. Rejects with ConnectionLost. */
  async writeThrough(piece: Uint8Array): Promise<void> {
    this.#demandLife();
    await new Promise<void>((resolve) => this.#wire.writeSocket.write(piece, () => resolve()));
    this.#demandLife();
  }

  /** Resolves when what was written does not pile up in memory. Rejects with ConnectionLost. */
  async flushed(): Promise<void> {
    if (this.#lost === null && this.#wire.writeSocket.writableNeedDrain) {
      await new Promise<void>((resolve) => (this.#drain = resolve));
    }
    this.#demandLife();
  }

  /**
   * Waits for the server's leave to send a literal: true on `+`, false when the command was answered instead. Rejects with
   * ConnectionLost.
   */
  async continuation(answer: Promise<Status>): Promise<boolean> {
    const go = new Promise<boolean>((resolve) => (this.#continuation = resolve));
    try {
      return await Promise.race([go, answer.then(() => false)]);
    } finally {
      this.#continuation = null;
    }
  }

  /** Says goodbye and closes; never fails. */
  async close(): Promise<void> {
    if (this.#lost === null) await this.run('LOGOUT').catch(() => undefined);
    this.break('closed by us');
  }

  /** Ends the connection at once. What is not answered counts as lost. */
  break(reason: string): void {
    this.#lose(reason);
  }

  #demandLife(): void {
    if (this.#lost !== null) throw this.#lost;
  }

  #read(chunk: Buffer): void {
    if (this.#lost !== null) return;
    try {
      this.#reader.push(chunk);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#lose(error.message, error);
    }
  }

  #take(response: Response): void {
    if (this.#lost !== null) return;
    const { text } = response;
    if (text.startsWith('* ')) this.#takeUntagged(response);
    else if (text.startsWith('+')) this.#continuation?.(true);
    else this.#takeTagged(text);
  }

  #takeUntagged(response: Response): void {
    const status = /^\* (BYE|BAD)\b/i.test(response.text) ? parseStatus(response.text.slice(2)) : null;
    if (status?.status === 'BYE') this.#bye = status;
    // An untagged BAD means that the server has lost the thread: what we wrote may be read as other commands.
    if (status?.status === 'BAD') this.#lose(`the server could not follow: ${status.text}`);
    else this.#untagged?.(response);
  }

  #takeTagged(text: string): void {
    const blank = text.indexOf(' ');
    const tag = text.slice(0, blank);
    const waiting = this.#tagged.get(tag);
    const status = blank < 0 ? null : parseStatus(text.slice(blank + 1));
    if (waiting === undefined || status === null) {
      this.#lose('the server answered something that was not asked');
      return;
    }
    this.#tagged.delete(tag);
    waiting.resolve(status);
  }

  #drained(): void {
    this.#drain?.();
    this.#drain = null;
  }

  #lose(reason: string, cause?: unknown): void {
    if (this.#lost !== null) return;
    const lost = new SessionLost(reason, this.#bye, cause);
    this.#lost = lost;
    this.#trace?.(`connection lost: ${lost.message}`);
    this.#wire.socket.destroy();
    for (const waiting of this.#tagged.values()) waiting.reject(lost);
    this.#tagged.clear();
    this.#drained();
  }
}
