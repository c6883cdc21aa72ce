/** What a person should look at when an export is done. */
import type { ExportResult } from '../files/export.js';
import { tellsOfLoss } from '../store/disk/loss.js';

/** Whether something failed or is missing, or nobody has decided on a part of the store: exit code 1. */
export function needsAttention(result: ExportResult): boolean {
  const { sums, accounts, notIncluded, unlisted } = result;
  // What no destination has, such as an alias with a wildcard, is told but fails nothing: `accounts` is stricter.
  const accountsLost =
    accounts?.failed === true || accounts?.result?.read.problems.some(({ kind }) => kind === 'unreadable') === true;
  const lost = sums.failed + sums.missing > 0 || losses(result).length > 0 || accountsLost;
  return lost || notIncluded.length + unlisted.length > 0;
}

/** Problems that mean that items are not in the output, and that no ledger line speaks of. */
export function losses({ store, mailboxes }: ExportResult): string[] {
  const all = [store, ...mailboxes, ...mailboxes.flatMap(({ folders }) => folders)];
  return [...new Set(all.flatMap(({ problems }) => problems).filter(tellsOfLoss))];
}
