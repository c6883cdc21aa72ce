/** What a journal says, in memory: small enough for a million messages. */
import type { Ref } from '../destination.js';
import type { JournalLine, KeyEntry, StoredEntry, Uid } from './journal-line.js';
import { isSameMark, keyPrint } from './mark.js';

/** A message that is at the destination. */
export interface StoredMessage {
  /** What it is called there; 0 where the server did not tell it and it has not been looked up yet. */
  readonly uid: Ref;
  /** Flags at the source when they were last brought over, sorted, divided by blanks. */
  readonly flags: string;
  /** It was there before us. */
  readonly found: boolean;
  /** `keyPrint` of its key, and `markOf` the item at the source; null where the journal does not tell. */
  readonly key: number | null;
  readonly mark: number | null;
}

/** What is known of the messages of one source folder in one destination mailbox. */
export class FolderRecord {
  readonly stored = new Map<Uid, StoredMessage>();
  /** Keys of messages that may or may not be there. */
  readonly doubts = new Map<Uid, string>();
  /** What `markOf` gave of them. */
  readonly doubtMarks = new Map<Uid, number>();
  readonly skipped = new Map<Uid, string>();
  /** What was changed on the way, one sentence a line. */
  readonly notes = new Map<Uid, string>();
  /** How many are stored without a reference. */
  unknownRefs = 0;
  /** UIDs of the destination below this have been compared with this folder. */
  scanned = 0;
  /** What was left out then: the highest UID of it at the source, and a print of all of them; null for nothing. */
  left: readonly [number, number] | null = null;

  /** Nothing needs to be done for the message any more. With a `mark`: nor may it be another message, which got the UID later. */
  isSettled(uid: Uid, mark: number | null = null): boolean {
    const stored = this.stored.get(uid);
    if (stored === undefined) return this.skipped.has(uid);
    return mark === null || stored.mark === null || isSameMark(stored.mark, mark);
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

  validityOf(number: number): string | null {
    return this.#byNumber.get(number)?.validity ?? null;
  }

  /** The number of that name, where it still has that UIDVALIDITY. */
  find(name: string, validity: string | null): number | null {
    const number = this.numberOf(name);
    return number !== null && isSame(this.#byNumber.get(number)?.validity, validity) ? number : null;
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

/** A store does not always tell what its UIDs hold for (`G…`), and once was not asked: that is no other folder. */
function isSame(known: string | null | undefined, now: string | null): boolean {
  if (known === now) return true;
  return (known === null && now?.startsWith('G') === true) || (now === null && known?.startsWith('G') === true);
}

export class LogBook {
  #numbers = 0;
  readonly #boxes = new Places();
  readonly #sources = new Places();
  /** By mailbox, then by source folder. */
  readonly #records = new Map<number, Map<number, FolderRecord>>();
  /** In which mailboxes a source folder has a record. */
  readonly #boxesOf = new Map<number, Set<number>>();
  /** Revisions by mailbox and reference, where a destination gives any. */
  readonly #revisions = new Map<number, Map<Ref, string>>();
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

  /** What the messages of a source folder are numbered by, as far as it is known. */
  sourceValidity(source: number): string | null {
    return this.#sources.validityOf(source);
  }

  /** What is known of a source folder in a destination mailbox. */
  record(box: number, source: number): FolderRecord {
    const records = this.#records.get(box) ?? new Map<number, FolderRecord>();
    this.#records.set(box, records);
    const known = records.get(source);
    if (known !== undefined) return known;
    const record = new FolderRecord();
    records.set(source, record);
    this.#boxesOf.set(source, (this.#boxesOf.get(source) ?? new Set()).add(box));
    return record;
  }

  /** References of a destination mailbox that belong to a message of the source. */
  knownRefs(box: number): Set<Ref> {
    const uids = new Set<Ref>();
    for (const record of this.#records.get(box)?.values() ?? [])
      for (const { uid } of record.stored.values()) if (uid !== 0) uids.add(uid);
    return uids;
  }

  /** Revisions that the references of a destination mailbox had when they were last sent to. */
  revisions(box: number): ReadonlyMap<Ref, string> {
    return this.#revisions.get(box) ?? new Map();
  }

  /** Takes a line of the journal, old or new. Lines that make no sense change nothing. */
  apply(line: JournalLine): void {
    if ('box' in line) this.#applyBox(line.box, line.name, line.validity);
    else if ('src' in line) this.#applySource(line.src, line.path, line.validity);
    else if (this.#boxes.has(line.b) && this.#sources.has(line.s)) {
      const record = this.record(line.b, line.s);
      if ('gone' in line) for (const uid of line.gone) this.#dropRevision(line.b, record.stored.get(uid)?.uid);
      this.#applyToRecord(record, line);
    }
    if ('stored' in line) this.#applyRevisions(line.b, line.stored);
    else if ('found' in line) this.#applyRevisions(line.b, line.found);
  }

  #applyBox(number: number, name: string, validity: string): void {
    const before = this.#boxes.set(number, name, validity);
    if (before !== null) {
      for (const source of this.#records.get(before)?.keys() ?? []) this.#boxesOf.get(source)?.delete(before);
      this.#records.delete(before);
      this.#revisions.delete(before);
    }
    this.#numbers = Math.max(this.#numbers, number);
  }

  #applySource(number: number, path: readonly string[], validity: string | null): void {
    const before = this.#sources.set(number, JSON.stringify(path), validity);
    if (before !== null && before !== number) {
      // The numbers mean other messages now. What they had at the destination is free to be found again by its key.
      for (const box of this.#boxesOf.get(before) ?? []) this.#records.get(box)?.delete(before);
      this.#boxesOf.delete(before);
    }
    this.#numbers = Math.max(this.#numbers, number);
  }

  #dropRevision(box: number, ref: Ref | undefined): void {
    if (ref !== undefined) this.#revisions.get(box)?.delete(ref);
  }

  #applyRevisions(box: number, stored: readonly StoredEntry[]): void {
    for (const [, ref, , revision] of stored) {
      if (revision === undefined || !this.#boxes.has(box)) continue;
      const revisions = this.#revisions.get(box) ?? new Map<Ref, string>();
      this.#revisions.set(box, revisions.set(ref, revision));
    }
  }

  #applyToRecord(record: FolderRecord, line: Exclude<JournalLine, { box: number } | { src: number }>): void {
    if ('send' in line) this.#intend(record, line.send);
    else if ('marks' in line) this.#mark(record, line.marks);
    else if ('stored' in line) this.#settle(record, line.stored, false);
    else if ('found' in line) this.#settle(record, line.found, true);
    else if ('refused' in line) this.#dropDoubts(record, line.refused);
    else if ('skipped' in line) for (const [uid, reason] of line.skipped) record.skipped.set(uid, reason);
    else if ('gone' in line) this.#forget(record, line.gone);
    else if ('replaced' in line) this.#forget(record, line.replaced);
    else if ('notes' in line) this.#addNotes(record, line.notes);
    else if ('flags' in line) this.#changeFlags(record, line.flags);
    else if ('left' in line) record.left = line.left;
    else record.scanned = line.scanned === 0 ? 0 : Math.max(record.scanned, line.scanned);
  }

  #intend(record: FolderRecord, entries: readonly KeyEntry[]): void {
    for (const [uid, key, mark] of entries) {
      record.doubts.set(uid, key);
      if (mark === undefined) record.doubtMarks.delete(uid);
      else record.doubtMarks.set(uid, mark);
    }
  }

  #dropDoubts(record: FolderRecord, uids: readonly Uid[]): void {
    for (const uid of uids) {
      record.doubts.delete(uid);
      record.doubtMarks.delete(uid);
    }
  }

  #mark(record: FolderRecord, entries: readonly KeyEntry[]): void {
    for (const [uid, key, mark] of entries) {
      const message = record.stored.get(uid);
      if (message !== undefined) record.stored.set(uid, { ...message, key: keyPrint(key), mark: mark ?? null });
    }
  }

