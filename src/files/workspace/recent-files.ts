/**
 * Mail that may have been read while the server was still writing it. Mail is never changed in place, so the names in a folder
 * and its index tell whether anything is new; only files that were written to a moment ago can be others at the next run.
 * Of these, size and time are kept, and looked at again: none in a store at rest, a few in one that is in use.
 */
import { join } from 'node:path';
import { describeFile } from '../../store/disk/files.js';
import { messagesDirectory } from '../../store/tree/skips.js';
import type { Folder, Item } from '../../store/types.js';

/** A file's name below `#msgs`, how many of its bytes were read, and its time of last change in milliseconds before that. */
export type RecentFile = readonly [name: string, size: number, mtimeMs: number];

/** No delivery takes longer; clocks of a server and of who reads its share may differ by that much. Milliseconds. */
const RECENT = 5 * 60_000;
/**
 * So many are kept of one folder: of a store that was copied a moment ago all files are young, but a file that is being written
 * is among the youngest.
 */
const KEPT = 16;

/** Gathers the young files of one folder. */
export class RecentFiles {
  #list: RecentFile[] = [];
  readonly #since: number;
  readonly #possible: boolean;

  constructor(folder: Folder, now = Date.now()) {
    this.#since = now - RECENT;
    // A new file changes its directory: in a folder at rest no message need be asked for its time.
    this.#possible = (describeFile(join(folder.dir, '#msgs'))?.mtimeMs ?? 0) >= this.#since;
  }

  /** Time of last change, asked before an item is read; null when it is not young. */
  look(file: string): number | null {
    const mtimeMs = this.#possible ? (describeFile(file)?.mtimeMs ?? 0) : 0;
    return mtimeMs >= this.#since ? mtimeMs : null;
  }

  /** Keeps an item of which `size` bytes were read, if it was young when `look` was asked. */
  add({ file }: Item, size: number, mtimeMs: number | null): void {
    if (mtimeMs !== null) this.#keep([nameOf(file), size, mtimeMs]);
  }

  /** Keeps what was known of an item that stayed as it is. */
  keep(known: RecentFile | undefined): void {
    if (known !== undefined && known[2] >= this.#since) this.#keep(known);
  }

  /** The youngest, in order of name. */
  get youngest(): readonly RecentFile[] {
    this.#shorten();
    return this.#list.toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  #keep(file: RecentFile): void {
    this.#list.push(file);
    if (this.#list.length === 4 * KEPT) this.#shorten();
  }

  #shorten(): void {
    this.#list = this.#list.sort(([, , a], [, , b]) => b - a).slice(0, KEPT);
  }
}

/** Whether a young file is another by now. One that is gone is no concern: its folder has another listing then. */
export function hasGrown(file: string, [, size, mtimeMs]: RecentFile): boolean {
  const now = describeFile(file);
  return now !== null && (now.size !== size || now.mtimeMs !== mtimeMs);
}

/** Whether any young file of a folder is another by now. */
export function anyGrown(folder: Folder, young: readonly RecentFile[]): boolean {
  const messages = young.length === 0 ? null : messagesDirectory(folder.dir);
  return messages !== null && young.some((file) => hasGrown(join(messages, file[0]), file));
}

/** Whether these files are too old by now to be written to. */
export function areSettled(young: readonly RecentFile[], now = Date.now()): boolean {
  return young.every(([, , mtimeMs]) => mtimeMs < now - RECENT);
}

/** The name of an item's file. */
export function nameOf(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}
