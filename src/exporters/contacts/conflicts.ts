import { type Octets, utf8Octets } from '../../core/octets.js';
import type { ContentLine } from '../../pim/contentline.js';
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
    const { entry, nth } = record;
    let uid = utf8Octets(entry.identity(nth));
    for (entry.spare = Math.max(entry.spare, nth + 1); this.#byUid.has(uid); entry.spare += 1)
      uid = utf8Octets(entry.identity(entry.spare));
    return uid;
  }

  #isOlder(record: CardRecord, other: CardRecord): boolean {
    return record.revision !== null && other.revision !== null && record.revision < other.revision;
  }
}

/** When a card was last changed, by itself or by the index (unix seconds); in milliseconds. */
export function revisionOf(lines: readonly ContentLine[], indexTime: number | null): number | null {
  const rev = lines.find(({ name }) => name === 'REV')?.value ?? '';
  const [, year, month, day, time = ''] = /^(\d{4})-?(\d{2})-?(\d{2})(?:T(.*))?$/.exec(rev) ?? [];
  if (year === undefined) return indexTime === null ? null : indexTime * 1000;
  const [, hour = '0', minute = '0', second = '0'] = /^(\d{2}):?(\d{2}):?(\d{2})/.exec(time) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

/** A card as it lies in the spool. */
export function cardBytes(spool: Spool, { place, cardLength }: CardRecord): Buffer {
  return spool.read(place).subarray(0, cardLength);
}
