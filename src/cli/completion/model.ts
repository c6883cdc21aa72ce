/** What can stand where on the command line, taken from the program itself: every shell's script is made from it. */
import type { Command, Option } from 'commander';
import { OUTPUT_KINDS } from '../../files/plan/options.js';

/** What may follow: one of some words, several of them with commas, a path, a folder, or nothing that can be guessed. */
export interface Values {
  readonly kind: 'words' | 'list' | 'path' | 'folder' | 'any';
  readonly words: readonly string[];
}

export interface CompletedOption {
  /** `--out`, or `-h` and `--help`. */
  readonly names: readonly string[];
  readonly description: string;
  /** Null for an option without a value. */
  readonly values: Values | null;
  readonly repeatable: boolean;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** What its argument may be; null when it takes none. */
  readonly operand: Values | null;
}

/** The commands of the program, and the options that stand before one. */
export interface CompletionModel {
  readonly program: string;
  readonly options: readonly CompletedOption[];
  readonly commands: readonly CompletedCommand[];
}

const ANY: Values = { kind: 'any', words: [] };
const PATH: Values = { kind: 'path', words: [] };
const FOLDER: Values = { kind: 'folder', words: [] };

/** What options and arguments are called in the help, and what that means. */
const BY_PLACEHOLDER: Readonly<Record<string, Values>> = {
  dir: FOLDER,
  out: FOLDER,
  file: PATH,
  path: PATH,
  source: PATH,
  store: PATH,
  'users.cfg': PATH,
  'generate|none|file': { kind: 'path', words: ['generate', 'none'] },
  kinds: { kind: 'list', words: OUTPUT_KINDS },
  sign: { kind: 'words', words: [',', ';'] },
  what: { kind: 'list', words: ['archive', 'recoverable'] },
};

/** Reads the model off a program. */
export function completionModel(program: Command): CompletionModel {
  const help = program.createHelp();
  const commands = help.visibleCommands(program);
  const names = commands.map((command) => command.name());
  return {
    program: program.name(),
    options: help.visibleOptions(program).map(completedOption),
    commands: commands.map((command) => ({
      name: command.name(),
      description: command.description(),
      options: help.visibleOptions(command).map(completedOption),
      operand: command.name() === 'help' ? { kind: 'words', words: names } : operandOf(command),
    })),
  };
}

function completedOption(option: Option): CompletedOption {
  return {
    names: [option.short, option.long].filter((name) => name !== undefined),
    description: option.description,
    values: option.required || option.optional ? valuesOf(option.flags, option.argChoices) : null,
    // Whoever gathers values reads them with a function of its own; choices bring theirs along.
    repeatable: option.parseArg !== undefined && option.argChoices === undefined,
  };
}

function operandOf(command: Command): Values | null {
  const [argument] = command.registeredArguments;
  return argument === undefined ? null : valuesOf(`<${argument.name()}>`, argument.argChoices);
}

function valuesOf(flags: string, choices: readonly string[] | undefined): Values {
  if (choices !== undefined) return { kind: 'words', words: choices };
  const placeholder = /[<[](.*)[>\]]$/.exec(flags)?.[1] ?? '';
  return BY_PLACEHOLDER[placeholder] ?? ANY;
}
