/** The users file on disk, because somebody asked for it. */
import { randomUUID } from 'node:crypto';
import { UserError } from '../../core/errors.js';
import { refuseInside } from '../../core/inside.js';
import { partialName, writeWhole } from '../../core/whole-file.js';

/**
 * Writes it, readable for its user alone. Nobody can lay a link in the way of its passwords: the name that it is made under cannot be
 * guessed. Throws a UserError.
 */
export function saveUsers(text: string | null, path: string, store: string): void {
  if (!/\.(?:csv|txt)$/i.test(path)) throw new UserError(`${path} is no table: give a name that ends in .csv.`);
  if (text === null) throw new UserError('There is no users file: give it first.');
  if (store !== '') refuseInside(path, store, 'another name');
  try {
    writeWhole(path, text, partialName(path, randomUUID()), 0o600);
  } catch (error) {
    throw new UserError(
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? ''}): name another file.`,
    );
  }
}
