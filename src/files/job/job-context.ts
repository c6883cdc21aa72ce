/** What a job needs from its thread, and what it gives of each folder. */
import type { Arena } from '../../exporters/mail/arena.js';
import type { OutputFile, OutputFiles } from '../../exporters/output.js';
import { type ItemReader } from '../../store/items/read.js';
import type { Kind } from '../../core/kinds.js';
import { type FolderRange } from './fragment.js';
import type { ExportOptions } from '../plan/options.js';
import type { ReadAheadProbe } from '../threads/read-ahead.js';
import type { StaleFiles } from '../earlier/stale-files.js';
import { type RecentFile } from '../workspace/recent-files.js';

/** What came of one folder. Its range is where its lines are in the job's ledger fragment, in bytes. */
export interface FolderResult extends FolderRange {
  readonly path: readonly string[];
  readonly kind: Kind;
  /** Tells it from another folder that has its name later; not there where nothing tells. */
  readonly guid?: string;
  readonly problems: readonly string[];
  /** Files that may have been read while they were being written. */
  readonly young?: readonly RecentFile[];
  /** Its index, where that was written to a moment before it was read. */
  readonly index?: RecentFile;
  /** What its files of other kinds than mail are called, below their tree and mailbox. */
  readonly bundleStem?: string;
}

/** What a job needs from its thread. */
export interface JobContext {
  readonly options: ExportOptions;
  /** What is gone from the store goes from the output, too. */
  readonly mirror: boolean;
  readonly files: OutputFiles;
  /** Takes the ledger lines. */
  readonly ledger: OutputFile;
  readonly arena: Arena;
  readonly reader: ItemReader;
  /** Told where reading is, so that it can be helped when it is slow. */
  readonly probe: ReadAheadProbe;
  /** Takes the outputs that the lines name; of messages that are files, their directories. */
  readonly named: Set<string>;
  /** Takes message files of an earlier run that this one may not have. */
  readonly stale: StaleFiles;
  /** Takes the prints of the folders as they were read, by their directories. */
  readonly prints: Map<string, string>;
  /** Called for every item; may throw to end the job. */
  readonly step: (bytes: number) => void;
}
