/** What nobody foresaw: told in one sentence, and never more than that unless `--debug` asks. */
import { fullDisk, isSystemCode } from '../core/disk-error.js';
import { UserError } from '../core/errors.js';
import { printable } from './output/format.js';
import type { ExitCode } from './terminal.js';

/** Whether the command line asks for stack traces. */
export function wantsStack(argv: readonly string[]): boolean {
  return argv.includes('--debug');
}

/** What standard error gets for an error: the sentence, and with `debug` its stack. */
export function errorText(thrown: unknown, debug: boolean): string {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const stack = debug ? `${error.stack ?? ''}\n` : '';
  return `kerio-exit: ${sentenceOf(error)}\n${stack}`;
}

/** 2 or 3 for what was foreseen; 3 for everything else. */
export function errorCode(thrown: unknown): ExitCode {
  return thrown instanceof UserError ? thrown.exitCode : 3;
}

function sentenceOf(error: Error): string {
  // Written by us, for people: some have a line for each of several reasons.
  if (error instanceof UserError) return error.message;
  const full = fullDisk(error);
  if (full !== null) return full.message;
  const message = printable(error.message.trim().replace(/\s*[\r\n]+\s*/g, ' '));
  // A message of the system names the file.
  if (isSystemCode((error as NodeJS.ErrnoException).code))
    return `${message}: mend that and run the same command again; what is done is kept.`;
  return `the program broke off at what nobody foresaw (${error.name}: ${message}): run the same command again; if that does not help, --debug shows where it was.`;
}
