/** Sums that an earlier version did not keep are taken again from the ledger lines, so that its work still counts. */
import { addLine, emptySums, type Sums } from '../../ledger/sums.js';
import { readSlice } from '../../ledger/slice.js';
import type { JobRecord } from './job-record.js';

/** A part with all sums. `ledger` is the file that its ranges refer to; it is read only where something is missing. */
export function withAllSums(part: JobRecord, ledger: string): JobRecord {
  if (part.folders.every(({ sums }) => hasAll(sums))) return part;
  const folders = part.folders.map((folder) => {
    const sums = emptySums();
    for (const line of readSlice(ledger, folder.start, folder.end)) addLine(sums, line);
    return { ...folder, sums };
  });
  return { ...part, folders };
}

function hasAll(sums: Partial<Sums>): boolean {
  return sums.years !== undefined && sums.sizes !== undefined;
}
