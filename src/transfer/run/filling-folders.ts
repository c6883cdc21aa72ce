/** The folders that fill one collection, with what the journal knows of each of them there. */
import { filtered, smallest } from '../../core/lists.js';
import type { OpenCollection } from '../destination.js';
import type { Journal } from '../journal/journal.js';
import { keyEntry, storedEntry } from '../journal/journal-line.js';
import type { FolderRecord } from '../journal/log-book.js';
import { markOf } from '../journal/mark.js';
import type { CollectionPlan } from '../plan/collections.js';
import { type Candidate, type Match, type Peek, reconcile } from '../reconcile.js';
import { flagText, type OpenedMessage, type SourceFolder, type SourceMailbox, type SourceMessage } from '../source.js';
import type { FillingFolder } from './filling-folder.js';
import { compareLeftOut, noteLeftOut } from './left-out.js';
import { claimMoved, dropReused, type Renumbering } from './renumbered.js';
import type { Tally } from './tally.js';

export interface FillingSetup {
  readonly plan: CollectionPlan;
  readonly source: SourceMailbox;
  readonly journal: Journal;
  readonly tally: Tally;
  readonly settleMs: number;
}

interface FolderCandidate extends Candidate {
  readonly filling: FillingFolder;
  readonly message: SourceMessage;
}

export class FillingFolders {
  readonly box: number;
  readonly folders: readonly FillingFolder[];
  readonly #setup: FillingSetup;
  readonly #byNumber: ReadonlyMap<number, SourceFolder>;
  readonly #collection: OpenCollection;

  private constructor(setup: FillingSetup, collection: OpenCollection, box: number, folders: readonly FillingFolder[]) {
    this.#setup = setup;
    this.#collection = collection;
    this.box = box;
    this.folders = folders;
    this.#byNumber = new Map(folders.map(({ number, folder }) => [number, folder]));
  }

  /** Lists the folders anew. Rejects with what the source rejects with. */
  static async open(setup: FillingSetup, collection: OpenCollection): Promise<FillingFolders> {
    const { journal, plan, source } = setup;
    const box = journal.box(plan.place.ref, collection.version);
    const folders: FillingFolder[] = [];
    for (const { folder } of plan.folders) {
      const number = journal.source(folder.path, folder.validity);
      folders.push({
        folder,
        box,
        number,
        record: journal.book.record(box, number),
        messages: await source.list(folder),
        note: (uid, notes) => journal.add({ b: box, s: number, notes: [[uid, notes.join('\n')]] }),
      });
    }
    return new FillingFolders(setup, collection, box, folders);
  }

