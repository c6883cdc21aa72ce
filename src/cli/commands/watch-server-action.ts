/** Runs `watch --to`: the mailboxes of the new server are kept current with the store. */
import { watchedStore } from '../../sources/kerio/watched-store.js';
import type { CurrentState } from '../../transfer/watch/current-transfer.js';
import { DEFAULT_WAITING } from '../../transfer/watch/waiting.js';
import {
  watchMigration,
  type WatchMigrationEvents,
  type WatchMigrationResult,
} from '../../transfer/watch/watch-transfer.js';
import { migrationQuestions } from '../../report/decisions.js';
import { itemsText } from '../../report/kind-words.js';
import { RoundPages } from '../../report/migration-pages.js';
import { arrivedKinds, movedOf } from '../../report/standing.js';
import { parseDuration } from '../../options/arguments.js';
import { questionLines } from '../output/export-summary.js';
import { countOf, formatCount, formatDuration, printable } from '../output/format.js';
import { onInterrupt } from '../interrupt.js';
import { keepMemorySmall } from '../memory.js';
import { filteredWatch } from '../../transfer/filtered-source.js';
import { readMailFilter } from '../../options/mail-filter-options.js';
import { readChosen, sumOf } from './migrate-action.js';
import { type MigrateFlags, readInclude } from '../../options/migrate-flags.js';
import { makeMigrateProgress } from '../output/migrate-progress.js';
import { migrationCode } from '../../report/attention.js';
import { problemLines } from '../output/migrate-tables.js';
import { StatusLine, timeOf } from '../output/status-line.js';
import type { Run, RunFlags } from '../run-options.js';
import { Trouble } from '../output/notice.js';
import type { ExitCode, Terminal } from '../terminal.js';

/** The options as commander gives them. */
export interface WatchServerFlags
  extends Omit<MigrateFlags, 'from' | 'fromAuth' | 'shard' | 'dryRun' | 'verify' | 'retryFailed' | 'json'>,
    RunFlags {
  poll?: boolean;
  untilQuiet?: string;
}

/** Runs the command; `again` is the command line of `migrate` that sends the same. Throws a UserError for what is wrong with its arguments and files. */
export async function watchServer(store: string, flags: WatchServerFlags, run: Run, again: string): Promise<ExitCode> {
  const { terminal, note } = run;
  keepMemorySmall();
  const untilQuiet = flags.untilQuiet === undefined ? null : parseDuration(flags.untilQuiet, '--until-quiet');
  const asked = await readChosen({ ...flags, from: store, fromAuth: 'login' }, terminal);
  const status = new StatusLine(terminal, flags.quiet === true, note);
  const first = makeMigrateProgress(terminal, flags.quiet === true);
  const pages = new RoundPages(asked.stateDir.state, again);
  const interrupt = onInterrupt();
  let result: WatchMigrationResult;
  try {
    const { signal } = interrupt;
    const recoverable = readInclude({ ...flags, from: store, fromAuth: 'login' });
    const request = {
      ...asked,
      watched: filteredWatch(watchedStore(store, recoverable), readMailFilter(flags)),
      untilQuiet,
      poll: flags.poll === true,
      waiting: DEFAULT_WAITING,
      signal,
    };
    result = await watchMigration(request, tellers(first, status, pages, run));
  } finally {
    first.stop();
    status.end();
    interrupt.release();
  }
  pages.finish();
  if (result.state !== null) run.sum(sumOf(result.state.report));
  return finish(result, flags, terminal);
}

/** The first run is shown as that of `migrate`, what follows in the status line. */
function tellers(
  first: ReturnType<typeof makeMigrateProgress>,
  status: StatusLine,
  pages: RoundPages,
  { tell, alarm }: Run,
): WatchMigrationEvents {
  const [away, stuck, failures] = [new Trouble(alarm), new Trouble(alarm), new Trouble(alarm)];
  let failed = 0;
  let begun = false;
  let told = '';
  return {
    onPlan: (plan) => first.onPlan(plan),
    onBegin: (plan) => first.onBegin(plan),
    onCounts: (plan, counts) => first.onCounts(plan, counts),
    onEnd: (result) => first.onEnd(result),
    onReport: (line) => tell(printable(line)),
    onWait: (plan, reason, ms) => {
      if (!begun) first.onWait(plan, reason, ms);
      else status.tell(`${plan.account.source}: waiting ${formatDuration(ms / 1000)}: ${reason}`, true);
    },
    onCurrent: (upTo, changed, state) => {
      first.stop();
      begun = true;
      if (changed) pages.round(state.report);
      const waiting = waitingText(state);
      away.note(null);
      stuck.note(waiting === '' ? null : waiting);
      const now = state.report.totals.failed;
      failures.note(
        now > failed
          ? `${countOf(now, movedOf(state.report).noun)} failed, on the way to ${state.report.target}`
          : null,
      );
      failed = now;
      const next = state.waiting === null ? '' : `; next try in ${formatDuration(state.waiting.ms / 1000)}`;
      const how = waiting === '' ? `current, ${standing(state)}` : `${waiting}${next}`;
      status.tell(`${timeOf(upTo)}: ${how}`, changed || waiting !== told);
      told = waiting;
    },
    onProblem: (message) => {
      status.problem(message);
      away.note(message);
    },
  };
}

function standing({ report }: CurrentState): string {
  const { totals, mailboxes, target } = report;
  return `${totals.exported === 0 ? countOf(0, movedOf(report).noun) : itemsText(arrivedKinds(report))} of ${countOf(mailboxes.length, 'mailbox')} at ${target}`;
}

function waitingText({ waiting }: CurrentState): string {
  return waiting === null ? '' : `not current, ${countOf(waiting.accounts, 'account')} waiting: ${waiting.reason}`;
}

function finish(
  { state, interrupted, logs }: WatchMigrationResult,
  flags: WatchServerFlags,
  terminal: Terminal,
): ExitCode {
  if (flags.quiet !== true && state !== null) terminal.out(`${summary(state, logs).map(printable).join('\n')}\n`);
  if (interrupted || state === null) {
    terminal.err('kerio-exit: interrupted; run the same command again to go on where it stopped.\n');
    return 130;
  }
  return migrationCode(state.report);
}

function summary(state: CurrentState, logs: string): string[] {
  const { report, copied, reflagged } = state;
  const { failed, missing } = report.totals;
  const { noun } = movedOf(report);
  return [
    `${countOf(copied, noun)} sent, flags of ${countOf(reflagged, 'message')} brought over; ${standing(state)}.`,
    ...(failed + missing > 0 ? [`${countOf(failed, noun)} failed, ${formatCount(missing)} missing in the store.`] : []),
    ...questionLines(migrationQuestions(report), 'run it again when you have decided'),
    ...problemLines(report.mailboxes.map(({ address, problem }) => [address, problem])),
    `The logs are in ${logs}.`,
  ];
}
