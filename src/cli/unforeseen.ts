/** What nobody foresaw: told in one sentence, and never more than that unless `--debug` asks. */
import { errorSentence } from '../core/error-sentence.js';
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
  return `kerio-exit: ${errorSentence(error, printable)}\n${stack}`;
}

/** 2 or 3 for what was foreseen; 3 for everything else. */
export function errorCode(thrown: unknown): ExitCode {
  return thrown instanceof UserError ? thrown.exitCode : 3;
}
