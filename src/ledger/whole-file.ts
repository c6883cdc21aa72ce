import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes one small file whole: temporary name, flushed, renamed. `temporary` is on the same disk: a kill may leave it, so that
 * for the user's part of a tree it lies elsewhere.
 */
export function writeWhole(path: string, text: string | Uint8Array, temporary = `${path}.partial`): void {
  for (const dir of new Set([dirname(path), dirname(temporary)])) mkdirSync(dir, { recursive: true });
  const fd = openSync(temporary, 'w');
  try {
    const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
}
