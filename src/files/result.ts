/** What an export tells of mailboxes and folders when it is done. */
import type { Sums } from '../ledger/sums.js';
import type { JobRecord } from './workspace/job-record.js';
import type { Job } from './plan/planned.js';
import type { FolderRights } from '../store/tree/rights.js';
import type { SkipCount } from '../store/tree/skips.js';
import type { Kind } from '../core/kinds.js';
import type { Mailbox } from '../store/types.js';

/** What became of one folder. */
export interface FolderReport {
  readonly path: readonly string[];
  /** Names at the destination. */
  readonly label: readonly string[];
  readonly kind: Kind;
  readonly kindFrom: string;
  readonly hidden: boolean;
  readonly sums: Sums;
  readonly problems: readonly string[];
  /** The store no longer has the folder; an earlier run's output of it is kept. */
  readonly gone: boolean;
  /** Files that hold its items, relative to the output folder. Folders that become one label share them. */
  readonly outputs: readonly string[];
}

export interface MailboxReport {
  readonly mailbox: Mailbox;
  /** The store no longer has the mailbox; what earlier runs wrote of it is kept. */
  readonly gone: boolean;
  /** Relative to the output folder. */
  readonly ledger: string;
  readonly sums: Sums;
  readonly folders: readonly FolderReport[];
  readonly skips: readonly SkipCount[];
  /** Folders that somebody besides the owner has rights on; none of a mailbox that is gone. */
  readonly rights: readonly FolderRights[];
  readonly problems: readonly string[];
}

/** The folders of a finished job. Those that the job does not have are gone from the store; without a job all are. */
export function reportPart(part: JobRecord, job: Job | null): FolderReport[] {
  const plannedOf = new Map(job?.folders.map((planned) => [planned.folder.path.join('\0'), planned]));
  return part.folders.map((result) => {
    const planned = plannedOf.get(result.path.join('\0'));
    return {
      path: result.path,
      label: planned?.label ?? [],
      kind: result.kind,
      kindFrom: planned?.folder.kindFrom ?? 'default',
      hidden: planned?.folder.hidden === true,
      sums: result.sums,
      problems: result.problems,
      gone: planned === undefined,
      outputs: part.outputs,
    };
  });
}
