/**
 * Everything that earlier runs left of one mailbox: the jobs in its ledger, and those that were done when a run was interrupted.
 * Of each folder the latest lines count, whatever output they were for.
 */
import type { MailFormat } from '../../naming/folders.js';
import type { Folder } from '../../store/types.js';
import type { FolderResult } from '../job/job-context.js';
import { bundleStemOf, mailStemOf, renameBundle } from '../workspace/outputs.js';
import type { JobRecord } from '../workspace/job-record.js';
import type { FolderHistory, Move } from './folder-history.js';

/** A finished job of an earlier run. */
export interface LeftJob {
  readonly id: string;
  readonly part: JobRecord;
  /** The file that its ranges refer to, absolute. */
  readonly ledger: string;
  /** Tells apart jobs of one id that were done at different times; safe in a file name. */
  readonly origin: string;
}

/** One folder of a finished job. */
export interface LeftFolder {
  readonly job: LeftJob;
  readonly result: FolderResult;
}

export class LeftMailbox {
  /** Every job, the latest first. */
  readonly jobs: readonly LeftJob[];
  readonly #byId = new Map<string, LeftJob>();
  readonly #folders = new Map<string, LeftFolder>();

  /** `jobs`: those that count first. */
  constructor(jobs: readonly LeftJob[]) {
    this.jobs = jobs;
    for (const job of jobs) {
      if (!this.#byId.has(job.id)) this.#byId.set(job.id, job);
      for (const result of job.part.folders) {
        const key = pathKey(result);
        if (!this.#folders.has(key)) this.#folders.set(key, { job, result });
      }
    }
  }

  /** The latest job of an id. */
  job(id: string): LeftJob | null {
    return this.#byId.get(id) ?? null;
  }

  /** The latest lines of a folder. */
  folder(folder: Pick<Folder, 'path'>): LeftFolder | null {
    return this.#folders.get(pathKey(folder)) ?? null;
  }

  /** The folders of a job that no later job has. */
  foldersOf(job: LeftJob): FolderResult[] {
    return job.part.folders.filter((result) => this.folder(result)?.job === job);
  }

  /** Every folder, each once. */
  folders(): Iterable<LeftFolder> {
    return this.#folders.values();
  }

  /** The run that comes after all of them. */
  get nextRun(): number {
    return 1 + this.jobs.reduce((latest, { part }) => Math.max(latest, part.run ?? 0), 0);
  }
}

/** The lines of a folder for the job that goes on with it. */
export function historyFor({ job, result }: LeftFolder, own: boolean, moved: readonly Move[]): FolderHistory {
  const { mbox, mailSize } = job.part;
  return {
    path: result.path,
    file: job.ledger,
    start: result.start,
    end: result.end,
    young: result.young ?? [],
    own: own && moved.length === 0,
    mboxes: mbox === undefined || mailSize === null ? [] : [[mbox, mailSize]],
    moved,
  };
}

/** Where a left job's messages are: its mbox, or the directories of its messages. */
export function mailPlaces({ part }: LeftJob, mailboxName: string, format: MailFormat): string[] {
  const places = part.outputs.filter((path) => {
    if (mailStemOf(path, mailboxName, format) === null) return false;
    return format !== 'eml' || !path.endsWith('.eml');
  });
  return part.mbox === undefined ? places : [part.mbox, ...places.filter((path) => path !== part.mbox)];
}

/** What is in the output of a folder beside mail, and the stem of its names; null when there is nothing. */
export function bundlesOf({ outputs }: JobRecord, { bundleStem }: FolderResult, mailboxName: string) {
  const others = outputs.filter((path) => !/^(?:mail|pst)\//.test(path));
  const stem = bundleStem ?? others.flatMap((path) => bundleStemOf(path, mailboxName) ?? [])[0] ?? null;
  const bundles = stem === null ? [] : others.filter((path) => renameBundle(path, stem, `${stem}*`) !== path);
  return { stem, bundles };
}

/** A folder by its path. */
export function pathKey({ path }: Pick<Folder, 'path'>): string {
  return path.join('\0');
}
