import { closeSync, constants, copyFileSync, fsyncSync, futimesSync, linkSync, openSync, statSync } from 'node:fs';

/**
 * Gives a finished file a second name on the same disk; a copy with the same times where the file system knows no hard links
 * (exFAT, some shares). Throws what node:fs throws, `EEXIST` when the name is taken.
 */
export function linkFile(from: string, to: string): void {
  try {
    linkSync(from, to);
    return;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOENT' || code === 'ENOSPC') throw error;
  }
  const { atime, mtime } = statSync(from);
  copyFileSync(from, to, constants.COPYFILE_EXCL);
  const fd = openSync(to, 'r+');
  try {
    futimesSync(fd, atime, mtime);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
