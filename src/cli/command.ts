import type { Command } from 'commander';
import type { ExitCode, Terminal } from './terminal.js';

/** A command file's one export: adds its command to the program. `done` takes the exit code when the action ends. */
export type AddCommand = (program: Command, terminal: Terminal, done: (code: ExitCode) => void) => void;
