/**
 * Sends messages into one mailbox over one connection: intents into the journal before, UIDs after, several messages a
 * command where the server takes that, and a refused command taken apart until the message to blame is found.
 */
import { AppendPipeline, type AppendMessage, takesMultiAppend } from '../../protocols/imap/append-pipeline.js';
import { createMailbox } from '../../protocols/imap/mailbox.js';
import { classifyRefusal, type Refusal } from '../../protocols/imap/refusal.js';
import { CommandRefused } from '../../protocols/imap/failures.js';
import type { Session } from '../../protocols/imap/session.js';
import { appendUids, describeStatus, type Status } from '../../protocols/imap/status.js';
import type { Journal } from '../../transfer/journal/journal.js';
import type { Uid } from '../../transfer/journal/journal-line.js';
import type { Limiter } from '../../transfer/limiter.js';
import { AccountStopped } from '../../transfer/run/stops.js';

/** A message on its way. Batches hold messages of one source folder. */
export interface Outgoing {
  /** Number of the source folder in the journal. */
  readonly source: number;
  readonly uid: Uid;
  readonly key: string;
  /** Flags at the source, as the journal keeps them. */
  readonly flags: string;
  readonly append: AppendMessage;
  /** Gives the memory of the message back: it has been answered for good. */
  readonly release: () => void;
}

/** A message the server has taken. */
export interface Delivered {
  readonly outgoing: Outgoing;
  /** UID at the destination; 0 where the server does not tell. */
  readonly uid: number;
}

export interface SenderSetup {
  readonly session: Session;
  readonly journal: Journal;
  /** Number of the mailbox in the journal. */
  readonly box: number;
  readonly validity: string;
  readonly wireName: string;
  readonly limiter: Limiter;
  readonly signal: AbortSignal;
  readonly onDelivered: (delivered: readonly Delivered[]) => void;
  /** The server does not want the message; the words are its own. */
  readonly onRefused: (outgoing: Outgoing, words: string) => void;
  /** The server asks to wait. Resolves when it is time to go on, rejects when it is no use. */
  readonly wait: (words: string, suggested: number | null) => Promise<void>;
}

/** Messages and bytes that share one intent, and one command where MULTIAPPEND is to be had. */
const BATCH_MESSAGES = 64;
const BATCH_BYTES = 1024 * 1024;
/** How far writing runs ahead of the answers. */
const WINDOW = { bytes: 4 * 1024 * 1024, commands: 128 };

/** How often several messages in one command may be put off before they are sent in smaller commands. */
const PUT_OFF = 3;

interface Refused {
  readonly batch: readonly Outgoing[];
  readonly status: Status;
}

export class Sender {
  readonly #setup: SenderSetup;
  readonly #pipeline: AppendPipeline;
  readonly #multi: boolean;
  #batch: Outgoing[] = [];
  #batchBytes = 0;
  /** A batch whose intent is on its way to the disk while the one before it is on its way to the server. */
  #staged: { readonly batch: readonly Outgoing[]; readonly safe: Promise<void> } | null = null;
  #refused: Refused[] = [];
  #created = false;
  readonly #inFlight = new Set<Outgoing>();
  /** How often a batch was put off, by its first message. */
  readonly #putOff = new WeakMap<Outgoing, number>();

  constructor(setup: SenderSetup) {
    this.#setup = setup;
    this.#pipeline = new AppendPipeline(setup.session, setup.wireName, WINDOW);
    this.#multi = takesMultiAppend(setup.session.capabilities);
  }

  /** What has been given to the connection and not been answered. */
  get inFlight(): ReadonlySet<Outgoing> {
    return this.#inFlight;
  }

  /** Takes a message; waits while too much is under way. Rejects with ConnectionLost, AccountStopped, CommandRefused or Interrupted. */
  async add(outgoing: Outgoing): Promise<void> {
    const { length } = outgoing.append.literal;
    const [first] = this.#batch;
    const full = this.#batch.length >= BATCH_MESSAGES || this.#batchBytes + length > BATCH_BYTES;
    if (first !== undefined && (full || first.source !== outgoing.source)) await this.#stage();
    this.#batch.push(outgoing);
    this.#batchBytes += length;
  }

  /** Sends one message by itself and waits for the answer: for messages that a connection broke at. */
  async sendAlone(outgoing: Outgoing): Promise<void> {
    await this.finish();
    await this.#resend([outgoing]);
    await this.#settleRefusals();
  }

  /** Sends what is left and waits until everything is answered and in the journal. */
  async finish(): Promise<void> {
    await this.#stage();
    await this.#sendStaged();
    await this.#pipeline.drained();
    if (this.#setup.session.lost !== null) throw this.#setup.session.lost;
    await this.#settleRefusals();
    await this.#setup.journal.commit();
  }

  /** Writes the intent of the batch down, and sends the one before it meanwhile. */
  async #stage(): Promise<void> {
    const batch = this.#batch;
    const [first] = batch;
    if (first === undefined) return;
    this.#batch = [];
    this.#batchBytes = 0;
    const { journal, box } = this.#setup;
    journal.add({ b: box, s: first.source, send: batch.map(({ uid, key }) => [uid, key]) });
    const safe = journal.commit();
    // A failure of the disk is met when the batch is about to be sent.
    safe.catch(() => undefined);
    await this.#sendStaged();
    this.#staged = { batch, safe };
  }

