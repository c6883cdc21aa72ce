/** What the main thread and its workers say to each other. */
import type { PreviousJob } from '../workspace/delta.js';
import type { MountSource } from '../../store/backup/mounts.js';
import type { ExportOptions } from '../plan/options.js';
import type { Job } from '../plan/planned.js';
import type { ReadAheadFolder } from './read-ahead.js';
import type { JobRecord } from '../workspace/job-record.js';

/** Given to a worker when it starts. */
export interface WorkerSetup {
  readonly out: string;
  readonly options: ExportOptions;
  /** What is gone from the store goes from the output, too. */
  readonly mirror: boolean;
  /** Backup sets to read from. */
  readonly mounts: readonly MountSource[];
  /** One Int32: 1 asks every worker to stop at the next item. */
  readonly stop: SharedArrayBuffer;
  /** Where it tells its read-ahead threads how far it is. */
  readonly readAhead: SharedArrayBuffer;
}

export interface ToWorker {
  readonly job: Job;
  /** What earlier runs left of its folders. */
  readonly previous: PreviousJob;
}

export type FromWorker =
  /** It can take a job. */
  | { readonly type: 'ready' }
  /** What was read since the last time. */
  | { readonly type: 'progress'; readonly items: number; readonly bytes: number }
  /** Its reads are slow: read ahead in this folder. */
  | { readonly type: 'slow'; readonly folder: ReadAheadFolder }
  | { readonly type: 'done'; readonly jobId: string; readonly part: JobRecord }
  | { readonly type: 'interrupted' }
  | { readonly type: 'failed'; readonly message: string; readonly code: string | null; readonly stack: string };
