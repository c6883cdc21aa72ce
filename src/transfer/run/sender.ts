/**
 * Sends items into one collection over one connection: intents into the journal before, references after, several items at
 * once where the destination takes that, and a refused send taken apart until the item to blame is found.
 */
import type { ConnectionLost } from '../../core/failures.js';
import type { Answer, OpenCollection, Prepared, Ref, Stored } from '../destination.js';
import type { Journal } from '../journal/journal.js';
import { keyEntry, type Uid } from '../journal/journal-line.js';
import type { Limiter } from '../limiter.js';
import { AccountStopped } from './stops.js';

/** An item on its way. Batches hold items of one source folder. */
export interface Outgoing {
  /** Number of the source folder in the journal. */
  readonly source: number;
  readonly uid: Uid;
  /** Flags at the source, as the journal keeps them. */
  readonly flags: string;
  /** What `markOf` gives of it. */
  readonly mark: number | null;
  readonly item: Prepared;
}

/** An item the destination has taken. */
export interface Delivered {
  readonly outgoing: Outgoing;
  /** What it is called at the destination; 0 where the server does not tell. */
  readonly ref: Ref;
  /** It was there without us. */
  readonly found: boolean;
}

export interface SenderSetup {
  readonly collection: OpenCollection;
  /** Why the connection is of no use any more; null while it is. */
  readonly lost: () => ConnectionLost | null;
  readonly journal: Journal;
  /** Number of the collection in the journal. */
  readonly box: number;
  readonly limiter: Limiter;
  readonly signal: AbortSignal;
  readonly onDelivered: (delivered: readonly Delivered[]) => void;
  /** The destination does not want the item; the words are its own. */
  readonly onRefused: (outgoing: Outgoing, words: string) => void;
  /** The destination asks to wait. Resolves when it is time to go on, rejects when it is no use. */
  readonly wait: (words: string, suggested: number | null) => Promise<void>;
}

/** Items and bytes that share one intent unless the destination wants fewer, and are sent at once where it takes so many. */
const BATCH = { items: 64, bytes: 1024 * 1024 };

/** How often several messages in one command may be put off before they are sent in smaller commands. */
const PUT_OFF = 3;

interface RefusedBatch {
  readonly batch: readonly Outgoing[];
  readonly answer: Extract<Answer, { refusal: unknown }>;
}

export class Sender {
  readonly #setup: SenderSetup;
  #batch: Outgoing[] = [];
  #batchBytes = 0;
  /** A batch whose intent is on its way to the disk while the one before it is on its way to the server. */
  #staged: { readonly batch: readonly Outgoing[]; readonly safe: Promise<void> } | null = null;
  #refused: RefusedBatch[] = [];
  #created = false;
  /** First messages of batches that found no collection. */
  readonly #missed = new WeakSet<Outgoing>();
  readonly #inFlight = new Set<Outgoing>();
  /** How often a batch was put off, by its first message. */
  readonly #putOff = new WeakMap<Outgoing, number>();

  constructor(setup: SenderSetup) {
    this.#setup = setup;
  }

  /** What has been given to the connection and not been answered. */
  get inFlight(): ReadonlySet<Outgoing> {
    return this.#inFlight;
  }

  /**
   * Takes a message; waits while too much is under way. Rejects with ConnectionLost, AccountStopped, Refused or
   * Interrupted.
   */
  async add(outgoing: Outgoing): Promise<void> {
    const { length } = outgoing.item.body;
    const [first] = this.#batch;
    const { items, bytes } = this.#setup.collection.ahead ?? BATCH;
    const full = this.#batch.length >= items || this.#batchBytes + length > bytes;
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
    await this.#setup.collection.drained();
    this.#demandConnection();
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
    journal.add({ b: box, s: first.source, send: batch.map(({ uid, item, mark }) => keyEntry(uid, item.key, mark)) });
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
    for (const part of this.#parts(staged.batch)) {
      await this.#awaitTurn(part);
      await this.#write(part);
    }
  }

