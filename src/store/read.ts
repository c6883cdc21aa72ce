/** Reading items: synchronous, into memory that is used again for the next one (docs/architecture.md, speed). */
import { closeSync, constants, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { Content } from './content.js';
import { fsPath } from './paths.js';
import type { Item } from './types.js';

// O_NOFOLLOW: a link planted in a store must not make us read another file. O_NONBLOCK: a pipe must not make us wait.
// Windows knows neither: there both are undefined, which counts as no bit.
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads one item after the other into the same memory. */
export class ItemReader {
  readonly #memory: Uint8Array;
  #open: number | null = null;

  constructor(memory: Uint8Array) {
    this.#memory = memory;
  }

  /**
   * Reads the file as far as the memory goes. Throws what node:fs throws (ENOENT when the server removed it meanwhile).
   * The content of the item before is gone then.
   */
  read(file: string): Content {
    this.close();
    const fd = openSync(fsPath(file), FLAGS);
    let length = 0;
    try {
      while (length < this.#memory.length) {
        const wanted = this.#memory.length - length;
        const got = readSync(fd, this.#memory, length, wanted, null);
        length += got;
        // A short read of a plain file is its end: asking once more would cost every message a system call.
        if (got < wanted) {
          closeSync(fd);
          return { bytes: this.#memory.subarray(0, length), more: null };
        }
      }
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    this.#open = fd;
    return { bytes: this.#memory, more: (target) => readSync(fd, target, 0, target.length, null) };
  }

  /** Closes the file of a content that was not whole. */
  close(): void {
    if (this.#open === null) return;
    closeSync(this.#open);
    this.#open = null;
  }
}

/** An item's bytes, all of them. Throws what node:fs throws (ENOENT when the server removed the file meanwhile). */
export function readItem(item: Item): Uint8Array {
  const fd = openSync(fsPath(item.file), FLAGS);
  try {
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The first bytes of a file, at most `limit`. Throws what node:fs throws. */
export function readHead(file: string, limit: number): Uint8Array {
  const fd = openSync(fsPath(file), FLAGS);
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
  return Math.max(0, Math.floor((statSync(fsPath(file), { throwIfNoEntry: false })?.mtimeMs ?? 0) / 1000));
}
