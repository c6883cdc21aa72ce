/** Accounts as part of an export: from the configuration beside the store, and the mailboxes in it. */
import { join, resolve } from 'node:path';
import { UserError } from '../../core/errors.js';
import { writeWhole } from '../../core/whole-file.js';
import type { SharedTree } from '../../exporters/accounts/sharing/grants.js';
import type { Store } from '../../store/open.js';
import type { Folder } from '../../store/types.js';
import { compareAddresses } from '../../store/tree/walk.js';
import { type AccountSources, type ReadAccounts, readAccounts } from '../../users-cfg/read-accounts.js';
import { type AccountsRequest, type AccountsResult, exportAccounts, settledPasswords } from './write-account-files.js';
import { readJson } from '../../core/json-file.js';

/** How accounts are written, as far as it is not said by the store. */
export interface StoreAccountsRequest extends Omit<AccountsRequest, 'sources' | 'out' | 'sharing'> {
  /** User lists that Kerio's administration exported. */
  readonly usersCsv: readonly string[];
  /** Mailboxes that no file names get no account, and the user knows it. */
  readonly excludeUnlisted?: boolean | undefined;
}

/** The accounts of a store, or why there are none. */
export interface StoreAccounts {
  readonly result: AccountsResult | null;
  /** Null when they were written. */
  readonly problem: string | null;
  /** The configuration is there, but cannot be read. */
  readonly failed: boolean;
  /** The user has said what becomes of mailboxes that no file names. */
  readonly unlistedDecided: boolean;
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
  const { moves = null } = request;
  const unlistedDecided = request.includeUnlisted || request.excludeUnlisted === true || moves !== null;
  if (store.usersCfg === null && request.usersCsv.length === 0) {
    return {
      result: null,
      problem: 'no users.cfg was found beside the store: no account files were written',
      ...{ failed: false, unlistedDecided },
    };
  }
  const sources = sourcesOf(store, request.usersCsv);
  let read: ReadAccounts;
  try {
    read = readAccounts(sources);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { result: null, problem: error.message, failed: true, unlistedDecided };
  }
  const settled = { ...request, passwords: settledPasswords(request.passwords, out) };
  const result = await exportAccounts({ ...settled, sources, out, sharing: sharedTrees(store) }, read);
  writeWhole(join(out, RECORD), `${JSON.stringify(recordOf(settled))}\n`);
  return { result, problem: null, failed: false, unlistedDecided };
}

/** Where an export keeps how its accounts were made. */
const RECORD = '.kerio-exit/accounts.json';

/** A request as it is kept: where passwords come from, but none of them. */
type AccountsRecord = Omit<StoreAccountsRequest, 'renames' | 'excludeUnlisted'> & {
  readonly renames: readonly (readonly [string, string])[];
  /** Files about shared folders were written; earlier versions had none. */
  readonly sharing?: boolean;
};

function recordOf({
  usersCsv,
  passwords,
  renames,
  includeUnlisted,
  hosts,
  ldapBase,
  moves = null,
  separator,
}: StoreAccountsRequest): AccountsRecord {
  return {
    usersCsv: usersCsv.map((path) => resolve(path)),
    passwords: typeof passwords === 'object' && passwords !== null ? { file: resolve(passwords.file) } : passwords,
    renames: [...renames],
    includeUnlisted,
    hosts,
    ldapBase,
    moves,
    separator,
    sharing: true,
  };
}

/** How the accounts of an export were made; null when it has none, or nobody knows. */
export function recordedAccounts(out: string): (StoreAccountsRequest & { readonly withSharing: boolean }) | null {
  const record = readJson(join(out, RECORD), 'run the same export again') as AccountsRecord | null;
  if (record === null) return null;
  const { sharing = false, ...request } = record;
  return { ...request, renames: new Map(record.renames), withSharing: sharing };
}

/** Who has rights on the folders of a store, whatever of it is exported. An archive and recoverable folders are nobody's to share. */
export function sharedTrees(store: Store): readonly SharedTree[] {
  return store.mailboxes.flatMap((mailbox): SharedTree[] => {
    if (mailbox.type === 'archive') return [];
    const { folders, rights } = store.tree(mailbox);
    const isKept = (folder: Folder): boolean => !folder.recoverable;
    return [{ mailbox, folders: folders.filter(isKept), rights: rights.filter(({ folder }) => isKept(folder)) }];
  });
}

/** Where the accounts of a store are read from. */
export function sourcesOf(store: Store, usersCsv: readonly string[]): AccountSources {
  return {
    usersCfg: store.usersCfg,
    mailserverCfg: store.mailserverCfg,
    usersCsv,
    ...mailboxSources(store),
  };
}

/** The mailboxes of a store as sources of accounts. */
export function mailboxSources({
  mailboxes,
  unopened,
}: Store): Required<Pick<AccountSources, 'mailboxesOnDisk' | 'publicFolders' | 'otherMailboxes'>> {
  const others = [...mailboxes, ...unopened].filter(({ type }) => type !== 'user');
  return {
    mailboxesOnDisk: mailboxes.filter(({ type }) => type === 'user'),
    publicFolders: mailboxes.flatMap(({ type, domain }) => (type === 'public' ? [domain] : [])),
    // The same whether the archive is read or not.
    otherMailboxes: others.map(({ address }) => address).sort(compareAddresses),
  };
}
