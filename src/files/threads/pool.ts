/** Worker threads that share out the jobs of an export. */
import { builtFile } from '../../core/program-files.js';
import { diskError } from '../../core/disk-error.js';
import { mountSources } from '../../store/backup/mounts.js';
import type { PreviousJob } from '../workspace/delta.js';
import type { FromWorker, ToWorker, WorkerSetup } from './thread-messages.js';
import type { ExportOptions } from '../plan/options.js';
import type { Job } from '../plan/planned.js';
import { ReadAhead } from './read-ahead.js';
import type { JobRecord } from '../workspace/job-record.js';
import { Thread } from './thread.js';
import { exportLimits } from './worker-limits.js';

const WORKER = builtFile('export-worker.js');

export interface PoolSetup {
  readonly out: string;
  readonly options: ExportOptions;
  readonly signal: AbortSignal;
  readonly mirror: boolean;
  /** What earlier runs left of a job's folders. */
  readonly previous: (job: Job) => PreviousJob;
  /** Read-ahead threads for each worker, started when its reads are slow; 0 for none. */
  readonly readAhead: number;
}

export interface PoolEvents {
  /** Items and bytes read since the last call. */
  readonly onProgress: (items: number, bytes: number) => void;
  /** A job is done and safe on disk. */
  readonly onDone: (job: Job, part: JobRecord) => void;
}

/** Runs jobs on `threads` workers. Resolves to whether it was interrupted. Rejects with a UserError when the output cannot be
 * written, and when a thread ends that was not asked to. */
export async function runPool(
  jobs: readonly Job[],
  threads: number,
  setup: PoolSetup,
  events: PoolEvents,
): Promise<{ interrupted: boolean }> {
  if (jobs.length === 0) return { interrupted: setup.signal.aborted };
  const pool = new Pool(jobs, Math.min(threads, jobs.length), setup, events);
  return pool.run();
}

interface PoolThread {
  readonly thread: Thread<ToWorker, FromWorker>;
  readonly readAhead: ReadAhead;
}

class Pool {
  readonly #waiting: Job[];
  readonly #byId: ReadonlyMap<string, Job>;
  readonly #events: PoolEvents;
  readonly #stop = new SharedArrayBuffer(4);
  readonly #signal: AbortSignal;
  readonly #previous: PoolSetup['previous'];
  readonly #setup: PoolSetup;
  readonly #threads: number;
  readonly #workers: PoolThread[] = [];
  #left: number;
  #settle: { resolve: (result: { interrupted: boolean }) => void; reject: (error: Error) => void } | null = null;
  readonly #busy = new Set<PoolThread>();

  constructor(jobs: readonly Job[], threads: number, setup: PoolSetup, events: PoolEvents) {
    // Large jobs first: a large one that begins last would keep everybody waiting.
    this.#waiting = [...jobs].sort((a, b) => a.items - b.items);
    this.#byId = new Map(jobs.map((job) => [job.id, job]));
    this.#left = jobs.length;
    this.#events = events;
    this.#signal = setup.signal;
    this.#previous = setup.previous;
    this.#setup = setup;
    this.#threads = threads;
  }

  async run(): Promise<{ interrupted: boolean }> {
    const stop = (): void => {
      Atomics.store(new Int32Array(this.#stop), 0, 1);
      this.#waiting.length = 0;
    };
    try {
      return await new Promise((resolve, reject) => {
        this.#settle = { resolve, reject };
        if (this.#signal.aborted) stop();
        this.#signal.addEventListener('abort', stop);
        while (this.#workers.length < this.#threads) this.#start(reject);
      });
    } finally {
      this.#signal.removeEventListener('abort', stop);
      await Promise.all(this.#workers.flatMap(({ thread, readAhead }) => [thread.end(), readAhead.end()]));
    }
  }

  #start(reject: (error: Error) => void): void {
    const { out, options, mirror, readAhead: readers } = this.#setup;
    const readAhead = new ReadAhead(readers);
    const workerData: WorkerSetup = {
      ...{ out, options, mirror },
      mounts: mountSources(),
      stop: this.#stop,
      readAhead: readAhead.slot,
    };
    const thread: PoolThread['thread'] = new Thread(
      WORKER,
      { workerData, resourceLimits: exportLimits(options.mailFormat) },
      {
        onMessage: (message) => this.#hear(worker, message),
        // Putting a ledger together can fail for want of room, too.
        onBroken: (error) => reject(diskError(error, 'output')),
      },
    );
    const worker: PoolThread = { thread, readAhead };
    this.#workers.push(worker);
  }

  #hear(worker: PoolThread, message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#next(worker);
        break;
      case 'progress':
        this.#events.onProgress(message.items, message.bytes);
        break;
      case 'slow':
        worker.readAhead.begin(message.folder);
        break;
      case 'done': {
        const job = this.#byId.get(message.jobId);
        if (job !== undefined) this.#events.onDone(job, message.part);
        this.#left -= 1;
        this.#endIfIdle();
        break;
      }
      case 'interrupted':
        this.#busy.delete(worker);
        this.#endIfIdle();
        break;
      case 'failed':
        this.#settle?.reject(diskError(message, 'output'));
        break;
    }
  }

  #next(worker: PoolThread): void {
    const job = this.#waiting.pop();
    if (job === undefined) {
      this.#busy.delete(worker);
      this.#endIfIdle();
      return;
    }
    this.#busy.add(worker);
    worker.thread.send({ job, previous: this.#previous(job) });
  }

  #endIfIdle(): void {
    if (this.#left === 0) this.#settle?.resolve({ interrupted: false });
    else if (this.#signal.aborted && this.#busy.size === 0) this.#settle?.resolve({ interrupted: true });
  }
}
