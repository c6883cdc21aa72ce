/** Runs `migrate`: reads what was asked for, shows what happens, ends with the exit code. */
import { join, sep } from 'node:path';
import { UserError } from '../../core/errors.js';
import { isServerAddress } from '../../protocols/imap/address.js';
import { type Shard, shardFileName } from '../../core/shard.js';
import { DEFAULT_RETRY } from '../../transfer/retry.js';
import { imapSource } from '../../sources/imap/imap-source.js';
import type { Choice } from '../../transfer/plan/left-behind.js';
import { parseRate, UNLIMITED } from '../../transfer/limiter.js';
import {
  type MigrateEvents,
  type MigrateOptions,
  type MigrateResult,
  runMigration,
} from '../../transfer/run/migration.js';
import type { MailSource } from '../../transfer/source.js';
import { ownFile, type StateDir } from '../../transfer/state/state-dir.js';
import { storeSource } from '../../sources/kerio/store-source.js';
import { type Account, selectAccounts, type UsersFile } from '../../transfer/plan/users-file.js';
import { filteredSource } from '../../transfer/filtered-source.js';
import { proofSums, verifyMigration } from '../../transfer/verify/verify-all.js';
import { readFolderRules } from '../../naming/folder-rules.js';
import { saveMigrationPage, saveProof } from '../../report/migration-pages.js';
import { openStore } from '../../store/open.js';
import { readMailFilter } from '../../options/mail-filter-options.js';
import { parseShard } from '../../options/arguments.js';
import { chooseFrom } from '../output/checklist.js';
import { printable } from '../output/format.js';
import { onInterrupt } from '../interrupt.js';
import { growSlowly } from '../memory.js';
import { readDestinations } from '../../options/destination-flags.js';
import {
  type MigrateFlags,
  readConnections,
  readEndpoint,
  readInclude,
  readKinds,
  readLogin,
  readSize,
  sourceSignIn,
} from '../../options/migrate-flags.js';
import { makeMigrateProgress } from '../output/migrate-progress.js';
import {
  isProven,
  isUndecided,
  migrationCode,
  planTable,
  problemLines,
  proofTable,
  reportTable,
} from '../output/migrate-tables.js';
import { readMovers, stateOf } from '../../options/movers.js';
import { modeWarnings } from '../../options/secrets.js';
import type { Run, RunSummary } from '../run-options.js';
import { migrationQuestions } from '../../report/decisions.js';
import type { MigrationReport } from '../../transfer/state/migration-report.js';
import type { ExitCode, Terminal } from '../terminal.js';

/** How long a server that lost us may still be busy with what it had received. */
const SETTLE_MS = 1500;

/** Runs the command; `again` is its command line, as the pages show it. Throws a UserError for what is wrong with its arguments and files. */
export async function migrate(flags: MigrateFlags, run: Run, again: string): Promise<ExitCode> {
  const { terminal } = run;
  growSlowly();
  const quiet = flags.quiet === true || flags.json === true;
  const { source, warnings } = openSource(flags);
  for (const warning of warnings) warn(warning, terminal);
  const asked = await readMigration(flags, terminal);
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
    savePages(result, options, again);
    return finish(result, options, flags, terminal);
  } finally {
    interrupt.release();
  }
}

/**
 * What the options ask for that do not belong to `migrate` alone. Reads the users file and secrets, says what is odd about
 * them, and lets the user tick accounts. Throws a UserError.
 */
export async function readMigration(
  flags: MigrateFlags,
  terminal: Terminal,
): Promise<Omit<MigrateOptions, 'source' | 'dryRun' | 'retryFailed' | 'signal'>> {
  const users = readMovers(flags);
  const { destinations, warnings } = await readDestinations(flags);
  for (const warning of [
    ...(flags.users === undefined ? [] : modeWarnings(flags.users)),
    ...users.problems,
    ...warnings,
  ])
    warn(warning, terminal);
  return {
    destinations,
    accounts: await chooseAccounts(users.accounts, flags, terminal),
    shard: shardOf(flags),
    choice: readChoice(users, flags),
    ...readWork(flags),
    stateDir: stateOf(flags),
    retry: destinations.find(({ retry }) => retry !== undefined)?.retry ?? DEFAULT_RETRY,
    settleMs: SETTLE_MS,
  };
}

