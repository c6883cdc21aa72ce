/** Runs `watch --out`: an export is kept current with the store. */
import { append } from '../../core/lists.js';
import type { ExportResult } from '../../files/export.js';
import { type WatchEvents, watchStore } from '../../files/watch/watch-export.js';
import { needsAttention } from '../../report/attention.js';
import { exportQuestions } from '../../report/decisions.js';
import { RoundReports } from '../../report/rounds.js';
import { parseDuration } from '../../options/arguments.js';
import { readCutover, readRequest, type RequestFlags } from '../../options/export-request.js';
import { questionLines } from '../output/export-summary.js';
import { countOf, formatCount, isOrAre, printable } from '../output/format.js';
import { onInterrupt } from '../interrupt.js';
import { makeProgress } from '../output/progress.js';
import { StatusLine, timeOf } from '../output/status-line.js';
import type { Run, RunFlags, RunSummary } from '../run-options.js';
import { Trouble } from '../output/notice.js';
import type { ExitCode } from '../terminal.js';
import { keepMemorySmall } from '../memory.js';

/** The options as commander gives them. */
export interface WatchFlags extends Omit<RequestFlags, 'out'>, RunFlags {
  out?: string;
  to?: string[];
  poll?: boolean;
  untilQuiet?: string;
}

/** Runs the command. Rejects with a UserError for what is wrong with its arguments. */
export async function watchFiles(
  source: string,
  flags: WatchFlags & RequestFlags,
  { terminal, tell, note, sum, alarm }: Run,
): Promise<ExitCode> {
  keepMemorySmall();
  const request = readRequest(source, flags);
  const reports = new RoundReports(request.options, readCutover(flags));
  const untilQuiet = flags.untilQuiet === undefined ? null : parseDuration(flags.untilQuiet, '--until-quiet');
  const progress = makeProgress(terminal, flags.quiet === true);
  const status = new StatusLine(terminal, flags.quiet === true, note);
  const [away, failures] = [new Trouble(alarm), new Trouble(alarm)];
  let failed = 0;
  const interrupt = onInterrupt();
  let current = '';
  const events: WatchEvents = {
    onPlan: (plan, ready) => progress.start(plan.items, ready),
    onProgress: (items, bytes) => progress.add(items, bytes),
    onJob: ({ address, folders, items }) => {
      const [first] = folders;
      tell(printable(`${address} ${first?.folder.path.join('/') ?? ''}: ${countOf(items, 'item')}`));
    },
    onProblem: (message) => {
      status.problem(message);
      away.note(message);
    },
    onCurrent: async (upTo, result) => {
      progress.stop();
      await reports.round(result);
      away.note(null);
      if (result !== null) {
        const now = result.sums.failed;
        failures.note(now > failed ? `${countOf(now, 'item')} failed, in ${result.out}: see report.html` : null);
        failed = now;
        current = `${countOf(result.sums.exported, 'item')} of ${countOf(result.mailboxes.length, 'mailbox')}`;
      }
      status.tell(`${timeOf(upTo)}: current, ${current}`, result !== null);
    },
  };
  let result: ExportResult;
  try {
    result = await watchStore({ ...request, poll: flags.poll === true, untilQuiet, signal: interrupt.signal }, events);
  } finally {
    progress.stop();
    status.end();
    interrupt.release();
  }
  if (result.interrupted) await reports.round(result);
  reports.finish();
  sum(sumOf(result));
  if (result.interrupted) {
    terminal.err('kerio-exit: interrupted; run the same command again to go on where it stopped.\n');
    return 130;
  }
  if (flags.quiet !== true) terminal.out(summary(result));
  return needsAttention(result) ? 1 : 0;
}

/** The sums of a watch, for who is told of it. */
function sumOf({ out, sums, mailboxes, ...result }: ExportResult): RunSummary {
  const { found, exported, skipped, failed, missing, bytes } = sums;
  return {
    to: out,
    totals: { mailboxes: mailboxes.length, found, exported, skipped, failed, missing, bytes },
    undecided: exportQuestions(result).map(({ title }) => title),
  };
}

function summary(result: ExportResult): string {
  const { sums } = result;
  const lines = [
    `${countOf(sums.exported, 'item')} of ${countOf(result.mailboxes.length, 'mailbox')} ${isOrAre(sums.exported)} in ${result.out}, which is current.`,
  ];
  if (sums.failed + sums.missing > 0)
    lines.push(
      `${countOf(sums.failed, 'item')} failed, ${formatCount(sums.missing)} missing in the store: see report.html.`,
    );
  append(lines, questionLines(exportQuestions(result), 'run it again with one of the options'));
  return `${lines.map((line) => printable(line)).join('\n')}\n`;
}
