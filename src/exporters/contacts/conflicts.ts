import { type Octets, utf8Octets } from '../../message/octets.js';
import type { Spool } from '../spool.js';
import type { CardRecord } from './records.js';

/** The cards of a folder by UID: finds the same card twice, and settles which of two keeps the UID. */
export class UidRegister {
  readonly #cards: Spool;
  readonly #byUid = new Map<Octets, CardRecord>();

  constructor(cards: Spool) {
    this.#cards = cards;
  }

  /** The card of that UID, if its content is the same, octet by octet. */
  same(uid: Octets, content: Octets): CardRecord | null {
    const other = this.#byUid.get(uid);
    if (other?.card.length !== content.length) return null;
    return this.#cards.read(other.card).equals(Buffer.from(content, 'latin1')) ? other : null;
  }

  /**
   * Enters a card. Where its UID is taken the newer one has it (by REV, else the index's time, else the higher UID of the
   * item) and the other gets the identity of its item.
   */
  enter(record: CardRecord): void {
    const other = this.#byUid.get(record.uid);
    if (other === undefined) {
      this.#byUid.set(record.uid, record);
      return;
    }
    const [newer, older] = isOlder(record, other) ? [other, record] : [record, other];
    this.#byUid.set(newer.uid, newer);
    older.uid = this.#freeUid(older);
    this.#byUid.set(older.uid, older);
    older.entry.notes.push(`its UID is that of ${newer.entry.stem}, which is newer: it got a new one`);
    newer.entry.notes.push(`its UID was that of ${older.entry.stem} as well, which is older and got a new one`);
  }

  #freeUid(record: CardRecord): Octets {
    for (let number = record.entry.records.indexOf(record); ; number += 1) {
      const uid = utf8Octets(record.entry.identity(Math.max(0, number)));
      if (!this.#byUid.has(uid)) return uid;
    }
  }
}

function isOlder(record: CardRecord, other: CardRecord): boolean {
  return record.revision !== null && other.revision !== null && record.revision < other.revision;
}