  /** What goes out at once. */
  *#parts(batch: readonly Outgoing[]): Generator<readonly Outgoing[]> {
    const { items, bytes } = this.#setup.collection.together;
    let part: Outgoing[] = [];
    let size = 0;
    for (const outgoing of batch) {
      const { length } = outgoing.item.body;
      if (part.length > 0 && (part.length >= items || size + length > bytes)) {
        yield part;
        part = [];
        size = 0;
      }
      part.push(outgoing);
      size += length;
    }
    if (part.length > 0) yield part;
  }

  async #awaitTurn(batch: readonly Outgoing[]): Promise<void> {
    const { limiter, signal, journal, collection } = this.#setup;
    try {
      await limiter.take(batch.length, sizeOf(batch), signal);
    } catch (error) {
      // What is under way already need not be in doubt.
      await collection.drained();
      await journal.commit();
      throw error;
    }
  }

  /** Hands items to the connection. The answer is dealt with when it comes. */
  async #write(batch: readonly Outgoing[]): Promise<void> {
    for (const outgoing of batch) this.#inFlight.add(outgoing);
    const { answer } = await this.#setup.collection.send(batch.map(({ item }) => item));
    answer.then(
      (said) => this.#answered(batch, said),
      () => undefined,
    );
  }

  #answered(batch: readonly Outgoing[], answer: Answer): void {
    for (const outgoing of batch) this.#inFlight.delete(outgoing);
    if ('refusal' in answer) {
      this.#refused.push({ batch, answer });
      return;
    }
    const delivered = batch.map(
      (outgoing, at): Delivered => ({ outgoing, ref: answer.stored[at] ?? 0, found: answer.found?.[at] === true }),
    );
    this.#note(answer, delivered);
    for (const { item } of batch) item.release();
    this.#setup.onDelivered(delivered);
  }

  #note({ revisions, notes }: Stored, delivered: readonly Delivered[]): void {
    const where = { b: this.#setup.box, s: delivered[0]?.outgoing.source ?? 0 };
    const { journal } = this.#setup;
    const stored: [Uid, Ref, string, string?][] = [];
    const found: [Uid, Ref, string][] = [];
    const told: [Uid, string][] = [];
    delivered.forEach(({ outgoing: { uid, flags }, ref, found: isFound }, at) => {
      const revision = revisions?.[at];
      if (isFound) found.push([uid, ref, flags]);
      else stored.push(revision === undefined ? [uid, ref, flags] : [uid, ref, flags, revision]);
      const note = notes?.[at] ?? '';
      if (note !== '') told.push([uid, note]);
    });
    if (stored.length > 0) journal.add({ ...where, stored });
    if (found.length > 0) journal.add({ ...where, found });
    if (told.length > 0) journal.add({ ...where, notes: told });
  }

  #demandConnection(): void {
    const lost = this.#setup.lost();
    if (lost !== null) throw lost;
  }

  /** Deals with refused commands one by one, with nothing else under way. */
  async #settleRefusals(): Promise<void> {
    for (;;) {
      await this.#setup.collection.drained();
      this.#demandConnection();
      const refused = this.#refused.shift();
      if (refused === undefined) return;
      await this.#settle(refused);
    }
  }

  async #settle({ batch, answer }: RefusedBatch): Promise<void> {
    const { refusal, error } = answer;
    const { words } = error;
    if (refusal.kind === 'later' && !this.#isWorn(batch)) {
      await this.#setup.wait(words, refusal.waitMs);
      await this.#resend(batch);
    } else if (refusal.kind === 'missing' && this.#isFirstMiss(batch)) {
      if (!this.#created) await this.#setup.collection.create();
      this.#created = true;
      await this.#resend(batch);
    } else if (batch.length > 1) {
      const middle = batch.length >> 1;
      await this.#resend(batch.slice(0, middle));
      await this.#resend(batch.slice(middle));
    } else this.#giveUp(batch, answer);
  }

  /** What was on its way when the collection was found missing is refused like what came first: each gets a second try. */
  #isFirstMiss([first]: readonly Outgoing[]): boolean {
    if (first === undefined || this.#missed.has(first)) return false;
    this.#missed.add(first);
    return true;
  }

  /** The same messages were put off several times: perhaps it is one of them, and not the server that is busy. */
  #isWorn(batch: readonly Outgoing[]): boolean {
    const [first] = batch;
    if (first === undefined || batch.length === 1) return false;
    const times = (this.#putOff.get(first) ?? 0) + 1;
    this.#putOff.set(first, times);
    return times > PUT_OFF;
  }

  #giveUp([outgoing]: readonly Outgoing[], { refusal, error }: RefusedBatch['answer']): void {
    if (outgoing === undefined) return;
    outgoing.item.release();
    this.#setup.journal.add({ b: this.#setup.box, s: outgoing.source, refused: [outgoing.uid] });
    if (refusal.kind === 'quota') throw new AccountStopped(`the mailbox is full: ${error.words}`);
    if (refusal.kind === 'denied' || refusal.kind === 'missing') throw error;
    this.#setup.onRefused(outgoing, error.words);
  }

  /** Sends again what has its intent in the journal already. */
  async #resend(batch: readonly Outgoing[]): Promise<void> {
    await this.#write(batch);
    await this.#setup.collection.drained();
    this.#demandConnection();
  }
}

function sizeOf(batch: readonly Outgoing[]): number {
  return batch.reduce((sum, { item }) => sum + item.body.length, 0);
}
