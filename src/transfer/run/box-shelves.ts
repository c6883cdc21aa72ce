/** The folders that fill one mailbox, with what the journal knows of each of them there. */
import { smallest } from '../../core/lists.js';
import { type FlagRules, keepFlags } from '../../protocols/imap/flags.js';
import { type SelectedMailbox, storeFlags } from '../../protocols/imap/mailbox.js';
import type { Session } from '../../protocols/imap/session.js';
import { messageTraits } from '../../protocols/imap/wire-message.js';
import type { BoxPlan } from '../plan/account-plan.js';
import type { Journal } from '../journal/journal.js';
import type { Uid } from '../journal/journal-line.js';
import type { Shelf } from '../journal/log-book.js';
import { flagText, type Readiness } from './outgoing.js';
import { type Candidate, type Match, type Peek, reconcile } from '../reconcile.js';
import type { SourceFolder, SourceMailbox, SourceMessage } from '../source.js';
import type { Tally } from './tally.js';

export interface FolderShelf {
  readonly folder: SourceFolder;
  /** Numbers of box and folder in the journal. */
  readonly box: number;
  readonly number: number;
  readonly shelf: Shelf;
  /** In ascending UID; can be iterated again. */
  readonly messages: Iterable<SourceMessage>;
  /** Writes down what was changed in a message on the way. */
  note(uid: Uid, notes: readonly string[]): void;
}

export interface ShelfSetup {
  readonly plan: BoxPlan;
  readonly source: SourceMailbox;
  readonly journal: Journal;
  readonly readiness: Readiness;
  readonly tally: Tally;
  readonly settleMs: number;
}

interface FolderCandidate extends Candidate {
  readonly shelf: FolderShelf;
  readonly message: SourceMessage;
}

export class BoxShelves {
  readonly box: number;
  readonly folders: readonly FolderShelf[];
  readonly #setup: ShelfSetup;
  readonly #selected: SelectedMailbox;
  readonly #byNumber: ReadonlyMap<number, SourceFolder>;

  private constructor(setup: ShelfSetup, selected: SelectedMailbox, box: number, folders: readonly FolderShelf[]) {
    this.#setup = setup;
    this.#selected = selected;
    this.box = box;
    this.folders = folders;
    this.#byNumber = new Map(folders.map(({ number, folder }) => [number, folder]));
  }

  /** Lists the folders anew. Rejects with what the source rejects with. */
  static async open(setup: ShelfSetup, selected: SelectedMailbox): Promise<BoxShelves> {
    const { journal, plan, source } = setup;
    const box = journal.box(plan.wireName, selected.uidValidity);
    const folders: FolderShelf[] = [];
    for (const { folder } of plan.folders) {
      const number = journal.source(folder.path, folder.validity);
      folders.push({
        folder,
        box,
        number,
        shelf: journal.book.shelf(box, number),
        messages: await source.list(folder),
        note: (uid, notes) => journal.add({ b: box, s: number, notes: [[uid, notes.join('\n')]] }),
      });
    }
    return new BoxShelves(setup, selected, box, folders);
  }

  folderOf(number: number): SourceFolder {
    const found = this.#byNumber.get(number);
    if (found === undefined) throw new Error(`folder ${number} does not belong to this mailbox`);
    return found;
  }

  shelfOf(number: number): Shelf {
    return this.#setup.journal.book.shelf(this.box, number);
  }

