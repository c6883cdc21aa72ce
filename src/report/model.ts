/** What a report says: the shape of `report.json`. */
import type { AccountsSummary } from '../exporters/accounts/summary.js';
import type { RunTimes } from '../core/run-times.js';
import { type FolderSums, type Sums } from '../ledger/sums.js';
import type { MailboxFilter } from '../files/filters.js';
import type { NotIncluded, UnlistedMailbox } from '../store/tree/census.js';
import type { FolderRight } from '../store/tree/rights.js';
import type { ExportOptions } from '../files/plan/options.js';
import { type LateMail } from './late.js';
import { type NamedItem } from './named.js';

/** What `report.json` holds. */
export interface Report {
  readonly tool: 'kerio-exit';
  readonly format: 1;
  readonly command: 'export';
  readonly complete: boolean;
  readonly source: string;
  readonly options: ExportOptions;
  readonly totals: Sums;
  readonly mailboxes: readonly ReportedMailbox[];
  /** Addresses left out by --user and --domain. */
  readonly notSelected: readonly string[];
  /** Archive trees and recoverable mail that were neither asked for (--include) nor left out (--exclude-archive, --exclude-recoverable). */
  readonly notIncluded: readonly NotIncluded[];
  /** Mailboxes of the output that no account stands for, unless the user has said what becomes of them. */
  readonly unlisted: readonly UnlistedMailbox[];
  /** Rules, forwards and vacation answers, to be made again where there is no Sieve. */
  readonly filters: readonly MailboxFilter[];
  /** Null when none were asked for; `accounts/report.json` tells more. */
  readonly accounts: ReportedAccounts | null;
  readonly problems: readonly string[];
  /** The first thousand items that failed or are missing. */
  readonly attention: readonly NamedItem[];
  /** The first thousand items that were left out by rule or by the user's filters. */
  readonly skipped: readonly NamedItem[];
  /** What came to the old server after the switch; null when no time was given (--since-cutover). */
  readonly late: LateMail | null;
  /** When the run began and ended: everything else is the same for the same store. */
  readonly times: RunTimes;
}

export interface ReportedAccounts {
  /** Why there are none; null when they were written. */
  readonly problem: string | null;
  readonly counts: AccountsSummary['counts'] | null;
  /** How many records some file could not hold. */
  readonly leftOut: number;
  readonly problems: readonly string[];
}

export interface ReportedMailbox {
  readonly address: string;
  readonly type: string;
  /** The store no longer has it; what earlier runs wrote of it is kept. */
  readonly gone: boolean;
  readonly ledger: string;
  readonly totals: Sums;
  readonly folders: readonly ReportedFolder[];
  /** Folders that others than the owner have rights on; absent in reports of earlier versions. */
  readonly shared?: readonly ReportedSharing[];
  /** Files passed over by rule. */
  readonly passedOver: readonly {
    readonly rule: string;
    readonly files: number;
    readonly items: number;
    readonly example: string;
  }[];
  readonly problems: readonly string[];
}

/** A folder that others than its owner have rights on, and what there could not be read about that. */
export interface ReportedSharing {
  readonly folder: readonly string[];
  readonly kind: string;
  readonly rights: readonly FolderRight[];
  readonly problems: readonly string[];
}

/** A folder with its place in the folder map: what it was called, what it is called now. Years and sizes are in its mailbox. */
export interface ReportedFolder extends FolderSums {
  readonly folder: readonly string[];
  readonly label: readonly string[];
  readonly kind: string;
  readonly kindFrom: string;
  readonly hidden: boolean;
  /** The store no longer has it; an earlier run's output is kept. */
  readonly gone: boolean;
  readonly outputs: readonly string[];
  readonly problems: readonly string[];
}
