import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.js';
import { writeWhole } from '../ledger/whole-file.js';
import { isInside, nearestReal } from '../store/inside.js';

/** Throws a UserError for a place below the source that a page tells of. */
export function refusePageInside(file: string, source: string): void {
  const path = resolve(file);
  if (isInside(nearestReal(path), realpathSync(source)))
    throw new UserError(`${path} lies inside the store: nothing is ever written there. Name another file with --html.`);
}

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
