import { createHash } from 'node:crypto';
import { append } from '../../core/lists.js';
import { detached, textOf } from '../../core/octets.js';
import { edited } from '../../pim/contentline.js';
import { formatCard } from '../../pim/vcard/complete.js';
import type { Contact } from '../../pim/vcard/contact.js';
import { readContact } from '../../pim/vcard/read-contact.js';
import type { Item } from '../../store/types.js';
import type { BundleWriter } from '../bundle.js';
import { CsvBuffer } from '../../core/csv.js';
import type { Outcome } from '../outcome.js';
import type { BundleListener, ListenedCard } from '../bundle-listener.js';
import type { OutputFiles } from '../output.js';
import { Spool } from '../spool.js';
import { cardBytes, revisionOf, UidRegister } from './conflicts.js';
import { googleCounts, leastCounts, writeGoogleRow } from './google-csv.js';
import { writeOutlookRow } from './outlook-csv.js';
import { PartFiles } from './part-files.js';
import { prepareItem, type PreparedCard } from './prepare.js';
import { canBeReadBack, readBack } from './read-back.js';
import { cardLines, type CardRecord, type Entry, packRowHeader } from './records.js';
import { SingleFiles } from './single-files.js';
import { writeTables } from './tables.js';

/** How the contacts of a folder are written. */
export interface ContactsOptions {
  readonly files: OutputFiles;
  /** The outputs are `<base>.vcf`, `<base>.google.csv` and `<base>.outlook.csv`. */
  readonly base: string;
  /** Told of what is written. */
  readonly listener?: BundleListener | null;
  /** Write `<base>/<name>.vcf` for each contact in place of `<base>.vcf`: Outlook reads only the first card of a file. */
  readonly oneFilePerContact: boolean;
  /** Larger photos are left out, in units of 1,024 bytes; null keeps all. */
  readonly maxPhotoKb: number | null;
}

/** Opens the writer for the contacts of one folder (docs/contacts.md). */
export function openContactsWriter(options: ContactsOptions): BundleWriter {
  return new ContactsWriter(options);
}

/** How many converted cards of a folder are read back: enough to see what a conversion does wrong. */
const maxReadBacks = 200;

class ContactsWriter implements BundleWriter {
  readonly #options: ContactsOptions;
  readonly #spool: Spool;
  readonly #google = new CsvBuffer();
  readonly #outlook = new CsvBuffer();
  readonly #uids: UidRegister;
  readonly #entries: Entry[] = [];
  readonly #counts = [...leastCounts];
  #readBacks = 0;

  constructor(options: ContactsOptions) {
    this.#options = options;
    this.#spool = new Spool(options.files.root);
    this.#uids = new UidRegister(this.#spool);
  }

  add(item: Item, bytes: Uint8Array): void {
    const entry: Entry = {
      identity: identityOf(item),
      stem: item.stem,
      records: [],
      notes: [],
      spare: 0,
      failure: null,
    };
    this.#entries.push(entry);
    const { maxPhotoKb } = this.#options;
    const { cards, notes, failure } = prepareItem(
      bytes,
      entry.identity,
      maxPhotoKb === null ? null : maxPhotoKb * 1024,
    );
    append(entry.notes, new Set(notes));
    if (failure !== null) entry.failure = { result: 'failed', reason: failure };
    for (const card of cards) this.#addCard(item, entry, card);
  }

