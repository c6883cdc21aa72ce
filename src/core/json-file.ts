/** JSON files that an earlier run left. One that cannot be read is never taken for one that was never written. */
import { readFileSync } from 'node:fs';
import { UserError } from './errors.js';

/**
 * What a JSON file holds; null when there is none. Throws a UserError when it cannot be read, and when it is damaged: `remedy`
 * says what to do then, for the end of a sentence.
 */
export function readJson(path: string, remedy: string): unknown {
  const text = readText(path);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${path} is damaged (it is no whole JSON): ${remedy}.`, { exitCode: 3, cause });
  }
}

/** The same for a file whose loss costs nothing, since what it says can be had from elsewhere: null when it is damaged, too. */
export function readWholeJson(path: string): unknown {
  const text = readText(path);
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isAbsence(error)) return null;
    throw unreadable(path, error);
  }
}

/** Whether an error says that a file is not there, and not that it cannot be read. */
export function isAbsence(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** The error for something of an earlier run that is there and cannot be read. */
export function unreadable(path: string, cause: unknown): UserError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new UserError(
    `${path} cannot be read (${code ?? message}), and without it nobody knows what an earlier run kept: mend that and run the same command again.`,
    { exitCode: 3, cause },
  );
}
