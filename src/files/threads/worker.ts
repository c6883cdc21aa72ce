/** A worker thread: takes one job after the other, and flushes what it wrote while it already reads the next. */
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createArena } from '../../exporters/mail/arena.js';
import { mountBackup } from '../../store/backup/open.js';
import { ItemReader } from '../../store/items/read.js';
import { commitJob } from '../workspace/commit.js';
import { type Delta, decideDelta } from '../workspace/delta.js';
import { changesOf, withChanges } from '../earlier/changes.js';
import { KeptMail } from '../earlier/kept-mail.js';
import { NotInOrder } from '../job/append-order.js';
import type { FolderResult } from '../job/job-context.js';
import { runJob } from '../plan/job.js';
import type { Job } from '../plan/planned.js';
import type { FromWorker, ToWorker, WorkerSetup } from './thread-messages.js';
import { ReadAheadProbe } from './read-ahead.js';
import { describeJob, fragmentPath, recordPaths } from '../workspace/job-record.js';
import { isStaged, Staging } from '../workspace/staging.js';
import { StaleFiles } from '../earlier/stale-files.js';

/** How often progress is told, in milliseconds. */
const TELL_EVERY = 100;

const setup = workerData as WorkerSetup;
for (const source of setup.mounts) mountBackup(source);
const stopped = new Int32Array(setup.stop);
const arena = createArena();
const reader = new ItemReader(arena.source);
const probe = new ReadAheadProbe(setup.readAhead, (folder) => post({ type: 'slow', folder }));
const progress = { items: 0, bytes: 0, toldAt: 0 };
/** All that was ever counted. */
const told = { items: 0, bytes: 0 };

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function step(bytes: number): void {
  progress.items += 1;
  progress.bytes += bytes;
  told.items += 1;
  told.bytes += bytes;
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

/** What one attempt at a job has made; it lies in the staging tree. */
interface Made {
  readonly delta: Delta;
  readonly staging: Staging;
  readonly stale: StaleFiles;
  readonly named: ReadonlySet<string>;
  readonly prints: ReadonlyMap<string, string>;
  readonly kept: KeptMail;
  readonly folders: FolderResult[];
}

/** Makes a job by appending where an earlier run left an mbox; where that cannot be, it begins anew. */
function make({ job, previous }: ToWorker): Made {
  const delta = decideDelta(job, previous, { out: setup.out, format: setup.options.mailFormat });
  const before = { ...told };
  try {
    return attempt(job, delta);
  } catch (error) {
    if (!(error instanceof NotInOrder)) throw error;
    // What was counted comes again.
    progress.items -= told.items - before.items;
    progress.bytes -= told.bytes - before.bytes;
    return attempt(job, { ...delta, mode: 'anew', mbox: null });
  }
}

function attempt(job: Job, delta: Delta): Made {
  const { out, options, mirror } = setup;
  const kept = new KeptMail();
  const staging = new Staging(join(out, recordPaths(job.id).staging));
  const stale = new StaleFiles(staging.root);
  const named = new Set<string>();
  const prints = new Map<string, string>();
  try {
    if (delta.mbox !== null) staging.borrow({ jobId: job.id, fingerprint: job.fingerprint, ...delta.mbox }, out);
    const ledger = staging.create(fragmentPath(job, delta.previous.run));
    const context = { options, mirror, files: staging, ledger, arena, reader, probe, step, named, stale, prints };
    const folders = runJob(job, { delta, out, kept }, context);
    return { delta, staging, stale, named, prints, kept, folders };
  } catch (error) {
    // Nobody may have the mbox open while it changes its place (Windows).
    kept.close();
    staging.discard(out);
    throw error;
  } finally {
    kept.close();
  }
}

async function work(message: ToWorker): Promise<void> {
  const { job, previous } = message;
  const { out, options } = setup;
  const format = options.mailFormat;
  const { delta, staging, stale, named, prints, kept, folders: made } = make(message);
  tell(true);
  // From here on only the disk is busy: the next job can begin.
  post({ type: 'ready' });
  const paths = await staging.flush();
  stale.finish((file) => isStaged(file, { root: staging.root, out, reserves: delta.mode === 'reuse' }));
  const { root } = staging;
  const folders = withChanges(
    made,
    delta.mode === 'append' ? [] : changesOf(job, { previous, kept, root, out, format }),
  );
  const { run, part: before } = previous;
  const part = describeJob(job, { folders, paths, root, named, prints, format, run, before });
  commitJob({ jobId: job.id, part }, out);
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
