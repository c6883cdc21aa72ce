/** People and groups one by one, as the page names them: plain data, so that a shard can leave it for the common report. */
import type { LeftOut } from '../exporters/accounts/plan-types.js';
import type { StoreAccounts } from '../files/accounts/store-accounts.js';
import type { Alias, Group, MailingList, User } from '../users-cfg/account-types.js';
import { problemText } from '../users-cfg/problem.js';

/** What the page tells of accounts. */
export interface AccountsDetails {
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly lists: readonly MailingList[];
  readonly aliases: readonly Alias[];
  readonly leftOut: readonly LeftOut[];
  /** What could not be read, what was changed, and what to know; one sentence each. */
  readonly notes: readonly string[];
}

/** The details of a run's accounts; null when it wrote none. */
export function accountsDetails(accounts: Pick<StoreAccounts, 'result'> | null): AccountsDetails | null {
  const result = accounts?.result ?? null;
  if (result === null) return null;
  const { read, summary } = result;
  const { users, groups, aliases, lists } = read.accounts;
  const notes = [...read.problems.map(problemText), ...summary.changes, ...summary.advice];
  return { users, groups, lists, aliases, leftOut: summary.leftOut, notes };
}
