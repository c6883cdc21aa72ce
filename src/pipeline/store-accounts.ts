/** Accounts as part of an export: from the configuration beside the store, and the mailboxes in it. */
import { UserError } from '../errors.js';
import type { Store } from '../store/open.js';
import { type ReadAccounts, readAccounts } from '../users-cfg/read-accounts.js';
import { type AccountsRequest, type AccountsResult, exportAccounts } from './accounts.js';

/** How accounts are written, as far as it is not said by the store. */
export interface StoreAccountsRequest extends Omit<AccountsRequest, 'sources' | 'out'> {
  /** User lists that Kerio's administration exported. */
  readonly usersCsv: readonly string[];
}

/** The accounts of a store, or why there are none. */
export interface StoreAccounts {
  readonly result: AccountsResult | null;
  /** Null when they were written. */
  readonly problem: string | null;
  /** The configuration is there, but cannot be read. */
  readonly failed: boolean;
}

/**
 * Writes the accounts of a store. A store without configuration is no error, and one that cannot be read does not keep the
 * mail from being exported. Throws a `UserError` when what the user asked for makes no sense.
 */
export async function exportStoreAccounts(
  store: Store,
  request: StoreAccountsRequest,
  out: string,
): Promise<StoreAccounts> {
  if (store.usersCfg === null && request.usersCsv.length === 0) {
    return {
      result: null,
      problem: 'no users.cfg was found beside the store: no account files were written',
      failed: false,
    };
  }
  const sources = {
    usersCfg: store.usersCfg,
    mailserverCfg: store.mailserverCfg,
    usersCsv: request.usersCsv,
    mailboxesOnDisk: store.mailboxes.filter(({ type }) => type === 'user'),
    publicFolders: store.mailboxes.flatMap(({ type, domain }) => (type === 'public' ? [domain] : [])),
  };
  let read: ReadAccounts;
  try {
    read = readAccounts(sources);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { result: null, problem: error.message, failed: true };
  }
  return { result: await exportAccounts({ ...request, sources, out }, read), problem: null, failed: false };
}
