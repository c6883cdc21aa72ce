import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { UserError } from './errors.js';

/** The real path of a folder that may not exist yet: links in what exists are resolved. */
export function nearestReal(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(nearestReal(parent), relative(parent, path));
  }
}

/** Whether a path is a folder itself, or lies below it. Both are real paths. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && resolve(folder, way) === path);
}

/**
 * Throws a UserError when something would be written to `place` that lies in the source, or in the store that the source is a
 * part of: the other mailboxes beside it are the server's, too. `remedy` says where to name another place.
 */
export function refuseInside(place: string, source: string, remedy: string): void {
  const path = resolve(place);
  const store = storeAround(realpathSync(source));
  if (!isInside(nearestReal(path), store)) return;
  throw new UserError(
    `${path} lies inside the store: nothing is ever written there. Choose a place outside ${store} with ${remedy}.`,
  );
}

/** The store that a real path is a part of, as far as names tell (`store/mail` above it); else the path itself. */
function storeAround(path: string): string {
  for (let dir = path; dir !== dirname(dir); dir = dirname(dir)) {
    const above = dirname(dir);
    if (basename(dir).toLowerCase() === 'mail' && basename(above).toLowerCase() === 'store') return above;
  }
  return path;
}
