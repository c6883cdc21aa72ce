/**
 * The output folder as a place of work: what belongs to us in it, who is working there, which jobs are done. All of it
 * lies in `<out>/.kerio-exit/`; the rest of the tree is for the user.
 *
 *   run.json          what kind of output this is, and with which options it was made
 *   lock              the process that is writing
 *   tmp/<job>/        files in the making; `.loan.json` and `.commit.json` beside it: see loan.ts, commit.ts
 *   parts/<job>.json  a job that is done, of a mailbox that is not; `.jsonl` its ledger lines
 *   state/<mailbox>.json  the jobs of a mailbox that is done, whose lines are in its ledger
 */
import { mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathExistsSync, removeSync } from 'fs-extra/esm';
import { takeLock } from '../ledger/lock.js';
import { UserError } from '../errors.js';
import { recover } from './commit.js';
import { readJson } from './json-file.js';
import { type Part, partPaths } from './part.js';
import { differingOptions, type ExportOptions } from './options.js';

import { writeWhole } from '../ledger/whole-file.js';

const OWN = '.kerio-exit';

/** The jobs of a mailbox whose ledger is complete. */
export interface MailboxState {
  /** The ledger the ranges refer to. */
  readonly ledger: { readonly size: number; readonly mtimeMs: number };
  readonly jobs: Readonly<Record<string, Part>>;
}

/** What the user said about the folder. */
export interface WorkspaceRequest {
  readonly out: string;
  /** The source; the output may lie neither in it nor around it. */
  readonly source: string;
  readonly options: ExportOptions;
  /** Begin anew even if the folder holds an export made with other options. */
  readonly fresh: boolean;
}

/** Parts of the tree that an export makes: what `--fresh` removes. */
const OUTPUTS = [
  'mail',
  'contacts',
  'calendars',
  'tasks',
  'notes',
  'filters',
  'accounts',
  'ledger',
  'report.json',
  'report.html',
  OWN,
];

/** An output folder that this process may write to. */
export class Workspace {
  readonly out: string;
  #locked = false;

  private constructor(out: string) {
    this.out = out;
  }

  /** Makes or takes over an output folder, and locks it. Throws a UserError when it is not ours to write to. */
  static open(request: WorkspaceRequest): Workspace {
    const out = resolve(request.out);
    refuseOverlap(out, request.source);
    refuseForeign(out);
    const workspace = new Workspace(out);
    try {
      makeDirectories(join(out, OWN));
      workspace.#lock();
      recover(join(out, OWN, 'tmp'), out);
      if (request.fresh) workspace.#clear();
      else workspace.#compare(request.options);
      for (const dir of ['tmp', 'parts', 'state']) mkdirSync(join(out, OWN, dir), { recursive: true });
      writeWhole(
        join(out, OWN, 'run.json'),
        `${JSON.stringify({ format: 1, source: resolve(request.source), options: request.options })}\n`,
      );
    } catch (error) {
      workspace.close();
      if (error instanceof UserError) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      throw new UserError(`${out} cannot be written to (${code ?? message}): choose another folder with --out.`, {
        exitCode: 3,
        cause: error,
      });
    }
    return workspace;
  }

