/** Lines of a ledger between two places, one after the other: a folder may have more of them than memory holds. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { LedgerLine } from './line.js';

/** Read and parsed at once, in bytes: as fast as the whole at once, and no lasting memory. */
const CHUNK = 256 * 1024;
const LF = 10;

/** The lines from `start` up to `end` (bytes). Throws what node:fs throws, and when the file is shorter or a line is no JSON. */
export function* readSlice(file: string, start: number, end: number): Generator<LedgerLine> {
  if (end <= start) return;
  const fd = openSync(file, 'r');
  try {
    let chunk = Buffer.allocUnsafe(Math.min(CHUNK, end - start));
    let fill = 0;
    for (let at = start; at < end || fill > 0; ) {
      if (fill === chunk.length) chunk = Buffer.concat([chunk], chunk.length * 2);
      const got = readSync(fd, chunk, fill, Math.min(chunk.length - fill, end - at), at);
      if (got === 0 && at < end) throw new Error(`${file} is shorter than it was`);
      at += got;
      fill += got;
      const whole = at === end ? fill : chunk.lastIndexOf(LF, fill - 1) + 1;
      if (whole === 0) continue;
      const text = chunk.toString('utf8', 0, whole).trimEnd();
      chunk.copyWithin(0, whole, fill);
      fill -= whole;
      yield* JSON.parse(`[${text.replaceAll('\n', ',')}]`) as LedgerLine[];
    }
  } finally {
    closeSync(fd);
  }
}
