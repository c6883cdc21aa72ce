import { Command, CommanderError, Help, type Option } from 'commander';
import { UserError } from '../errors.js';
import { fullDisk } from '../pipeline/output-error.js';
import { addAccountsCommand } from './accounts.js';
import { addCompleteCommand } from './complete.js';
import { addExportCommand } from './export.js';
import { addInspectCommand } from './inspect.js';
import { addMigrateCommand } from './migrate.js';
import { addNextCommand } from './next.js';
import { addReportCommand } from './report.js';
import { addVerifyCommand } from './verify.js';
import { programVersion } from './version.js';
import { addWatchCommand } from './watch.js';
import { type ExitCode, processTerminal, type Terminal } from './terminal.js';

/** A command file's one export: adds its command to the program. `done` takes the exit code when the action ends. */
export type AddCommand = (program: Command, terminal: Terminal, done: (code: ExitCode) => void) => void;

/** The commands, in the order `--help` lists them. */
const commands: readonly AddCommand[] = [
  addInspectCommand,
  addExportCommand,
  addAccountsCommand,
  addMigrateCommand,
  addVerifyCommand,
  addNextCommand,
  addReportCommand,
  addWatchCommand,
  addCompleteCommand,
];

const help = `
Without a command, on a terminal, it asks what it must know, shows the plan, and runs it.

Exit codes: 0 done; 1 done, but some items failed or are missing; 2 the command line or an input is wrong, nothing was
written; 3 the other side (IMAP, disk) broke off, run again; 130 interrupted, run again.

Examples:
  kerio-exit
  kerio-exit inspect /opt/kerio/mailserver
  kerio-exit export /opt/kerio/mailserver --out /mnt/usb/export
  kerio-exit verify /mnt/usb/export
`;

/** What an option does, with a word about those that must be given. */
function optionDescription(option: Option): string {
  const description = new Help().optionDescription(option);
  return option.mandatory ? `${description} (must be given)` : description;
}

/** The whole command line with every command and option. `done` takes the exit code when a command ends. */
export function makeProgram(terminal: Terminal, done: (code: ExitCode) => void): Command {
  const program = new Command('kerio-exit')
    .description(
      'Takes a company off Kerio Connect: reads the store from disk and writes what the next system imports.',
    )
    .version(programVersion(), '-V, --version', 'print the version')
    .option('--debug', 'show stack traces')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({ optionDescription })
    .addHelpText('after', help)
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) });
  for (const add of commands) add(program, terminal, done);
  return program;
}

/** Without a command the program asks, where somebody can answer. */
function isForGuide(argv: readonly string[], terminal: Terminal): boolean {
  return argv.every((arg) => arg === '--debug') && terminal.interactive && process.stdin.isTTY;
}

/** Loaded only here: every other command starts faster without the prompts. */
async function startGuide(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { guide } = await import('./guide/dialogue.js');
  return guide({
    terminal,
    run: (args, to) => main([...argv, ...args], to),
  });
}

/** Runs the command line. Gives the exit code of docs/architecture.md; prints every error as one sentence. */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = makeProgram(terminal, (ended) => (code = ended));
  try {
    if (isForGuide(argv, terminal)) return await startGuide(argv, terminal);
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (thrown) {
    // The report is written when all else is done: then, too, there may be no room.
    const error = thrown instanceof UserError ? thrown : (fullDisk(thrown) ?? thrown);
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const message = error instanceof Error ? error.message : String(error);
    terminal.err(`kerio-exit: ${message}\n`);
    if (program.opts<{ debug?: boolean }>().debug === true && error instanceof Error)
      terminal.err(`${error.stack ?? ''}\n`);
    return error instanceof UserError ? error.exitCode : 3;
  }
}
