/** The lines of a journal, and what messages are called in them. */
import type { Ref } from '../destination.js';

/** The UID of a message at the source: a number, or a name where a store has an odd file. */
export type Uid = number | string;

/** UID at the source, reference at the destination (0: not told), flags at the source, revision at the destination. */
export type StoredEntry = readonly [Uid, Ref, string, string?];

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
  /** Intents: UID at the source and key. */
  | { readonly b: number; readonly s: number; readonly send: readonly (readonly [Uid, string])[] }
  | { readonly b: number; readonly s: number; readonly stored: readonly StoredEntry[] }
  /** Found at the destination without having been sent by us. */
  | { readonly b: number; readonly s: number; readonly found: readonly StoredEntry[] }
  /** Refused: no longer in doubt. */
  | { readonly b: number; readonly s: number; readonly refused: readonly Uid[] }
  /** Left out by rule, with the reason. */
  | { readonly b: number; readonly s: number; readonly skipped: readonly (readonly [Uid, string])[] }
  /** The server said that it had stored them, and they were not there. */
  | { readonly b: number; readonly s: number; readonly gone: readonly Uid[] }
  /** Not at the source any more, and replaced at the destination by what came later. */
  | { readonly b: number; readonly s: number; readonly replaced: readonly Uid[] }
  /** What was changed on the way, for the ledgers of later runs. */
  | { readonly b: number; readonly s: number; readonly notes: readonly (readonly [Uid, string])[] }
  /** Flags at the source that were brought over later. */
  | { readonly b: number; readonly s: number; readonly flags: readonly (readonly [Uid, string])[] }
  /** Everything below this UID of the destination has been compared with the source. */
  | { readonly b: number; readonly s: number; readonly scanned: number };
