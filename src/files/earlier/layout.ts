/**
 * Who goes on with what earlier runs left of a mailbox. As a rule each job goes on with its own output; but a folder may have
 * another output than before because of its neighbours' names, folders may have parted or met, or may be gone.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { append } from '../../core/lists.js';
import type { MailFormat } from '../../naming/folders.js';
import { comparePaths } from '../../store/tree/walk.js';
import type { GoneFolder, PreviousJob } from '../workspace/delta.js';
import type { FolderResult } from '../job/job-context.js';
import { freeName, mailPath, mailStemOf, sameName } from '../workspace/outputs.js';
import { type Job, jobId, type PlannedMailbox } from '../plan/planned.js';
import type { Aside } from './aside.js';
import type { Move } from './folder-history.js';
import { bundlesOf, historyFor, type LeftFolder, type LeftJob, type LeftMailbox, mailPlaces, pathKey } from './left.js';

/** A job to run, and what there is of it. */
export interface JobToRun {
  readonly job: Job;
  readonly previous: PreviousJob;
}

/** How the jobs of a mailbox stand. */
export interface Layout {
  /** Planned jobs that an earlier run has done. */
  readonly done: readonly LeftJob[];
  /** Jobs of folders that are gone from the store, whose output stays as it is. */
  readonly stay: readonly LeftJob[];
  readonly run: readonly JobToRun[];
}

export interface LayoutSite {
  readonly out: string;
  readonly format: MailFormat;
  /** What is gone from the store goes from the output. */
  readonly follows: boolean;
  readonly aside: Aside;
  /** Whether a job need not run again, as far as its own folders tell. */
  readonly isDone: (job: Job, left: LeftJob) => boolean;
}

/** Decides. What is in the way of a job that runs is put aside. */
export function planLayout(planned: PlannedMailbox, left: LeftMailbox, site: LayoutSite): Layout {
  return new LayoutPlan(planned, left, site).make();
}

class LayoutPlan {
  readonly #planned: PlannedMailbox;
  readonly #left: LeftMailbox;
  readonly #site: LayoutSite;
  /** Jobs by the folders they have in the plan. */
  readonly #jobOf: ReadonlyMap<string, Job>;
  /** Ids of jobs by the places that their mail goes to, and all stems of other kinds. */
  readonly #targets = new Map<string, string>();
  readonly #bundleStems: ReadonlySet<string>;

