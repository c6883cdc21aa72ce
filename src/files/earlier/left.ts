/**
 * Everything that earlier runs left of one mailbox: the jobs in its ledger, and those that were done when a run was interrupted.
 * Of each folder the latest lines count, whatever output they were for.
 */
import type { MailFormat } from '../../naming/folders.js';
import type { Folder } from '../../store/types.js';
import type { FolderResult } from '../job/job-context.js';
import { bundleStemOf, mailStemOf, renameBundle } from '../workspace/outputs.js';
import type { JobRecord } from '../workspace/job-record.js';
import { identityOf } from '../../store/tree/identity.js';
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

/** A folder that the store has now. */
type PresentFolder = Pick<Folder, 'path' | 'guid'>;

export class LeftMailbox {
  /** Every job, the latest first. */
  readonly jobs: readonly LeftJob[];
  readonly #byId = new Map<string, LeftJob>();
  readonly #folders = new Map<string, LeftFolder>();

  /** `jobs`: those that count first. `present`: the folders of the plan. */
  constructor(jobs: readonly LeftJob[], present: readonly PresentFolder[] = []) {
    this.jobs = jobs;
    const namesakes = new Namesakes(jobs, present);
    for (const job of jobs) {
      if (!this.#byId.has(job.id)) this.#byId.set(job.id, job);
      for (const result of job.part.folders.map((folder) => namesakes.apart(folder))) {
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

/** Tells folders that are gone from those of the store that have their names: somebody deleted them, and made others. */
class Namesakes {
  readonly #present: ReadonlyMap<string, string | null>;
  readonly #left = new Map<string, Set<string | undefined>>();

  constructor(jobs: readonly LeftJob[], present: readonly PresentFolder[]) {
    this.#present = new Map(present.map((folder) => [pathKey(folder), identityOf(folder)]));
    for (const result of jobs.flatMap(({ part }) => part.folders)) {
      const guids = this.#left.get(pathKey(result)) ?? new Set();
      this.#left.set(pathKey(result), guids.add(result.guid));
    }
  }

  /** A folder under the name that it has beside its namesake; as it is where there is none. */
  apart(result: FolderResult): FolderResult {
    const { guid } = result;
    const now = this.#present.get(pathKey(result)) ?? null;
    if (now === null || guid === undefined || guid === now) return result;
    const last = result.path.at(-1) ?? '';
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? `${last} (before)` : `${last} (before ${number})`;
      const path = [...result.path.slice(0, -1), name];
      const others: Set<string | undefined> = this.#left.get(pathKey({ path })) ?? new Set([guid]);
      // A run that was killed may have given it the name already.
      if (this.#present.has(pathKey({ path })) || others.size > 1 || !others.has(guid)) continue;
      this.#left.set(pathKey({ path }), others);
      return { ...result, path };
    }
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
