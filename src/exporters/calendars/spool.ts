import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { bytesOf, type Octets } from '../../message/octets.js';

/** Where a text was put: in memory, or at a place in the spool's file. */
export type Spooled = Buffer | { readonly offset: number; readonly length: number };

/** What is kept in memory before the rest goes to disk, in bytes. */
const MEMORY = 32 * 1024 * 1024;

/**
 * Keeps texts until the end of a folder, when it is known which of them are written and where: the first 32 MiB in memory,
 * the rest in a file. `path` must not exist; `close` removes it.
 */
export class Spool {
  readonly #path: string;
  #kept = 0;
  #fd: number | null = null;
  #size = 0;

  constructor(path: string) {
    this.#path = path;
  }

  append(octets: Octets): Spooled {
    const bytes = bytesOf(octets);
    this.#kept += bytes.length;
    if (this.#kept <= MEMORY) return bytes;
    this.#fd ??= openSync(this.#path, 'wx+');
    const offset = this.#size;
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.#fd, bytes, done, bytes.length - done, offset + done);
    this.#size += bytes.length;
    return { offset, length: bytes.length };
  }

  read(spooled: Spooled): Buffer {
    if (Buffer.isBuffer(spooled)) return spooled;
    const bytes = Buffer.allocUnsafe(spooled.length);
    let done = 0;
    while (this.#fd !== null && done < bytes.length) {
      const read = readSync(this.#fd, bytes, done, bytes.length - done, spooled.offset + done);
      if (read === 0) throw new Error(`${this.#path} became shorter while it was in use`);
      done += read;
    }
    return bytes;
  }

  close(): void {
    if (this.#fd === null) return;
    closeSync(this.#fd);
    this.#fd = null;
    rmSync(this.#path, { force: true });
  }
}
