/** `report.json`: what an export did, for programs, and the ground of the report for people. Only `times` differs from run to run. */
import { join } from 'node:path';
import type { AccountsSummary } from '../exporters/accounts/summary.js';
import type { RunTimes } from '../core/run-times.js';
import { shardFileName } from '../core/shard.js';
import { allEnded, endShard, shardStates } from '../core/shard-records.js';
import { type FolderSums, folderSums, type Sums } from '../ledger/sums.js';
import { partialName, writeWhole } from '../core/whole-file.js';
import type { ExportResult } from '../files/export.js';
import type { MailboxFilter } from '../files/filters.js';
import type { NotIncluded, UnlistedMailbox } from '../store/tree/census.js';
import type { ExportOptions } from '../files/plan/options.js';
import { OWN } from '../files/workspace/output-folder.js';
import type { MailboxReport } from '../files/result.js';
import type { StoreAccounts } from '../files/accounts/store-accounts.js';
import { displayPath } from '../core/escaped-path.js';
import { problemText } from '../users-cfg/problem.js';
import { type AccountsDetails, accountsDetails } from './accounts-details.js';
import { needsAttention } from './attention.js';
import { readComparison } from './compared.js';
import { exportPage } from './html/export-page.js';
import { type ExportPart, joinExport } from './join.js';
import { gatherLate, type LateMail } from './late.js';
import { gatherNamed, type NamedItem } from './named.js';
import { gatherFacts } from './next/facts.js';
import { nextSteps } from './next/guides.js';

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
 * after `sinceCutover` (unix seconds) is listed in it. A shard leaves its part of the report for the others, and the last one
 * writes the whole.
 */
export async function writeReport(
  result: ExportResult,
  options: ExportOptions,
  sinceCutover: number | null = null,
): Promise<Report> {
  const report = await makeReport(result, options, sinceCutover);
  const { out, shard } = result;
  const accounts = accountsDetails(result.accounts);
  if (shard === null) saveReport(out, { report, accounts });
  else {
    const dir = join(out, OWN);
    const part: ExportPart = { report, accounts, attention: needsAttention(result) };
    endShard(dir, shard, { part, ended: !result.interrupted });
    const joined = allEnded(shardStates(dir) ?? []) ? joinExport(out) : null;
    if (joined !== null && joined.report !== null)
      saveReport(out, { report: joined.report, accounts: joined.accounts }, shardFileName(shard));
  }
  return report;
}

/** What both forms of a report are made from. */
export interface WholeReport {
  readonly report: Report;
  /** People and groups one by one; null when the run did not write them. */
  readonly accounts: AccountsDetails | null;
}

/**
 * Writes a report to the output folder, for programs and as a page. Where several processes may do so at the same time, with
 * the same content, `who` tells them apart.
 */
export function saveReport(out: string, whole: WholeReport, who?: string): void {
  saveReportJson(out, whole.report, who);
  saveReportPage(out, whole, who);
}

/** Writes `report.json` only. */
export function saveReportJson(out: string, report: Report, who?: string): void {
  save(out, 'report.json', `${JSON.stringify(report, null, 1)}\n`, who);
}

/** Writes `report.html` only. */
export function saveReportPage(out: string, { report, accounts }: WholeReport, who?: string): void {
  // Commands as they are typed inside of the output folder: the page is the same wherever it was made.
  const guides = report.complete ? nextSteps(report, gatherFacts(out, '.')) : [];
  const comparison = readComparison(join(out, OWN), report.times.endedAt);
  save(out, 'report.html', exportPage({ report, accounts, guides, comparison }), who);
}

function save(out: string, name: string, text: string, who: string | undefined): void {
  writeWhole(join(out, name), text, join(out, OWN, partialName(name, who)));
}

/** Makes the report of an export; writes nothing. */
export async function makeReport(
  result: ExportResult,
  options: ExportOptions,
  sinceCutover: number | null,
): Promise<Report> {
  return {
    tool: 'kerio-exit',
    format: 1,
    command: 'export',
    complete: !result.interrupted,
    source: displayPath(result.store.root),
    options,
    totals: result.sums,
    mailboxes: result.mailboxes.map(reportMailbox),
    notSelected: result.notSelected,
    notIncluded: result.notIncluded,
    unlisted: result.unlisted,
    filters: result.filters,
    accounts: result.accounts === null ? null : reportAccounts(result.accounts),
    problems: result.store.problems,
    ...(result.interrupted ? { attention: [], skipped: [] } : gatherNamed(result)),
    late: sinceCutover === null ? null : await gatherLate(result, sinceCutover),
    times: result.times,
  };
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
    gone: mailbox.gone,
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
