import type { Octets } from '../../message/octets.js';
import type { Place } from '../spool.js';
import type { Counts } from './google-csv.js';

/** One card on its way to the files. */
export interface CardRecord {
  /** Which `add` it came with. */
  readonly entry: Entry;
  /** Its UID in the output. */
  uid: Octets;
  /** The UID it came with: another one where a newer card has that. */
  readonly ownUid: Octets;
  /** When the index says it was received, unix seconds; null when it does not. */
  readonly indexTime: number | null;
  /** The card in the spool, and behind it its rows. */
  readonly place: Place;
  readonly cardLength: number;
  /** Null for a distribution list, which has no rows. */
  readonly google: GoogleRow | null;
}

/** A row of the Google CSV on its way to a file of which it is not known yet how wide it will be. */
export interface GoogleRow {
  readonly length: number;
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
  /** Null as long as something of it goes to the output. */
  failure: { readonly result: 'skipped' | 'failed'; readonly reason: string } | null;
}
