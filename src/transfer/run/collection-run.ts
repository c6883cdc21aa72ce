/**
 * Fills one collection of the destination from the folders that map to it, however often the connection breaks: what is in
 * doubt is looked for first, what is there is not sent again.
 */
import { ConnectionLost, Refused } from '../../core/failures.js';
import type { Connection, OpenCollection } from '../destination.js';
import type { Journal } from '../journal/journal.js';
import { markOf } from '../journal/mark.js';
import type { Limiter } from '../limiter.js';
import type { CollectionPlan } from '../plan/collections.js';
import { flagText, type SourceMailbox, type SourceMessage } from '../source.js';
import { confirm } from './confirm.js';
import type { FillingFolder } from './filling-folder.js';
import { FillingFolders } from './filling-folders.js';
import type { LastingConnection } from './lasting-connection.js';
import { type Delivered, type Outgoing, Sender } from './sender.js';
import { Interrupted } from './stops.js';
import type { Tally } from './tally.js';
import { bringChanges } from './update.js';

export interface CollectionSetup {
  readonly plan: CollectionPlan;
  readonly source: SourceMailbox;
  readonly connection: LastingConnection;
  readonly journal: Journal;
  readonly limiter: Limiter;
  /** Largest item in bytes; null for no limit. */
  readonly largest: number | null;
  readonly signal: AbortSignal;
  readonly tally: Tally;
  /** What has to wait for other accounts is left for the second pass. */
  readonly isFirstPass: boolean;
  /** Milliseconds without news after which a broken connection counts as worked off by the server. */
  readonly settleMs: number;
}

interface Round {
  readonly collection: OpenCollection;
  readonly sender: Sender;
  readonly folders: FillingFolders;
  /** Emptied at the end. */
  readonly delivered: Delivered[];
}

/** After so many messages what was sent is looked at again. */
const ROUND = 10_000;
/** A message at which the connection broke this often, sent alone, is to blame. */
const BREAKS = 4;

export class CollectionRun {
  readonly #setup: CollectionSetup;
  /** How often the connection broke while a message was alone on it, by source and UID. */
  readonly #breaks = new Map<string, number>();
  #firstPass = true;
  #sender: Sender | null = null;

  constructor(setup: CollectionSetup) {
    this.#setup = setup;
  }

  /** Rejects with Refused when the collection cannot be filled at all, AccountStopped or Interrupted. */
  async run(): Promise<void> {
    const { connection } = this.#setup;
    for (;;) {
      const opened = await connection.get();
      try {
        await this.#pass(opened);
        return;
      } catch (error) {
        const { lost } = opened;
        if (lost === null || error instanceof Interrupted || error instanceof Refused) throw error;
        this.#blame();
        connection.lost(error instanceof ConnectionLost ? error : lost);
      } finally {
        this.#sender = null;
      }
    }
  }

