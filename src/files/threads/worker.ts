/** A worker thread: takes one job after the other, and flushes what it wrote while it already reads the next. */
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createArena } from '../../exporters/mail/arena.js';
import { mountBackup } from '../../store/backup/open.js';
import { ItemReader } from '../../store/items/read.js';
import { commitJob } from '../workspace/commit.js';
import { decideDelta } from '../workspace/delta.js';
import type { FolderResult } from '../job/folder-run.js';
import { runJob } from '../plan/job.js';
import type { FromWorker, ToWorker, WorkerSetup } from './thread-messages.js';
import { ReadAheadProbe } from './read-ahead.js';
import { describePart, fragmentPath, partPaths, staleOutputs } from '../workspace/job-record.js';
import { Staging } from '../workspace/staging.js';

/** How often progress is told, in milliseconds. */
const TELL_EVERY = 100;

const setup = workerData as WorkerSetup;
for (const source of setup.mounts) mountBackup(source);
const stopped = new Int32Array(setup.stop);
const arena = createArena();
const reader = new ItemReader(arena.source);
const probe = new ReadAheadProbe(setup.readAhead, (folder) => post({ type: 'slow', folder }));
const progress = { items: 0, bytes: 0, toldAt: 0 };

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function step(bytes: number): void {
  progress.items += 1;
  progress.bytes += bytes;
  // Looking at the clock costs more than adding up.
  if ((progress.items & 63) === 0 || bytes > 1 << 20) tell(false);
  if (Atomics.load(stopped, 0) === 1) throw new Interrupted();
}

function tell(always: boolean): void {
  const now = performance.now();
  if (!always && now - progress.toldAt < TELL_EVERY) return;
  progress.toldAt = now;
  post({ type: 'progress', items: progress.items, bytes: progress.bytes });
  progress.items = 0;
  progress.bytes = 0;
}

class Interrupted extends Error {}

async function work({ job, previous }: ToWorker): Promise<void> {
  const { out, options, mirror } = setup;
  const delta = decideDelta(job, previous, { out, format: options.mailFormat, mirror });
  const staging = new Staging(join(out, partPaths(job.id).staging));
  let folders: FolderResult[];
  const named = new Set<string>();
  try {
    if (delta.mode === 'append' && delta.mbox !== null)
      staging.borrow({ jobId: job.id, fingerprint: job.fingerprint, ...delta.mbox }, out);
    const ledger = staging.create(fragmentPath(job));
    folders = runJob(job, delta, out, { options, mirror, files: staging, ledger, arena, reader, probe, step, named });
  } catch (error) {
    staging.discard(out);
    throw error;
  }
  tell(true);
  // From here on only the disk is busy: the next job can begin.
  post({ type: 'ready' });
  const paths = await staging.flush();
  const part = describePart(job, folders, { paths, named, root: staging.root, format: options.mailFormat });
  commitJob({ jobId: job.id, part, stale: staleOutputs(part, previous?.part ?? null, delta, named, out) }, out);
  post({ type: 'done', jobId: job.id, part });
}

function fail(error: unknown): void {
  if (error instanceof Interrupted) {
    post({ type: 'interrupted' });
    return;
  }
  const { message, code, stack } = error as NodeJS.ErrnoException;
  post({ type: 'failed', message, code: code ?? null, stack: stack ?? '' });
}

parentPort?.on('message', (message: ToWorker) => {
  work(message).catch(fail);
});
post({ type: 'ready' });
