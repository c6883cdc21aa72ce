/** Messages of a live server that are too large for memory: kept in a file until they are sent. */
import { closeSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '../../protocols/imap/session.js';
import type { BufferPool } from '../../protocols/imap/slabs.js';
import type { RawMessage } from '../../message/raw-message.js';
import { fetchBodies } from './body-fetch.js';
import { removeFile, removeTree } from '../../core/platform.js';

/** What is asked for at once. */
const PIECE = 1024 * 1024;

export interface Spooled {
  readonly raw: RawMessage;
  /** Removes the file. */
  release(): void;
}

/** A folder for such files, removed as a whole at the end. */
export class Spool {
  readonly #dir: string;
  readonly #pool: BufferPool;
  #files = 0;

  /** `pool` is where the session takes its memory from. */
  constructor(dir: string, pool: BufferPool) {
    this.#dir = dir;
    this.#pool = pool;
  }

  /** Fetches a message into a file, piece by piece; null when it is gone. Rejects like `fetchBodies`. */
  async fetch(session: Session, uid: number): Promise<Spooled | null> {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    this.#files += 1;
    const path = join(this.#dir, `${process.pid}-${this.#files}.eml`);
    const fd = openSync(path, 'w', 0o600);
    try {
      let start: Buffer | null = null;
      for (let offset = 0; ; offset += PIECE) {
        const piece = await fetchPiece(session, uid, offset);
        if (piece === null || piece.length === 0) break;
        const { length } = piece;
        start ??= Buffer.from(piece);
        for (let done = 0; done < length; ) done += writeSync(fd, piece, done, length - done);
        this.#pool.giveBack(piece);
        if (length < PIECE) break;
      }
      const release = (): void => removeFile(path);
      if (start !== null) return { raw: { start, reread: () => pieces(path) }, release };
      release();
      return null;
    } finally {
      closeSync(fd);
    }
  }

  /** Removes everything. */
  clear(): void {
    removeTree(this.#dir);
  }
}

async function fetchPiece(session: Session, uid: number, offset: number): Promise<Buffer | null> {
  for await (const { bytes } of fetchBodies(session, [{ uid, size: PIECE }], `BODY.PEEK[]<${offset}.${PIECE}>`))
    return bytes;
  return null;
}

function* pieces(path: string): Generator<Uint8Array> {
  const fd = openSync(path, 'r');
  try {
    const memory = Buffer.allocUnsafeSlow(PIECE);
    for (let got = readSync(fd, memory); got > 0; got = readSync(fd, memory)) yield memory.subarray(0, got);
  } finally {
    closeSync(fd);
  }
}