  /**
   * Brings source and destination together. `everything` compares all that is not settled with what the destination has got
   * since the last time; otherwise only what is in doubt, or stored without a UID, is looked for. The mailbox must be selected.
   */
  async compare(session: Session, rules: FlagRules, everything: boolean): Promise<void> {
    const { journal, settleMs } = this.#setup;
    if (this.#mustCompare(everything)) {
      const matches = await reconcile<FolderCandidate>({
        session,
        from: Math.max(1, smallest(this.folders.map(({ shelf }) => shelf.scanned))),
        known: journal.book.knownUids(this.box),
        candidates: { [Symbol.iterator]: () => this.#candidates(everything) },
        peek: (candidates) => this.#peek(candidates),
        doubts: this.folders.reduce((sum, { shelf }) => sum + shelf.doubts.size, 0),
        settleMs: settleMs + this.#workMs(),
      });
      await this.#addFlags(session, rules, matches);
      this.#settle(matches);
    }
    if (!everything) return;
    for (const { shelf, number } of this.folders) {
      if (shelf.scanned < this.#selected.uidNext)
        journal.add({ b: this.box, s: number, scanned: this.#selected.uidNext });
    }
  }

  #mustCompare(everything: boolean): boolean {
    if (this.folders.some(({ shelf }) => shelf.doubts.size > 0 || shelf.unknownUids > 0)) return true;
    if (!everything || this.#selected.exists === 0) return false;
    const news = this.folders.some(
      ({ shelf }) => shelf.scanned < this.#selected.uidNext || this.#selected.uidNext <= 1,
    );
    return news && this.#candidates(true).next().done === false;
  }

  /** How long a slow server may need for what is in doubt: a second a megabyte, a minute at most. */
  #workMs(): number {
    let bytes = 0;
    for (const { shelf, messages } of this.folders) {
      if (shelf.doubts.size === 0) continue;
      for (const { uid, size } of messages) if (shelf.doubts.has(uid)) bytes += size;
    }
    return Math.min(60_000, bytes / 1000);
  }

  *#candidates(everything: boolean): Generator<FolderCandidate, undefined> {
    for (const shelf of this.folders) {
      const { doubts, stored, unknownUids } = shelf.shelf;
      if (!everything && doubts.size === 0 && unknownUids === 0) continue;
      for (const message of shelf.messages) {
        const key = doubts.get(message.uid);
        if (stored.get(message.uid)?.uid === 0) yield { shelf, message, key: null, claim: 0 };
        else if (shelf.shelf.isSettled(message.uid) || message.missing || message.skip !== null) continue;
        else if (key !== undefined) yield { shelf, message, key, claim: 1 };
        else if (everything) yield { shelf, message, key: null, claim: 2 };
      }
    }
    return undefined;
  }

  /** Opens candidates folder by folder, as they come. */
  async *#peek(candidates: Iterable<FolderCandidate>): ReturnType<Peek<FolderCandidate>> {
    const { source, readiness } = this.#setup;
    for (const shelf of this.folders) {
      const byMessage = new Map<SourceMessage, FolderCandidate>();
      const messages = (function* (): Generator<SourceMessage> {
        for (const candidate of candidates) {
          if (candidate.shelf !== shelf) continue;
          byMessage.set(candidate.message, candidate);
          yield candidate.message;
        }
      })();
      for await (const opened of source.peek(shelf.folder, messages)) {
        const candidate = byMessage.get(opened.message);
        byMessage.delete(opened.message);
        if (candidate === undefined || 'problem' in opened) continue;
        const rules = { profile: readiness.profile, seen: opened.message.flags.includes('\\Seen') };
        yield { candidate, traits: messageTraits(opened.raw.start, rules) };
      }
    }
  }

  /** What was found may lack flags of the source; none is taken away that somebody set there. */
  async #addFlags(session: Session, rules: FlagRules, matches: readonly Match<FolderCandidate>[]): Promise<void> {
    const byFlags = new Map<string, number[]>();
    for (const { candidate, at } of matches) {
      const { kept } = keepFlags(candidate.message.flags, rules);
      const there = new Set(at.flags.map((flag) => flag.toLowerCase()));
      const lacking = kept.filter((flag) => !there.has(flag.toLowerCase())).join(' ');
      const alike = byFlags.get(lacking);
      if (alike !== undefined) alike.push(at.uid);
      else if (lacking !== '') byFlags.set(lacking, [at.uid]);
    }
    for (const [flags, uids] of byFlags) {
      await storeFlags(
        session,
        uids.sort((a, b) => a - b),
        '+',
        flags.split(' '),
      );
    }
  }

  #settle(matches: readonly Match<FolderCandidate>[]): void {
    const { journal, tally } = this.#setup;
    for (const { candidate, at } of matches) {
      const { shelf, message, claim } = candidate;
      const entry = [[message.uid, at.uid, flagText(message)] as const];
      if (claim === 2) journal.add({ b: this.box, s: shelf.number, found: entry });
      else journal.add({ b: this.box, s: shelf.number, stored: entry });
      if (claim === 1) tally.copied(shelf.folder, message.uid, message.size);
    }
  }
}
