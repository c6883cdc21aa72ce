/**
 * The output folder as a place of work: what belongs to us in it, who is working there, which jobs are done. All of it
 * lies in `<out>/.kerio-exit/`; the rest of the tree is for the user.
 *
 *   run.json          what kind of output this is, and with which options it was made
 *   lock              the process that is writing; `lock-2-of-4` one that writes a shard
 *   tmp/<job>/        files in the making; `.loan.json` and `.commit.json` beside it: see loan.ts, commit.ts
 *   parts/<job>.json  a job that is done, of a mailbox that is not; `.jsonl` its ledger lines
 *   state/<mailbox>.json  the jobs of a mailbox that is done, whose lines are in its ledger
 *   aside/<mailbox>/  outputs whose name belongs to another folder now, while the mailbox is being brought up to date
 *   changed/          mail files that somebody changed, with what is in no other; see earlier/changed.ts
 *   shards/2-of-4.json    what a shard leaves for the common report; see shard-records.ts
 *
 * Everything but lock and record belongs to one mailbox, and so to whoever owns the mailbox in this run: what a killed
 * shard left is brought to its end by the next run that has the mailbox, however the work is cut by then.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathExistsSync } from 'fs-extra/esm';
import { UserError } from '../../core/errors.js';
import { describeHolder, FolderLock, overlapNotice, waitingAdvice } from '../../core/lock.js';
import { mailboxKey, ownsMailbox, ownsName, type Shard } from '../../core/shard.js';
import { beginShard, dropShards } from '../../core/shard-records.js';
import { recover } from './commit.js';
import { statePath } from '../earlier/state.js';
import { readWholeJson } from '../../core/json-file.js';
import type { ExportOptions } from '../plan/options.js';
import { passwordsCsvPath } from '../../exporters/accounts/plain.js';
import { MAILBOX_TREES, makeDirectories, OUTPUTS, OWN, refuseOtherFolders } from './output-folder.js';
import { isOutputOf } from './outputs.js';
import type { JobRecord } from './job-record.js';
import { recordRun } from './run-record.js';
import { removeFile, removeTree } from '../../core/platform.js';

/** What the user said about the folder. */
export interface WorkspaceRequest {
  readonly out: string;
  /** The source; the output may lie neither in it nor around it. */
  readonly source: string;
  readonly options: ExportOptions;
  /** Begin anew even if the folder holds an export made with other options. */
  readonly fresh: boolean;
  /** The share of the mailboxes that is written; null for all. */
  readonly shard: Shard | null;
}

/** An output folder that this process may write to. */
export class Workspace {
  readonly out: string;
  readonly #shard: Shard | null;
  #lock: FolderLock | null = null;

  private constructor(out: string, shard: Shard | null) {
    this.out = out;
    this.#shard = shard;
  }

  /** Makes or takes over an output folder, and locks it. Throws a UserError when it is not ours to write to. */
  static open(request: WorkspaceRequest): Workspace {
    const { fresh, shard } = request;
    const out = resolve(request.out);
    if (fresh && shard !== null)
      throw new UserError(
        `--fresh empties the folder under the other shards: remove ${out} yourself before the first of them begins.`,
      );
    refuseOtherFolders(out, request.source);
    const workspace = new Workspace(out, shard);
    try {
      makeDirectories(join(out, OWN));
      workspace.#take();
      if (fresh) workspace.#clear();
      else recover(join(out, OWN, 'tmp'), out, (name) => ownsName(shard, name));
      recordRun(out, request);
      for (const dir of ['tmp', 'parts', 'state']) mkdirSync(join(out, OWN, dir), { recursive: true });
      if (shard === null) dropShards(join(out, OWN));
      else beginShard(join(out, OWN), shard);
    } catch (error) {
      // What could not be recovered must stay for the next run.
      workspace.#lock?.release();
      if (error instanceof UserError) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      throw new UserError(`${out} cannot be written to (${code ?? message}): choose another folder with --out.`, {
        exitCode: 3,
        cause: error,
      });
    }
    return workspace;
  }

  /** Aborted when another process has taken the folder over, because this one stood still for minutes. */
  get lost(): AbortSignal {
    return this.#lock?.lost ?? AbortSignal.abort();
  }

