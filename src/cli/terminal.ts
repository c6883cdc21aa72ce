import { UserError } from '../core/errors.js';

/** What a command may do to the terminal. Commands get it as an argument, so that tests can read what they said. */
export interface Terminal {
  /** A person is looking: bars and colours make sense. */
  readonly interactive: boolean;
  /** Width in characters. */
  readonly columns: number;
  /** Writes to standard output, as it is. */
  out(text: string): void;
  /** Writes to standard error, as it is. */
  err(text: string): void;
}

/** 0 done · 1 done, but something needs a person · 2 wrong input · 3 the other side broke off · 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/**
 * The terminal of this process. Who stops reading (`| head`) ends the reading, not the work; a result that cannot be written
 * for another reason is an error. Of messages that cannot be written the exit code has to tell.
 */
export function processTerminal(): Terminal {
  process.stdout.once('error', ignoreClosedPipe);
  process.stderr.on('error', () => undefined);
  return {
    interactive: process.stdout.isTTY && process.stderr.isTTY,
    columns: process.stdout.isTTY ? process.stdout.columns : 120,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  };
}

function ignoreClosedPipe(this: NodeJS.WriteStream, error: NodeJS.ErrnoException): void {
  this.on('error', () => undefined);
  if (error.code === 'EPIPE') return;
  throw new UserError(
    `standard output cannot be written (${error.code ?? error.message}): mend that and run the same command again.`,
    { exitCode: 3, cause: error },
  );
}
