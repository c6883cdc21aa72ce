/** Whether everything is in place at a destination, account by account. Changes nothing there. */
import { UserError } from '../core/errors.js';
import { ConnectError } from '../core/failures.js';
import type { Destination, Finding } from '../transfer/destination.js';
import type { Account } from '../transfer/plan/users-file.js';
import { formatBytes } from './numbers.js';

/** What was found about one account at one destination. */
export interface Checked {
  readonly account: string;
  readonly destination: string;
  readonly findings: readonly Finding[];
}

/** Looks at every account of every destination, one after the other. Ends after the account at hand when `signal` says so. */
export async function checkAccounts(
  destinations: readonly Destination[],
  accounts: readonly Account[],
  { onChecked, signal }: { readonly onChecked?: (checked: Checked) => void; readonly signal?: AbortSignal } = {},
): Promise<readonly Checked[]> {
  const all: Checked[] = [];
  for (const destination of destinations)
    for (const account of accounts) {
      if (signal?.aborted === true) return all;
      const findings = await lookAt(destination, account);
      const checked = { account: account.target, destination: destination.name, findings };
      all.push(checked);
      onChecked?.(checked);
    }
  return all;
}

/** One account that cannot be looked at must not hide the others. */
async function lookAt(destination: Destination, account: Account): Promise<readonly Finding[]> {
  try {
    if (destination.check !== undefined) return await destination.check(account, undefined);
    const opened = await destination.open(account, undefined);
    const { server, quota, notes = [] } = opened;
    await opened.close();
    const room = quota === null ? '' : `, ${formatBytes(quota.used)} of ${formatBytes(quota.limit)} in use`;
    return [
      { what: 'login', ok: true, words: `${server}${room}`, remedy: null },
      ...notes.map((words) => ({ what: 'note', ok: true, words, remedy: null })),
    ];
  } catch (error) {
    if (!(error instanceof ConnectError) && !(error instanceof UserError)) throw error;
    return [{ what: 'login', ok: false, words: error.message, remedy: null }];
  }
}
