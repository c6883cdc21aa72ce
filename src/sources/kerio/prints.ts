/**
 * What folders held when their account was last brought over. Whoever opens a folder in the old mail program changes
 * something in its directory: whether there is anything to send can be told without asking the new server.
 */
import { createHash } from 'node:crypto';
import type { MovedKind } from '../../core/kinds.js';
import { listFolder } from '../../store/items/listing.js';
import type { Folder, Mailbox } from '../../store/types.js';
import { folderKey } from '../../transfer/run/tally.js';
import { FILTER, filterOf } from './filter.js';
import { validityOf } from './store-source.js';

/** A print of a folder's messages and their flags. */
export class FolderPrint {
  readonly #hash = createHash('sha1');

  /** `validity`: what the UIDs hold for. */
  constructor(validity: string | null) {
    this.#hash.update(`${validity ?? ''}\n`);
  }

  /** `time`: when the index says that it was received. A store that was restored gives UIDs again. */
  add(uid: number | string, flags: readonly string[], missing: boolean, time: number | null): void {
    this.#hash.update(`${uid} ${flags.join(' ')} ${missing ? '-' : ''} ${time ?? ''}\n`);
  }

  end(): string {
    return this.#hash.digest('base64');
  }
}

/** Prints by folder. */
export type Prints = ReadonlyMap<string, string>;

/** What changed in a mailbox, and who asks. */
export interface Changes {
  readonly mailbox: Mailbox;
  readonly folders: readonly Folder[];
  /** Directories in which something changed. */
  readonly dirs: ReadonlySet<string>;
  /** Kinds that somebody takes: of others nothing is news. */
  readonly kinds: ReadonlySet<MovedKind>;
}

/** Whether a folder is new, or in a changed directory and not what it was; or the rules for mail are not what they were. */
export function hasNews({ mailbox, folders, dirs, kinds }: Changes, known: Prints): boolean {
  if (kinds.has('filters') && dirs.has(mailbox.dir) && filterPrint(mailbox) !== known.get(folderKey(FILTER)))
    return true;
  return folders.some((folder) => {
    if (!kinds.has(folder.kind)) return false;
    const before = known.get(folderKey(folder));
    return before === undefined || (dirs.has(folder.dir) && printOf(folder) !== before);
  });
}

/** Undefined for a user without any. */
function filterPrint(mailbox: Mailbox): string | undefined {
  const filter = mailbox.type === 'user' ? filterOf(mailbox) : null;
  if (filter === null) return undefined;
  const print = new FolderPrint(FILTER.validity);
  print.add(filter.message.uid, filter.message.flags, false, null);
  return print.end();
}

/** Null for a folder that cannot be listed: it differs from every print. */
function printOf(folder: Folder): string | null {
  const print = new FolderPrint(validityOf(folder));
  try {
    for (const { type, item } of listFolder(folder).entries)
      print.add(item.uid, item.flags, type === 'missing', item.indexTime);
  } catch {
    return null;
  }
  return print.end();
}
