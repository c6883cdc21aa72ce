import { realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

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
