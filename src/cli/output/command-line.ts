/** A command as it was given, for pages that say it again. */
import type { Command } from 'commander';
import { shellOf } from '../../naming/shells.js';

/** The command line with the options that were given, but for those of `leave`; secrets are in none. For the shell of this machine. */
export function commandLine(command: Command, name: string, leave: ReadonlySet<string>): string {
  const shell = shellOf(undefined);
  const words = [`kerio-exit ${name}`];
  for (const option of command.options) {
    const attribute = option.attributeName();
    if (leave.has(attribute) || command.getOptionValueSource(attribute) !== 'cli') continue;
    const value: unknown = command.getOptionValue(attribute);
    const long = option.long ?? '';
    if (value === true) words.push(long);
    else for (const each of Array.isArray(value) ? value : [value]) words.push(`${long} ${shell.word(String(each))}`);
  }
  return words.join(' ');
}
