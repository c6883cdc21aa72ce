/**
 * The library: reading a Kerio store, running an export, reading what an export wrote (docs/library.md). Everything that
 * is not named here may change at any time.
 */
export { UserError } from './errors.js';

export type { IndexDiagnosis } from './store/index-fld.js';
export { type Entry, type FolderListing, listFolder } from './store/listing.js';
export type { StoreLevel } from './store/locate.js';
export { openStore, type Store, type StoreOptions } from './store/open.js';
export { readItem } from './store/read.js';
export type { SkipCount, SkipRule } from './store/skips.js';
export type {
  DateSource,
  Folder,
  FolderRole,
  Item,
  Kind,
  KindSource,
  Mailbox,
  MailboxType,
} from './store/types.js';
export type { MailboxTree } from './store/walk.js';

export {
  type Dialect,
  type FolderInspection,
  type Inspection,
  inspectStore,
  type MailboxInspection,
} from './pipeline/inspect.js';
export {
  type ExportEvents,
  type ExportRequest,
  type ExportResult,
  runExport,
} from './pipeline/export.js';
export type { FolderReport, MailboxReport } from './pipeline/result.js';
export type { StoreAccounts, StoreAccountsRequest } from './pipeline/store-accounts.js';
export { DEFAULT_OPTIONS, type ExportOptions, type OutputKind } from './pipeline/options.js';
export { type WatchEvents, type WatchRequest, watchStore } from './pipeline/watch/watch.js';
export type { Aspect, Finding, FindingCounts } from './pipeline/verify/finding.js';
export {
  runVerify,
  type VerifiedMailbox,
  type VerifyEvents,
  type VerifyRequest,
  type VerifyResult,
} from './pipeline/verify/run.js';
export { type Report, writeReport } from './report/json.js';

export {
  type AccountsRequest,
  type AccountsResult,
  exportAccounts,
  type PasswordChoice,
} from './pipeline/accounts.js';
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
} from './users-cfg/accounts.js';
export type { Problem } from './users-cfg/problem.js';
export { type AccountSources, readAccounts, type ReadAccounts, type Understanding } from './users-cfg/read-accounts.js';

export { readLedger } from './ledger/file.js';
export type { LedgerLine, Result } from './ledger/line.js';
export type { Shard } from './ledger/shard.js';
export type { Sums } from './ledger/sums.js';
