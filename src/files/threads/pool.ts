/** Worker threads that share out the jobs of an export. */
import { Worker } from 'node:worker_threads';
import { builtFile } from '../../core/program-files.js';
import { mountSources } from '../../store/backup/mounts.js';
import type { PreviousJob } from '../workspace/delta.js';
import type { FromWorker, ToWorker, WorkerSetup } from './thread-messages.js';
import type { ExportOptions } from '../plan/options.js';
import { outputError } from '../workspace/output-error.js';
import type { Job } from '../plan/plan.js';
import { ReadAhead } from './read-ahead.js';
import type { Part } from '../workspace/job-record.js';
import { WORKER_LIMITS } from './worker-limits.js';

const WORKER = builtFile('export-worker.js');

export interface PoolSetup {
  readonly out: string;
  readonly options: ExportOptions;
  readonly signal: AbortSignal;
  readonly mirror: boolean;
  /** What an earlier run left of a job. */
  readonly previous: (job: Job) => PreviousJob | null;
  /** Read-ahead threads for each worker, started when its reads are slow; 0 for none. */
  readonly readAhead: number;
}

export interface PoolEvents {
  /** Items and bytes read since the last call. */
  readonly onProgress: (items: number, bytes: number) => void;
  /** A job is done and safe on disk. */
  readonly onDone: (job: Job, part: Part) => void;
}

/** Runs jobs on `threads` workers. Resolves to whether it was interrupted. Rejects with a UserError when the output cannot be written. */
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

class Pool {
  readonly #waiting: Job[];
  readonly #byId: ReadonlyMap<string, Job>;
  readonly #events: PoolEvents;
  readonly #stop = new SharedArrayBuffer(4);
  readonly #signal: AbortSignal;
  readonly #previous: PoolSetup['previous'];
  readonly #workers: Worker[];
  readonly #readAheads = new Map<Worker, ReadAhead>();
  #left: number;
  #settle: { resolve: (result: { interrupted: boolean }) => void; reject: (error: Error) => void } | null = null;
  readonly #busy = new Set<Worker>();

  constructor(jobs: readonly Job[], threads: number, setup: PoolSetup, events: PoolEvents) {
    // Large jobs first: a large one that begins last would keep everybody waiting.
    this.#waiting = [...jobs].sort((a, b) => a.items - b.items);
    this.#byId = new Map(jobs.map((job) => [job.id, job]));
    this.#left = jobs.length;
    this.#events = events;
    this.#signal = setup.signal;
    this.#previous = setup.previous;
    this.#workers = Array.from({ length: threads }, () => {
      const readAhead = new ReadAhead(setup.readAhead);
      const workerData: WorkerSetup = {
        out: setup.out,
        options: setup.options,
        mirror: setup.mirror,
        mounts: mountSources(),
        stop: this.#stop,
        readAhead: readAhead.slot,
      };
      const worker = new Worker(WORKER, { workerData, resourceLimits: WORKER_LIMITS });
      this.#readAheads.set(worker, readAhead);
      return worker;
    });
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
        for (const worker of this.#workers) {
          worker.on('message', (message: FromWorker) => {
            try {
              this.#hear(worker, message);
            } catch (error) {
              // Putting a ledger together can fail for want of room, too.
              reject(outputError(error));
            }
          });
          worker.on('error', reject);
        }
      });
    } finally {
      this.#signal.removeEventListener('abort', stop);
      await Promise.all(this.#workers.map(async (worker) => worker.terminate()));
      await Promise.all([...this.#readAheads.values()].map(async (readAhead) => readAhead.end()));
    }
  }

  #hear(worker: Worker, message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#next(worker);
        break;
      case 'progress':
        this.#events.onProgress(message.items, message.bytes);
        break;
      case 'slow':
        this.#readAheads.get(worker)?.begin(message.folder);
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
        this.#settle?.reject(outputError(message));
        break;
    }
  }

  #next(worker: Worker): void {
    const job = this.#waiting.pop();
    if (job === undefined) {
      this.#busy.delete(worker);
      this.#endIfIdle();
      return;
    }
    this.#busy.add(worker);
    const message: ToWorker = { job, previous: this.#previous(job) };
    worker.postMessage(message);
  }

  #endIfIdle(): void {
    if (this.#left === 0) this.#settle?.resolve({ interrupted: false });
    else if (this.#signal.aborted && this.#busy.size === 0) this.#settle?.resolve({ interrupted: true });
  }
}
