/**
 * Fills one mailbox of the destination from the folders that map to it, however often the connection breaks: what is in
 * doubt is looked for first, what is there is not sent again.
 */
import { type FlagRules, flagRules } from '../../protocols/imap/flags.js';
import { createMailbox, openMailbox, type SelectedMailbox, unselectMailbox } from '../../protocols/imap/mailbox.js';
import { CommandRefused, ConnectionLost } from '../../protocols/imap/failures.js';
import type { Session } from '../../protocols/imap/session.js';
import { SlabPool } from '../../protocols/imap/slabs.js';
import type { BoxPlan } from '../plan/account-plan.js';
import { BoxShelves, type FolderShelf } from './box-shelves.js';
import { syncFlags } from './flag-sync.js';
import type { Journal } from '../journal/journal.js';
import type { Limiter } from '../limiter.js';
import { type Delivered, type Outgoing, Sender } from '../../destinations/imap/sender.js';
import { makeReady, type Readiness } from './outgoing.js';
import type { SourceMailbox, SourceMessage } from '../source.js';
import { Interrupted } from './stops.js';
import type { TargetConnection } from '../../destinations/imap/target-connection.js';
import type { Tally } from './tally.js';
import { confirm } from './confirm.js';

export interface BoxSetup {
  readonly plan: BoxPlan;
  readonly source: SourceMailbox;
  readonly connection: TargetConnection;
  readonly journal: Journal;
  readonly limiter: Limiter;
  readonly readiness: Readiness;
  readonly signal: AbortSignal;
  readonly tally: Tally;
  /** Milliseconds without news after which a broken connection counts as worked off by the server. */
  readonly settleMs: number;
}

interface Round {
  readonly session: Session;
  readonly sender: Sender;
  readonly shelves: BoxShelves;
  readonly rules: FlagRules;
  /** Emptied at the end. */
  readonly delivered: Delivered[];
}

/** After so many messages what was sent is looked at again. */
const ROUND = 10_000;
/** A message at which the connection broke this often, sent alone, is to blame. */
const BREAKS = 4;

export class BoxRun {
  readonly #setup: BoxSetup;
  /** How often the connection broke while a message was alone on it, by source and UID. */
  readonly #breaks = new Map<string, number>();
  #firstPass = true;
  #sender: Sender | null = null;

  constructor(setup: BoxSetup) {
    this.#setup = setup;
  }

  /** Rejects with CommandRefused when the mailbox cannot be filled at all, AccountStopped or Interrupted. */
  async run(): Promise<void> {
    const { connection } = this.#setup;
    for (;;) {
      const session = await connection.session();
      try {
        await this.#pass(session);
        return;
      } catch (error) {
        const lost = session.lost;
        if (lost === null || error instanceof Interrupted || error instanceof CommandRefused) throw error;
        this.#blame();
        connection.lost(error instanceof ConnectionLost ? error : lost);
      } finally {
        this.#sender = null;
      }
    }
  }

