/** A worker thread: takes one job after the other, and flushes what it wrote while it already reads the next. */
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createArena } from '../exporters/mail/arena.js';
import { writeWhole } from '../ledger/whole-file.js';
import { ItemReader } from '../store/read.js';
import { runJob } from './job.js';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.js';
import type { Job } from './plan.js';
import { ReadAheadProbe } from './read-ahead.js';
import { Staging } from './staging.js';
import { partPaths, type Part } from './workspace.js';

/** How often progress is told, in milliseconds. */
const TELL_EVERY = 100;

const setup = workerData as WorkerSetup;
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

async function work(job: Job): Promise<void> {
  const staging = new Staging(join(setup.out, partPaths(job.id).staging));
  let part: Part;
  try {
    const ledger = staging.create(partPaths(job.id).ledger);
    const folders = runJob(job, { options: setup.options, files: staging, ledger, arena, reader, probe, step });
    part = { fingerprint: job.fingerprint, folders, outputs: [] };
  } catch (error) {
    reader.close();
    staging.discard();
    throw error;
  }
  tell(true);
  // From here on only the disk is busy: the next job can begin.
  post({ type: 'ready' });
  const paths = await staging.commit(setup.out);
  const done: Part = { ...part, outputs: paths.filter((path) => path !== partPaths(job.id).ledger) };
  writeWhole(join(setup.out, partPaths(job.id).meta), JSON.stringify(done));
  post({ type: 'done', jobId: job.id, part: done });
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
  work(message.job).catch(fail);
});
post({ type: 'ready' });
