/** Ledger files: one JSON object a line, keys in the order of `LedgerLine`. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { LedgerLine } from './line.js';

/** One line with its line end. The keys must have been set in the order of `LedgerLine`. */
export function formatLedgerLine(line: LedgerLine): string {
  const { stem, notes, ...always } = line;
  const optional = {
    ...(stem === undefined ? {} : { stem }),
    ...(notes === undefined || notes.length === 0 ? {} : { notes }),
  };
  return `${JSON.stringify({ ...always, ...optional })}\n`;
}

/** Unix seconds as RFC 3339 in UTC, whole seconds: `2020-01-03T02:04:05Z`. */
export function formatTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** Reads a ledger line by line. Throws for a line that is no JSON: a ledger is only ever written whole. */
export async function* readLedger(file: string): AsyncGenerator<LedgerLine> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
  for await (const line of lines) if (line !== '') yield JSON.parse(line) as LedgerLine;
}
