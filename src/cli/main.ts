import { Command, CommanderError, Help, type Option } from 'commander';
import { UserError } from '../core/errors.js';
import { programVersion } from '../core/program-files.js';
import type { AddCommand } from './command.js';
import { type ExitCode, processTerminal, type Terminal } from './terminal.js';
import { errorCode, errorText, wantsStack } from './unforeseen.js';

/** The commands, in the order `--help` lists them. Each is loaded when it is needed: one needs little of what all need. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  inspect: async () => (await import('./commands/inspect.js')).addInspectCommand,
  export: async () => (await import('./commands/export.js')).addExportCommand,
  accounts: async () => (await import('./commands/accounts.js')).addAccountsCommand,
  migrate: async () => (await import('./commands/migrate.js')).addMigrateCommand,
  verify: async () => (await import('./commands/verify.js')).addVerifyCommand,
  next: async () => (await import('./commands/next.js')).addNextCommand,
  report: async () => (await import('./commands/report.js')).addReportCommand,
  watch: async () => (await import('./commands/watch.js')).addWatchCommand,
  complete: async () => (await import('./commands/complete.js')).addCompleteCommand,
};

/** The commands that a command line needs: the one it names first, else all. Completion tells of all of them. */
function neededFor([name = '']: readonly string[]): readonly (() => Promise<AddCommand>)[] {
  const named = name === 'complete' || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name];
  return named === undefined ? Object.values(COMMANDS) : [named];
}

const help = `
Without a command, on a terminal, it asks what it must know, shows the plan, and runs it.

Exit codes: 0 everything that the store holds and you did not leave out is done; 1 done, but something needs you: items
failed or are missing, or there is a mailbox, an archive or recoverable mail that you neither asked for nor left out; 2 the
command line or an input is wrong, nothing was written; 3 the other side (IMAP, disk) broke off, run again; 130 interrupted,
run again.

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

/**
 * The command line with every command and option, or with those that `argv` needs. `done` takes the exit code when a command
 * ends.
 */
export async function makeProgram(
  terminal: Terminal,
  done: (code: ExitCode) => void,
  argv: readonly string[] = [],
): Promise<Command> {
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
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => write(ownSentence(text)),
    });
  for (const load of neededFor(argv)) (await load())(program, terminal, done);
  return program;
}

/** What the library says about a wrong command line, as all other sentences begin, and on one line: a guess is on a second. */
function ownSentence(text: string): string {
  return `kerio-exit: ${text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')}\n`;
}

/** The library answers with all of its help instead of a sentence. */
function refuseUnknownHelp([first, name]: readonly string[]): void {
  if (first !== 'help' || name === undefined || name.startsWith('-')) return;
  if (name !== 'help' && !Object.hasOwn(COMMANDS, name))
    throw new UserError(`unknown command '${name}': kerio-exit --help lists them`);
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
  try {
    if (isForGuide(argv, terminal)) return await startGuide(argv, terminal);
    refuseUnknownHelp(argv);
    const program = await makeProgram(terminal, (ended) => (code = ended), argv);
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.err(errorText(error, wantsStack(argv)));
    return errorCode(error);
  }
}
