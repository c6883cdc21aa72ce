/** What a journal says, in memory: small enough for a million messages. */
import type { JournalLine, Uid } from './journal-line.js';

/** A message that is at the destination. */
export interface StoredMessage {
  /** UID there; 0 where the server did not tell it and it has not been looked up yet. */
  readonly uid: number;
  /** Flags at the source when they were last brought over, sorted, divided by blanks. */
  readonly flags: string;
  /** It was there before us. */
  readonly found: boolean;
}

/** What is known of the messages of one source folder in one destination mailbox. */
export class Shelf {
  readonly stored = new Map<Uid, StoredMessage>();
  /** Keys of messages that may or may not be there. */
  readonly doubts = new Map<Uid, string>();
  readonly skipped = new Map<Uid, string>();
  /** What was changed on the way, one sentence a line. */
  readonly notes = new Map<Uid, string>();
  /** How many are stored without a UID. */
  unknownUids = 0;
  /** UIDs of the destination below this have been compared with this folder. */
  scanned = 0;

  /** Nothing needs to be done for the message any more. */
  isSettled(uid: Uid): boolean {
    return this.stored.has(uid) || this.skipped.has(uid);
  }
}

/** Numbers of mailboxes or folders, each found by its name: a journal may speak of ten thousand. */
class Places {
  readonly #byNumber = new Map<number, { readonly name: string; readonly validity: string | null }>();
  readonly #byName = new Map<string, number>();

  has(number: number): boolean {
    return this.#byNumber.has(number);
  }

  /** The number of that name, whatever its UIDVALIDITY. */
  numberOf(name: string): number | null {
    return this.#byName.get(name) ?? null;
  }

  /** The number of that name, where it still has that UIDVALIDITY. */
  find(name: string, validity: string | null): number | null {
    const number = this.numberOf(name);
    return number !== null && this.#byNumber.get(number)?.validity === validity ? number : null;
  }

  /** Gives a name a number. Gives the number that it had before. */
  set(number: number, name: string, validity: string | null): number | null {
    const before = this.numberOf(name);
    if (before !== null) this.#byNumber.delete(before);
    const other = this.#byNumber.get(number);
    if (other !== undefined) this.#byName.delete(other.name);
    this.#byNumber.set(number, { name, validity });
    this.#byName.set(name, number);
    return before;
  }
}

export class LogBook {
  #numbers = 0;
  readonly #boxes = new Places();
  readonly #sources = new Places();
  /** By mailbox, then by source folder. */
  readonly #shelves = new Map<number, Map<number, Shelf>>();
  /** In which mailboxes a source folder has a shelf. */
  readonly #boxesOf = new Map<number, Set<number>>();
  /** Flags and notes repeat: one text for all that have the same. */
  readonly #texts = new Map<string, string>();

  nextNumber(): number {
    return this.#numbers + 1;
  }

  boxNumber(name: string, validity: string): number | null {
    return this.#boxes.find(name, validity);
  }

  /** The mailbox of that name as it was seen last, whatever its UIDVALIDITY. */
  latestBox(name: string): number | null {
    return this.#boxes.numberOf(name);
  }

  sourceNumber(path: readonly string[], validity: string | null): number | null {
    return this.#sources.find(JSON.stringify(path), validity);
  }

  /** What is known of a source folder in a destination mailbox. */
  shelf(box: number, source: number): Shelf {
    const shelves = this.#shelves.get(box) ?? new Map<number, Shelf>();
    this.#shelves.set(box, shelves);
    const known = shelves.get(source);
    if (known !== undefined) return known;
    const shelf = new Shelf();
    shelves.set(source, shelf);
    this.#boxesOf.set(source, (this.#boxesOf.get(source) ?? new Set()).add(box));
    return shelf;
  }

  /** UIDs of a destination mailbox that belong to a message of the source. */
  knownUids(box: number): Set<number> {
    const uids = new Set<number>();
    for (const shelf of this.#shelves.get(box)?.values() ?? [])
      for (const { uid } of shelf.stored.values()) if (uid > 0) uids.add(uid);
    return uids;
  }

  /** Takes a line of the journal, old or new. Lines that make no sense change nothing. */
  apply(line: JournalLine): void {
    if ('box' in line) this.#applyBox(line.box, line.name, line.validity);
    else if ('src' in line) this.#applySource(line.src, line.path, line.validity);
    else if (this.#boxes.has(line.b) && this.#sources.has(line.s)) this.#applyToShelf(this.shelf(line.b, line.s), line);
  }

  #applyBox(number: number, name: string, validity: string): void {
    const before = this.#boxes.set(number, name, validity);
    if (before !== null) {
      for (const source of this.#shelves.get(before)?.keys() ?? []) this.#boxesOf.get(source)?.delete(before);
      this.#shelves.delete(before);
    }
    this.#numbers = Math.max(this.#numbers, number);
  }

  #applySource(number: number, path: readonly string[], validity: string | null): void {
    const before = this.#sources.set(number, JSON.stringify(path), validity);
    if (before !== null) {
      // The numbers mean other messages now. What they had at the destination is free to be found again by its key.
      for (const box of this.#boxesOf.get(before) ?? []) this.#shelves.get(box)?.delete(before);
      this.#boxesOf.delete(before);
    }
    this.#numbers = Math.max(this.#numbers, number);
  }

  #applyToShelf(shelf: Shelf, line: Exclude<JournalLine, { box: number } | { src: number }>): void {
    if ('send' in line) for (const [uid, key] of line.send) shelf.doubts.set(uid, key);
    else if ('stored' in line) this.#settle(shelf, line.stored, false);
    else if ('found' in line) this.#settle(shelf, line.found, true);
    else if ('refused' in line) for (const uid of line.refused) shelf.doubts.delete(uid);
    else if ('skipped' in line) for (const [uid, reason] of line.skipped) shelf.skipped.set(uid, reason);
    else if ('gone' in line) this.#forget(shelf, line.gone);
    else if ('notes' in line) this.#addNotes(shelf, line.notes);
    else if ('flags' in line) this.#changeFlags(shelf, line.flags);
    else shelf.scanned = Math.max(shelf.scanned, line.scanned);
  }

  #settle(shelf: Shelf, messages: readonly (readonly [Uid, number, string])[], found: boolean): void {
    for (const [uid, target, flags] of messages) {
      const before = shelf.stored.get(uid);
      shelf.unknownUids += (target === 0 ? 1 : 0) - (before?.uid === 0 ? 1 : 0);
      shelf.doubts.delete(uid);
      shelf.stored.set(uid, {
        uid: target,
        flags: this.#oneText(flags),
        found: found || before?.found === true,
      });
    }
  }

  /** A message sent a second time is changed in the same way again: that is noted once. */
  #addNotes(shelf: Shelf, entries: readonly (readonly [Uid, string])[]): void {
    for (const [uid, text] of entries) {
      const notes = new Set([...(shelf.notes.get(uid)?.split('\n') ?? []), ...text.split('\n')]);
      shelf.notes.set(uid, this.#oneText([...notes].join('\n')));
    }
  }

  #forget(shelf: Shelf, uids: readonly Uid[]): void {
    for (const uid of uids) {
      if (shelf.stored.get(uid)?.uid === 0) shelf.unknownUids -= 1;
      shelf.stored.delete(uid);
    }
  }

  #changeFlags(shelf: Shelf, changes: readonly (readonly [Uid, string])[]): void {
    for (const [uid, flags] of changes) {
      const message = shelf.stored.get(uid);
      if (message !== undefined) shelf.stored.set(uid, { ...message, flags: this.#oneText(flags) });
    }
  }

  #oneText(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }
}
