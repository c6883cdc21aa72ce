import type { Octets } from '../../core/octets.js';
import { readContact } from '../../pim/vcard/read-contact.js';
import { CsvBuffer } from '../../core/csv.js';
import type { OctetFile } from '../octet-file.js';
import type { OutputFiles } from '../output.js';
import type { Spool } from '../spool.js';
import {
  addressCounts,
  type Counts,
  googleHeader,
  missingCommas,
  writeGoogleAddress,
  writeGoogleRow,
} from './google-csv.js';
import { type ListLabels, listLabels, MOST_LISTS } from './lists.js';
import { outlookHeader } from './outlook-csv.js';
import { PartFiles } from './part-files.js';
import { type CardRecord, cardLines, type GoogleRow, unpackRows } from './records.js';

/** What the tables of a folder are made from. */
export interface TableSource {
  /** The folder's cards, in order. */
  readonly records: readonly CardRecord[];
  /** Holds the rows behind each card. */
  readonly spool: Spool;
  /** A card as it went to the output. */
  readonly cardBytes: (record: CardRecord) => Uint8Array;
  /** How many numbered columns of each family the folder needs. */
  readonly counts: Counts;
}

/** Writes `<base>.google.csv` and `<base>.outlook.csv`. Gives what concerns the folder as a whole. */
export function writeTables(source: TableSource, files: OutputFiles, base: string): string[] {
  const { records, spool, cardBytes, counts } = source;
  const google = new PartFiles(files, base, '.google.csv', googleHeader(counts));
  const outlook = new PartFiles(files, base, '.outlook.csv', outlookHeader);
  const labels = readLists(source);
  const labelled = new CsvBuffer();
  for (const record of records) {
    if (record.isList) continue;
    const rows = unpackRows(spool.read(record.place).subarray(record.cardLength));
    outlook.next(1).copy(rows.outlook);
    const contact = labels === null ? null : readContact(cardLines(cardBytes(record)));
    const lists = contact === null ? [] : (labels?.of(contact) ?? []);
    if (contact === null || lists.length === 0) copyGoogle(google.next(1), rows.google, counts);
    else {
      labelled.clear();
      const ends = writeGoogleRow(labelled, contact, lists);
      copyGoogle(google.next(1), { ...rows.google, bytes: labelled.bytes, ends }, counts);
    }
  }
  const strangers = labels?.strangers() ?? [];
  for (const { email, lists } of strangers) writeStranger(google.next(1), email, lists, counts);
  google.finish();
  outlook.finish();
  const said = 'addresses of distribution lists are no contacts: they have rows of their own in the Google CSV';
  const cut = labels?.cut() ?? 0;
  return [
    ...(strangers.length === 0 ? [] : [`${strangers.length} ${said}`]),
    ...(cut === 0
      ? []
      : [`${cut} contacts are on more than ${MOST_LISTS} distribution lists: the Google CSV has labels for the first`]),
  ];
}

/** What the distribution lists of the folder make of its contacts; null without any list. */
function readLists({ records, cardBytes }: TableSource): ListLabels | null {
  const lists = records.filter(({ isList }) => isList);
  return lists.length === 0 ? null : listLabels(lists.map((record) => readContact(cardLines(cardBytes(record)))));
}

function writeStranger(file: OctetFile, email: Octets, lists: readonly Octets[], counts: Counts): void {
  const row = new CsvBuffer();
  const ends = writeGoogleAddress(row, email, lists);
  copyGoogle(file, { bytes: row.bytes, ends, counts: addressCounts }, counts);
}

/** Writes a row with the commas it lacks. */
function copyGoogle(file: OctetFile, { bytes, ends, counts }: GoogleRow, widest: Counts): void {
  let start = 0;
  for (const [index, missing] of missingCommas(counts, widest).entries()) {
    if (missing === 0) continue;
    const end = ends[index] ?? bytes.length;
    file.copy(bytes.subarray(start, end));
    file.write(','.repeat(missing));
    start = end;
  }
  file.copy(bytes.subarray(start));
  file.write('\r\n');
}
