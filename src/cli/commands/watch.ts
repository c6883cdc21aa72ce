import type { Option } from 'commander';
import { append } from '../../core/lists.js';
import { UserError } from '../../core/errors.js';
import type { ExportResult } from '../../files/export.js';
import { type WatchEvents, watchStore } from '../../files/watch/watch-export.js';
import { needsAttention } from '../../report/attention.js';
import { exportQuestions } from '../../report/decisions.js';
import { RoundReports } from '../../report/rounds.js';
import { parseDuration } from '../options/arguments.js';
import { addRequestOptions, readCutover, readRequest, type RequestFlags } from '../options/export-request.js';
import { questionLines } from '../output/export-summary.js';
import { countOf, formatCount, isOrAre, printable } from '../output/format.js';
import { onInterrupt } from '../interrupt.js';
import type { AddCommand } from '../command.js';
import { addDestination } from '../options/destination-flags.js';
import { addChoices, addLogins, addWork } from './migrate.js';
import { makeProgress } from '../output/progress.js';
import { StatusLine, timeOf } from '../output/status-line.js';
import type { ExitCode, Terminal } from '../terminal.js';
import type { WatchServerFlags } from './watch-server-action.js';

interface Flags extends Omit<RequestFlags, 'out'> {
  out?: string;
  to?: string[];
  poll?: boolean;
  untilQuiet?: string;
}

const help = `
With --out: exports the store, and then whatever changes in it, until Ctrl-C. Ctrl-C is the normal end: what has changed by
then is exported, and the exit code is 0 (1: items failed or are missing, or something was left behind
that nobody decided on, see report.html; 130: the first export was not
done yet). Ctrl-C twice ends at once; running again continues in any case.

With --to: sends the mail of the users in --users to the new server, and then whatever comes or changes; --exclude-folder
and --map work here too. It remembers what it sent in the same place as migrate. A server that is away is tried again until it is
back. Ctrl-C ends with 130 when what is on its way has arrived; running again continues. With --until-quiet it ends by
itself: 0, 1 (messages failed or are missing, or mailboxes stay behind that nobody left out), or 3 (an account could not be finished).

Examples:
  kerio-exit watch /opt/kerio/mailserver --out /mnt/usb/export
  kerio-exit watch /mnt/old-server/store --poll --out export --until-quiet 10m --since-cutover 2026-11-21T18:00:00Z
  kerio-exit watch /opt/kerio/mailserver --to imaps://mail.example.com --users users.csv
`;

/** `kerio-exit watch <store>`: keeps an export, or the mailboxes of a server, current. */
export const addWatchCommand: AddCommand = (program, terminal, done) => {
  const command = program
    .command('watch')
    .description('export a store, or send its mail to a server, and keep that current while people still work on it')
    .argument('<store>', 'install folder, store, store/mail, a domain, a mailbox or a folder')
    .option('--poll', 'look at the folders every few seconds: for network shares, which do not tell of changes')
    .option('--until-quiet <time>', 'end when nothing has changed for so long: 90s, 10m, 2h')
    .option('--quiet', 'no progress and no status')
    .option('--out <dir>', 'folder for the output; it may hold an export already');
  const shared = command.options.length;
  addRequestOptions(command);
  const toFiles = command.options.slice(shared - 1);
  addDestination(command, false);
  command.option('--users <file>', 'who moves, as for migrate');
  addChoices(command);
  addLogins(command);
  addWork(command);
  const toServer = command.options.slice(shared + toFiles.length - 1);
  for (const option of toFiles) option.helpGroup('To files:');
  for (const option of toServer) option.helpGroup('To a server:');
  command.addHelpText('after', help).action(async (store: string, flags: Flags) => {
    const refuse = (options: readonly Option[], wanted: string): void => {
      const wrong = options.find((option) => command.getOptionValueSource(option.attributeName()) === 'cli');
      if (wrong !== undefined) throw new UserError(`${wrong.long ?? ''} is no option of watch ${wanted}.`);
    };
    if (flags.to === undefined) {
      if (flags.out === undefined) throw new UserError('Where to? Give --out with a folder, or --to with a server.');
      refuse(toServer, '--out');
      done(await watch(store, { ...flags, out: flags.out }, terminal));
      return;
    }
    refuse(
      toFiles.filter((option) => !FOR_BOTH.has(option.attributeName())),
      '--to',
    );
    // Loaded only here: the IMAP library would make every other command start slower.
    const { watchServer } = await import('./watch-server-action.js');
    done(await watchServer(store, command.opts<WatchServerFlags>(), terminal));
  });
};

/** Options of an export that a migration has, too. */
const FOR_BOTH = new Set(['excludeFolder', 'map', 'include', 'excludeArchive', 'excludeRecoverable']);

async function watch(source: string, flags: Flags & RequestFlags, terminal: Terminal): Promise<ExitCode> {
  const request = readRequest(source, flags);
  const reports = new RoundReports(request.options, readCutover(flags));
  const untilQuiet = flags.untilQuiet === undefined ? null : parseDuration(flags.untilQuiet, '--until-quiet');
  const progress = makeProgress(terminal, flags.quiet === true);
  const status = new StatusLine(terminal, flags.quiet === true);
  const interrupt = onInterrupt();
  let current = '';
  const events: WatchEvents = {
    onPlan: (plan, ready) => progress.start(plan.items, ready),
    onProgress: (items, bytes) => progress.add(items, bytes),
    onProblem: (message) => status.problem(message),
    onCurrent: async (upTo, result) => {
      progress.stop();
      await reports.round(result);
      if (result !== null)
        current = `${countOf(result.sums.exported, 'item')} of ${countOf(result.mailboxes.length, 'mailbox')}`;
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
  if (result.interrupted) {
    terminal.err('kerio-exit: interrupted; run the same command again to go on where it stopped.\n');
    return 130;
  }
  if (flags.quiet !== true) terminal.out(summary(result));
  return needsAttention(result) ? 1 : 0;
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
