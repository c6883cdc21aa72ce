/** `report.json`: what an export did, for programs, and the ground of the report for people. Only `times` differs from run to run. */
import { join } from 'node:path';
import { shardFileName } from '../core/shard.js';
import { allEnded, endShard, shardStates } from '../core/shard-records.js';
import { folderSums } from '../ledger/sums.js';
import { partialName, writeWhole } from '../core/whole-file.js';
import type { ExportResult } from '../files/export.js';
import type { ExportOptions } from '../files/plan/options.js';
import { OWN } from '../files/workspace/output-folder.js';
import type { MailboxReport } from '../files/result.js';
import type { StoreAccounts } from '../files/accounts/store-accounts.js';
import { displayPath } from '../core/escaped-path.js';
import { problemText } from '../users-cfg/problem.js';
import { type AccountsDetails, accountsDetails } from './accounts-details.js';
import { needsAttention } from './attention.js';
import { readComparison } from './compared.js';
import { exportChecklist } from './html/export-checklist.js';
import { exportPage } from './html/export-page.js';
import { type ExportPart, joinExport } from './join.js';
import { gatherLate } from './late.js';
import { gatherNamed } from './named.js';
import { gatherFacts } from './next/facts.js';
import { shellOf } from '../naming/shells.js';
import { nextSteps } from './next/guides.js';
import type { Report, ReportedAccounts, ReportedMailbox } from './model.js';

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

/** Writes `report.html`, and `checklist.html` where there is anything to do next. */
export function saveReportPage(out: string, { report, accounts }: WholeReport, who?: string): void {
  // Commands as they are typed inside of the output folder: the page is the same wherever it was made.
  const guides = report.complete ? nextSteps(report, gatherFacts(out, '.'), shellOf(undefined)) : [];
  const comparison = readComparison(join(out, OWN), report.times.endedAt);
  const [own] = guides;
  if (own !== undefined) save(out, 'checklist.html', exportChecklist(report, own, 'report.html'), who);
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

/** What a report says of accounts. */
export function reportAccounts({ result, problem }: Pick<StoreAccounts, 'result' | 'problem'>): ReportedAccounts {
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
    shared: mailbox.rights.map(({ folder: { path, kind }, rights, problems }) => ({
      folder: path,
      kind,
      rights,
      problems,
    })),
    passedOver: mailbox.skips.map((skip) => ({ ...skip, example: displayPath(skip.example) })),
    problems: mailbox.problems,
  };
}
