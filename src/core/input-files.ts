/** The files that options name. Somebody may hold what is in them in memory instead: the page of `kerio-exit ui` does. */
import { readFileSync, statSync } from 'node:fs';
import { WINDOWS } from './platform.js';

export interface InputFiles {
  /** All bytes of a file. Throws what node:fs throws. */
  read(path: string): Buffer;
  /** The mode bits of a file; null where it has none that mean anything: it lies on no disk, or on one of Windows. */
  mode(path: string): number | null;
}

/** Those of the disk. */
export const DISK: InputFiles = {
  read: (path) => readFileSync(path),
  mode: (path) => (WINDOWS ? null : (statSync(path, { throwIfNoEntry: false })?.mode ?? null)),
};

/** Those of the disk, but for the ones whose text is held in memory, by the path that options give. */
export function heldFiles(texts: Readonly<Record<string, string>>): InputFiles {
  const held = new Map(Object.entries(texts));
  return {
    read: (path) => {
      const text = held.get(path);
      return text === undefined ? DISK.read(path) : Buffer.from(text);
    },
    mode: (path) => (held.has(path) ? null : DISK.mode(path)),
  };
}
