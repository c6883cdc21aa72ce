/** What every long run may be told: where to write what it says, how much it says, and whom to tell at its end. */
import type { Command } from 'commander';
import { refuseInside } from '../core/inside.js';
import { startClock } from '../core/run-times.js';
import { LogFile } from './output/log-file.js';
import { checkNotice, sendNotice } from './output/notice.js';
import type { ExitCode, Terminal } from './terminal.js';
import { errorCode, errorText } from './unforeseen.js';

/** Those options as commander gives them. */
export interface RunFlags {
  logFile?: string;
  verbose?: boolean;
  notify?: string;
}

/** Declares them. `watches`: the run goes on until it is told to end. */
export function addRunOptions(command: Command, watches = false): Command {
  return command
    .option(
      '--log-file <file>',
      'also write what is printed there, each line with its time (UTC); goes on in a file that is there, and puts it aside as <file>.1 at 50 MB',
    )
    .option('--verbose', 'a line for each step instead of a bar')
    .option(
      '--notify <command|url>',
      `${watches ? 'when trouble begins and at the end' : 'at the end'}, run this command with a summary as JSON on its standard input, or post it to this https address`,
    );
}

/** What is told at the end of a run. */
export interface RunSummary {
  /** Where it went: a folder, or a server. */
  readonly to: string;
  readonly totals: Readonly<Record<string, number>>;
  /** What nobody has decided on; a sentence each. */
  readonly undecided: readonly string[];
}

/** A run under way. */
export interface Run {
  readonly terminal: Terminal;
  /** Says a line where `--verbose` asks for it, and in the log. */
  readonly tell: (line: string) => void;
  /** A line for the log alone: of what stands on the terminal until it changes. */
  readonly note: (line: string) => void;
  /** Gives what is to be told at the end. */
  readonly sum: (summary: RunSummary) => void;
  /** Tells somebody at once that something is wrong; a sentence. The run goes on meanwhile. */
  readonly alarm: (problem: string) => void;
}

/**
 * Runs a command with its log and its notice. A notice that does not get through is told, and changes nothing about how the run
 * ended. `source`: the store, where the run reads one. Throws a UserError for a log that cannot be written or lies in the store, and
 * for a notice that can go nowhere.
 */
export async function withRun(
  command: string,
  { logFile, verbose, notify }: RunFlags,
  terminal: Terminal,
  run: (run: Run) => Promise<ExitCode>,
  source: string | null = null,
): Promise<ExitCode> {
  if (logFile !== undefined && source !== null) refuseInside(logFile, source, '--log-file');
  if (notify !== undefined) checkNotice(notify);
  const clock = startClock();
  const log = logFile === undefined ? null : new LogFile(logFile, terminal);
  // Bars would hide lines, and a file holds none.
  const shown = verbose === true ? { ...terminal, interactive: false } : terminal;
  const both = log?.beside(shown) ?? shown;
  const sent: Promise<void>[] = [];
  const send = (what: object): void => {
    if (notify === undefined) return;
    sent.push(
      sendNotice(notify, { tool: 'kerio-exit', command, ...what }).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        both.err(`kerio-exit: --notify did not get through (${why})\n`);
      }),
    );
  };
  let end: object = { code: 3 };
  let summary: RunSummary | null = null;
  try {
    const code = await run({
      terminal: both,
      tell: (line) => {
        if (verbose === true) both.err(`${line}\n`);
        else log?.line(line);
      },
      note: (line) => log?.line(line),
      sum: (given) => (summary = given),
      alarm: (problem) => {
        send({ event: 'trouble', problem, times: clock() });
      },
    });
    end = { code, ...(summary as RunSummary | null) };
    return code;
  } catch (error) {
    // Printed by who called: the log is to have it, too.
    const problem = errorText(error, false).trim();
    log?.line(problem);
    end = { code: errorCode(error), problem };
    throw error;
  } finally {
    // In their order: nobody is to hear of the end first.
    await Promise.all(sent);
    send({ event: 'end', ...end, times: clock() });
    await Promise.all(sent);
  }
}
