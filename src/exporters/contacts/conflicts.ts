import { octetsOf, type Octets, utf8Octets } from '../../core/octets.js';
import { readContentLines } from '../../pim/contentline.js';
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
    if (other?.cardLength !== content.length) return null;
    return cardBytes(this.#cards, other).equals(Buffer.from(content, 'latin1')) ? other : null;
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
    const [newer, older] = this.#isOlder(record, other) ? [other, record] : [record, other];
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

  #isOlder(record: CardRecord, other: CardRecord): boolean {
    const [revision, otherRevision] = [this.#revision(record), this.#revision(other)];
    return revision !== null && otherRevision !== null && revision < otherRevision;
  }

  /** When a card was last changed, by itself or by the index; in milliseconds. */
  #revision(record: CardRecord): number | null {
    const rev =
      readContentLines(octetsOf(cardBytes(this.#cards, record))).find(({ name }) => name === 'REV')?.value ?? '';
    const [, year, month, day, time = ''] = /^(\d{4})-?(\d{2})-?(\d{2})(?:T(.*))?$/.exec(rev) ?? [];
    if (year === undefined) return record.indexTime === null ? null : record.indexTime * 1000;
    const [, hour = '0', minute = '0', second = '0'] = /^(\d{2}):?(\d{2}):?(\d{2})/.exec(time) ?? [];
    return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  }
}

/** A card as it lies in the spool. */
export function cardBytes(spool: Spool, { place, cardLength }: CardRecord): Buffer {
  return spool.read(place).subarray(0, cardLength);
}
