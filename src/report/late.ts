/** Mail that reached the old server after the switch: nobody looks there any more, so it is named one by one. */
import { join } from 'node:path';
import { formatTime, readLedger } from '../ledger/file.js';
import type { ExportResult } from '../files/export.js';

export interface LateMail {
  /** RFC 3339. */
  readonly since: string;
  readonly count: number;
  /** Of those, how many a rule or the user's own filters left out. */
  readonly leftOut: number;
  /** The first ten thousand, by mailbox and folder. */
  readonly items: readonly LateItem[];
}

export interface LateItem {
  readonly mailbox: string;
  readonly folder: readonly string[];
  readonly uid: number | string;
  readonly receivedAt: string;
  readonly result: string;
  /** Why it is not in the output; null when it is. */
  readonly reason: string | null;
  readonly file: string | null;
}

/** At most this many items are named; the ledgers name all. */
export const NAMED_LATE = 10_000;

/** Lists mail received at or after a time, unix seconds. Reads only the ledgers of mailboxes that have something so new. */
export async function gatherLate(result: ExportResult, since: number): Promise<LateMail> {
  const items: LateItem[] = [];
  let count = 0;
  let leftOut = 0;
  const from = formatTime(since);
  for (const { mailbox, ledger, sums } of result.mailboxes) {
    // RFC 3339 in UTC orders as text.
    if (result.interrupted || sums.newest === null || sums.newest < from) continue;
    for await (const line of readLedger(join(result.out, ledger))) {
      if (line.kind !== 'mail' || line.receivedAt === null || line.receivedAt < from) continue;
      count += 1;
      const { folder, uid, receivedAt, result: became, reason, file } = line;
      if (became === 'skipped') leftOut += 1;
      if (items.length >= NAMED_LATE) continue;
      items.push({ mailbox: mailbox.address, folder, uid, receivedAt, result: became, reason, file });
    }
  }
  return { since: from, count, leftOut, items };
}
