import { readFileSync } from 'node:fs';
import { fsPath } from './paths.js';

/** The bytes of a small file of the store, or null when it is not there or cannot be read. */
export function readFileIfThere(path: string): Uint8Array | null {
  try {
    return readFileSync(fsPath(path));
  } catch {
    return null;
  }
}