  /** To be called in the midst of long work that lets nothing else run. */
  beat(): void {
    this.#lock?.beat();
  }

  /** Whether this run is to write a mailbox. */
  owns(address: string): boolean {
    return ownsMailbox(this.#shard, address);
  }

  /** Removes what interrupted jobs left, and the lock. */
  close(): void {
    if (this.#lock === null) return;
    if (!this.#lock.lost.aborted) this.#sweep();
    this.#lock.release();
    this.#lock = null;
  }

  /** Names of all mailboxes that an earlier run has finished, whoever owns them; sorted. */
  finished(): string[] {
    const names = [
      ...namesIn(join(this.out, OWN, 'state'), '.json'),
      // Taking a mailbox out ends with its state: a run that was killed in the midst of it is followed by another.
      ...namesIn(join(this.out, 'ledger'), '.jsonl'),
    ];
    return [...new Set(names)].sort();
  }

  /** Removes everything of a mailbox; what tells that it was there goes last. */
  removeMailbox(mailboxName: string, address: string): void {
    for (const tree of MAILBOX_TREES) {
      for (const ending of ['', '.sieve', '.jsonl']) removeTree(join(this.out, tree, `${mailboxName}${ending}`));
    }
    for (const name of pathExistsSync(join(this.out, 'pst')) ? readdirSync(join(this.out, 'pst')) : [])
      if (isOutputOf(`pst/${name}`, mailboxName)) removeTree(join(this.out, 'pst', name));
    const parts = join(this.out, OWN, 'parts');
    for (const name of readdirSync(parts)) if (name.startsWith(mailboxKey(address))) removeTree(join(parts, name));
    removeFile(statePath(this.out, mailboxName));
  }

  /** Removes files in the making, and ledger fragments that no part refers to any more. */
  #sweep(): void {
    const tmp = join(this.out, OWN, 'tmp');
    if (this.#shard === null) removeTree(tmp);
    else for (const name of this.#ownNames(tmp)) removeTree(join(tmp, name));
    const dir = join(this.out, OWN, 'parts');
    const names = this.#ownNames(dir);
    const metas = names.filter((name) => name.endsWith('.json'));
    const parts = metas.map((name) => readWholeJson(join(dir, name)) as JobRecord | null);
    // A part that is damaged may need any of them.
    if (parts.includes(null)) return;
    const needed = new Set(parts.map((part) => part?.ledger));
    for (const name of names) {
      if (name.endsWith('.jsonl') && !needed.has(`${OWN}/parts/${name}`)) removeTree(join(dir, name));
    }
  }

  #ownNames(dir: string): string[] {
    return pathExistsSync(dir) ? readdirSync(dir).filter((name) => ownsName(this.#shard, name)) : [];
  }

  #take(): void {
    const taken = FolderLock.take(join(this.out, OWN), this.#shard);
    if (taken instanceof FolderLock) {
      this.#lock = taken;
      return;
    }
    throw new UserError(
      `Another kerio-exit (${describeHolder(taken)}) is writing to ${this.out}${overlapNotice(taken, this.#shard)}: ${waitingAdvice(taken)}, or choose another folder with --out.`,
    );
  }

  #clear(): void {
    for (const name of OUTPUTS) if (name !== 'accounts') removeTree(join(this.out, name));
    this.#clearAccounts();
    for (const name of readdirSync(join(this.out, OWN))) {
      if (name !== 'lock') removeTree(join(this.out, OWN, name));
    }
  }

  /** Passwords that were made up may have been handed out: there is no other copy of them. */
  #clearAccounts(): void {
    const dir = join(this.out, 'accounts');
    if (!pathExistsSync(dir)) return;
    for (const name of readdirSync(dir)) if (name !== passwordsCsvPath) removeTree(join(dir, name));
    if (readdirSync(dir).length === 0) removeTree(dir);
  }
}

/** Names of the files with an ending, without it. */
function namesIn(dir: string, ending: string): string[] {
  if (!pathExistsSync(dir)) return [];
  return readdirSync(dir).flatMap((name) => (name.endsWith(ending) ? name.slice(0, -ending.length) : []));
}
