import { closeSync, openSync, readSync } from 'node:fs';
import type { LedgerLine } from './line.js';

const CHUNK = 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * The lines of a ledger that hold one of some words, in their order. Only those lines are parsed: a few items are found among
 * a million in a fraction of a second.
 */
export function* findLines(file: string, words: readonly string[]): Generator<LedgerLine> {
  const fd = openSync(file, 'r');
  try {
    // Pieces of a line whose end has not come, which may be a long one.
    let rest: Buffer[] = [];
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const piece = chunk.subarray(0, readSync(fd, chunk, 0, CHUNK, null));
      const whole = piece.lastIndexOf(NEWLINE) + 1;
      if (whole > 0 || piece.length === 0) {
        yield* linesWith(Buffer.concat([...rest, piece.subarray(0, whole)]), words);
        rest = [];
      }
      if (piece.length === 0) return;
      rest.push(piece.subarray(whole));
    }
  } finally {
    closeSync(fd);
  }
}

function* linesWith(bytes: Buffer, words: readonly string[]): Generator<LedgerLine> {
  const next = words.map((word) => bytes.indexOf(word));
  for (;;) {
    const hits = next.filter((at) => at >= 0);
    if (hits.length === 0) return;
    const at = hits.reduce((least, hit) => Math.min(least, hit), Infinity);
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline === -1 ? bytes.length : newline;
    yield JSON.parse(bytes.toString('utf8', bytes.lastIndexOf(NEWLINE, at) + 1, end)) as LedgerLine;
    for (const [index, word] of words.entries()) {
      const hit = next[index] ?? -1;
      if (hit >= 0 && hit < end) next[index] = bytes.indexOf(word, end);
    }
  }
}
