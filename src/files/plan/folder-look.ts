/**
 * What a folder looks like without its messages being read: what an earlier run is known to have seen of it. The plan looks, and
 * so does who reads the folder, since a server may have written in between: what is kept of a job is what was read.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describeFile } from '../../store/disk/files.js';
import { unlisted } from '../../store/disk/loss.js';
import { listItemNames, messagesDirectory } from '../../store/tree/skips.js';
import type { Folder } from '../../store/types.js';
import type { Listing } from './planned.js';

/** A look that begins before anything of the folder is read: what changes during the reading shows at the next one. */
export class FolderLook {
  readonly #folder: Folder;
  readonly #written: string;

  constructor(folder: Folder) {
    this.#folder = folder;
    this.#written = ['index.fld', 'index.bad', 'status.fld'].map((name) => printOf(join(folder.dir, name))).join('');
  }

  /**
   * A value that changes when the index does or the names of the items; null where they cannot be listed. Mail is never changed in place;
   * contacts and events may be, so for them the size and time of each file count too.
   */
  print(names: readonly string[] | null): string {
    const print = createHash('sha256').update(this.#written);
    const messages = names === null ? null : messagesDirectory(this.#folder.dir);
    if (names === null || messages === null) return print.digest('hex');
    const isMail = this.#folder.kind === 'mail';
    // One call for all: each costs as much as hashing a hundred names.
    const sorted = names.toSorted();
    print.update(sorted.map((name) => (isMail ? `${name}\n` : `${name} ${printOf(join(messages, name))}`)).join(''));
    return print.digest('hex');
  }
}

/** How many items a folder has, and its print. */
export function lookInto(folder: Folder): Listing {
  const look = new FolderLook(folder);
  const messages = messagesDirectory(folder.dir);
  if (messages === null) return { items: 0, problem: null, print: look.print(null) };
  try {
    const { names } = listItemNames(messages);
    return { items: names.length, problem: null, print: look.print(names) };
  } catch (error) {
    return { items: 0, problem: unlisted(messages, error, 'what is new there is'), print: look.print(null) };
  }
}

function printOf(path: string): string {
  const stat = describeFile(path);
  return stat === null ? '-\n' : `${stat.size} ${stat.mtimeMs}\n`;
}
