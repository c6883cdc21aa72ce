/** Files and directories of the output, moved and removed whole. All throw what node:fs throws. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Whether something is at a path that can be reached. */
export const pathExistsSync = existsSync;

/** Removes a file, or a directory with everything in it; nothing happens when it is not there. */
export function removeSync(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** Makes a directory, or empties it when it is there. */
export function emptyDirSync(path: string): void {
  mkdirSync(path, { recursive: true });
  for (const name of readdirSync(path)) removeSync(join(path, name));
}

/** Moves a file on one disk, in the place of any that is there, making the directories above it. */
export function moveSync(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}
