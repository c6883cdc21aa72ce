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

/** The terminal of this process. Who stops reading (`| head`) ends the reading, not the work. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.once('error', ignoreClosedPipe);
  return {
    interactive: process.stdout.isTTY && process.stderr.isTTY,
    columns: process.stdout.isTTY ? process.stdout.columns : 120,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  };
}

function ignoreClosedPipe(this: NodeJS.WriteStream, error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  this.on('error', () => undefined);
}
