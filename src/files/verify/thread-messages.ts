/** What the main thread and the threads that verify say to each other. */
import type { MountSource } from '../../store/backup/mounts.js';
import type { ExportOptions } from '../plan/options.js';
import type { ReadAheadFolder } from '../threads/read-ahead.js';
import type { Unit, UnitResult } from './unit-types.js';

/** Given to a thread when it starts. */
export interface VerifySetup {
  readonly out: string;
  readonly options: ExportOptions;
  /** Every how manyth item is compared. */
  readonly every: number;
  /** Backup sets to read from. */
  readonly mounts: readonly MountSource[];
  /** One Int32: 1 asks every thread to stop at the next item. */
  readonly stop: SharedArrayBuffer;
  /** Where it tells its read-ahead threads how far it is. */
  readonly readAhead: SharedArrayBuffer;
}

export type FromVerifyWorker =
  | { readonly type: 'progress'; readonly items: number; readonly bytes: number }
  /** Its reads are slow: read ahead in this folder. */
  | { readonly type: 'slow'; readonly folder: ReadAheadFolder }
  /** Done with a unit, and ready for the next. */
  | { readonly type: 'done'; readonly unit: number; readonly result: UnitResult }
  | { readonly type: 'interrupted' };

export type ToVerifyWorker = Unit;
