/**
 * What the systems do differently when files are made, moved and removed. Every other module asks here: on Windows a file is
 * flushed only through a handle open for writing, directories cannot be flushed, and a virus scanner or an indexer holds what
 * was written a moment ago (docs/windows.md).
 */
import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether this is Windows. */
export const WINDOWS = process.platform === 'win32';

/** What Windows says of a file that somebody else has open, and of a directory in which a removed file still is. */
const HELD: readonly unknown[] = ['EPERM', 'EBUSY', 'EACCES', 'ENOTEMPTY'];

/** How long to wait between the tries, in milliseconds; together some seconds, as long as a scanner takes for a large file. */
const PAUSES: readonly number[] = [5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000, 1000, 1000];

/** How tries are made; tests give their own. */
export interface Patience {
  readonly pauses: readonly number[];
  readonly wait: (milliseconds: number) => void;
}

const PATIENCE: Patience = { pauses: WINDOWS ? PAUSES : [], wait: standStill };

/**
 * Does what another program may be in the way of, again and again for some seconds; elsewhere than on Windows once. Throws
 * the last error, at once when it is another one, or when `inVain` says that waiting does not help.
 */
export function patiently<T>(
  act: () => T,
  inVain: () => boolean = () => false,
  { pauses, wait }: Patience = PATIENCE,
): T {
  for (const pause of pauses) {
    try {
      return act();
    } catch (error) {
      if (!isHeld(error) || inVain()) throw error;
      wait(pause);
    }
  }
  return act();
}

/** The same for work that others must not wait for. */
export async function patientlyAsync<T>(act: () => Promise<T>): Promise<T> {
  for (const pause of PATIENCE.pauses) {
    try {
      return await act();
    } catch (error) {
      if (!isHeld(error)) throw error;
      await sleep(pause);
    }
  }
  return act();
}

function isHeld(error: unknown): boolean {
  return HELD.includes((error as NodeJS.ErrnoException).code);
}

function standStill(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Gives a file or a directory another name on the same disk; a file takes the place of another. Throws what node:fs throws. */
export function moveFile(from: string, to: string, inVain?: () => boolean): void {
  patiently(() => {
    renameSync(from, to);
  }, inVain);
}

/** The same, while others go on with their work. */
export async function moveFileLater(from: string, to: string): Promise<void> {
  await patientlyAsync(() => rename(from, to));
}

/** Removes a file, if it is there. Throws what node:fs throws. */
export function removeFile(path: string): void {
  patiently(() => {
    rmSync(path, { force: true });
  });
}

/** Removes a file that nobody misses if it stays. */
export function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The next run writes over it.
  }
}

/** Removes a file or a directory with all that is in it, if it is there. Throws what node:fs throws. */
export function removeTree(path: string): void {
  patiently(() => {
    rmSync(path, { recursive: true, force: true });
  });
}

/** Makes a directory, or takes everything out of the one that is there. Throws what node:fs throws. */
export function emptyDirectory(path: string): void {
  removeTree(path);
  patiently(() => mkdirSync(path, { recursive: true }));
}

/** Removes a directory that nothing is in; leaves it when something is, or when it cannot be removed. */
export function removeIfEmpty(dir: string): void {
  try {
    rmdirSync(dir);
  } catch {
    // Something is still in it, or it is gone.
  }
}

/** Makes what a file holds last through a power cut. */
export function flushFile(path: string): void {
  // Through one that is open for reading only Windows refuses (FlushFileBuffers: ERROR_ACCESS_DENIED).
  flushOpened(path, 'r+');
}

/** Makes renames in a directory last through a power cut; a no-op where directories cannot be opened (Windows). */
export function flushDirectory(dir: string): void {
  if (!WINDOWS) flushOpened(dir, 'r');
}

function flushOpened(path: string, flags: string): void {
  const fd = openSync(path, flags);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The flags for reading a file that a stranger may have put there: a pipe must not make us wait. */
const READ = constants.O_RDONLY | bits(constants.O_NONBLOCK);

/** How long a file that somebody else reads or writes is waited for, where that shuts others out: milliseconds. */
const LOOK_AGAIN: readonly number[] = WINDOWS ? [10, 40, 100] : [];

/** Opens a file for reading. A link is followed only with `links`, and refused with `ELOOP` without. Throws what node:fs throws. */
export function openForReading(path: string | Buffer, links: boolean): number {
  const noLink = bits(constants.O_NOFOLLOW);
  // Windows has no such flag: there the look comes before.
  if (!links && noLink === 0) refuseLink(path);
  for (const pause of LOOK_AGAIN) {
    try {
      return openSync(path, READ | (links ? 0 : noLink));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
      standStill(pause);
    }
  }
  return openSync(path, READ | (links ? 0 : noLink));
}

/** Throws for a link what `open` throws with O_NOFOLLOW. */
export function refuseLink(path: string | Buffer): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  throw Object.assign(new Error(`ELOOP: too many symbolic links encountered, open '${path.toString()}'`), {
    code: 'ELOOP',
  });
}

function bits(flag: number | undefined): number {
  return flag ?? 0;
}
