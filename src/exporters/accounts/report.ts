import { problemText } from '../../users-cfg/problem.js';
import type { ReadAccounts } from '../../users-cfg/read-accounts.js';
import type { AccountsSummary } from './summary.js';

/**
 * `report.json`: what was read and understood, what was written, and what was not, with the reason. It holds names and
 * addresses, but no value of a variable that was not understood, and no password.
 */
export function accountsReport(read: ReadAccounts, summary: AccountsSummary): string {
  const { accounts, problems, understanding, files } = read;
  const report = {
    read: files.map((path) => path.replace(/^.*[\\/]/, '')),
    counts: summary.counts,
    unlistedMailboxes: accounts.users.filter(({ source }) => source === 'mailbox').map(({ address }) => address),
    withoutMailbox: accounts.users.filter(({ mailbox }) => mailbox === false).map(({ address }) => address),
    variables: { understood: understanding.used, notUnderstood: understanding.unknown },
    problems: problems.map((problem) => ({ ...problem, text: problemText(problem) })),
    files: summary.files,
    leftOut: summary.leftOut,
    changes: summary.changes,
    advice: summary.advice,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
