/**
 * What folders held when their account was last brought over. Whoever opens a folder in the old mail program changes
 * something in its directory: whether there is anything to send can be told without asking the new server.
 */
import { createHash } from 'node:crypto';
import { listFolder } from '../../store/items/listing.js';
import type { Folder } from '../../store/types.js';
import { folderKey } from '../../transfer/run/tally.js';

/** A print of a folder's messages and their flags. */
export class FolderPrint {
  readonly #hash = createHash('sha1');

  add(uid: number | string, flags: readonly string[], missing: boolean): void {
    this.#hash.update(`${uid} ${flags.join(' ')} ${missing ? '-' : ''}\n`);
  }

  end(): string {
    return this.#hash.digest('base64');
  }
}

/** Prints by folder. */
export type Prints = ReadonlyMap<string, string>;

/** Whether one of these mail folders is new, or in a changed directory and not what it was. */
export function hasNews(folders: readonly Folder[], dirs: ReadonlySet<string>, known: Prints): boolean {
  return folders.some((folder) => {
    if (folder.kind !== 'mail') return false;
    const before = known.get(folderKey(folder));
    return before === undefined || (dirs.has(folder.dir) && printOf(folder) !== before);
  });
}

/** Null for a folder that cannot be listed: it differs from every print. */
function printOf(folder: Folder): string | null {
  const print = new FolderPrint();
  try {
    for (const { type, item } of listFolder(folder).entries) print.add(item.uid, item.flags, type === 'missing');
  } catch {
    return null;
  }
  return print.end();
}
