/** The cards of a folder one by one: what a CardDAV server keeps as one object. */
import { append } from '../../core/lists.js';
import { detached, lowerOctets, type Octets, octetsOf } from '../../core/octets.js';
import { type ContentLine, contentLine, edited } from '../../pim/contentline.js';
import { formatCard } from '../../pim/vcard/complete.js';
import { readContact } from '../../pim/vcard/read-contact.js';
import type { Item } from '../../store/types.js';
import { itemUid } from '../identity.js';
import type { Outcome } from '../outcome.js';
import { Spool } from '../spool.js';
import { cardBytes, revisionOf, UidRegister } from './conflicts.js';
import { prepareItem } from './prepare.js';
import { cardLines, type CardRecord, type Entry } from './records.js';

/** What a folder is as single cards. */
export interface CardResult {
  readonly objects: readonly {
    readonly uid: Octets;
    /** The item it came in, by the order in which they were added. */
    readonly item: number;
    readonly text: () => Octets;
  }[];
  /** One for each item; its place says nothing. */
  readonly outcomes: readonly Outcome[];
  readonly close: () => void;
}

/** The cards of one folder, gathered item by item. */
export class CardObjects {
  readonly #spool: Spool;
  readonly #uids: UidRegister;
  readonly #entries: Entry[] = [];
  /** UIDs of contacts by their addresses: a list may name its members by these. */
  readonly #byAddress = new Map<Octets, CardRecord>();
  readonly #maxPhoto: number | null;

  /** `dir`: where what does not fit into memory is put. `maxPhoto`: larger photos are left out, in bytes. */
  constructor(dir: string, maxPhoto: number | null) {
    this.#spool = new Spool(dir);
    this.#uids = new UidRegister(this.#spool);
    this.#maxPhoto = maxPhoto;
  }

  add(item: Item, bytes: Uint8Array): void {
    const entry: Entry = {
      identity: (nth) => itemUid(item, nth),
      stem: item.stem,
      records: [],
      notes: [],
      spare: 0,
      failure: null,
    };
    this.#entries.push(entry);
    const { cards, notes, failure } = prepareItem(bytes, entry.identity, this.#maxPhoto);
    append(entry.notes, new Set(notes));
    if (failure !== null) entry.failure = { result: 'failed', reason: failure };
    for (const { lines, uid, text } of cards) {
      const same = this.#uids.same(uid, text);
      if (same === null) {
        this.#addCard(item, entry, { lines, uid: detached(uid), text });
        continue;
      }
      const reason = `the same card as in ${same.entry.stem}: same UID, same content`;
      entry.notes.push(reason);
      if (entry.records.length === 0) entry.failure = { result: 'skipped', reason };
    }
  }

  /** They can be read until `close` of the result. */
  objects(): CardResult {
    const records = this.#entries.flatMap((entry, item) => entry.records.map((record) => ({ record, item })));
    return {
      objects: records.map(({ record, item }) => ({ uid: record.uid, item, text: () => this.#text(record) })),
      outcomes: this.#entries.map(({ failure, records: own, notes }) => {
        const place = { file: null, offset: null, length: null };
        if (own.length > 0) return { result: 'exported', reason: null, ...place, notes };
        const { result, reason } = failure ?? { result: 'failed', reason: 'there is no vCard inside' };
        return { result, reason, ...place, notes };
      }),
      close: () => this.#spool.close(),
    };
  }

  #addCard(
    item: Item,
    entry: Entry,
    { lines, uid, text }: { readonly lines: readonly ContentLine[]; readonly uid: Octets; readonly text: Octets },
  ): void {
    entry.failure = null;
    const contact = readContact(lines);
    const record: CardRecord = {
      ...{ entry, uid, ownUid: uid, nth: entry.records.length, cardLength: text.length },
      revision: revisionOf(lines, item.indexTime),
      place: this.#spool.append(text),
      isList: contact.isList || item.messageClass === 'IPM.DistList',
    };
    entry.records.push(record);
    this.#uids.enter(record);
    if (record.isList) return;
    for (const { value } of contact.emails) {
      const address = lowerOctets(value);
      if (!this.#byAddress.has(address)) this.#byAddress.set(detached(address), record);
    }
  }

  /** With the UID that it ended up with; a list in the words that address books read. */
  #text(record: CardRecord): Octets {
    const bytes = cardBytes(this.#spool, record);
    if (record.uid === record.ownUid && !record.isList) return octetsOf(bytes);
    const lines = cardLines(bytes).map((line) => (line.name === 'UID' ? edited(line, { value: record.uid }) : line));
    return formatCard(record.isList ? this.#asGroup(lines) : lines);
  }

  /**
   * A group as Apple's address book made it: vCard 3.0 has none of its own, and Nextcloud, SOGo and phones read this one. A member
   * is named by the UID of its card where it has one.
   */
  #asGroup(lines: readonly ContentLine[]): ContentLine[] {
    const { members, emails } = readContact(lines);
    const named = [...members, ...emails.map(({ value }) => `mailto:${value}`)].map((member) => this.#member(member));
    return [
      ...lines.filter(({ name }) => !GROUP_WORDS.has(name)),
      contentLine('X-ADDRESSBOOKSERVER-KIND', 'group'),
      ...[...new Set(named)].map((member) => contentLine('X-ADDRESSBOOKSERVER-MEMBER', member)),
    ];
  }

  #member(member: Octets): Octets {
    const address = /^(?:mailto:)?([^\s<>:]+@[^\s<>:]+)$/i.exec(member)?.[1];
    const known = address === undefined ? undefined : this.#byAddress.get(lowerOctets(address));
    if (known !== undefined) return `urn:uuid:${known.uid}`;
    if (/^(?:urn:|mailto:)/i.test(member)) return member;
    return address === undefined ? `urn:uuid:${member}` : `mailto:${address}`;
  }
}

const GROUP_WORDS: ReadonlySet<string> = new Set([
  'KIND',
  'MEMBER',
  'X-ADDRESSBOOKSERVER-KIND',
  'X-ADDRESSBOOKSERVER-MEMBER',
]);
