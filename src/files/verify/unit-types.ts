/** A unit of verification: what is checked together, what it needs, and what comes of it. */
import type { LedgerRun } from '../../ledger/runs.js';
import { type Sums } from '../../ledger/sums.js';
import type { ItemReader } from '../../store/items/read.js';
import type { ExportOptions } from '../plan/options.js';
import type { PlannedFolder } from '../plan/planned.js';
import type { ReadAheadProbe } from '../threads/read-ahead.js';
import { type Finding, type FindingCounts } from './finding.js';
import type { Claim } from './mail-output.js';

/** A folder of the source, of the ledger, or (nearly always) of both. */
export interface UnitFolder {
  readonly path: readonly string[];
  /** Null when the source has no such folder. */
  readonly planned: PlannedFolder | null;
  /** Where its ledger lines are. */
  readonly runs: readonly LedgerRun[];
  /** How many items of the whole store come before it: which of them a sample takes hangs on that. */
  readonly firstItem: number;
}

export interface Unit {
  readonly id: number;
  readonly mailbox: string;
  /** Directory name of the mailbox below `mail/`. */
  readonly mailboxName: string;
  /** Ledger of the mailbox, absolute. */
  readonly ledger: string;
  /** Mail output of all its folders, relative to the output folder: a file, or a directory. */
  readonly mailPath: string;
  readonly folders: readonly UnitFolder[];
  /** The source is not as it was at the export: what it has more or less is no fault. */
  readonly changed: boolean;
}

/** What came of a unit. */
export interface UnitResult {
  readonly items: number;
  readonly compared: number;
  /** Items that the ledger says are not in the output, with their reasons. */
  readonly notExported: number;
  /** Records of the index without a file: they are no items. */
  readonly missing: number;
  readonly counts: FindingCounts;
  readonly findings: readonly Finding[];
  readonly claims: readonly Claim[];
  /** Sums of the ledger lines, folder by folder. */
  readonly sums: readonly { readonly path: readonly string[]; readonly sums: Sums }[];
}

/** What a unit needs from its thread. */
export interface UnitContext {
  readonly out: string;
  readonly options: ExportOptions;
  readonly reader: ItemReader;
  readonly memory: Uint8Array;
  readonly copyMemory: Uint8Array;
  readonly probe: ReadAheadProbe;
  /** Every how manyth item is compared; 1 for all. */
  readonly every: number;
  readonly step: (bytes: number) => void;
}
