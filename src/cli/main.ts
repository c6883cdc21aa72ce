import { Command, CommanderError, Help, type Option } from 'commander';
import { UserError } from '../core/errors.js';
import { programVersion } from '../core/program-files.js';
import type { AddCommand } from './command.js';
import { type ExitCode, processTerminal, type Terminal } from './terminal.js';
import { errorCode, errorText, wantsStack } from './unforeseen.js';

/** A command as the list of commands shows it, and a way to load all of it. */
interface Listed {
  /** How `--help` shows what it is given. */
  readonly takes: string;
  readonly description: string;
  readonly load: () => Promise<AddCommand>;
}

/**
 * The commands, in the order `--help` lists them. Each is loaded when it is named: one needs little of what all need, and the
 * list needs none. A test holds the descriptions to those of the commands.
 */
export const COMMANDS: Readonly<Record<string, Listed>> = {
  inspect: {
    takes: '[options] <store>',
    description: 'say what a store holds; changes nothing',
    load: async () => (await import('./commands/inspect.js')).addInspectCommand,
  },
  plan: {
    takes: '[options] <store>',
    description: 'write a table of who goes where, to be completed; export, migrate and next take it with --plan',
    load: async () => (await import('./commands/plan.js')).addPlanCommand,
  },
  export: {
    takes: '[options] <store>',
    description: 'write everything in a store as files that the next system imports',
    load: async () => (await import('./commands/export.js')).addExportCommand,
  },
  accounts: {
    takes: '[options] <users.cfg>',
    description: 'write users, groups and aliases as files that the next system imports',
    load: async () => (await import('./commands/accounts.js')).addAccountsCommand,
  },
  migrate: {
    takes: '[options]',
    description:
      'send everything into live servers: mail over IMAP, contacts and calendars over DAV, filters; run again to go on',
    load: async () => (await import('./commands/migrate.js')).addMigrateCommand,
  },
  check: {
    takes: '[options]',
    description: 'look at every account of a destination: logins, rights, limits; changes nothing',
    load: async () => (await import('./commands/check.js')).addCheckCommand,
  },
  verify: {
    takes: '[options] <out>',
    description: 'compare an export with its source, item by item; changes neither',
    load: async () => (await import('./commands/verify.js')).addVerifyCommand,
  },
  next: {
    takes: '[options] <out>',
    description: 'show the steps and commands that bring an export to its destination',
    load: async () => (await import('./commands/next.js')).addNextCommand,
  },
  report: {
    takes: '[options] <dir>',
    description: 'join what the shards of an export or a migration left into one report.json',
    load: async () => (await import('./commands/report.js')).addReportCommand,
  },
  watch: {
    takes: '[options] <store>',
    description: 'export a store, or send it to live servers, and keep that current while people still work on it',
    load: async () => (await import('./commands/watch.js')).addWatchCommand,
  },
  ui: {
    takes: '[options] [store]',
    description: 'lead through the whole move in a browser, on this machine',
    load: async () => (await import('./commands/ui.js')).addUiCommand,
  },
  complete: {
    takes: '<shell>',
    description: 'print a script that lets your shell complete commands, options and paths with Tab',
    load: async () => (await import('./commands/complete.js')).addCompleteCommand,
  },
};

/** The commands that a command line needs whole: the one it names first. Completion tells of all of them. */
function neededFor(argv: readonly string[]): ReadonlySet<string> {
  const names = argv.filter((arg) => Object.hasOwn(COMMANDS, arg));
  return argv.length === 0 || names[0] === 'complete' ? new Set(Object.keys(COMMANDS)) : new Set(names.slice(0, 1));
}

const help = `
Without a command, on a terminal, it asks what it must know, shows the plan, and runs it.

Exit codes: 0 everything that the store holds and you did not leave out is done; 1 done, but something needs you: items
failed or are missing, or there is a mailbox, an archive or recoverable mail that you neither asked for nor left out; 2 the
command line or an input is wrong, nothing was written; 3 the other side (a server, a disk) refused or broke off, run again
to go on; 130 interrupted, run again to go on.

Examples:
  kerio-exit
  kerio-exit ui
  kerio-exit inspect /opt/kerio/mailserver
  kerio-exit plan /opt/kerio/mailserver --for google
  kerio-exit export /opt/kerio/mailserver --out /mnt/usb/export
  kerio-exit verify /mnt/usb/export
  kerio-exit next /mnt/usb/export
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
      outputError: (text, write) => write(ownSentence(text, argv)),
    });
  const needed = neededFor(argv);
  for (const [name, listed] of Object.entries(COMMANDS)) {
    if (needed.has(name)) (await listed.load())(program, terminal, done);
    else addListed(program, name, listed);
  }
  return program;
}

/** A command that is only in the list: it is shown, and never run. */
function addListed(program: Command, name: string, { takes, description }: Listed): void {
  const command = program.command(name).description(description);
  for (const word of takes.split(' ')) {
    if (word === '[options]') command.option('--listed');
    else command.argument(word);
  }
}

/** What the library says about a wrong command line, as all other sentences begin, and on one line: a guess is on a second. */
function ownSentence(text: string, argv: readonly string[]): string {
  const words = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ');
  return `kerio-exit: ${words}${words === "unknown option '--from'" ? fromElsewhere(argv) : whereToLook(words, argv)}\n`;
}

/** Where the right command line stands, for whoever gets no guess. */
function whereToLook(words: string, argv: readonly string[]): string {
  if (words.endsWith('?)') || !/^(?:unknown|missing|required|too many)/.test(words)) return '';
  const command = argv.find((arg) => Object.hasOwn(COMMANDS, arg));
  return command === undefined ? ': kerio-exit --help lists them' : `: kerio-exit ${command} --help shows how`;
}

/** `--from` is the source of a migration. Whoever gives it to another command means something else. */
function fromElsewhere(argv: readonly string[]): string {
  if (argv.includes('check')) return ': check looks at the destination alone, so leave it out';
  if (argv.includes('export') || argv.includes('watch'))
    return ': the store stands without an option, and mail of one sender is chosen with --sender';
  return '';
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
