/** Puts the ledger of a mailbox together from the fragments of its jobs, in order of folder. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { comparePaths } from '../../store/tree/walk.js';
import type { LedgerStamp } from '../earlier/state.js';
import type { FolderResult } from '../job/job-context.js';
import type { JobRecord } from './job-record.js';

/** A finished job and the file its ledger ranges refer to. */
export interface DoneJob {
  readonly id: string;
  readonly part: JobRecord;
  readonly ledger: string;
}

const CHUNK = 256 * 1024;

/** A ledger that is on disk and not in its place yet. */
export interface MergedLedger {
  /** The jobs with their ranges in it. */
  readonly jobs: Record<string, JobRecord>;
  readonly stamp: Required<LedgerStamp>;
}

/** Writes the ledger of a mailbox to `draft`, flushed to disk. */
export function mergeLedger(jobs: readonly DoneJob[], draft: string): MergedLedger {
  mkdirSync(dirname(draft), { recursive: true });
  const fd = openSync(draft, 'w');
  const hash = createHash('sha256');
  let stamp: Required<LedgerStamp>;
  const moved = new Map<FolderResult, FolderResult>();
  try {
    const pieces = jobs.flatMap((job) => job.part.folders.map((folder) => ({ job, folder })));
    pieces.sort((a, b) => comparePaths(a.folder.path, b.folder.path));
    let position = 0;
    for (const { job, folder } of pieces) {
      for (const bytes of rangeOf(job.ledger, folder.start, folder.end)) {
        hash.update(bytes);
        for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
      }
      moved.set(folder, { ...folder, start: position, end: position + folder.end - folder.start });
      position += folder.end - folder.start;
    }
    fsyncSync(fd);
    const { size, mtimeMs } = fstatSync(fd);
    stamp = { size, mtimeMs, digest: hash.digest('hex') };
  } finally {
    closeSync(fd);
  }
  return { stamp, jobs: Object.fromEntries(jobs.map(({ id, part }) => [id, merged(part, moved)])) };
}

/** A part whose lines are in the ledger: what concerned the way there is forgotten. */
function merged(part: JobRecord, moved: ReadonlyMap<FolderResult, FolderResult>): JobRecord {
  const { fingerprint, shape, ledger, outputs, mailSize, mbox } = part;
  const folders = part.folders.map((folder) => moved.get(folder) ?? folder);
  return { fingerprint, shape, folders, ledger, outputs, mailSize, ...(mbox === undefined ? {} : { mbox }) };
}

function* rangeOf(from: string, start: number, end: number): Generator<Uint8Array> {
  if (end <= start) return;
  const source = openSync(from, 'r');
  try {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, end - start));
    for (let at = start; at < end; ) {
      const got = readSync(source, chunk, 0, Math.min(chunk.length, end - at), at);
      if (got === 0) throw new Error(`${from} is shorter than it was`);
      yield chunk.subarray(0, got);
      at += got;
    }
  } finally {
    closeSync(source);
  }
}
