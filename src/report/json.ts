/** `report.json`: what an export did, for programs, and the ground of the report for people. Carries no time of running. */
import { join } from 'node:path';
import { readLedger } from '../ledger/file.js';
import type { LedgerLine } from '../ledger/line.js';
import type { Sums } from '../ledger/sums.js';
import type { ExportResult } from '../pipeline/export.js';
import type { MailboxReport } from '../pipeline/result.js';
import type { AccountsSummary } from '../exporters/accounts/summary.js';
import type { StoreAccounts } from '../pipeline/store-accounts.js';
import { problemText } from '../users-cfg/problem.js';
import type { MailboxFilter } from '../pipeline/filters.js';
import type { ExportOptions } from '../pipeline/options.js';
import { gatherLate, type LateMail } from './late.js';
import { writeWhole } from '../ledger/whole-file.js';
import { displayPath } from '../store/paths.js';

/** At most this many items are named; the ledgers name all. */
const NAMED = 1000;

/** An item that needs a look: it failed or is missing. */
export interface Attention {
  readonly mailbox: string;
  readonly folder: readonly string[];
  readonly uid: number | string;
  readonly result: string;
  readonly reason: string | null;
}

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
  readonly attention: readonly Attention[];
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

/** A folder with its place in the folder map: what it was called, what it is called now. */
export interface ReportedFolder extends Sums {
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
 * Makes the report of an export and writes it to `<out>/report.json`. Mail received at or after `sinceCutover` (unix seconds)
 * is listed in it.
 */
export async function writeReport(
  result: ExportResult,
  options: ExportOptions,
  sinceCutover: number | null = null,
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
    attention: await gatherAttention(result),
    late: sinceCutover === null ? null : await gatherLate(result, sinceCutover),
  };
  const text = `${JSON.stringify(report, null, 1)}\n`;
  writeWhole(join(result.out, 'report.json'), text, join(result.out, '.kerio-exit', 'report.json.partial'));
  return report;
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
      ...folder.sums,
      // A maildir has one file for each message: naming them all is the ledger's work.
      outputs: folder.outputs.slice(0, 20),
      problems: folder.problems,
    })),
    passedOver: mailbox.skips.map((skip) => ({ ...skip, example: displayPath(skip.example) })),
    problems: mailbox.problems,
  };
}

async function gatherAttention(result: ExportResult): Promise<Attention[]> {
  const attention: Attention[] = [];
  for (const mailbox of result.mailboxes) {
    if (result.interrupted || mailbox.sums.failed + mailbox.sums.missing === 0) continue;
    for await (const line of readLedger(join(result.out, mailbox.ledger))) {
      if (attention.length >= NAMED) return attention;
      if (line.result === 'failed' || line.result === 'missing')
        attention.push(describe(mailbox.mailbox.address, line));
    }
  }
  return attention;
}

function describe(mailbox: string, line: LedgerLine): Attention {
  return { mailbox, folder: line.folder, uid: line.uid, result: line.result, reason: line.reason };
}
