/** Errors of the disk that something is written to, as sentences for the person at the keyboard. */
import { constants } from 'node:os';
import { UserError } from './errors.js';
import { WINDOWS } from './platform.js';

/** What is known of an error, be it of this thread or of another. */
interface Known {
  readonly message: string;
  readonly code?: string | null | undefined;
  readonly stack?: string | undefined;
}

/** What is written to, in the words of the sentences. */
export type Place = 'output' | 'state';

const NAMES: Readonly<Record<Place, string>> = { output: 'output folder', state: 'state folder' };

/** No room, or a quota is used up. That one has no name in Node. */
const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT', `Unknown system error -${constants.errno.EDQUOT}`];

/** Whether an error's code is one that the system gives. Those of Node's own refusals (`ERR_…`) tell of a fault of the program. */
export function isSystemCode(code: unknown): boolean {
  return typeof code === 'string' && /^E(?!RR_)[A-Z0-9]+$|^Unknown system error /.test(code);
}

/** An error of the disk that is written to, as one sentence; a fault of the program stays as it is, with its stack. */
export function diskError(error: unknown, place: Place): Error {
  if (error instanceof UserError) return error;
  const { message, code, stack = '' } = error as Known;
  const cause = error instanceof Error ? error : Object.assign(new Error(message), { stack });
  if (!isSystemCode(code)) return cause;
  return (
    fullDisk(cause, NAMES[place], code) ??
    new UserError(
      `The ${NAMES[place]} cannot be written (${message}): ${heldText(code)}mend that and run the same command again; what is done is kept.`,
      { exitCode: 3, cause },
    )
  );
}

/** What Windows says of a file that another program has open; of one without the right to it, too. */
function heldText(code: unknown): string {
  return WINDOWS && (code === 'EBUSY' || code === 'EPERM')
    ? 'another program may have the file open (a mail program, a virus scanner), close it; or '
    : '';
}

/** The sentence for a disk that is full; null for any other error. `of`: which disk that is, where it is known. */
export function fullDisk(
  cause: unknown,
  of: string | null = null,
  code: unknown = (cause as NodeJS.ErrnoException | undefined)?.code,
): UserError | null {
  if (!FULL.includes(code)) return null;
  return new UserError(
    `The disk${of === null ? '' : ` of the ${of}`} is full: make room and run the same command again; what is done is kept.`,
    { exitCode: 3, cause },
  );
}
