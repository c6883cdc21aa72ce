import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes one small file whole: temporary name, flushed, renamed. */
export function writeWhole(path: string, text: string | Uint8Array): void {
  const temporary = `${path}.partial`;
  mkdirSync(dirname(path), { recursive: true });
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
