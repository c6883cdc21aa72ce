/**
 * Mail that may have been read while the server was still writing it. Mail is never changed in place, so the names in a folder
 * and its index tell whether anything is new; only files that were written to a moment ago can be others at the next run.
 * Of these, size and time are kept, and looked at again: none in a store at rest, a few in one that is in use.
 * Disks tell time in steps of up to 2 s. What is changed in place, indexes and contacts, may change in the same step without another size:
 * of it the content is kept, too, by its digest.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describeFile, readFileIfThere } from '../../store/disk/files.js';
import { messagesDirectory } from '../../store/tree/skips.js';
import type { Folder, Item } from '../../store/types.js';

/**
 * A file's name, how many of its bytes were read, its time of last change in milliseconds before that, and the SHA-256 of what was read
 * where that may be changed in place.
 */
export type RecentFile = readonly [name: string, size: number, mtimeMs: number, digest?: string];

const INDEX = 'index.fld';

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
  readonly #isMail: boolean;
  readonly #index: { readonly size: number; readonly mtimeMs: number } | null;

  /** To be made before anything of the folder is read. */
  constructor(folder: Folder, now = Date.now()) {
    this.#since = now - RECENT;
    this.#isMail = folder.kind === 'mail';
    this.#index = describeFile(join(folder.dir, INDEX));
    // A new file changes its directory: in a folder at rest no message need be asked for its time.
    this.#possible = (describeFile(join(folder.dir, '#msgs'))?.mtimeMs ?? 0) >= this.#since;
  }

  /** Time of last change, asked before an item is read; null when it is not young. */
  look(file: string): number | null {
    const mtimeMs = this.#possible ? (describeFile(file)?.mtimeMs ?? 0) : 0;
    return mtimeMs >= this.#since ? mtimeMs : null;
  }

  /** Keeps an item of which `size` bytes were read, `bytes` the first of them, if it was young when `look` was asked. */
  add({ file }: Item, size: number, mtimeMs: number | null, bytes: Uint8Array): void {
    if (mtimeMs === null) return;
    const known = [nameOf(file), size, mtimeMs] as const;
    this.#keep(this.#isMail || bytes.length !== size ? known : [...known, digestOf(bytes)]);
  }

  /** The index of the folder, if it was written to a moment ago; `digest`: of what was read. */
  indexOf(digest: string | null): RecentFile | null {
    const index = this.#index;
    if (index === null || digest === null || index.mtimeMs < this.#since) return null;
    return [INDEX, index.size, index.mtimeMs, digest];
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
    // Of one time the last by name is the youngest.
    this.#list = this.#list.sort(([one, , a], [other, , b]) => b - a || (one < other ? 1 : -1)).slice(0, KEPT);
  }
}

/** Whether a young file is another by now. One that is gone is no concern: its folder has another listing then. */
export function hasGrown(file: string, [, size, mtimeMs, digest]: RecentFile): boolean {
  const now = describeFile(file);
  if (now === null) return false;
  if (now.size !== size || now.mtimeMs !== mtimeMs) return true;
  return digest !== undefined && digestOf(readFileIfThere(file) ?? Buffer.alloc(0)) !== digest;
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Whether any young file of a folder is another by now, or its index. */
export function anyGrown(folder: Folder, young: readonly RecentFile[], index: RecentFile | undefined): boolean {
  if (index !== undefined && hasGrown(join(folder.dir, INDEX), index)) return true;
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
