/** `report.json` of a migration: the same shape as that of an export where they tell the same. */
import { addSums, emptySums, type FolderSums, folderSums, type Sums } from '../../ledger/sums.js';
import type { RunTimes } from '../../core/run-times.js';
import type { NotIncluded, UnlistedMailbox } from '../../store/tree/census.js';
import type { AccountResult } from '../run/account-run.js';
import type { Actions, Attention } from './ledger.js';
import { findLeftBehind, type Moving } from '../plan/left-behind.js';
import { recoverableOf } from '../plan/plan-summary.js';
import type { ShareStep } from '../destination.js';
import { accountFile } from './state-dir.js';

/** Sums with what a migration adds: copied in this run, in an earlier one, there without us. */
export interface MigrationSums extends Sums, Actions {}

export interface ReportedAccount {
  /** Address at the source, and at the destination. */
  readonly address: string;
  readonly target: string;
  readonly outcome: AccountResult['outcome'];
  readonly problem: string | null;
  readonly ledger: string | null;
  readonly totals: MigrationSums;
  /** Messages whose changed flags were brought over. */
  readonly reflagged: number;
  readonly folders: readonly (FolderSums &
    Actions & {
      readonly folder: readonly string[];
      readonly label: readonly string[];
      readonly kind: string;
      readonly rule: string;
    })[];
  readonly problems: readonly string[];
  /** What became of other people's rights on its folders; absent where no destination sets any. */
  readonly sharing?: readonly ShareStep[];
}

export interface MigrationReport {
  readonly tool: 'kerio-exit';
  readonly format: 1;
  readonly command: 'migrate';
  /** Everything that was asked for has been tried. */
  readonly complete: boolean;
  readonly source: string;
  readonly target: string;
  readonly totals: MigrationSums;
  readonly mailboxes: readonly ReportedAccount[];
  /** Mailboxes of the source that the user left out: by --select, --exclude, --choose or a line of the users file. */
  readonly notSelected: readonly string[];
  /** Mailboxes with items that are in no line of the users file, and that nobody left out. */
  readonly unlisted: readonly UnlistedMailbox[];
  /** Archives in no line, and recoverable mail of who moves, that nobody asked for and nobody left out. */
  readonly notIncluded: readonly NotIncluded[];
  readonly problems: readonly string[];
  /** The first thousand items that failed or are missing. */
  readonly attention: readonly Attention[];
  /** The first thousand items that were left out by rule or by the user's filters. */
  readonly skipped: readonly Attention[];
  /** When the run began and ended: the one part that differs from run to run. */
  readonly times: RunTimes;
}

/** At most this many items are named; the ledgers name all. */
export const NAMED_ATTENTION = 1000;

/** Makes the report of a migration. */
export function makeReport(
  results: readonly AccountResult[],
  migration: Moving & {
    readonly source: { readonly name: string };
    readonly destinations: readonly { readonly name: string }[];
  },
  times: RunTimes,
): MigrationReport {
  const totals = emptySums();
  const actions: Actions = { copied: 0, before: 0, present: 0 };
  for (const { ledger } of results) {
    if (ledger === null) continue;
    addSums(totals, ledger.sums);
    for (const action of ['copied', 'before', 'present'] as const) actions[action] += ledger.actions[action];
  }
  return {
    tool: 'kerio-exit',
    format: 1,
    command: 'migrate',
    complete: results.every(({ outcome }) => outcome === 'done'),
    source: migration.source.name,
    target: migration.destinations.map(({ name }) => name).join(', '),
    totals: { ...totals, ...actions },
    mailboxes: results.map(reportAccount),
    ...findLeftBehind(
      migration,
      results.map(({ plan }) => recoverableOf(plan)),
    ),
    problems: results.flatMap(({ plan: { account }, problem }) =>
      problem === null ? [] : [`${account.source}: ${problem}`],
    ),
    attention: results.flatMap(({ ledger }) => ledger?.attention ?? []).slice(0, NAMED_ATTENTION),
    skipped: results.flatMap(({ ledger }) => ledger?.skipped ?? []).slice(0, NAMED_ATTENTION),
    times,
  };
}

function reportAccount({ plan, outcome, problem, counts, ledger, sharing = [] }: AccountResult): ReportedAccount {
  const none: Actions = { copied: 0, before: 0, present: 0 };
  return {
    address: plan.account.source,
    target: plan.account.target,
    outcome,
    problem,
    ledger: ledger === null ? null : `ledger/${accountFile(plan.account.source)}.jsonl`,
    totals: { ...(ledger?.sums ?? emptySums()), ...(ledger?.actions ?? none) },
    reflagged: counts.reflagged,
    folders: (ledger?.folders ?? []).map(({ plan: { folder, place, skip }, sums, actions }) => ({
      folder: folder.path,
      label: place?.path ?? [],
      kind: folder.kind,
      rule: skip ?? place?.rule ?? '',
      ...folderSums(sums),
      ...actions,
    })),
    problems: plan.notes,
    ...(sharing.length === 0 ? {} : { sharing }),
  };
}
