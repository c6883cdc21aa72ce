/** Reading items: synchronous, into memory that is used again for the next one (docs/architecture.md, speed). */
import { closeSync, readSync } from 'node:fs';
import { archivedFile, notThere } from '../backup/mounts.js';
import { unpack } from '../backup/unpack.js';
import type { Content } from '../disk/content.js';
import { describeFile } from '../disk/files.js';
import { openItem, readPlainFile, refuseSpecial } from '../disk/plain-file.js';
import type { Item } from '../types.js';

/** Reads one item after the other into the same memory. */
export class ItemReader {
  readonly #memory: Uint8Array;
  #open: number | null = null;

  constructor(memory: Uint8Array) {
    this.#memory = memory;
  }

  /**
   * Reads the file as far as the memory goes. Throws what node:fs throws (ENOENT when the server removed it meanwhile),
   * and an ArchiveError for a file that a backup does not give.
   * The content of the item before is gone then.
   */
  read(file: string): Content {
    this.close();
    const archived = archivedFile(file);
    if (archived === null) throw notThere(file, 'open');
    if (archived !== 'outside') return this.#provide(unpack(archived));
    const fd = openItem(file);
    let length = 0;
    try {
      while (length < this.#memory.length) {
        const wanted = this.#memory.length - length;
        const got = readSync(fd, this.#memory, length, wanted, null);
        length += got;
        // A short read of a plain file is its end: asking once more would cost every message a system call.
        if (got < wanted) {
          if (length === 0) refuseSpecial(fd);
          closeSync(fd);
          return { bytes: this.#memory.subarray(0, length), more: null };
        }
      }
      refuseSpecial(fd);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    this.#open = fd;
    return { bytes: this.#memory, more: (target) => readSync(fd, target, 0, target.length, null) };
  }

  /** Gives unpacked bytes as a file would be given: the writers work on the reader's memory. */
  #provide(whole: Uint8Array): Content {
    const head = whole.subarray(0, this.#memory.length);
    this.#memory.set(head);
    const bytes = this.#memory.subarray(0, head.length);
    if (head.length === whole.length) return { bytes, more: null };
    let at = head.length;
    return {
      bytes,
      more: (target) => {
        const piece = whole.subarray(at, at + target.length);
        target.set(piece);
        at += piece.length;
        return piece.length;
      },
    };
  }

  /** Closes the file of a content that was not whole. */
  close(): void {
    if (this.#open === null) return;
    closeSync(this.#open);
    this.#open = null;
  }
}

/** An item's bytes, all of them. Throws what `ItemReader.read` throws. */
export function readItem(item: Item): Uint8Array {
  const archived = archivedFile(item.file);
  if (archived === null) throw notThere(item.file, 'open');
  if (archived !== 'outside') return unpack(archived);
  return readPlainFile(item.file, false);
}

/** The first bytes of a file, at most `limit`. Throws what `ItemReader.read` throws. */
export function readHead(file: string, limit: number): Uint8Array {
  const archived = archivedFile(file);
  if (archived === null) throw notThere(file, 'open');
  if (archived !== 'outside') return unpack(archived).subarray(0, limit);
  const fd = openItem(file);
  try {
    const head = Buffer.allocUnsafe(limit);
    let length = 0;
    for (let got = -1; got !== 0 && length < limit; length += got)
      got = readSync(fd, head, length, limit - length, null);
    return head.subarray(0, length);
  } finally {
    closeSync(fd);
  }
}

/** A file's time of last change, whole unix seconds; 0 when it is gone. */
export function modifiedAt(file: string): number {
  return Math.max(0, Math.floor((describeFile(file)?.mtimeMs ?? 0) / 1000));
}
