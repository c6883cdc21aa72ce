/** Puts the ledger of a mailbox together from the fragments of its jobs, in order of folder. */
import { closeSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { comparePaths } from '../../store/tree/walk.js';
import type { FolderResult } from '../job/folder-run.js';
import type { Part } from './job-record.js';

/** A finished job and the file its ledger ranges refer to. */
export interface DoneJob {
  readonly id: string;
  readonly part: Part;
  readonly ledger: string;
}

const CHUNK = 256 * 1024;

/** Writes `target` whole, by way of `temporary` on the same disk. Gives the jobs with their ranges in the new file. */
export function mergeLedger(jobs: readonly DoneJob[], target: string, temporary: string): Record<string, Part> {
  mkdirSync(dirname(target), { recursive: true });
  const fd = openSync(temporary, 'w');
  const moved = new Map<FolderResult, FolderResult>();
  try {
    const pieces = jobs.flatMap((job) => job.part.folders.map((folder) => ({ job, folder })));
    pieces.sort((a, b) => comparePaths(a.folder.path, b.folder.path));
    let position = 0;
    for (const { job, folder } of pieces) {
      copyRange(job.ledger, folder.start, folder.end, fd);
      moved.set(folder, { ...folder, start: position, end: position + folder.end - folder.start });
      position += folder.end - folder.start;
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, target);
  return Object.fromEntries(
    jobs.map(({ id, part }) => [id, { ...part, folders: part.folders.map((folder) => moved.get(folder) ?? folder) }]),
  );
}

function copyRange(from: string, start: number, end: number, to: number): void {
  const source = openSync(from, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    for (let at = start; at < end; ) {
      const got = readSync(source, chunk, 0, Math.min(CHUNK, end - at), at);
      if (got === 0) throw new Error(`${from} is shorter than it was`);
      for (let done = 0; done < got; ) done += writeSync(to, chunk, done, got - done);
      at += got;
    }
  } finally {
    closeSync(source);
  }
}
