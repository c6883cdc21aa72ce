import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Octets } from '../core/octets.js';
import { removeFile } from '../core/platform.js';

/** Where a piece lies in a spool. */
export interface Place {
  readonly chunk: number;
  readonly start: number;
  readonly length: number;
}

interface Chunk {
  /** Null once it was written to the file. */
  bytes: Buffer | null;
  fill: number;
  /** Where it begins in the file. */
  at: number;
}

const chunkSize = 1 << 20;
/** What may stay in memory before everything goes to the disk, in bytes. */
const memoryLimit = 32 << 20;

let spools = 0;

/**
 * Pieces that a writer has to keep until it has seen its whole folder. They stay in memory as long as they are few, then go
 * to a file in the staging tree, which `close` removes.
 */
export class Spool {
  readonly #path: string;
  readonly #chunks: Chunk[] = [];
  #inMemory = 0;
  #fd: number | null = null;
  #written = 0;
  /** The chunk that was last read back from the file. */
  #read: { index: number; bytes: Buffer } = { index: -1, bytes: Buffer.alloc(0) };

  /** `dir` is the root of the staging tree. */
  constructor(dir: string) {
    spools += 1;
    this.#path = join(dir, `.spool-${process.pid}-${spools}`);
  }

  /** Appends octets and bytes as one piece. */
  append(octets: Octets, ...more: readonly Uint8Array[]): Place {
    const length = more.reduce((sum, bytes) => sum + bytes.length, octets.length);
    const { chunk, bytes } = this.#room(length);
    const start = chunk.fill;
    chunk.fill += bytes.write(octets, start, 'latin1');
    for (const piece of more) {
      bytes.set(piece, chunk.fill);
      chunk.fill += piece.length;
    }
    return { chunk: this.#chunks.length - 1, start, length };
  }

  /** The bytes of a piece; valid until the next call. */
  read({ chunk: index, start, length }: Place): Buffer {
    const chunk = this.#chunks[index];
    const bytes = chunk?.bytes ?? this.#fromFile(index, chunk);
    return bytes.subarray(start, start + length);
  }

  /** Forgets everything. */
  close(): void {
    if (this.#fd !== null) {
      closeSync(this.#fd);
      removeFile(this.#path);
    }
    this.#fd = null;
    this.#chunks.length = 0;
  }

  #room(length: number): { readonly chunk: Chunk; readonly bytes: Buffer } {
    const last = this.#chunks.at(-1);
    if (last !== undefined && last.bytes !== null && last.bytes.length - last.fill >= length)
      return { chunk: last, bytes: last.bytes };
    if (this.#inMemory >= memoryLimit) this.#spill();
    const bytes = Buffer.allocUnsafeSlow(Math.max(chunkSize, length));
    const chunk = { bytes, fill: 0, at: 0 };
    this.#chunks.push(chunk);
    this.#inMemory += bytes.length;
    return { chunk, bytes };
  }

  #spill(): void {
    this.#fd ??= openSync(this.#path, 'w+', 0o600);
    for (const chunk of this.#chunks) {
      if (chunk.bytes === null) continue;
      chunk.at = this.#written;
      for (let done = 0; done < chunk.fill; )
        done += writeSync(this.#fd, chunk.bytes, done, chunk.fill - done, chunk.at + done);
      this.#written += chunk.fill;
      chunk.bytes = null;
    }
    this.#inMemory = 0;
  }

  #fromFile(index: number, chunk: Chunk | undefined): Buffer {
    if (this.#read.index === index) return this.#read.bytes;
    const bytes = Buffer.allocUnsafe(chunk?.fill ?? 0);
    if (chunk !== undefined && this.#fd !== null)
      for (let done = 0; done < bytes.length; ) {
        const got = readSync(this.#fd, bytes, done, bytes.length - done, chunk.at + done);
        if (got === 0) throw new Error(`${this.#path} was cut short by somebody else`);
        done += got;
      }
    this.#read = { index, bytes };
    return bytes;
  }
}
