/** Any error as one sentence for people. */
import { fullDisk, isSystemCode } from './disk-error.js';
import { UserError } from './errors.js';

/** The sentence, with the remedy. `clean` makes text that is not of our writing fit for where it is shown. */
export function errorSentence(thrown: unknown, clean: (text: string) => string = (text) => text): string {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  // Written by us, for people: some have a line for each of several reasons.
  if (error instanceof UserError) return error.message;
  const full = fullDisk(error);
  if (full !== null) return full.message;
  const message = clean(error.message.trim().replace(/\s*[\r\n]+\s*/g, ' '));
  // A message of the system names the file.
  if (isSystemCode((error as NodeJS.ErrnoException).code))
    return `${message}: mend that and run the same command again; what is done is kept.`;
  return `the program broke off at what nobody foresaw (${error.name}: ${message}): run the same command again; if that does not help, --debug shows where it was.`;
}