  /** Lets the collection read the folders whole, where it has to see all items before it can tell what one will be. */
  async read(): Promise<void> {
    const collection = this.#collection;
    collection.remember?.(this.#setup.journal.book.revisions(this.box));
    if (collection.read === undefined) return;
    for (const { folder, messages } of this.folders)
      await collection.read(folder, this.#setup.source.open(folder, presentOf(messages)));
  }

  /** Forgets what is not at the source any more: should it come back, it has to be sent again. */
  dropReplaced(): void {
    for (const { record, messages, number } of this.folders) {
      const there = new Set([...messages].map(({ uid }) => uid));
      const replaced = [...record.stored.keys()].filter((uid) => !there.has(uid));
      if (replaced.length > 0) this.#setup.journal.add({ b: this.box, s: number, replaced });
    }
  }

  folderOf(number: number): SourceFolder {
    const found = this.#byNumber.get(number);
    if (found === undefined) throw new Error(`folder ${number} does not belong to this collection`);
    return found;
  }

  recordOf(number: number): FolderRecord {
    return this.#setup.journal.book.record(this.box, number);
  }

  /**
   * Brings source and destination together. `everything` compares all that is not settled with what the destination has got
   * since the last time; otherwise only what is in doubt, or stored without a reference, is looked for.
   */
  async compare(everything: boolean): Promise<void> {
    const { journal, settleMs } = this.#setup;
    const collection = this.#collection;
    if (everything) await dropReused(this.#renumbering);
    if (everything) for (const filling of this.folders) compareLeftOut(journal, filling);
    if (this.#mustCompare(everything)) {
      const matches = await reconcile<FolderCandidate>({
        collection,
        from: collection.next === null ? 1 : Math.max(1, smallest(this.folders.map(({ record }) => record.scanned))),
        known: journal.book.knownRefs(this.box),
        candidates: { [Symbol.iterator]: () => this.#candidates(everything) },
        peek: (candidates) => this.#peek(candidates),
        exact: collection.exact === undefined ? null : (candidates) => this.#exact(candidates),
        doubts: this.folders.reduce((sum, { record }) => sum + record.doubts.size, 0),
        settleMs: settleMs + this.#workMs(),
      });
      await collection.adopt?.(
        matches.map(({ candidate: { message, filling }, at }) => ({ present: at, message, folder: filling.folder })),
      );
      this.#settle(matches);
    }
    if (everything) await claimMoved(this.#renumbering);
    const { next } = collection;
    if (!everything || next === null) return;
    for (const filling of this.folders) {
      const { record, number } = filling;
      if (record.scanned < next) journal.add({ b: this.box, s: number, scanned: next });
      noteLeftOut(journal, filling);
    }
  }

  get #renumbering(): Renumbering {
    const { journal, source } = this.#setup;
    return { collection: this.#collection, journal, source, folders: this.folders };
  }

  #mustCompare(everything: boolean): boolean {
    if (this.folders.some(({ record }) => record.doubts.size > 0 || record.unknownRefs > 0)) return true;
    if (!everything || this.#collection.size === 0) return false;
    const { next } = this.#collection;
    const news = next === null || this.folders.some(({ record }) => record.scanned < next || next <= 1);
    return news && this.#candidates(true).next().done === false;
  }

  /** How long a slow server may need for what is in doubt: a second a megabyte, a minute at most. */
  #workMs(): number {
    let bytes = 0;
    for (const { record, messages } of this.folders) {
      if (record.doubts.size === 0) continue;
      for (const { uid, size } of messages) if (record.doubts.has(uid)) bytes += size;
    }
    return Math.min(60_000, bytes / 1000);
  }

  *#candidates(everything: boolean): Generator<FolderCandidate, undefined> {
    for (const filling of this.folders) {
      const { record } = filling;
      const { doubts, stored, unknownRefs } = record;
      if (!everything && doubts.size === 0 && unknownRefs === 0) continue;
      for (const message of filling.messages) {
        const key = doubts.get(message.uid);
        if (stored.get(message.uid)?.uid === 0) yield { filling, message, key: null, claim: 0 };
        else if (record.isSettled(message.uid) || message.missing || message.skip !== null) continue;
        else if (key !== undefined) yield { filling, message, key, claim: 1 };
        else if (everything) yield { filling, message, key: null, claim: 2 };
      }
    }
    return undefined;
  }

  async *#peek(candidates: Iterable<FolderCandidate>): ReturnType<Peek<FolderCandidate>> {
    for await (const { candidate, opened } of this.#opened(candidates, 'peek')) {
      const expected = this.#collection.expect(opened, candidate.filling.folder);
      if (expected !== null) yield { candidate, expected };
    }
  }

  async #exact(candidates: Iterable<FolderCandidate>): Promise<ReadonlyMap<FolderCandidate, string>> {
    const fingerprints = new Map<FolderCandidate, string>();
    for await (const { candidate, opened } of this.#opened(candidates, 'open')) {
      const fingerprint = this.#collection.exact?.(opened, candidate.filling.folder);
      if (fingerprint !== undefined) fingerprints.set(candidate, fingerprint);
      opened.release?.();
    }
    return fingerprints;
  }

  /** Opens candidates folder by folder, as they come. */
  async *#opened(
    candidates: Iterable<FolderCandidate>,
    how: 'peek' | 'open',
  ): AsyncGenerator<{ candidate: FolderCandidate; opened: Exclude<OpenedMessage, { problem: string }> }> {
    for (const filling of this.folders) {
      const byMessage = new Map<SourceMessage, FolderCandidate>();
      const messages = (function* (): Generator<SourceMessage> {
        for (const candidate of candidates) {
          if (candidate.filling !== filling) continue;
          byMessage.set(candidate.message, candidate);
          yield candidate.message;
        }
      })();
      for await (const opened of this.#setup.source[how](filling.folder, messages)) {
        const candidate = byMessage.get(opened.message);
        byMessage.delete(opened.message);
        if (candidate !== undefined && !('problem' in opened)) yield { candidate, opened };
      }
    }
  }

  #settle(matches: readonly Match<FolderCandidate>[]): void {
    const { journal, tally } = this.#setup;
    for (const { candidate, at, fingerprint } of matches) {
      const { filling, message, claim } = candidate;
      const revision = this.#collection.revisionOf?.(at, fingerprint);
      const known = keyEntry(message.uid, at.key, markOf(filling.folder, message));
      const entry = [storedEntry(message.uid, at.ref, flagText(message), revision)];
      if (claim === 2) journal.add({ b: this.box, s: filling.number, found: entry });
      else journal.add({ b: this.box, s: filling.number, stored: entry });
      if (filling.folder.kind === 'mail') journal.add({ b: this.box, s: filling.number, marks: [known] });
      if (claim === 1) tally.copied(filling.folder, message.uid, message.size);
    }
  }
}

/** Messages that the source can give. */
function presentOf(messages: Iterable<SourceMessage>): Iterable<SourceMessage> {
  return filtered(messages, ({ missing, skip }) => !missing && skip === null);
}
