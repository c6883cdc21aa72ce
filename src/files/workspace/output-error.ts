import { UserError } from '../../core/errors.js';

/** What is known of an error, be it of this thread or of another. */
interface Known {
  readonly message: string;
  readonly code?: string | null | undefined;
  readonly stack?: string | undefined;
}

/** An error of the disk that is written to, as one sentence; a fault of the program stays as it is, with its stack. */
export function outputError(error: unknown): Error {
  if (error instanceof UserError) return error;
  const { message, code, stack = '' } = error as Known;
  const cause = error instanceof Error ? error : Object.assign(new Error(message), { stack });
  if (typeof code !== 'string') return cause;
  return (
    fullDisk(cause, code) ??
    new UserError(
      `The output cannot be written (${message}): mend that and run the same command again; what is done is kept.`,
      { exitCode: 3, cause },
    )
  );
}

/** The sentence for a disk that is full; null for any other error. */
export function fullDisk(cause: unknown, code: unknown = (cause as NodeJS.ErrnoException).code): UserError | null {
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return null;
  return new UserError(
    'The disk of the output folder is full: make room and run the same command again; what is done is kept.',
    { exitCode: 3, cause },
  );
}
