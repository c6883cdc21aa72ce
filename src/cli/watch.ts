import { UserError } from '../errors.js';
import type { ExportResult } from '../pipeline/export.js';
import { type WatchEvents, watchStore } from '../pipeline/watch/watch.js';
import { needsAttention } from '../report/attention.js';
import { RoundReports } from '../report/rounds.js';
import { addRequestOptions, readCutover, readRequest, type RequestFlags } from './export-request.js';
import { countOf, formatCount, printable } from './format.js';
import { onInterrupt } from './interrupt.js';
import type { AddCommand } from './main.js';
import { makeProgress } from './progress.js';
import type { ExitCode, Terminal } from './terminal.js';

interface Flags extends RequestFlags {
  poll?: boolean;
  untilQuiet?: string;
}

const help = `
Exports the store, and then whatever changes in it, until Ctrl-C. Ctrl-C is the normal end: what has changed by then is
exported, and the exit code is 0 (1: items failed or are missing, see report.html; 130: the first export was not done yet).
Ctrl-C twice ends at once; running again continues in any case.

Examples:
  kerio-exit watch /opt/kerio/mailserver --out /mnt/usb/export
  kerio-exit watch /mnt/old-server/store --poll --out export --until-quiet 10m --since-cutover 2026-11-21T18:00:00Z
`;

/** `kerio-exit watch <store> --out <dir>`: keeps an export current. */
export const addWatchCommand: AddCommand = (program, terminal, done) => {
  const command = program
    .command('watch')
    .description('export a store and keep the export current while people still work on it')
    .argument('<store>', 'install folder, store, store/mail, a domain, a mailbox or a folder')
    .requiredOption('--out <dir>', 'folder for the output; it may hold an export already');
  addRequestOptions(command)
    .option('--poll', 'look at the folders every few seconds: for network shares, which do not tell of changes')
    .option('--until-quiet <time>', 'end when nothing has changed for so long: 90s, 10m, 2h')
    .option('--quiet', 'no progress and no status')
    .addHelpText('after', help)
    .action(async (store: string, flags: Flags) => done(await watch(store, flags, terminal)));
};

async function watch(source: string, flags: Flags, terminal: Terminal): Promise<ExitCode> {
  const request = readRequest(source, flags);
  const reports = new RoundReports(request.options, readCutover(flags));
  const untilQuiet = flags.untilQuiet === undefined ? null : parseDuration(flags.untilQuiet, '--until-quiet');
  const progress = makeProgress(terminal, flags.quiet === true);
  const status = new StatusLine(terminal, flags.quiet === true);
  const interrupt = onInterrupt();
  const events: WatchEvents = {
    onPlan: (plan, ready) => progress.start(plan.items, ready),
    onProgress: (items, bytes) => progress.add(items, bytes),
    onProblem: (message) => status.problem(message),
    onCurrent: async (upTo, result) => {
      progress.stop();
      await reports.round(result);
      status.tell(upTo, result);
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
    `${countOf(sums.exported, 'item')} of ${countOf(result.mailboxes.length, 'mailbox')} are in ${result.out}, which is current.`,
  ];
  if (sums.failed + sums.missing > 0)
    lines.push(
      `${countOf(sums.failed, 'item')} failed, ${formatCount(sums.missing)} missing in the store: see report.html.`,
    );
  return `${lines.map((line) => printable(line)).join('\n')}\n`;
}

/** What is current up to when: one line that changes on a terminal, a line for each change otherwise. */
class StatusLine {
  readonly #terminal: Terminal;
  readonly #quiet: boolean;
  #text = '';
  #open = false;

  constructor(terminal: Terminal, quiet: boolean) {
    this.#terminal = terminal;
    this.#quiet = quiet;
  }

  tell(upTo: Date, result: ExportResult | null): void {
    if (result !== null)
      this.#text = `${countOf(result.sums.exported, 'item')} of ${countOf(result.mailboxes.length, 'mailbox')}`;
    // A log needs no line for each look that found nothing.
    if (this.#quiet || (result === null && !this.#terminal.interactive)) return;
    const line = `${upTo.toISOString().slice(0, 19)}Z: current, ${this.#text}`;
    this.#terminal.err(this.#terminal.interactive ? `\r\u001b[K${line}` : `${line}\n`);
    this.#open = this.#terminal.interactive;
  }

  problem(message: string): void {
    this.end();
    if (!this.#quiet) this.#terminal.err(`kerio-exit: ${printable(message)}\n`);
  }

  end(): void {
    if (this.#open) this.#terminal.err('\n');
    this.#open = false;
  }
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** A length of time (`90s`, `10m`, `2h`) in milliseconds. */
function parseDuration(value: string, option: string): number {
  const [, count, unit] = /^(\d{1,6})([smh])$/.exec(value) ?? [];
  if (count === undefined || unit === undefined)
    throw new UserError(`${option} ${value} is no length of time: give it as 90s, 10m or 2h.`);
  return Number(count) * (UNITS[unit] ?? 0);
}