  async #pass(connection: Connection): Promise<void> {
    const { plan, journal, tally, largest } = this.#setup;
    // What is made now knows nothing of what one of that name held before.
    if (this.#firstPass && !plan.place.exists) journal.forget(plan.place.ref);
    if (this.#firstPass && !plan.place.exists) await journal.commit();
    const places = plan.folders.flatMap(({ place }) => place ?? []);
    const collection = await connection.select(plan.place, { create: true, largest, places });
    if (collection.made === true) journal.forget(plan.place.ref);
    if (collection.made === true) await journal.commit();
    const folders = await FillingFolders.open(this.#setup, collection);
    if (collection.single === true) folders.dropReplaced();
    await folders.read();
    await folders.compare(this.#firstPass);
    await journal.commit();
    this.#firstPass = false;
    await bringChanges({ collection, journal, folders, tally });
    await collection.rest();
    const delivered: Delivered[] = [];
    const sender = this.#newSender(connection, collection, folders, delivered);
    this.#sender = sender;
    const round: Round = { collection, sender, folders, delivered };
    for (const filling of folders.folders) {
      for await (const message of this.#readyMessages(filling, collection)) {
        if (filling.record.doubts.has(message.uid)) await sender.sendAlone(message);
        else await sender.add(message);
        if (delivered.length >= ROUND) await this.#endRound(round);
      }
    }
    await this.#endRound(round);
  }

  #newSender(opened: Connection, collection: OpenCollection, folders: FillingFolders, delivered: Delivered[]): Sender {
    const { journal, limiter, signal, tally, connection } = this.#setup;
    return new Sender({
      collection,
      lost: () => opened.lost,
      journal,
      box: folders.box,
      limiter,
      signal,
      onDelivered: (messages) => {
        connection.achieved();
        // What was there without us was looked at a moment ago.
        delivered.push(...messages.filter(({ found }) => !found));
        for (const { outgoing, found } of messages)
          if (!found) tally.copied(folders.folderOf(outgoing.source), outgoing.uid, outgoing.item.body.length);
      },
      onRefused: (outgoing, words) => tally.failed(folders.folderOf(outgoing.source), outgoing.uid, words),
      wait: async (words, suggested) => {
        connection.failed(words, suggested);
        await connection.pause(words);
      },
    });
  }

  /** The messages of a folder that still have to be sent, ready to go. */
  async *#readyMessages(filling: FillingFolder, collection: OpenCollection): AsyncGenerator<Outgoing> {
    const { source, signal, tally, journal } = this.#setup;
    const { box, number, folder } = filling;
    for await (const opened of source.open(folder, this.#todo(filling))) {
      if (signal.aborted) {
        await this.#sender?.finish();
        throw new Interrupted();
      }
      const { message } = opened;
      if (this.#setup.isFirstPass && collection.waits?.(message, folder) === true) continue;
      const ready = collection.prepare(opened, folder);
      if ('item' in ready) {
        if (ready.notes.length > 0) filling.note(message.uid, ready.notes);
        const { uid } = message;
        yield { source: number, uid, flags: flagText(message), mark: markOf(folder, message), item: ready.item };
      } else if ('skip' in ready) journal.add({ b: box, s: number, skipped: [[message.uid, ready.skip]] });
      else tally.failed(folder, message.uid, ready.failure);
    }
  }

  *#todo({ record, folder, number, messages }: FillingFolder): Generator<SourceMessage> {
    const { tally } = this.#setup;
    for (const message of messages) {
      if (message.missing || message.skip !== null || record.isSettled(message.uid)) continue;
      if (tally.failure(folder, message.uid) !== null || !tally.isWanted(folder, message.uid)) continue;
      if ((this.#breaks.get(`${number}/${message.uid}`) ?? 0) >= BREAKS) {
        tally.failed(folder, message.uid, 'the connection breaks each time at this message');
        continue;
      }
      yield message;
    }
  }

  /** Waits for all answers, then looks whether what was sent is there. */
  async #endRound({ collection, sender, folders, delivered }: Round): Promise<void> {
    await sender.finish();
    if (delivered.length === 0) return;
    const { journal, tally } = this.#setup;
    await collection.renew();
    if (delivered.some(({ ref }) => ref === 0)) await folders.compare(false);
    const { gone, different } = await confirm(collection, delivered, folders);
    for (const { source, uid } of gone) {
      journal.add({ b: folders.box, s: source, gone: [uid] });
      tally.failed(folders.folderOf(source), uid, 'the server said that it was stored, but it is not there');
    }
    for (const [{ source, uid }, text] of different) journal.add({ b: folders.box, s: source, notes: [[uid, text]] });
    await collection.rest();
    await journal.commit();
    delivered.length = 0;
  }

  /** A connection that broke with one message on it may have broken because of it. */
  #blame(): void {
    const [only, ...others] = this.#sender?.inFlight ?? [];
    if (only === undefined || others.length > 0) return;
    const key = `${only.source}/${only.uid}`;
    this.#breaks.set(key, (this.#breaks.get(key) ?? 0) + 1);
  }
}
