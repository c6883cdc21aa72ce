/** Ledger files: one JSON object a line, keys in the order of `LedgerLine`. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { LedgerLine, MovedLine } from './line.js';

/** One line with its line end. The keys must have been set in the order of `LedgerLine`. */
export function formatLedgerLine(line: MovedLine): string {
  // Taking objects apart costs as much as writing them: a run that finds little new has a hundred thousand lines to write.
  if (line.notes?.length !== 0) return `${JSON.stringify(line)}\n`;
  return `${JSON.stringify({ ...line, notes: undefined })}\n`;
}

/** Unix seconds as RFC 3339 in UTC, whole seconds: `2020-01-03T02:04:05Z`. */
export function formatTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** Whether a time of that form is these unix seconds: many times faster than writing one to compare. */
export function isTime(text: string | null, seconds: number): boolean {
  if (text?.length !== 20) return text === formatTime(seconds);
  const digits = (from: number, to: number): number => {
    let value = 0;
    for (let at = from; at < to; at += 1) value = value * 10 + text.charCodeAt(at) - 48;
    return value;
  };
  const day = Date.UTC(digits(0, 4), digits(5, 7) - 1, digits(8, 10));
  return day / 1000 + digits(11, 13) * 3600 + digits(14, 16) * 60 + digits(17, 19) === seconds;
}

/** Reads a ledger line by line. Throws for a line that is no JSON: a ledger is only ever written whole. */
export async function* readLedger(file: string): AsyncGenerator<LedgerLine> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
  for await (const line of lines) if (line !== '') yield JSON.parse(line) as LedgerLine;
}
