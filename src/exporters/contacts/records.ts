import { octetsOf, type Octets } from '../../core/octets.js';
import { type ContentLine, readContentLines } from '../../pim/contentline.js';
import type { Place } from '../spool.js';
import { type Counts, familyCount } from './google-csv.js';

/** One card on its way to the files. */
export interface CardRecord {
  /** Which `add` it came with. */
  readonly entry: Entry;
  /** Its UID in the output. */
  uid: Octets;
  /** The UID it came with: another one where a newer card has that. */
  readonly ownUid: Octets;
  /** Which card of its entry it is, from 0. */
  readonly nth: number;
  /** When it was last changed, by itself or by the index, in milliseconds; null when neither says. */
  readonly revision: number | null;
  /** The card in the spool, and behind it its rows. */
  readonly place: Place;
  readonly cardLength: number;
  /** A distribution list has no rows. */
  readonly isList: boolean;
}

/** A row of the Google CSV on its way to a file of which it is not known yet how wide it will be. */
export interface GoogleRow {
  readonly bytes: Uint8Array;
  /** Where each family of numbered columns ends in it. */
  readonly ends: readonly number[];
  readonly counts: Counts;
}

/** What one `add` brought. */
export interface Entry {
  /** `<folder GUID>-<stem>`, and a number for the second and later cards of an item. */
  readonly identity: (card: number) => string;
  readonly stem: string;
  readonly records: CardRecord[];
  readonly notes: string[];
  /** The number of an identity that none of its cards has yet. */
  spare: number;
  /** Null as long as something of it goes to the output. */
  failure: { readonly result: 'skipped' | 'failed'; readonly reason: string } | null;
}

/** Length, ends and counts of a Google row, in front of it in the spool. */
const header = new Int32Array(1 + 2 * familyCount);
const headerBytes = new Uint8Array(header.buffer);

/** What stands in the spool before the bytes of a row; valid until the next call. */
export function packRowHeader({ bytes, ends, counts }: GoogleRow): Uint8Array {
  header[0] = bytes.length;
  header.set(ends, 1);
  header.set(counts, 1 + familyCount);
  return headerBytes;
}

/** The rows that stand in the spool behind a card. */
export function unpackRows(packed: Uint8Array): { readonly google: GoogleRow; readonly outlook: Uint8Array } {
  headerBytes.set(packed.subarray(0, headerBytes.length));
  const start = headerBytes.length;
  const end = start + (header[0] ?? 0);
  const ends = Array.from(header.subarray(1, 1 + familyCount));
  const counts = Array.from(header.subarray(1 + familyCount));
  return { google: { bytes: packed.subarray(start, end), ends, counts }, outlook: packed.subarray(end) };
}

/** The lines of a card of ours, without what surrounds them. */
export function cardLines(card: Uint8Array): ContentLine[] {
  return readContentLines(octetsOf(card)).filter(
    ({ name }) => name !== 'BEGIN' && name !== 'VERSION' && name !== 'END',
  );
}
