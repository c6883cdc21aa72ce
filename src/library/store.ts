/** `kerio-exit/store`: what a Kerio store holds, without changing it (docs/library.md). */
import { setImmediate } from 'node:timers/promises';
import { type Entry, listFolder } from '../store/items/listing.js';
import { openStore, type Store, type StoreOptions } from '../store/open.js';
import type { Folder, Mailbox } from '../store/types.js';

export { UserError } from '../core/errors.js';
export type { DateSource, FolderRole, Kind } from '../core/kinds.js';
export {
  type Dialect,
  type FolderInspection,
  type Inspection,
  inspectStore,
  type MailboxInspection,
} from '../files/inspect.js';
export type { Sums } from '../ledger/sums.js';
export type { IndexDiagnosis } from '../store/index/index-fld.js';
export { type Entry, type FolderListing, listFolder } from '../store/items/listing.js';
export { readItem } from '../store/items/read.js';
export { openStore, type Store, type StoreOptions } from '../store/open.js';
export type { StoreLevel } from '../store/tree/locate.js';
export type { SkipCount, SkipRule } from '../store/tree/skips.js';
export type { AccessLevel, SubjectKind } from '../store/index/access.js';
export type { FolderRight, FolderRights } from '../store/tree/rights.js';
export type { MailboxTree } from '../store/tree/walk.js';
export type { Folder, Item, KindSource, Mailbox, MailboxType } from '../store/types.js';

/** What is to be read. */
export interface ReadRequest extends StoreOptions {
  /** Any level of a store, or a folder of backup zips. */
  readonly path: string;
  readonly signal?: AbortSignal;
}

/** What is told while a store is read; what a call throws ends the reading. */
export interface ReadEvents {
  /** A mailbox begins. False leaves it out. */
  onMailbox?(mailbox: Mailbox, store: Store): boolean | undefined;
  /** A folder begins. False leaves it out. */
  onFolder?(folder: Folder): boolean | undefined;
  /** An item, or an index record without one. `readItem(entry.item)` gives its bytes, until this call returns. */
  onEntry?(entry: Entry): void;
  /** Something could not be read: one sentence. The rest is read all the same. */
  onProblem?(problem: string): void;
}

/** What was met. */
export interface ReadSummary {
  readonly mailboxes: number;
  readonly folders: number;
  /** `.eml` files. */
  readonly items: number;
  /** Records of an index without a file. */
  readonly missing: number;
}

/**
 * Goes through a store: mailboxes by address, folders by path, items by UID. Others get their turn between two folders. Rejects
 * with a UserError when the path holds no store, with the signal's reason when it is aborted.
 */
export async function readStore(request: ReadRequest, events: ReadEvents = {}): Promise<ReadSummary> {
  const { path, signal, ...options } = request;
  signal?.throwIfAborted();
  const store = openStore(path, options);
  const summary = { mailboxes: 0, folders: 0, items: 0, missing: 0 };
  try {
    for (const problem of store.problems) events.onProblem?.(problem);
    for (const mailbox of store.mailboxes) {
      if (events.onMailbox?.(mailbox, store) === false) continue;
      summary.mailboxes += 1;
      const { folders, problems } = store.tree(mailbox);
      for (const problem of problems) events.onProblem?.(problem);
      for (const folder of folders) {
        await setImmediate();
        signal?.throwIfAborted();
        if (events.onFolder?.(folder) === false) continue;
        summary.folders += 1;
        readFolder(folder, summary, events);
      }
    }
  } finally {
    store.close();
  }
  return summary;
}

function readFolder(folder: Folder, summary: { items: number; missing: number }, events: ReadEvents): void {
  let listing;
  try {
    listing = listFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall !== 'scandir') throw error;
    events.onProblem?.(`${folder.path.join('/')} cannot be listed (${(error as NodeJS.ErrnoException).code ?? ''})`);
    return;
  }
  for (const problem of listing.problems) events.onProblem?.(problem);
  for (const entry of listing.entries) {
    if (entry.type === 'missing') summary.missing += 1;
    else summary.items += 1;
    events.onEntry?.(entry);
  }
}