  async #sendStaged(): Promise<void> {
    const staged = this.#staged;
    this.#staged = null;
    if (staged === null) return;
    await staged.safe;
    if (this.#refused.length > 0) await this.#settleRefusals();
    for (const part of this.#multi ? [staged.batch] : staged.batch.map((outgoing) => [outgoing])) {
      await this.#awaitTurn(part);
      await this.#write(part);
    }
  }

  async #awaitTurn(batch: readonly Outgoing[]): Promise<void> {
    const { limiter, signal, journal } = this.#setup;
    try {
      await limiter.take(batch.length, sizeOf(batch), signal);
    } catch (error) {
      // What is under way already need not be in doubt.
      await this.#pipeline.drained();
      await journal.commit();
      throw error;
    }
  }

  /** Hands a command to the connection. Its answer is dealt with when it comes. */
  async #write(batch: readonly Outgoing[]): Promise<void> {
    for (const outgoing of batch) this.#inFlight.add(outgoing);
    const { answer } = await this.#pipeline.append(batch.map(({ append }) => append));
    answer.then(
      (status) => this.#answered(batch, status),
      () => undefined,
    );
  }

  #answered(batch: readonly Outgoing[], status: Status): void {
    for (const outgoing of batch) this.#inFlight.delete(outgoing);
    this.#setup.session.note(`APPEND ${this.#setup.wireName}, ${batch.length} messages: ${describeStatus(status)}`);
    if (status.status !== 'OK') {
      this.#refused.push({ batch, status });
      return;
    }
    const told = appendUids(status);
    // UIDs of another UIDVALIDITY than the one selected, or not as many as messages, tell nothing: they are looked up.
    const uids = told?.validity === this.#setup.validity && told.uids.length === batch.length ? told.uids : [];
    const delivered = batch.map((outgoing, at) => ({ outgoing, uid: uids[at] ?? 0 }));
    const stored = delivered.map(({ outgoing, uid }): [Uid, number, string] => [outgoing.uid, uid, outgoing.flags]);
    this.#setup.journal.add({ b: this.#setup.box, s: batch[0]?.source ?? 0, stored });
    for (const outgoing of batch) outgoing.release();
    this.#setup.onDelivered(delivered);
  }

  /** Deals with refused commands one by one, with nothing else under way. */
  async #settleRefusals(): Promise<void> {
    for (;;) {
      await this.#pipeline.drained();
      if (this.#setup.session.lost !== null) throw this.#setup.session.lost;
      const refused = this.#refused.shift();
      if (refused === undefined) return;
      await this.#settle(refused);
    }
  }

  async #settle({ batch, status }: Refused): Promise<void> {
    const refusal = classifyRefusal(status);
    const words = describeStatus(status);
    if (refusal.kind === 'later' && !this.#isWorn(batch)) {
      await this.#setup.wait(words, refusal.waitMs);
      await this.#resend(batch);
    } else if (refusal.kind === 'missing' && !this.#created) {
      this.#created = true;
      await createMailbox(this.#setup.session, this.#setup.wireName, null);
      await this.#resend(batch);
    } else if (batch.length > 1) {
      const middle = batch.length >> 1;
      await this.#resend(batch.slice(0, middle));
      await this.#resend(batch.slice(middle));
    } else this.#giveUp(batch, refusal, status, words);
  }

  /** The same messages were put off several times: perhaps it is one of them, and not the server that is busy. */
  #isWorn(batch: readonly Outgoing[]): boolean {
    const [first] = batch;
    if (first === undefined || batch.length === 1) return false;
    const times = (this.#putOff.get(first) ?? 0) + 1;
    this.#putOff.set(first, times);
    return times > PUT_OFF;
  }

  #giveUp([outgoing]: readonly Outgoing[], refusal: Refusal, status: Status, words: string): void {
    if (outgoing === undefined) return;
    outgoing.release();
    this.#setup.journal.add({ b: this.#setup.box, s: outgoing.source, refused: [outgoing.uid] });
    if (refusal.kind === 'quota') throw new AccountStopped(`the mailbox is full: ${words}`);
    if (refusal.kind === 'denied' || refusal.kind === 'missing') {
      throw new CommandRefused(`APPEND ${this.#setup.wireName}`, status);
    }
    this.#setup.onRefused(outgoing, words);
  }

  /** Sends again what has its intent in the journal already. */
  async #resend(batch: readonly Outgoing[]): Promise<void> {
    await this.#write(batch);
    await this.#pipeline.drained();
    if (this.#setup.session.lost !== null) throw this.#setup.session.lost;
  }
}

function sizeOf(batch: readonly Outgoing[]): number {
  return batch.reduce((sum, { append }) => sum + append.literal.length, 0);
}
