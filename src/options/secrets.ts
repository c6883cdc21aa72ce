/** Passwords and keys: from files, standard input or the environment, never from the command line. */
import { readFileSync } from 'node:fs';
import { UserError } from '../core/errors.js';
import { DISK, type InputFiles } from '../core/input-files.js';

/** The environment variable that may hold the secret for one side. */
export function secretVariable(side: 'from' | 'to'): string {
  return `KERIO_EXIT_${side.toUpperCase()}_SECRET`;
}

/** The secret for one side, and a warning where others can read it. */
export function readSecret(
  side: 'from' | 'to',
  file: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
  files: InputFiles = DISK,
): { readonly secret: string; readonly warnings: readonly string[] } {
  const variable = secretVariable(side);
  const value = env[variable];
  if (file === undefined) {
    if (value !== undefined && value !== '') return { secret: value, warnings: [] };
    throw new UserError(`a password or key is missing: give --${side}-secret-file or set ${variable}`);
  }
  const text = readText(file, `--${side}-secret-file ${file}`, files);
  // Editors end files with a line end that is no part of a password.
  const secret = text.replace(/^\ufeff/, '').replace(/\r?\n$/, '');
  if (secret === '') throw new UserError(`--${side}-secret-file ${file} is empty`);
  return { secret, warnings: file === '-' ? [] : modeWarnings(file, files) };
}

/** A warning when a file with secrets can be read by others than its owner. Windows has other rights: no warning there. */
export function modeWarnings(file: string, files: InputFiles = DISK): readonly string[] {
  const mode = files.mode(file) ?? 0;
  if ((mode & 0o077) === 0) return [];
  return [`${file} can be read by others (mode ${(mode & 0o777).toString(8)}): chmod 600 it, it holds passwords`];
}

function readText(file: string, what: string, files: InputFiles): string {
  try {
    return file === '-' ? readFileSync(0, 'utf8') : files.read(file).toString('utf8');
  } catch (error) {
    throw new UserError(`${what} cannot be read (${(error as NodeJS.ErrnoException).code ?? ''})`);
  }
}