  constructor(planned: PlannedMailbox, left: LeftMailbox, site: LayoutSite) {
    this.#planned = planned;
    this.#left = left;
    this.#site = site;
    this.#jobOf = new Map(
      planned.jobs.flatMap((job) => job.folders.map(({ folder }) => [pathKey(folder), job] as const)),
    );
    for (const job of planned.jobs) this.#targets.set(sameName(mailPath(job, site.format)), job.id);
    this.#bundleStems = new Set(
      planned.jobs.flatMap((job) => job.folders.map(({ bundleStem }) => sameName(bundleStem))),
    );
  }

  make(): Layout {
    const { stay, adopted, keepers } = this.#settleGone();
    const done: LeftJob[] = [];
    const run: Runner[] = [];
    for (const job of this.#planned.jobs) {
      const left = this.#left.job(job.id);
      if (left !== null && this.#isDone(job, left)) done.push(left);
      else run.push(new Runner(job, this.#sources(job), adopted.get(job.id) ?? [], left));
    }
    append(run, keepers);
    for (const { job } of keepers) this.#targets.set(sameName(mailPath(job, this.#site.format)), job.id);
    const moves = this.#putAside(run, new Set(done.map(({ id }) => id)));
    return { done, stay, run: run.map((runner) => this.#toRun(runner, moves)) };
  }

  #isDone(job: Job, left: LeftJob): boolean {
    const hasAll = job.folders.every(({ folder }) => this.#left.folder(folder)?.job === left);
    if (!hasAll || this.#left.foldersOf(left).length < left.part.folders.length) return false;
    const own = new Set(job.folders.map(({ folder }) => pathKey(folder)));
    // A folder that has come back, or is to go, is to leave the job that kept it.
    const keepsRightly = left.part.folders.every(
      (result) => own.has(pathKey(result)) || (!this.#site.follows && !this.#jobOf.has(pathKey(result))),
    );
    return keepsRightly && !this.#isAside(left) && this.#site.isDone(job, left);
  }

  #sources(job: Job): LeftFolder[] {
    return job.folders.flatMap(({ folder }) => this.#left.folder(folder) ?? []);
  }

  /** Folders that the store no longer has: they stay, go along with a job whose output they share, or get one of their own. */
  #settleGone() {
    const stay: LeftJob[] = [];
    const adopted = new Map<string, LeftFolder[]>();
    const keepers: Runner[] = [];
    const byJob = new Map<LeftJob, LeftFolder[]>();
    for (const folder of this.#left.folders()) {
      if (this.#jobOf.has(pathKey(folder.result))) continue;
      const group = byJob.get(folder.job);
      if (group === undefined) byJob.set(folder.job, [folder]);
      else group.push(folder);
    }
    for (const [job, folders] of byJob) {
      folders.sort((a, b) => comparePaths(a.result.path, b.result.path));
      const isShared = job.part.folders.some((result) => this.#jobOf.get(pathKey(result))?.id === job.id);
      if (isShared) adopted.set(job.id, folders);
      else if (this.#site.follows) continue;
      else if (folders.length === job.part.folders.length && !this.#isInTheWay(job)) stay.push(job);
      else keepers.push(this.#keeper(job, folders, keepers));
    }
    return { stay, adopted, keepers };
  }

  /** Whether a planned job would write over an output. */
  #isInTheWay(job: LeftJob): boolean {
    const places = mailPlaces(job, this.#planned.name, this.#site.format);
    return (
      this.#isAside(job) ||
      places.some((place) => this.#targets.has(sameName(place))) ||
      job.part.folders.some((folder) => this.#bundlesOf(job, folder).inTheWay)
    );
  }

  /** Whether a killed run put some of its outputs aside: what lies at their places may be another's. */
  #isAside({ origin, part }: LeftJob): boolean {
    return part.outputs.some((path) => this.#site.aside.find(origin, path) !== null);
  }

  #bundlesOf({ part }: LeftJob, folder: FolderResult) {
    const found = bundlesOf(part, folder, this.#planned.name);
    const { stem, bundles } = found;
    return { ...found, inTheWay: stem !== null && bundles.length > 0 && this.#bundleStems.has(sameName(stem)) };
  }

  /** A job that does nothing but keep what is gone, under a name that nobody else has. */
  #keeper(left: LeftJob, folders: readonly LeftFolder[], others: readonly Runner[]): Runner {
    const { address } = this.#planned.mailbox;
    const { name } = this.#planned;
    const [place] = mailPlaces(left, name, this.#site.format);
    const found = place === undefined ? null : mailStemOf(place, name, this.#site.format);
    const base =
      found ?? this.#bundlesOf(left, folders[0]?.result ?? (left.part.folders[0] as FolderResult)).stem ?? 'Kept';
    const taken = (stem: string): boolean => {
      const path = mailPath({ mailboxName: name, mailStem: stem }, this.#site.format);
      if (this.#targets.has(sameName(path)) || others.some(({ job }) => sameName(job.mailStem) === sameName(stem)))
        return true;
      return path !== place && (existsSync(join(this.#site.out, path)) || this.#bundleStems.has(sameName(stem)));
    };
    // The inbox of a Maildir has no name of its own.
    const mailStem = freeName(base === '' ? '.INBOX' : base, taken);
    const id = jobId(address, mailStem);
    const print = createHash('sha256').update(`kept\0${id}`).digest('hex');
    const job: Job = {
      ...{ id, address, mailboxName: name, mailStem, folders: [], items: 0, mailboxFolders: null },
      ...{ unlisted: false, shape: print, fingerprint: print },
    };
    return new Runner(job, [], folders, null);
  }

  /** Puts aside what running jobs read and others write over. Gives where each left job's outputs are now. */
  #putAside(run: readonly Runner[], done: ReadonlySet<string>): ReadonlyMap<LeftJob, readonly Move[]> {
    const moves = new Map<LeftJob, readonly Move[]>();
    const { aside, format } = this.#site;
    for (const [left, readers] of readersOf(run)) {
      const found: Move[] = [];
      for (const path of mailPlaces(left, this.#planned.name, format)) {
        const owner = this.#targets.get(sameName(path));
        // What is done has written already: whatever lies there is its own.
        const isInTheWay = owner !== undefined && !done.has(owner) && readers.some((reader) => reader !== owner);
        const move = isInTheWay ? aside.put(left.origin, path) : aside.find(left.origin, path);
        if (move !== null) found.push(move);
      }
      for (const folder of left.part.folders) {
        const { bundles, inTheWay } = this.#bundlesOf(left, folder);
        if (this.#jobOf.has(pathKey(folder))) continue;
        append(
          found,
          bundles.flatMap((path) => (inTheWay ? aside.put(left.origin, path) : aside.find(left.origin, path)) ?? []),
        );
      }
      moves.set(left, found);
    }
    return moves;
  }

  #toRun({ job, sources, gone, left }: Runner, moves: ReadonlyMap<LeftJob, readonly Move[]>): JobToRun {
    const { format } = this.#site;
    const history = (folder: LeftFolder) => historyFor(folder, folder.job === left, moves.get(folder.job) ?? []);
    const target = sameName(mailPath(job, format));
    const own = new Set([...sources, ...gone].map((folder) => folder.job));
    const overOthers = this.#left.jobs.some(
      (other) =>
        !own.has(other) && mailPlaces(other, this.#planned.name, format).some((place) => sameName(place) === target),
    );
    return {
      job,
      previous: {
        run: this.#left.nextRun,
        part: left?.part ?? null,
        folders: sources.map(history),
        gone: gone.map((folder): GoneFolder => {
          const { stem, bundles, inTheWay } = this.#bundlesOf(folder.job, folder.result);
          const rename = inTheWay && stem !== null ? ([stem, this.#freeStem(stem)] as const) : null;
          const { kind, guid = null } = folder.result;
          const leaves = this.#site.follows;
          return { history: history(folder), kind, guid, bundleStem: stem, bundles, rename, leaves };
        }),
        overOthers,
      },
    };
  }

  #freeStem(stem: string): string {
    const { out } = this.#site;
    const { name } = this.#planned;
    const trees = ['contacts', 'calendars', 'tasks', 'notes'];
    const endings = ['', '.vcf', '.ics', '.csv'];
    return freeName(stem, (candidate) => {
      if (this.#bundleStems.has(sameName(candidate))) return true;
      return trees.some((tree) => endings.some((ending) => existsSync(join(out, tree, name, candidate + ending))));
    });
  }
}

/** A job that will run, and whose output it goes on with. */
class Runner {
  constructor(
    readonly job: Job,
    readonly sources: readonly LeftFolder[],
    readonly gone: readonly LeftFolder[],
    readonly left: LeftJob | null,
  ) {}
}

/** Ids of the jobs that read from each left job. */
function readersOf(run: readonly Runner[]): Map<LeftJob, string[]> {
  const readers = new Map<LeftJob, string[]>();
  for (const { job, sources, gone } of run)
    for (const { job: left } of [...sources, ...gone]) {
      const ids = readers.get(left);
      if (ids === undefined) readers.set(left, [job.id]);
      else ids.push(job.id);
    }
  return readers;
}
