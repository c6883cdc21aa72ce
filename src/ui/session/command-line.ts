/** The command line that says the same as an object of flags. */
import { shellLine } from '../../options/shell.js';

/** A command with the flags as commander would give them. */
export interface CommandFlags {
  readonly command: string;
  /** The store, or the folder of an export; empty for none. */
  readonly operand: string;
  readonly flags: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  /** What flags hold when nothing is said: these are left out. */
  readonly usual: Readonly<Record<string, string | readonly string[]>>;
}

/** Options that take several values with commas between. */
const GATHERED = new Set(['only', 'include']);

/** The arguments behind the program's name. */
export function argumentsOf({ command, operand, flags, usual }: CommandFlags): string[] {
  const words = Object.entries(flags).flatMap(([name, value]): string[] => {
    if (value === undefined || value === false || JSON.stringify(value) === JSON.stringify(usual[name])) return [];
    const option = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) return [option];
    if (typeof value === 'string') return [option, value];
    return GATHERED.has(name) ? [option, value.join(',')] : value.flatMap((each) => [option, each]);
  });
  return [command, ...(operand === '' ? [] : [operand]), ...words];
}

/** The whole line, as a shell of this machine takes it. */
export function lineOf(flags: CommandFlags): string {
  return shellLine(['kerio-exit', ...argumentsOf(flags)]);
}
