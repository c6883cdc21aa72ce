/** Runs `migrate`: reads what was asked for, shows what happens, ends with the exit code. */
import { join, sep } from 'node:path';
import { UserError } from '../../core/errors.js';
import type { Shard } from '../../core/shard.js';
import {
  type MigrateEvents,
  type MigrateOptions,
  type MigrateResult,
  runMigration,
} from '../../transfer/run/migration.js';
import { ownFile, type StateDir } from '../../transfer/state/state-dir.js';
import type { Account } from '../../transfer/plan/users-file.js';
import { filteredSource } from '../../transfer/filtered-source.js';
import { type MigrationProof, proofSums, verifyMigration } from '../../transfer/verify/verify-all.js';
import { isProven, isUndecided, migrationCode } from '../../report/attention.js';
import { saveMigrationPages, saveProof } from '../../report/migration-pages.js';
import { readMailFilter } from '../../options/mail-filter-options.js';
import type { MigrateFlags } from '../../options/migrate-flags.js';
import { type MigrationRequest, openSource, readMigration } from '../../options/migration.js';
import { chooseFrom } from '../output/checklist.js';
import { printable } from '../output/format.js';
import { onInterrupt } from '../interrupt.js';
import { growSlowly } from '../memory.js';
import { makeVerifyCounter } from '../output/counter.js';
import { makeMigrateProgress } from '../output/migrate-progress.js';
import { planTable, problemLines, proofTable, reportTable } from '../output/migrate-tables.js';
import type { Run, RunSummary } from '../run-options.js';
import { migrationQuestions } from '../../report/decisions.js';
import type { MigrationReport } from '../../transfer/state/migration-report.js';
import type { ExitCode, Terminal } from '../terminal.js';

/** Runs the command; `again` is its command line, as the pages show it. Throws a UserError for what is wrong with its arguments and files. */
export async function migrate(flags: MigrateFlags, run: Run, again: string): Promise<ExitCode> {
  const { terminal } = run;
  growSlowly();
  const quiet = flags.quiet === true || flags.json === true;
  const { source, warnings } = openSource(flags);
  for (const warning of warnings) warn(warning, terminal);
  const asked = await readChosen(flags, terminal);
  const interrupt = onInterrupt();
  const options: MigrateOptions = {
    ...asked,
    source: filteredSource(source, readMailFilter(flags)),
    dryRun: flags.dryRun === true,
    retryFailed: flags.retryFailed === true,
    signal: interrupt.signal,
  };
  try {
    if (flags.verify === true) return await prove(options, flags, run);
    const result = await move(options, quiet, run);
    if (result.report !== null) run.sum(sumOf(result.report));
    saveMigrationPages(result, options, again);
    return finish(result, options, flags, terminal);
  } finally {
    interrupt.release();
  }
}

/**
 * What the options ask for. Says what is odd about the users file and secrets, and lets the user tick accounts. Throws a
 * UserError.
 */
export async function readChosen(flags: MigrateFlags, terminal: Terminal): Promise<MigrationRequest> {
  const { request, warnings } = await readMigration(flags);
  for (const warning of warnings) warn(warning, terminal);
  return { ...request, accounts: await chooseAccounts(request.accounts, flags, terminal) };
}

function warn(text: string, terminal: Terminal): void {
  terminal.err(`kerio-exit: ${printable(text)}\n`);
}

/** The sums of a run, for who is told of it. */
export function sumOf(report: MigrationReport): RunSummary {
  const { found, exported, skipped, failed, missing, bytes, copied } = report.totals;
  return {
    to: report.target,
    totals: { mailboxes: report.mailboxes.length, found, exported, copied, skipped, failed, missing, bytes },
    undecided: migrationQuestions(report).map(({ title }) => title),
  };
}

async function move(options: MigrateOptions, quiet: boolean, { terminal, tell }: Run): Promise<MigrateResult> {
  const progress = makeMigrateProgress(terminal, quiet);
  try {
    return await runMigration(
      options,
      eventsWith(progress, (line) => tell(printable(line))),
    );
  } finally {
    progress.stop();
  }
}