  async #pass(session: Session): Promise<void> {
    const { plan, journal, tally } = this.#setup;
    const selected = await this.#open(session);
    const shelves = await BoxShelves.open(this.#setup, selected);
    const rules = flagRules(plan.profile, selected.permanentFlags);
    await shelves.compare(session, rules, this.#firstPass);
    await journal.commit();
    this.#firstPass = false;
    await syncFlags({ session, journal, shelves, rules, tally });
    await unselectMailbox(session);
    const delivered: Delivered[] = [];
    const sender = this.#newSender(session, shelves, selected, delivered);
    this.#sender = sender;
    const memory = new SlabPool();
    for (const shelf of shelves.folders) {
      for await (const message of this.#readyMessages(shelf, rules, memory)) {
        if (shelf.shelf.doubts.has(message.uid)) await sender.sendAlone(message);
        else await sender.add(message);
        if (delivered.length >= ROUND) await this.#endRound({ session, sender, shelves, rules, delivered });
      }
    }
    await this.#endRound({ session, sender, shelves, rules, delivered });
  }

  async #open(session: Session): Promise<SelectedMailbox> {
    const { wireName, exists, specialUse } = this.#setup.plan;
    if (!exists && this.#firstPass) await createMailbox(session, wireName, specialUse);
    try {
      return await openMailbox(session, wireName, 'SELECT');
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error;
      // Somebody removed it meanwhile.
      await createMailbox(session, wireName, specialUse);
      return await openMailbox(session, wireName, 'SELECT');
    }
  }

  #newSender(session: Session, shelves: BoxShelves, selected: SelectedMailbox, delivered: Delivered[]): Sender {
    const { plan, journal, limiter, signal, tally, connection } = this.#setup;
    return new Sender({
      session,
      journal,
      box: shelves.box,
      validity: selected.uidValidity,
      wireName: plan.wireName,
      limiter,
      signal,
      onDelivered: (messages) => {
        connection.achieved();
        delivered.push(...messages);
        for (const { outgoing } of messages)
          tally.copied(shelves.folderOf(outgoing.source), outgoing.uid, outgoing.append.literal.length);
      },
      onRefused: (outgoing, words) => tally.failed(shelves.folderOf(outgoing.source), outgoing.uid, words),
      wait: async (words, suggested) => {
        connection.failed(words, suggested);
        await connection.pause(words);
      },
    });
  }

  /** The messages of a folder that still have to be sent, ready for the wire. */
  async *#readyMessages(shelf: FolderShelf, flags: FlagRules, memory: SlabPool): AsyncGenerator<Outgoing> {
    const { source, signal, tally } = this.#setup;
    const todo = this.#todo(shelf);
    for await (const opened of source.open(shelf.folder, todo)) {
      if (signal.aborted) {
        await this.#sender?.finish();
        throw new Interrupted();
      }
      const ready = makeReady(opened, { ...this.#setup.readiness, source: shelf.number, flags, memory });
      if ('outgoing' in ready) {
        if (ready.notes.length > 0) shelf.note(ready.outgoing.uid, ready.notes);
        yield ready.outgoing;
      } else if ('skip' in ready) {
        this.#setup.journal.add({ b: shelf.box, s: shelf.number, skipped: [[opened.message.uid, ready.skip]] });
      } else tally.failed(shelf.folder, opened.message.uid, ready.failure);
    }
  }

  *#todo(shelf: FolderShelf): Generator<SourceMessage> {
    const { tally } = this.#setup;
    for (const message of shelf.messages) {
      if (message.missing || message.skip !== null || shelf.shelf.isSettled(message.uid)) continue;
      if (tally.failure(shelf.folder, message.uid) !== null || !tally.isWanted(shelf.folder, message.uid)) continue;
      if ((this.#breaks.get(`${shelf.number}/${message.uid}`) ?? 0) >= BREAKS) {
        tally.failed(shelf.folder, message.uid, 'the connection breaks each time at this message');
        continue;
      }
      yield message;
    }
  }

  /** Waits for all answers, then looks whether what was sent is there. */
  async #endRound({ session, sender, shelves, rules, delivered }: Round): Promise<void> {
    await sender.finish();
    if (delivered.length === 0) return;
    const { journal, plan, tally } = this.#setup;
    await openMailbox(session, plan.wireName, 'SELECT');
    if (delivered.some(({ uid }) => uid === 0)) await shelves.compare(session, rules, false);
    const { gone, different } = await confirm(session, delivered, shelves);
    for (const { source, uid } of gone) {
      journal.add({ b: shelves.box, s: source, gone: [uid] });
      tally.failed(shelves.folderOf(source), uid, 'the server said that it was stored, but it is not there');
    }
    for (const [{ source, uid }, text] of different) journal.add({ b: shelves.box, s: source, notes: [[uid, text]] });
    await unselectMailbox(session);
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
