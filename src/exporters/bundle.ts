import type { Item } from '../store/types.js';
import type { Outcome } from './outcome.js';

/**
 * A writer that merges the items of one folder into bundles (contacts, calendars, tasks, notes). It is given the output
 * files and a base name (`contacts/jan@company.com/Contacts`) when it is made, items in (folder, UID) order, and says at
 * the end what became of each.
 */
export interface BundleWriter {
  /** Takes one item. `bytes` is the whole file; it is only valid during the call. Never throws for a bad item. */
  add(item: Item, bytes: Uint8Array): void;
  /** Writes what is left. One outcome for each `add`, in the same order, and what concerns the folder as a whole. */
  finish(): { readonly outcomes: readonly Outcome[]; readonly problems: readonly string[] };
}