  #settle(record: FolderRecord, messages: readonly StoredEntry[], found: boolean): void {
    for (const [uid, target, flags] of messages) {
      const before = record.stored.get(uid);
      record.unknownRefs += (target === 0 ? 1 : 0) - (before?.uid === 0 ? 1 : 0);
      const key = record.doubts.get(uid);
      record.stored.set(uid, {
        uid: target,
        flags: this.#oneText(flags),
        found: found || before?.found === true,
        key: key === undefined ? (before?.key ?? null) : keyPrint(key),
        mark: record.doubtMarks.get(uid) ?? before?.mark ?? null,
      });
      record.doubts.delete(uid);
      record.doubtMarks.delete(uid);
    }
  }

  /** A message sent a second time is changed in the same way again: that is noted once. */
  #addNotes(record: FolderRecord, entries: readonly (readonly [Uid, string])[]): void {
    for (const [uid, text] of entries) {
      const notes = new Set([...(record.notes.get(uid)?.split('\n') ?? []), ...text.split('\n')]);
      record.notes.set(uid, this.#oneText([...notes].join('\n')));
    }
  }

  #forget(record: FolderRecord, uids: readonly Uid[]): void {
    for (const uid of uids) {
      if (record.stored.get(uid)?.uid === 0) record.unknownRefs -= 1;
      record.stored.delete(uid);
    }
  }

  #changeFlags(record: FolderRecord, changes: readonly (readonly [Uid, string])[]): void {
    for (const [uid, flags] of changes) {
      const message = record.stored.get(uid);
      if (message !== undefined) record.stored.set(uid, { ...message, flags: this.#oneText(flags) });
    }
  }

  #oneText(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }
}
