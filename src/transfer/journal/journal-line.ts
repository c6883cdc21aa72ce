/** The lines of a journal, and what messages are called in them. */
import type { Ref } from '../destination.js';

/** The UID of a message at the source: a number, or a name where a store has an odd file. */
export type Uid = number | string;

/** UID at the source, reference at the destination (0: not told), flags at the source, revision at the destination. */
export type StoredEntry = readonly [Uid, Ref, string, string?];

/** UID at the source, key, and what `markOf` gives of the item; without it where that gives nothing. */
export type KeyEntry = readonly [Uid, string, number?];

/** Makes the entry of an item with this key. */
export function keyEntry(uid: Uid, key: string, mark: number | null): KeyEntry {
  return mark === null ? [uid, key] : [uid, key, mark];
}

/** Makes the entry of an item that is at the destination. */
export function storedEntry(uid: Uid, ref: Ref, flags: string, revision: string | undefined): StoredEntry {
  return revision === undefined ? [uid, ref, flags] : [uid, ref, flags, revision];
}

/** A line of the journal, as it stands there. */
export type JournalLine =
  /** A mailbox of the destination; with another UIDVALIDITY than before, all that was known of it is void. */
  | { readonly box: number; readonly name: string; readonly validity: string }
  /** A folder of the source; with another UIDVALIDITY than before, its numbers are void. */
  | { readonly src: number; readonly path: readonly string[]; readonly validity: string | null }
  /** Intents. */
  | { readonly b: number; readonly s: number; readonly send: readonly KeyEntry[] }
  /** What is known now of the keys and marks of items that are there. */
  | { readonly b: number; readonly s: number; readonly marks: readonly KeyEntry[] }
  | { readonly b: number; readonly s: number; readonly stored: readonly StoredEntry[] }
  /** Found at the destination without having been sent by us. */
  | { readonly b: number; readonly s: number; readonly found: readonly StoredEntry[] }
  /** Refused: no longer in doubt. */
  | { readonly b: number; readonly s: number; readonly refused: readonly Uid[] }
  /** Left out by rule, with the reason. */
  | { readonly b: number; readonly s: number; readonly skipped: readonly (readonly [Uid, string])[] }
  /** The server said that it had stored them, and they were not there. */
  | { readonly b: number; readonly s: number; readonly gone: readonly Uid[] }
  /** Not at the source any more; what came later took their place. */
  | { readonly b: number; readonly s: number; readonly replaced: readonly Uid[] }
  /** What was changed on the way, for the ledgers of later runs. */
  | { readonly b: number; readonly s: number; readonly notes: readonly (readonly [Uid, string])[] }
  /** Flags at the source that were brought over later. */
  | { readonly b: number; readonly s: number; readonly flags: readonly (readonly [Uid, string])[] }
  /** What comparing left out: the highest UID of it at the source, and a print of all of them. */
  | { readonly b: number; readonly s: number; readonly left: readonly [number, number] }
  /** Everything below this UID of the destination has been compared with the source; 0: it has to be compared again. */
  | { readonly b: number; readonly s: number; readonly scanned: number };
