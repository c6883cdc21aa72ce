import { resolve } from 'node:path';
import { UserError } from '../core/errors.js';
import { writeWhole } from '../core/whole-file.js';

/** Writes a page whole. Throws a UserError when the disk refuses. */
export function writePage(file: string, page: string): void {
  const path = resolve(file);
  try {
    writeWhole(path, page);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`${path} cannot be written (${code ?? message}): name another file with --html.`, {
      exitCode: 3,
      cause: error,
    });
  }
}
