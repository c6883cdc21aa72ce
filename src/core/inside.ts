import { realpathSync } from 'node:fs';
import path, { basename, dirname, join, resolve } from 'node:path';
import { UserError } from './errors.js';

/**
 * The real path of a folder that may not exist yet: links in what exists are resolved, and names are as the disk has them,
 * where it does not care for upper and lower case.
 */
export function nearestReal(place: string): string {
  try {
    return realpathSync.native(place);
  } catch {
    const parent = dirname(place);
    return parent === place ? place : join(nearestReal(parent), basename(place));
  }
}

/**
 * Whether a path is a folder itself, or lies below it. Both are real paths. `rules` are those of the platform that the paths
 * are of.
 */
export function isInside(
  place: string,
  folder: string,
  rules: Pick<typeof path, 'relative' | 'isAbsolute' | 'sep'> = path,
): boolean {
  const way = rules.relative(withoutPrefix(folder), withoutPrefix(place));
  // A name may begin with two dots, and there is no way from one drive to another: then it is the whole path.
  return way !== '..' && !way.startsWith(`..${rules.sep}`) && !rules.isAbsolute(way);
}

/** A path of Windows without what lifts its limits: `\\\\?\\C:\\out` and `C:\\out` are one place, as are both of a share. */
function withoutPrefix(place: string): string {
  return place.replace(/^\\\\[?.]\\(?:(?=[A-Za-z]:)|UNC(\\))/i, '$1$1');
}

/**
 * Throws a UserError when something would be written to `place` that lies in the source, or in the store that the source is a
 * part of: the other mailboxes beside it are the server's, too. `remedy` says where to name another place.
 */
export function refuseInside(place: string, source: string, remedy: string): void {
  const whole = resolve(place);
  const store = storeAround(nearestReal(source));
  if (!isInside(nearestReal(whole), store)) return;
  throw new UserError(
    `${whole} lies inside the store: nothing is ever written there. Choose a place outside ${store} with ${remedy}.`,
  );
}

/** The store that a real path is a part of, as far as names tell (`store/mail` above it); else the path itself. */
function storeAround(place: string): string {
  for (let dir = place; dir !== dirname(dir); dir = dirname(dir)) {
    const above = dirname(dir);
    if (basename(dir).toLowerCase() === 'mail' && basename(above).toLowerCase() === 'store') return above;
  }
  return place;
}
