/** What every long run may be told: where to write what it says, how much it says, and whom to tell at its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import type { Command } from 'commander';
import { UserError } from '../core/errors.js';
import { startClock } from '../core/run-times.js';
import type { ExitCode, Terminal } from './terminal.js';

/** Those options as commander gives them. */
export interface RunFlags {
  logFile?: string;
  verbose?: boolean;
  notify?: string;
}

/** Declares them. */
export function addRunOptions(command: Command): Command {
  return command
    .option(
      '--log-file <file>',
      'also write what is printed there, each line with its time (UTC); goes on in a file that is there',
    )
    .option('--verbose', 'a line for each step instead of a bar')
    .option(
      '--notify <command|url>',
      'at the end, run this command with a summary as JSON on its standard input, or post it to this https address',
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
  /** Says a line where `--verbose` asks for it. */
  readonly tell: (line: string) => void;
  /** Gives what is to be told at the end. */
  readonly sum: (summary: RunSummary) => void;
}

/**
 * Runs a command with its log and its notice. A notice that does not get through is told, and changes nothing about how the run
 * ended. Throws a UserError for a log that cannot be written, and for a notice that can go nowhere.
 */
export async function withRun(
  command: string,
  { logFile, verbose, notify }: RunFlags,
  terminal: Terminal,
  run: (run: Run) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (notify !== undefined) checkNotice(notify);
  const clock = startClock();
  const log = logFile === undefined ? null : new LogFile(logFile, terminal);
  // Bars would hide lines, and a file holds none.
  const shown = verbose === true ? { ...terminal, interactive: false } : terminal;
  let summary: RunSummary | null = null;
  let code: ExitCode = 3;
  try {
    code = await run({
      terminal: log === null ? shown : log.beside(shown),
      tell: (line) => {
        if (verbose === true) (log?.beside(shown) ?? shown).err(`${line}\n`);
        else log?.line(line);
      },
      sum: (given) => (summary = given),
    });
    return code;
  } finally {
    if (notify !== undefined) {
      const told = { tool: 'kerio-exit', command, code, ...(summary as RunSummary | null), times: clock() };
      await sendNotice(notify, told).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        terminal.err(`kerio-exit: --notify did not get through (${why})\n`);
      });
    }
  }
}

class LogFile {
  readonly #path: string;

  constructor(path: string, terminal: Terminal) {
    this.#path = path;
    try {
      appendFileSync(path, '');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new UserError(`--log-file ${path} cannot be written (${code ?? ''}): give another file.`);
    }
    this.line(`kerio-exit begins; ${terminal.interactive ? 'on a terminal' : 'without a terminal'}`);
  }

  /** A terminal whose lines are in the file as well. */
  beside(terminal: Terminal): Terminal {
    const both = (write: (text: string) => void) => (text: string) => {
      write(text);
      for (const line of text.split('\n')) {
        // What is only there until the next change of a line is nothing for a file.
        const kept = line.replace(/^.*\r/, '').replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
        if (kept.trim() !== '') this.line(kept);
      }
    };
    return { ...terminal, out: both((text) => terminal.out(text)), err: both((text) => terminal.err(text)) };
  }

  line(text: string): void {
    appendFileSync(this.#path, `${new Date().toISOString().slice(0, 19)}Z ${text}\n`);
  }
}

/** Where there is nobody to take it, that is told before the run and not after it. */
function checkNotice(notify: string): void {
  if (notify.trim() === '')
    throw new UserError('--notify is empty: give a command, or an address that begins with https://.');
  if (!/^http:/i.test(notify)) return;
  const { hostname } = new URL(notify);
  if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname))
    throw new UserError(`--notify ${notify} would be sent in the clear: give an address that begins with https://.`);
}

/** How long somebody may take to be told, in milliseconds. */
const PATIENCE = 30_000;

async function sendNotice(notify: string, summary: object): Promise<void> {
  const body = `${JSON.stringify(summary)}\n`;
  if (/^https?:\/\//i.test(notify)) {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(notify, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return;
  }
  const child = spawn(notify, { shell: true, stdio: ['pipe', 'ignore', 'inherit'], timeout: PATIENCE });
  child.stdin.on('error', () => undefined);
  child.stdin.end(body);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the command ended with ${code ?? 'a signal'}`);
}
