import type { Octets } from '../../message/octets.js';
import type { Place } from '../spool.js';
import type { Counts, GoogleRow } from './google-csv.js';

/** One card on its way to the files. */
export interface CardRecord {
  /** Which `add` it came with. */
  readonly entry: Entry;
  /** Its UID in the output; null until a conflict with another card is settled in favour of the UID it came with. */
  uid: Octets;
  /** The UID it came with; another one than `uid` when a newer card has that. */
  readonly ownUid: Octets;
  /** When it was last changed, in milliseconds; null when neither the card nor the index says. */
  readonly revision: number | null;
  /** The card, in the spool. */
  readonly card: Place;
  /** Its table rows, in the spool; null for a distribution list. */
  readonly rows: Place | null;
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

/** A card's rows as the spool keeps them. */
export function packRows(google: GoogleRow, outlook: Octets): Octets {
  const { single, labels, entries, counts } = google;
  return [single, labels.join(labelSeparator), ...entries, counts.join(','), outlook].join(rowSeparator);
}

/** The rows again. */
export function unpackRows(packed: Octets): { readonly google: GoogleRow; readonly outlook: Octets } {
  const [single = '', labels = '', ...rest] = packed.split(rowSeparator);
  const outlook = rest.pop() ?? '';
  const counts: Counts = (rest.pop() ?? '').split(',').map(Number);
  return {
    google: { single, labels: labels === '' ? [] : labels.split(labelSeparator), entries: rest, counts },
    outlook,
  };
}

/** Control characters, which cells never hold. */
const rowSeparator = '\x1e';
const labelSeparator = '\x1f';
