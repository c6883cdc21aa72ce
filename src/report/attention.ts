/** What a person should look at when an export is done. */
import type { ExportResult } from '../files/export.js';
import { tellsOfLoss } from '../store/disk/loss.js';
import type { MigrationReport } from '../transfer/state/migration-report.js';
import type { AccountProof } from '../transfer/verify/verify.js';
import type { MigrationProof } from '../transfer/verify/verify-all.js';
import type { Undecided } from './decisions.js';

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

/** How a migration ends that was not interrupted. */
export function migrationCode(report: MigrationReport): 0 | 1 | 3 {
  if (!report.complete) return 3;
  const { failed, missing } = report.totals;
  const unshared = report.mailboxes.some(({ sharing = [] }) => sharing.some(({ state }) => state === 'failed'));
  return failed + missing > 0 || unshared || isUndecided(report) ? 1 : 0;
}

/** Whether something stays behind that nobody moves and nobody left out. */
export function isUndecided({ unlisted, notIncluded }: Undecided): boolean {
  return unlisted.length + notIncluded.length > 0;
}

/** Whether nothing was found to be wrong. */
export function isProven(proofs: readonly AccountProof[]): boolean {
  return proofs.every(
    ({ problem, boxes }) =>
      problem === null && boxes.every(({ differences, doubled }) => differences.length + doubled.length === 0),
  );
}

/** What a comparison of both sides came to, in a sentence. */
export function provenText(proof: MigrationProof): string {
  if (!isProven(proof.accounts))
    return 'Not everything is as it should be: what differs is named above and in the report; what is missing is sent by the same command without --verify.';
  return `${isUndecided(proof) ? 'Everything that was to move' : 'Everything'} is there, once.`;
}
