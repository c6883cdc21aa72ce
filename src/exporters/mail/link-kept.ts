import { statSync } from 'node:fs';
import { join } from 'node:path';
import { linkFile } from '../link-file.js';

/**
 * Gives a message's file of an earlier run a second name in `dir`. `nameOf` is asked with 1, 2, … until it gives one that no
 * file has. Throws what node:fs throws.
 */
export function linkKept(
  path: string,
  dir: string,
  nameOf: (attempt: number) => string,
): { readonly name: string; readonly length: number } {
  for (let attempt = 1; ; attempt += 1) {
    const name = nameOf(attempt);
    try {
      linkFile(path, join(dir, name));
      return { name, length: statSync(join(dir, name)).size };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