  /** Removes what interrupted jobs left, and the lock. */
  close(): void {
    if (!this.#locked) return;
    removeSync(join(this.out, OWN, 'tmp'));
    this.#sweepParts();
    removeSync(join(this.out, OWN, 'lock'));
    this.#locked = false;
  }

  /** A finished job of this or an earlier run, if its outputs are still there. */
  part(jobId: string): Part | null {
    return this.#intact(readJson(join(this.out, partPaths(jobId).meta)) as Part | null);
  }

  /** Forgets parts whose lines are in a ledger now. */
  dropParts(jobIds: readonly string[]): void {
    for (const id of jobIds) {
      const part = readJson(join(this.out, partPaths(id).meta)) as Part | null;
      removeSync(join(this.out, partPaths(id).meta));
      if (part !== null) removeSync(join(this.out, part.ledger));
    }
  }

  /** The jobs of a mailbox finished by an earlier run; null when its ledger is not the one they refer to. */
  state(mailboxName: string): MailboxState | null {
    const state = readJson(this.#statePath(mailboxName)) as MailboxState | null;
    if (state === null) return null;
    const ledger = statSync(this.ledgerPath(mailboxName), { throwIfNoEntry: false });
    return ledger !== undefined && ledger.size === state.ledger.size && ledger.mtimeMs === state.ledger.mtimeMs
      ? state
      : null;
  }

  /** Whether every output of a finished job is still there. */
  #intact(part: Part | null): Part | null {
    return part?.outputs.every((path) => statSync(join(this.out, path), { throwIfNoEntry: false }) !== undefined) ===
      true
      ? part
      : null;
  }

  /** A finished job from a state, if its outputs are still there. */
  stateJob(state: MailboxState | null, jobId: string): Part | null {
    return this.#intact(state?.jobs[jobId] ?? null);
  }

  saveState(mailboxName: string, jobs: Readonly<Record<string, Part>>): void {
    const { size, mtimeMs } = statSync(this.ledgerPath(mailboxName));
    const state: MailboxState = { ledger: { size, mtimeMs }, jobs };
    writeWhole(this.#statePath(mailboxName), JSON.stringify(state));
  }

  /** Where a file that is to be moved into the tree can be made: what a kill leaves there goes with the next run. */
  temporary(name: string): string {
    return join(this.out, OWN, 'tmp', name);
  }

  ledgerPath(mailboxName: string): string {
    return join(this.out, 'ledger', `${mailboxName}.jsonl`);
  }

  /** Removes ledger fragments that no part refers to any more. */
  #sweepParts(): void {
    const dir = join(this.out, OWN, 'parts');
    if (!pathExistsSync(dir)) return;
    const names = readdirSync(dir);
    const needed = new Set(
      names.filter((name) => name.endsWith('.json')).map((name) => (readJson(join(dir, name)) as Part | null)?.ledger),
    );
    for (const name of names) {
      if (name.endsWith('.jsonl') && !needed.has(`${OWN}/parts/${name}`)) removeSync(join(dir, name));
    }
  }

  /** Removes files of an earlier run, and directories of messages. */
  removeOutputs(paths: readonly string[]): void {
    for (const path of paths) removeSync(join(this.out, path));
  }

  #statePath(mailboxName: string): string {
    return join(this.out, OWN, 'state', `${mailboxName}.json`);
  }

  #lock(): void {
    const holder = takeLock(join(this.out, OWN, 'lock'));
    if (holder !== null) {
      throw new UserError(
        `Another kerio-exit (process ${holder}) is writing to ${this.out}: wait for it, or choose another folder with --out.`,
      );
    }
    this.#locked = true;
  }

  #compare(options: ExportOptions): void {
    const before = readJson(join(this.out, OWN, 'run.json')) as { options: ExportOptions } | null;
    const different = before === null ? [] : differingOptions(before.options, options);
    if (different.length === 0) return;
    throw new UserError(
      `${this.out} holds an export made with other options (${different.join(', ')}): give the same ones, another --out, or --fresh to begin anew.`,
    );
  }

  #clear(): void {
    for (const name of OUTPUTS) {
      if (name !== OWN) removeSync(join(this.out, name));
    }
    for (const name of readdirSync(join(this.out, OWN))) {
      if (name !== 'lock') removeSync(join(this.out, OWN, name));
    }
  }
}

/** Level by level: asked to make all at once, Node 20 never returns where the file system says that the parent is missing. */
function makeDirectories(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  makeDirectories(dirname(path));
  mkdirSync(path);
}

function refuseOverlap(out: string, source: string): void {
  const real = realpathSync(source);
  const target = nearestReal(out);
  if (isInside(target, real))
    throw new UserError(
      `${out} lies inside the store: nothing is ever written there. Choose a folder outside ${real} with --out.`,
    );
  if (isInside(real, target))
    throw new UserError(`${out} contains the store: choose a folder of its own for the output with --out.`);
}

/** The real path of a folder that may not exist yet: links in what exists are resolved. */
function nearestReal(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(nearestReal(parent), relative(parent, path));
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && resolve(folder, way) === path);
}

function refuseForeign(out: string): void {
  const stat = statSync(out, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) throw new UserError(`${out} is a file: give a folder with --out.`);
  const names = readdirSync(out);
  if (names.length > 0 && !names.includes(OWN)) {
    throw new UserError(
      `${out} holds something else: give an empty or new folder with --out, so that nothing of yours is mixed with the export.`,
    );
  }
}
