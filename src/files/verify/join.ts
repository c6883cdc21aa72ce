/** Brings the ledger lines of a folder and the entries of its listing together. */
import type { LedgerLine } from '../../ledger/line.js';
import type { Entry } from '../../store/items/listing.js';
import { stemOf } from '../earlier/folder-history.js';

/** A line with its entry, or one of them alone. `again`: the line's item has just had a line. */
export type Joined =
  | { readonly line: LedgerLine; readonly entry: Entry }
  | { readonly line: LedgerLine; readonly entry: null; readonly again: boolean }
  | { readonly line: null; readonly entry: Entry };

/**
 * Joins by file stem. Both sides come in the same order unless something is wrong or new, so they are walked side by side;
 * what waits for its counterpart is only what stands between the two.
 */
export function* joinFolder(lines: Iterable<LedgerLine>, entries: Iterable<Entry>): Generator<Joined> {
  const left = lines[Symbol.iterator]();
  const right = entries[Symbol.iterator]();
  const waitingLines = new Map<string, LedgerLine>();
  const waitingEntries = new Map<string, Entry>();
  let previous = '';
  for (;;) {
    const line = left.next().value as LedgerLine | undefined;
    const entry = right.next().value as Entry | undefined;
    if (line === undefined && entry === undefined) break;
    const stem = line === undefined ? null : stemOf(line);
    if (line !== undefined && entry !== undefined && stem === entry.item.stem) {
      previous = stem;
      yield { line, entry };
      continue;
    }
    if (line !== undefined && stem !== null) {
      const found = take(waitingEntries, stem);
      if (found !== null) yield { line, entry: found };
      else if (stem === previous || waitingLines.has(stem)) yield { line, entry: null, again: true };
      else waitingLines.set(stem, line);
      previous = stem;
    }
    if (entry !== undefined) {
      const found = take(waitingLines, entry.item.stem);
      if (found !== null) yield { line: found, entry };
      else waitingEntries.set(entry.item.stem, entry);
    }
  }
  for (const line of waitingLines.values()) yield { line, entry: null, again: false };
  for (const entry of waitingEntries.values()) yield { line: null, entry };
}

function take<T>(waiting: Map<string, T>, stem: string): T | null {
  const found = waiting.get(stem);
  if (found === undefined) return null;
  waiting.delete(stem);
  return found;
}
