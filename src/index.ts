/**
 * The library: reading a Kerio store, running an export, reading what an export wrote (docs/library.md). Everything that
 * is not named here may change at any time.
 */
export { UserError } from './core/errors.js';

export type { IndexDiagnosis } from './store/index/index-fld.js';
export { type Entry, type FolderListing, listFolder } from './store/items/listing.js';
export type { StoreLevel } from './store/tree/locate.js';
export { openStore, type Store, type StoreOptions } from './store/open.js';
export { readItem } from './store/items/read.js';
export type { SkipCount, SkipRule } from './store/tree/skips.js';
export type { DateSource, FolderRole, Kind } from './core/kinds.js';
export type { Folder, Item, KindSource, Mailbox, MailboxType } from './store/types.js';
export type { MailboxTree } from './store/tree/walk.js';

export {
  type Dialect,
  type FolderInspection,
  type Inspection,
  inspectStore,
  type MailboxInspection,
} from './files/inspect.js';
export {
  type ExportEvents,
  type ExportRequest,
  type ExportResult,
  runExport,
} from './files/export.js';
export type { FolderReport, MailboxReport } from './files/result.js';
export type { StoreAccounts, StoreAccountsRequest } from './files/accounts/store-accounts.js';
export { DEFAULT_OPTIONS, type ExportOptions, type OutputKind } from './files/plan/options.js';
export { type WatchEvents, type WatchRequest, watchStore } from './files/watch/watch-export.js';
export type { Aspect, Finding, FindingCounts } from './files/verify/finding.js';
export {
  runVerify,
  type VerifiedMailbox,
  type VerifyEvents,
  type VerifyRequest,
  type VerifyResult,
} from './files/verify/run.js';
export { type Report } from './report/model.js';
export { writeReport } from './report/json.js';

export {
  type AccountsRequest,
  type AccountsResult,
  exportAccounts,
  type PasswordChoice,
} from './files/accounts/write-account-files.js';
export type {
  Accounts,
  Alias,
  Delivery,
  Domain,
  Forwarding,
  Group,
  ListMember,
  MailingList,
  PasswordScheme,
  Resource,
  User,
  UserSource,
} from './users-cfg/account-types.js';
export type { Problem } from './users-cfg/problem.js';
export { type AccountSources, readAccounts, type ReadAccounts, type Understanding } from './users-cfg/read-accounts.js';

export { readLedger } from './ledger/file.js';
export type { LedgerLine, Result } from './ledger/line.js';
export type { Shard } from './core/shard.js';
export type { Sums } from './ledger/sums.js';
