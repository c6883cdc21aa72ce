import { Command, CommanderError } from 'commander';
import { UserError } from '../errors.js';
import { fullDisk } from '../pipeline/output-error.js';
import { addAccountsCommand } from './accounts.js';
import { addExportCommand } from './export.js';
import { addInspectCommand } from './inspect.js';
import { addMigrateCommand } from './migrate.js';
import { addVerifyCommand } from './verify.js';
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
  addWatchCommand,
];

/** The whole command line with every command and option. `done` takes the exit code when a command ends. */
export function makeProgram(terminal: Terminal, done: (code: ExitCode) => void): Command {
  const program = new Command('kerio-exit')
    .description(
      'Takes a company off Kerio Connect: reads the store from disk and writes what the next system imports.',
    )
    .option('--debug', 'show stack traces')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) });
  for (const add of commands) add(program, terminal, done);
  return program;
}

/** Runs the command line. Gives the exit code of docs/architecture.md; prints every error as one sentence. */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = makeProgram(terminal, (ended) => (code = ended));
  try {
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
