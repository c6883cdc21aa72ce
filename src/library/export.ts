/** `kerio-exit/export`: everything in a store as files, kept current, and proven; accounts (docs/library.md). */
export { UserError } from '../core/errors.js';
export {
  type ExportEvents,
  type ExportRequest,
  type ExportResult,
  runExport,
} from '../files/export.js';
export type { FolderReport, MailboxReport } from '../files/result.js';
export type { StoreAccounts, StoreAccountsRequest } from '../files/accounts/store-accounts.js';
export { DEFAULT_OPTIONS, type ExportOptions, type OutputKind } from '../files/plan/options.js';
export { type WatchEvents, type WatchRequest, watchStore } from '../files/watch/watch-export.js';
export type { Aspect, Finding, FindingCounts } from '../files/verify/finding.js';
export {
  runVerify,
  type VerifiedMailbox,
  type VerifyEvents,
  type VerifyRequest,
  type VerifyResult,
} from '../files/verify/run.js';
export { type Report } from '../report/model.js';
export { writeReport } from '../report/json.js';

export {
  type AccountsRequest,
  type AccountsResult,
  exportAccounts,
  type PasswordChoice,
} from '../files/accounts/write-account-files.js';
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
  Posting,
  Resource,
  User,
  UserSource,
} from '../users-cfg/account-types.js';
export type { Problem } from '../users-cfg/problem.js';
export {
  type AccountSources,
  readAccounts,
  type ReadAccounts,
  type Understanding,
} from '../users-cfg/read-accounts.js';

export { readLedger } from '../ledger/file.js';
export type { LedgerLine, Result } from '../ledger/line.js';
export type { Shard } from '../core/shard.js';
export type { Sums } from '../ledger/sums.js';