  #addCard(item: Item, entry: Entry, { lines, uid, text, converted }: PreparedCard): void {
    const same = this.#uids.same(uid, text);
    if (same !== null) {
      const reason = `the same card as in ${same.entry.stem}: same UID, same content`;
      entry.notes.push(reason);
      if (entry.records.length === 0) entry.failure = { result: 'skipped', reason };
      return;
    }
    entry.failure = null;
    if (converted && this.#readBacks < maxReadBacks && canBeReadBack(text)) {
      this.#readBacks += 1;
      append(entry.notes, readBack(text, uid));
    }
    const contact = readContact(lines);
    const isList = contact.isList || item.messageClass === 'IPM.DistList';
    const rows = isList ? [] : this.#writeRows(contact);
    const place = this.#spool.append(text, ...rows);
    const ownUid = detached(uid);
    const revision = revisionOf(lines, item.indexTime);
    const nth = entry.records.length;
    const record = { entry, uid: ownUid, ownUid, nth, revision, place, cardLength: text.length, isList };
    entry.records.push(record);
    this.#uids.enter(record);
  }

  /** Makes the rows of a contact, as they go to the spool behind the card. */
  #writeRows(contact: Contact): readonly Uint8Array[] {
    const counts = googleCounts(contact);
    for (let index = 0; index < counts.length; index += 1)
      this.#counts[index] = Math.max(this.#counts[index] ?? 0, counts[index] ?? 0);
    this.#google.clear();
    const ends = writeGoogleRow(this.#google, contact, []);
    this.#outlook.clear();
    writeOutlookRow(this.#outlook, contact);
    const { bytes } = this.#google;
    return [packRowHeader({ bytes, ends, counts }), bytes, this.#outlook.bytes];
  }

  finish(): { readonly outcomes: readonly Outcome[]; readonly problems: readonly string[] } {
    const outcomes = this.#options.oneFilePerContact ? this.#writeSingles() : this.#writeBundle();
    const records = this.#entries.flatMap((entry) => entry.records);
    const source = {
      ...{ records, spool: this.#spool, counts: this.#counts },
      cardBytes: (record: CardRecord) => this.#cardBytes(record),
    };
    this.#options.listener?.cards(() => this.#listened(records));
    const problems = writeTables(source, this.#options.files, this.#options.base);
    this.#spool.close();
    return { outcomes, problems };
  }

  *#listened(records: readonly CardRecord[]): Generator<ListenedCard, undefined> {
    for (const record of records)
      yield {
        lines: cardLines(this.#cardBytes(record)),
        isList: record.isList,
        changed: (record.revision ?? 0) / 1000,
      };
    return undefined;
  }

  #writeBundle(): Outcome[] {
    const parts = new PartFiles(this.#options.files, this.#options.base, '.vcf');
    const places = this.#entries.map((entry) => {
      if (entry.records.length === 0) return null;
      const file = parts.next(entry.records.length);
      const offset = file.position;
      for (const record of entry.records) file.copy(this.#cardBytes(record));
      return { file, offset, length: file.position - offset };
    });
    parts.finish();
    // Only now the files have their last names.
    return this.#entries.map((entry, index) => {
      const place = places[index] ?? null;
      return outcomeOf(entry, place === null ? null : { ...place, file: place.file.path });
    });
  }

  #writeSingles(): Outcome[] {
    const singles = new SingleFiles(this.#options.files, this.#options.base);
    return this.#entries.map((entry) => {
      const written = entry.records.map((record) => {
        const bytes = this.#cardBytes(record);
        const name = readContact(cardLines(bytes)).formatted;
        return { file: singles.write(textOf(name), bytes), length: bytes.length };
      });
      const [first, ...others] = written;
      if (others.length > 0) entry.notes.push(`more cards of it are in ${others.map(({ file }) => file).join(', ')}`);
      return outcomeOf(entry, first === undefined ? null : { ...first, offset: 0 });
    });
  }

  /** A card as it goes to the output, with the UID that it ended up with. */
  #cardBytes(record: CardRecord): Buffer {
    const bytes = cardBytes(this.#spool, record);
    if (record.uid === record.ownUid) return bytes;
    const lines = cardLines(bytes).map((line) => (line.name === 'UID' ? edited(line, { value: record.uid }) : line));
    return Buffer.from(formatCard(lines), 'latin1');
  }
}

function outcomeOf(
  { failure, notes }: Entry,
  place: { readonly file: string; readonly offset: number; readonly length: number } | null,
): Outcome {
  if (place !== null)
    return { result: 'exported', reason: null, file: place.file, offset: place.offset, length: place.length, notes };
  const { result, reason } = failure ?? { result: 'failed', reason: 'there is no vCard inside' };
  return { result, reason, file: null, offset: null, length: null, notes };
}

/** The UID of a card that has none: the name the server's CardDAV gave it, `<folder GUID>-<stem>`. */
function identityOf({ folder, stem }: Item): (card: number) => string {
  return (card) => {
    const guid = folder.guid ?? guidFromPath(`${folder.mailbox.address}/${folder.path.join('/')}`);
    return `${guid}-${stem}${card === 0 ? '' : `-${card + 1}`}`;
  };
}

/** A folder without a GUID gets one from where it is: the same in every run. */
function guidFromPath(path: string): string {
  const hash = createHash('sha256').update(path).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}
