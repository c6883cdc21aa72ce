/** What a journal says, in memory: small enough for a million messages. */
import type { Ref } from '../destination.js';
import type { JournalLine, Uid } from './journal-line.js';

/** A message that is at the destination. */
export interface StoredMessage {
  /** What it is called there; 0 where the server did not tell it and it has not been looked up yet. */
  readonly uid: Ref;
  /** Flags at the source when they were last brought over, sorted, divided by blanks. */
  readonly flags: string;
  /** It was there before us. */
  readonly found: boolean;
}

/** What is known of the messages of one source folder in one destination mailbox. */
export class FolderRecord {
  readonly stored = new Map<Uid, StoredMessage>();
  /** Keys of messages that may or may not be there. */
  readonly doubts = new Map<Uid, string>();
  readonly skipped = new Map<Uid, string>();
  /** What was changed on the way, one sentence a line. */
  readonly notes = new Map<Uid, string>();
  /** How many are stored without a reference. */
  unknownRefs = 0;
  /** UIDs of the destination below this have been compared with this folder. */
  scanned = 0;

  /** Nothing needs to be done for the message any more. */
  isSettled(uid: Uid): boolean {
    return this.stored.has(uid) || this.skipped.has(uid);
  }
}

export class LogBook {
  #numbers = 0;
  readonly #boxes = new Map<number, { readonly name: string; readonly validity: string }>();
  readonly #sources = new Map<number, { readonly path: string; readonly validity: string | null }>();
  readonly #records = new Map<string, FolderRecord>();
  /** Flags and notes repeat: one text for all that have the same. */
  readonly #texts = new Map<string, string>();

  nextNumber(): number {
    return this.#numbers + 1;
  }

  boxNumber(name: string, validity: string): number | null {
    for (const [number, box] of this.#boxes) if (box.name === name && box.validity === validity) return number;
    return null;
  }

  /** The mailbox of that name as it was seen last, whatever its UIDVALIDITY. */
  latestBox(name: string): number | null {
    for (const [number, box] of this.#boxes) if (box.name === name) return number;
    return null;
  }

  sourceNumber(path: readonly string[], validity: string | null): number | null {
    const wanted = JSON.stringify(path);
    for (const [number, source] of this.#sources)
      if (source.path === wanted && source.validity === validity) return number;
    return null;
  }

  /** What is known of a source folder in a destination mailbox. */
  record(box: number, source: number): FolderRecord {
    const key = `${box}/${source}`;
    const known = this.#records.get(key);
    if (known !== undefined) return known;
    const record = new FolderRecord();
    this.#records.set(key, record);
    return record;
  }

  /** References of a destination mailbox that belong to a message of the source. */
  knownRefs(box: number): Set<Ref> {
    const uids = new Set<Ref>();
    for (const [key, record] of this.#records) {
      if (!key.startsWith(`${box}/`)) continue;
      for (const { uid } of record.stored.values()) if (uid !== 0) uids.add(uid);
    }
    return uids;
  }

  /** Takes a line of the journal, old or new. Lines that make no sense change nothing. */
  apply(line: JournalLine): void {
    if ('box' in line) this.#applyBox(line.box, line.name, line.validity);
    else if ('src' in line) this.#applySource(line.src, line.path, line.validity);
    else if (this.#boxes.has(line.b) && this.#sources.has(line.s))
      this.#applyToRecord(this.record(line.b, line.s), line);
  }

  #applyBox(number: number, name: string, validity: string): void {
    for (const [other, box] of this.#boxes) {
      if (box.name !== name) continue;
      this.#boxes.delete(other);
      this.#dropRecords((key) => key.startsWith(`${other}/`));
    }
    this.#boxes.set(number, { name, validity });
    this.#numbers = Math.max(this.#numbers, number);
  }

  #applySource(number: number, path: readonly string[], validity: string | null): void {
    const text = JSON.stringify(path);
    for (const [other, source] of this.#sources) {
      if (source.path !== text) continue;
      this.#sources.delete(other);
      // The numbers mean other messages now. What they had at the destination is free to be found again by its key.
      this.#dropRecords((key) => key.endsWith(`/${other}`));
    }
    this.#sources.set(number, { path: text, validity });
    this.#numbers = Math.max(this.#numbers, number);
  }

  #dropRecords(matches: (key: string) => boolean): void {
    for (const key of this.#records.keys()) if (matches(key)) this.#records.delete(key);
  }

  #applyToRecord(record: FolderRecord, line: Exclude<JournalLine, { box: number } | { src: number }>): void {
    if ('send' in line) for (const [uid, key] of line.send) record.doubts.set(uid, key);
    else if ('stored' in line) this.#settle(record, line.stored, false);
    else if ('found' in line) this.#settle(record, line.found, true);
    else if ('refused' in line) for (const uid of line.refused) record.doubts.delete(uid);
    else if ('skipped' in line) for (const [uid, reason] of line.skipped) record.skipped.set(uid, reason);
    else if ('gone' in line) this.#forget(record, line.gone);
    else if ('notes' in line) this.#addNotes(record, line.notes);
    else if ('flags' in line) this.#changeFlags(record, line.flags);
    else record.scanned = Math.max(record.scanned, line.scanned);
  }

  #settle(record: FolderRecord, messages: readonly (readonly [Uid, Ref, string])[], found: boolean): void {
    for (const [uid, target, flags] of messages) {
      const before = record.stored.get(uid);
      record.unknownRefs += (target === 0 ? 1 : 0) - (before?.uid === 0 ? 1 : 0);
      record.doubts.delete(uid);
      record.stored.set(uid, {
        uid: target,
        flags: this.#oneText(flags),
        found: found || before?.found === true,
      });
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
