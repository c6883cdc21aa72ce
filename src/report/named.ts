/** Items that did not arrive, named one by one with their reasons. */
import { join } from 'node:path';
import { findLines } from '../ledger/find.js';
import type { LedgerLine } from '../ledger/line.js';
import type { ExportResult } from '../files/export.js';

/** At most this many items are named; the ledgers name all. */
export const NAMED = 1000;

/** An item that is not in the output. */
export interface NamedItem {
  readonly mailbox: string;
  readonly folder: readonly string[];
  readonly uid: number | string;
  readonly result: string;
  readonly reason: string | null;
  /** When it was received, RFC 3339, and its bytes, as far as anything tells; absent in older reports. */
  readonly receivedAt?: string | null;
  readonly bytes?: number;
  /** Where it lies as it was in the store, relative to the output folder; only of what failed and could be copied. */
  readonly file?: string;
}

/** The first items that failed or are missing, and the first that were skipped, by mailbox, folder and UID. */
export interface NamedItems {
  readonly attention: readonly NamedItem[];
  readonly skipped: readonly NamedItem[];
}

/** Reads them from the ledgers of the mailboxes that have such items, and no further than to the last of them. */
export function gatherNamed(result: Pick<ExportResult, 'out' | 'mailboxes'>): NamedItems {
  const attention: NamedItem[] = [];
  const skipped: NamedItem[] = [];
  for (const { mailbox, ledger, sums } of result.mailboxes) {
    let lost = attention.length < NAMED ? sums.failed + sums.missing : 0;
    let left = skipped.length < NAMED ? sums.skipped : 0;
    if (lost + left === 0) continue;
    const results = [...(lost > 0 ? ['failed', 'missing'] : []), ...(left > 0 ? ['skipped'] : [])];
    // A quote inside of a value is escaped, so that no name can look like a key.
    const words = results.map((name) => `"result":"${name}"`);
    for (const line of findLines(join(result.out, ledger), words)) {
      const list = line.result === 'skipped' ? skipped : attention;
      if (list.length < NAMED) list.push(describe(mailbox.address, line));
      if (line.result === 'skipped') left -= 1;
      else lost -= 1;
      if ((lost <= 0 || attention.length >= NAMED) && (left <= 0 || skipped.length >= NAMED)) break;
    }
  }
  return { attention, skipped };
}

function describe(mailbox: string, line: LedgerLine): NamedItem {
  const { folder, uid, result, reason, file, receivedAt, bytes } = line;
  return { mailbox, folder, uid, result, reason, receivedAt, bytes, ...(file === null ? {} : { file }) };
}
