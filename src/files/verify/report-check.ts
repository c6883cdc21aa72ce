import { isDeepStrictEqual } from 'node:util';
import { addSums, emptySums, type Sums } from '../../ledger/sums.js';
import type { Finding } from './finding.js';
import type { ReportedSums } from './subject.js';

/** Sums of one mailbox's ledger. */
export interface LedgerSums {
  readonly address: string;
  readonly folders: readonly { readonly path: readonly string[]; readonly sums: Sums }[];
}

/** Compares every sum of `report.json` with what the ledgers add up to. */
export function checkReport(report: ReportedSums | null, ledgers: readonly LedgerSums[]): Finding[] {
  if (report === null) return [finding('', [], 'report.json is not there, or cannot be read')];
  const findings: Finding[] = [];
  const total = emptySums();
  const mailboxes = new Map(report.mailboxes?.toReversed().map((mailbox) => [mailbox.address, mailbox]));
  for (const { address, folders } of ledgers) {
    const reported = mailboxes.get(address);
    const reportedFolders = new Map(reported?.folders.toReversed().map((folder) => [keyOf(folder.folder), folder]));
    const sum = emptySums();
    for (const { path, sums } of folders) {
      addSums(sum, sums);
      const said = reportedFolders.get(keyOf(path));
      const what = difference(said, sums);
      if (said === undefined && sums.found + sums.missing === 0) continue;
      if (what !== null) findings.push(finding(address, path, what));
    }
    const what = difference(reported?.totals, sum);
    if (what !== null) findings.push(finding(address, [], what));
    addSums(total, sum);
  }
  const what = difference(report.totals, total);
  if (what !== null) findings.push(finding('', [], `over all mailboxes ${what}`));
  return findings;
}

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

function difference(said: Sums | undefined, sums: Sums): string | null {
  if (said === undefined) return 'report.json does not speak of it';
  const keys = (Object.keys(sums) as (keyof Sums)[]).filter(
    // Folders are reported without years and sizes.
    (key) => !isDeepStrictEqual(said[key], sums[key]) && (key in said || (key !== 'years' && key !== 'sizes')),
  );
  if (keys.length === 0) return null;
  return keys.map((key) => `report.json says ${key} ${text(said[key])}, the ledger ${text(sums[key])}`).join('; ');
}

function text(value: Sums[keyof Sums]): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function finding(mailbox: string, folder: readonly string[], what: string): Finding {
  return { severity: 'difference', aspect: 'report', mailbox, folder, uid: null, what, items: 1 };
}
