/** Where in a store something changes. */
import { dirname } from 'node:path';
import type { Store } from '../open.js';

/** The directories below which everything lies that is watched. */
export function rootsOf(store: Store): string[] {
  const root = store.mailDir ?? store.root;
  // An archive may lie beside the mail.
  const beside = store.mailboxes.map(({ dir }) => dir).filter((dir) => !dir.startsWith(root) && !root.startsWith(dir));
  return [root, ...beside];
}

/** The one of some directories that a path is or lies in. */
export function nearestOf(dirs: ReadonlySet<string>, path: string): string | null {
  for (let dir = path; ; dir = dirname(dir)) {
    if (dirs.has(dir)) return dir;
    if (dir === dirname(dir)) return null;
  }
}
