/** Threads that share out the units of a verification. */
import { builtFile } from '../../core/program-files.js';
import { mountSources } from '../../store/backup/mounts.js';
import { ReadAhead } from '../threads/read-ahead.js';
import { Thread } from '../threads/thread.js';
import type { FromVerifyWorker, ToVerifyWorker, VerifySetup } from './thread-messages.js';
import type { Unit, UnitResult } from './unit-types.js';
import { WORKER_LIMITS } from '../threads/worker-limits.js';

const WORKER = builtFile('verify-worker.js');

export interface VerifyPool extends Pick<VerifySetup, 'out' | 'options' | 'every'> {
  readonly threads: number;
  /** Read-ahead threads for each, started when reads are slow. */
  readonly readAhead: number;
  readonly signal: AbortSignal;
  readonly onProgress: (items: number, bytes: number) => void;
  readonly onDone: (unit: number, result: UnitResult) => void;
}

/** Runs every unit. Resolves to whether it was interrupted. Rejects when a thread ends that was not asked to. */
export async function runUnits(units: readonly Unit[], pool: VerifyPool): Promise<boolean> {
  const stop = new SharedArrayBuffer(4);
  // Large units first, small ones fill the gaps at the end.
  const waiting = [...units].sort((a, b) => weight(a) - weight(b));
  const onAbort = (): void => {
    Atomics.store(new Int32Array(stop), 0, 1);
    waiting.length = 0;
  };
  if (pool.signal.aborted) onAbort();
  pool.signal.addEventListener('abort', onAbort);
  const count = Math.min(pool.threads, waiting.length);
  const threads = Array.from({ length: count }, () => new VerifyThread(pool, stop));
  try {
    await Promise.all(threads.map(async (thread) => thread.work(() => waiting.pop())));
  } finally {
    pool.signal.removeEventListener('abort', onAbort);
    await Promise.all(threads.map(async (thread) => thread.end()));
  }
  return pool.signal.aborted;
}

function weight({ folders }: Unit): number {
  return folders.reduce((sum, { planned, runs }) => sum + (planned?.items ?? 0) + runs.length, 0);
}

class VerifyThread {
  readonly #pool: VerifyPool;
  readonly #readAhead: ReadAhead;
  readonly #workerData: VerifySetup;
  #thread: Thread<ToVerifyWorker, FromVerifyWorker> | null = null;

  constructor(pool: VerifyPool, stop: SharedArrayBuffer) {
    this.#pool = pool;
    this.#readAhead = new ReadAhead(pool.readAhead);
    const { out, options, every } = pool;
    this.#workerData = {
      out,
      options,
      every,
      mounts: mountSources(),
      stop,
      readAhead: this.#readAhead.slot,
    };
  }

  /** Takes units until none is left. Rejects when the thread fails. */
  async work(next: () => Unit | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const give = (): void => {
        const unit = next();
        if (unit === undefined) resolve();
        else thread.send(unit);
      };
      const onMessage = (message: FromVerifyWorker): void => {
        if (message.type === 'progress') this.#pool.onProgress(message.items, message.bytes);
        else if (message.type === 'slow') this.#readAhead.begin(message.folder);
        else {
          if (message.type === 'done') this.#pool.onDone(message.unit, message.result);
          give();
        }
      };
      const thread: Thread<ToVerifyWorker, FromVerifyWorker> = new Thread(
        WORKER,
        { workerData: this.#workerData, resourceLimits: WORKER_LIMITS },
        { onMessage, onBroken: reject },
      );
      this.#thread = thread;
      give();
    });
  }

  async end(): Promise<void> {
    await Promise.all([this.#thread?.end(), this.#readAhead.end()]);
  }
}