/** What the user said about who moves. */
function readChoice({ accounts, staying }: UsersFile, flags: MigrateFlags): Choice {
  return {
    named: accounts.map(({ source, target }) => ({ source, target })),
    staying,
    select: flags.select ?? [],
    exclude: flags.exclude ?? [],
    byPlan: flags.plan !== undefined,
    excludeArchive: flags.excludeArchive === true,
    excludeRecoverable: flags.excludeRecoverable === true,
  };
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

/** The options that say what is done, and how fast. */
function readWork(
  flags: MigrateFlags,
): Pick<MigrateOptions, 'map' | 'excludeFolders' | 'only' | 'maxSize' | 'rate' | 'connections'> {
  return {
    map: readFolderRules(flags.map ?? []),
    excludeFolders: flags.excludeFolder ?? [],
    only: flags.only === undefined ? null : readKinds(flags.only),
    maxSize: flags.maxSize === undefined ? null : readSize(flags.maxSize),
    rate: flags.rate === undefined ? UNLIMITED : parseRate(flags.rate),
    connections: readConnections(flags.connections),
  };
}

function openSource(flags: MigrateFlags): { readonly source: MailSource; readonly warnings: readonly string[] } {
  if (!isServerAddress(flags.from)) {
    const store = openStore(flags.from, { archive: true, recoverable: readInclude(flags) });
    return { source: storeSource(store), warnings: store.problems };
  }
  const { login, warnings } = readLogin('from', sourceSignIn(flags));
  const endpoint = readEndpoint(flags);
  const spoolDir = ownFile(stateOf(flags), shardOf(flags), 'spool');
  return { source: imapSource({ endpoint, login, retry: DEFAULT_RETRY, spoolDir }), warnings };
}

function shardOf({ shard }: MigrateFlags): Shard | null {
  return shard === undefined ? null : parseShard(shard);
}

async function chooseAccounts(
  all: readonly Account[],
  flags: MigrateFlags,
  terminal: Terminal,
): Promise<readonly Account[]> {
  const selected = selectAccounts(all, flags.select ?? [], flags.exclude ?? []);
  if (selected.length === 0) throw new UserError('--select and --exclude leave nobody to move');
  if (flags.choose !== true) return selected;
  if (!terminal.interactive) throw new UserError('--choose needs a terminal: use --select and --exclude here');
  const label = ({ source, target }: Account): string => (source === target ? source : `${source} to ${target}`);
  const ticked = await chooseFrom(selected.map(label), 'Who moves?');
  return ticked.map((at) => selected[at]).filter((account) => account !== undefined);
}

async function prove(options: MigrateOptions, flags: MigrateFlags, { terminal, tell, sum }: Run): Promise<ExitCode> {
  const proof = await verifyMigration(options, (line) => tell(printable(line)));
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

/** With the logs of this run, which stay, and beside report.json, which the next run replaces. */
function savePages({ report, common, logs }: MigrateResult, { stateDir, shard }: MigrateOptions, again: string): void {
  if (report !== null) saveMigrationPage(logs, report, { again });
  const who = shard === null ? undefined : shardFileName(shard);
  if (common !== null) saveMigrationPage(stateDir.state, common, { who, again });
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
    return `The report is in ${join(state, 'report.html')} (for programs report.json), a line for every message in ${join(state, 'ledger', sep)}`;
  return `A line for every message is in ${join(state, 'ledger', sep)}, the report comes when all ${shard.count} shards have ended (kerio-exit report ${state})`;
}