/** The events of a progress, and a line for each step. */
function eventsWith(progress: MigrateEvents, onReport: (line: string) => void): MigrateEvents {
  return {
    onPlan: (plan) => progress.onPlan(plan),
    onBegin: (plan) => progress.onBegin(plan),
    onCounts: (plan, counts) => progress.onCounts(plan, counts),
    onWait: (plan, reason, ms) => progress.onWait(plan, reason, ms),
    onEnd: (result) => progress.onEnd(result),
    onReport,
  };
}

async function chooseAccounts(
  selected: readonly Account[],
  flags: MigrateFlags,
  terminal: Terminal,
): Promise<readonly Account[]> {
  if (flags.choose !== true) return selected;
  if (!terminal.interactive) throw new UserError('--choose needs a terminal: use --select and --exclude here');
  const label = ({ source, target }: Account): string => (source === target ? source : `${source} to ${target}`);
  const ticked = await chooseFrom(selected.map(label), 'Who moves?');
  return ticked.map((at) => selected[at]).filter((account) => account !== undefined);
}

async function compare(
  options: MigrateOptions,
  flags: MigrateFlags,
  { terminal, tell }: Pick<Run, 'terminal' | 'tell'>,
): Promise<MigrationProof> {
  const counter = makeVerifyCounter(terminal, flags.quiet === true || flags.json === true);
  try {
    return await verifyMigration(options, { ...counter, onReport: (line) => tell(printable(line)) });
  } finally {
    counter.stop();
  }
}

async function prove(options: MigrateOptions, flags: MigrateFlags, { terminal, tell, sum }: Run): Promise<ExitCode> {
  const proof = await compare(options, flags, { terminal, tell });
  const { accounts } = proof;
  sum({
    to: options.destinations.map(({ name }) => name).join(', '),
    totals: proofSums(proof),
    undecided: migrationQuestions(proof).map(({ title }) => title),
  });
  saveProof(options.stateDir.state, proof, ownFile(options.stateDir, options.shard, 'verify.json'));
  if (flags.json === true) terminal.out(`${JSON.stringify(proof, null, 1)}\n`);
  else if (flags.quiet !== true) terminal.out(proofTable(proof, terminal));
  if (accounts.some(({ problem }) => problem !== null)) return 3;
  return isProven(accounts) && !isUndecided(proof) ? 0 : 1;
}

function finish(
  result: MigrateResult,
  { stateDir: place, shard }: MigrateOptions,
  flags: MigrateFlags,
  terminal: Terminal,
): ExitCode {
  const { plan, report, interrupted, logs } = result;
  if (flags.json === true) terminal.out(`${JSON.stringify(report ?? plan, null, 1)}\n`);
  else if (flags.quiet !== true) {
    terminal.out(report === null ? planTable(plan, terminal) : reportTable(report, terminal));
    terminal.out(`\n${whereToLook(place, shard, report === null)}, the logs are in ${logs}.\n`);
  }
  // Elsewhere they stand in the summary.
  if (flags.json === true || flags.quiet === true)
    for (const line of problemLines((report?.mailboxes ?? []).map(({ address, problem }) => [address, problem])))
      warn(line, terminal);
  if (interrupted) {
    terminal.err('kerio-exit: interrupted; run the same command again to go on where it stopped.\n');
    return 130;
  }
  if (report === null) return plan.totals.problems > 0 ? 3 : 0;
  return migrationCode(report);
}

function whereToLook(place: StateDir, shard: Shard | null, isPlan: boolean): string {
  if (isPlan) return `The plan is in ${ownFile(place, shard, 'plan.json')}`;
  const { state } = place;
  if (shard === null)
    return `The report is in ${join(state, 'report.html')} (for programs report.json), a line for every item in ${join(state, 'ledger', sep)}`;
  return `A line for every item is in ${join(state, 'ledger', sep)}, the report comes when all ${shard.count} shards have ended (kerio-exit report ${state})`;
}
