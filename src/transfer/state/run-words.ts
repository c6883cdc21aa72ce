/** What the log of a migration says, besides what happens on the way. */
import type { AccountResult } from '../run/account-run.js';
import type { MigrationReport } from './migration-report.js';
import type { MigrationPlan } from '../plan/plan-summary.js';
import type { RunLog } from './run-log.js';

/** What will be sent, account by account. */
export function logPlan({ accounts }: MigrationPlan, log: RunLog): void {
  for (const { source, target, problem, toSend } of accounts) {
    log.report(
      problem === null
        ? `${source} to ${target}: ${toSend.messages} items, ${toSend.bytes} bytes to send`
        : `${source} to ${target}: cannot be moved: ${problem.message}`,
    );
  }
}

/** What became of an account. */
export function logAccount({ plan, outcome, problem, ledger }: AccountResult, log: RunLog): void {
  const { source } = plan.account;
  const sums =
    ledger === null
      ? ''
      : `${ledger.actions.copied} copied, ${ledger.actions.before + ledger.actions.present} there before, ${ledger.sums.skipped} skipped, ${ledger.sums.failed} failed, ${ledger.sums.missing} missing`;
  log.report(`${source}: ${outcome}${problem === null ? '' : ` (${problem})`}${sums === '' ? '' : `: ${sums}`}`);
  for (const { folder, uid, reason } of ledger?.attention ?? [])
    log.report(`${source}: ${folder.join('/')} ${uid}: ${reason ?? ''}`);
}

/** How it ended. */
export function logReport({ totals }: MigrationReport, log: RunLog): void {
  log.report(`end: ${totals.found} found, ${totals.exported} at the destination, ${totals.failed} failed`);
}
