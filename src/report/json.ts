/** `report.json`: what an export did, for programs, and the ground of the report for people. Carries no time of running. */
import { join } from 'node:path';
import { type FolderSums, folderSums, type Sums } from '../ledger/sums.js';
import type { ExportResult } from '../pipeline/export.js';
import type { MailboxReport } from '../pipeline/result.js';
import type { AccountsSummary } from '../exporters/accounts/summary.js';
import type { StoreAccounts } from '../pipeline/store-accounts.js';
import { problemText } from '../users-cfg/problem.js';
import type { MailboxFilter } from '../pipeline/filters.js';
import type { ExportOptions } from '../pipeline/options.js';
import { exportPage } from './html/export-page.js';
import { gatherLate, type LateMail } from './late.js';
import { gatherNamed, type NamedItem } from './named.js';
import { gatherFacts } from './next/facts.js';
import { nextSteps } from './next/guides.js';
import { writeWhole } from '../ledger/whole-file.js';
import { displayPath } from '../store/paths.js';

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
  /** Archive trees that were not asked for (--include archive). */
  readonly notIncluded: readonly string[];
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
  readonly ledger: string;
  readonly totals: Sums;
  readonly folders: readonly ReportedFolder[];
  /** Files passed over by rule. */
  readonly passedOver: readonly {
    readonly rule: string;
    readonly files: number;
    readonly items: number;
    readonly example: string;
  }[];
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

/**
 * Makes the report of an export and writes it to `<out>/report.json`, and as a page to `<out>/report.html`. Mail received at or
 * after `sinceCutover` (unix seconds) is listed in it.
 */
export async function writeReport(
  result: ExportResult,
  options: ExportOptions,
  sinceCutover: number | null = null,
): Promise<Report> {
  const report = await writeReportJson(result, options, sinceCutover);
  writeReportPage(result, report);
  return report;
}

/** Makes the report and writes `report.json` only. */
export async function writeReportJson(
  result: ExportResult,
  options: ExportOptions,
  sinceCutover: number | null,
): Promise<Report> {
  const report: Report = {
    tool: 'kerio-exit',
    format: 1,
    command: 'export',
    complete: !result.interrupted,
    source: displayPath(result.store.root),
    options,
    totals: result.sums,
    mailboxes: result.mailboxes.map(reportMailbox),
    notSelected: result.notSelected,
    notIncluded: result.store.unopened.map((mailbox) => mailbox.address),
    filters: result.filters,
    accounts: result.accounts === null ? null : reportAccounts(result.accounts),
    problems: result.store.problems,
    ...(result.interrupted ? { attention: [], skipped: [] } : gatherNamed(result)),
    late: sinceCutover === null ? null : await gatherLate(result, sinceCutover),
  };
  writeWhole(join(result.out, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
  return report;
}

/** Writes `report.html` from a report and the accounts of its run. */
export function writeReportPage({ out, accounts }: ExportResult, report: Report): void {
  // The page names no place of running: its commands are for a terminal in the output folder.
  const guides = report.complete ? nextSteps(report, gatherFacts(out, '.')) : [];
  const page = exportPage({ report, accounts: accounts?.result ?? null, guides });
  writeWhole(join(out, 'report.html'), page);
}

function reportAccounts({ result, problem }: StoreAccounts): ReportedAccounts {
  return {
    problem,
    counts: result?.summary.counts ?? null,
    leftOut: result?.summary.leftOut.length ?? 0,
    problems: result?.read.problems.map(problemText) ?? [],
  };
}

function reportMailbox(mailbox: MailboxReport): ReportedMailbox {
  return {
    address: mailbox.mailbox.address,
    type: mailbox.mailbox.type,
    ledger: mailbox.ledger,
    totals: mailbox.sums,
    folders: mailbox.folders.map((folder) => ({
      folder: folder.path,
      label: folder.label,
      kind: folder.kind,
      kindFrom: folder.kindFrom,
      hidden: folder.hidden,
      gone: folder.gone,
      ...folderSums(folder.sums),
      // A maildir has one file for each message: naming them all is the ledger's work.
      outputs: folder.outputs.slice(0, 20),
      problems: folder.problems,
    })),
    passedOver: mailbox.skips.map((skip) => ({ ...skip, example: displayPath(skip.example) })),
    problems: mailbox.problems,
  };
}
