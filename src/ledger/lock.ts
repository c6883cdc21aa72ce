/** One process at a time in a folder of ours. */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';

/**
 * Takes a lock: a file with our process number. Gives null, or the process that holds it. A lock whose process is gone is
 * taken over. Throws what node:fs throws.
 */
export function takeLock(path: string): number | null {
  for (;;) {
    try {
      const fd = openSync(path, 'wx', 0o600);
      writeSync(fd, String(process.pid));
      closeSync(fd);
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = holderOf(path);
    if (holder !== null && holder !== process.pid && isAlive(holder)) return holder;
    rmSync(path, { force: true });
  }
}

/** Who holds a lock: a running process, one that is gone (`alive` false), or null for nobody. */
export function lockHolder(path: string): { readonly pid: number; readonly alive: boolean } | null {
  const pid = holderOf(path);
  return pid === null ? null : { pid, alive: isAlive(pid) };
}

function holderOf(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
