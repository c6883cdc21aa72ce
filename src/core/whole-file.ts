import { closeSync, fstatSync, fsyncSync, linkSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { moveFile, patiently, removeFile } from './platform.js';

/**
 * Writes one small file whole: temporary name, flushed, renamed. `temporary` is on the same disk: a kill may leave it, so that
 * for the user's part of a tree it lies elsewhere. Where several processes may write the same file, each needs one of its own.
 */
export function writeWhole(path: string, text: string | Uint8Array, temporary = partialName(path), mode = 0o666): void {
  for (const dir of new Set([dirname(path), dirname(temporary)])) mkdirSync(dir, { recursive: true });
  const fd = openSync(temporary, 'w', mode);
  try {
    const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  moveFile(temporary, path);
}

/** The name under which a file is made. Where several processes may do so with the same content, `who` tells them apart. */
export function partialName(path: string, who?: string): string {
  return `${path}${who === undefined ? '' : `.${who}`}.partial`;
}

/**
 * Writes one small file whole unless there is one, whoever else tries at the same time. Gives the file system's time, in
 * milliseconds. `temporary` must be a name that nobody else uses.
 */
export function createWhole(path: string, text: string, temporary: string): number {
  try {
    const now = writeText(temporary, text, 'w');
    try {
      linkSync(temporary, path);
    } catch (error) {
      // Without hard links (exFAT, some shares) the file is there for a moment before its text is.
      if (!isThere(error)) createPlain(path, text);
    }
    return now;
  } finally {
    removeFile(temporary);
  }
}

function createPlain(path: string, text: string): void {
  try {
    patiently(() => writeText(path, text, 'wx'));
  } catch (error) {
    if (!isThere(error)) throw error;
  }
}

function writeText(path: string, text: string, flag: 'w' | 'wx'): number {
  const fd = openSync(path, flag);
  try {
    writeSync(fd, text);
    return fstatSync(fd).mtimeMs;
  } finally {
    closeSync(fd);
  }
}

function isThere(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST';
}
