/**
 * One process at a time in a folder of ours, or one for each shard of it, also where several machines share the folder.
 *
 * A lock is a file with the process and its machine. On the same machine the process number tells whether the holder
 * lives; where no start of the machine has a name of its own (Windows, macOS), the file's time has to agree. Of another
 * machine only the file's time can tell: the holder writes it anew every few seconds, and a lock that
 * nobody has touched for five minutes has no holder. Times are those that the file server gives, so that clocks need not
 * agree.
 *
 * A lock without a holder is taken over by whoever first puts a claim beside it that is called after its text, and has the
 * lock replaced in one step: it is never away in between, and of two that find the same one exactly one gets it.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  DEAD_AFTER_MS,
  type Found,
  held,
  holderOf,
  type LockFile,
  type LockHolder,
  obtain,
  readLock,
  rewrite,
} from './lock-file.js';
import { thisPlace } from './machine.js';
import { formatShard, type Shard, shardFileName, shardOfFileName } from './shard.js';
import { createWhole } from './whole-file.js';
import { removeFile } from './platform.js';

const NAME = 'lock';
const BEAT_MS = 15_000;
/** A lock that this process holds. */
export class FolderLock {
  readonly #path: string;
  readonly #content: LockFile;
  readonly #text: string;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  /** When the lock was last seen to be ours, and when that was last tried. */
  #beatAt = Date.now();
  #triedAt = Date.now();

  private constructor(path: string, content: LockFile) {
    this.#path = path;
    this.#content = content;
    this.#text = JSON.stringify(content);
    held.add(content.token);
    this.#timer = setInterval(() => {
      this.beat();
    }, BEAT_MS).unref();
  }

  /**
   * Takes the lock of a shard, or that of the whole folder. Gives who is in the way: the same shard, the whole beside a
   * shard, or a shard of another number of shards. Locks without a living holder are taken over. Throws what node:fs throws.
   */
  static take(dir: string, shard: Shard | null): FolderLock | LockHolder {
    const name = shard === null ? NAME : `${NAME}-${shardFileName(shard)}`;
    const path = join(dir, name);
    const content: LockFile = { pid: process.pid, ...thisPlace(), token: randomUUID() };
    const holder = obtain(path, { path, shard, text: JSON.stringify(content), token: content.token });
    if (holder !== null) return holder;
    const lock = new FolderLock(path, content);
    try {
      sweep(dir, `${name}.`);
      // Whoever comes second sees the first: each puts its own lock down before looking at the others.
      const others = locksIn(dir, statSync(path).mtimeMs).filter(
        ({ holder: { shard: cut } }) => cut?.count !== shard?.count,
      );
      const rival = others.find(({ holder: { alive } }) => alive);
      if (rival === undefined) {
        // Whoever takes one of these over meanwhile sees ours, and gives up.
        for (const other of others) removeFile(join(dir, other.name));
        return lock;
      }
      lock.release();
      return rival.holder;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** Aborted when somebody else has taken the lock, because this process stood still for minutes. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Says that the holder lives, when it is time to: to be called in the midst of long work. */
  beat(now = Date.now()): void {
    if (now - this.#triedAt < BEAT_MS - 1000) return;
    this.#triedAt = now;
    // Nobody may take a lock over that was touched a moment ago: it was removed by hand, or its disk is away.
    const recent = now - this.#beatAt < DEAD_AFTER_MS;
    if (recent && this.#look() === 'gone') this.#putBack();
    const state = this.#look();
    if (state === 'unknown' || (recent && state === 'gone')) return;
    if (state !== 'ours') this.#lost.abort();
    else if (rewrite(this.#path, this.#text)) this.#beatAt = now;
  }

  release(): void {
    clearInterval(this.#timer);
    held.delete(this.#content.token);
    if (this.#look() === 'ours') removeFile(this.#path);
  }

  /** `unknown`: it cannot be read just now, or somebody is writing it. That is no reason to give up. */
  #look(): 'ours' | 'gone' | 'unknown' | 'another' {
    try {
      const found = readLock(this.#path);
      if (found === null) return 'gone';
      if (found.text === '') return 'unknown';
      return found.text === this.#text ? 'ours' : 'another';
    } catch {
      return 'unknown';
    }
  }

  #putBack(): void {
    try {
      createWhole(this.#path, this.#text, `${this.#path}.${this.#content.token}`);
    } catch {
      // The next beat tries again.
    }
  }
}

/** Everybody who holds a lock of a folder, or held one and was killed; ordered by name. */
export function lockHolders(dir: string): LockHolder[] {
  return locksIn(dir, Date.now()).map(({ holder }) => holder);
}

/** `now`: the file server's time. One that cannot be read is held by somebody, as far as anybody knows. */
function locksIn(dir: string, now: number): { readonly name: string; readonly holder: LockHolder }[] {
  return namesIn(dir)
    .filter((name) => name === NAME || /^lock-\d+-of-\d+$/.test(name))
    .sort()
    .flatMap((name) => {
      const found = readIfPossible(join(dir, name), now);
      return found === null ? [] : [{ name, holder: holderOf(shardOfFileName(name), found, now) }];
    });
}

function readIfPossible(path: string, now: number): Found | null {
  try {
    return readLock(path);
  } catch {
    return { text: '', touchedAt: now };
  }
}

/** `process 12`, `shard 2/4, process 12 on node7`. */
export function describeHolder({ shard, pid, host }: LockHolder): string {
  const who = `process ${pid}${host === null ? '' : ` on ${host}`}`;
  return shard === null ? who : `shard ${formatShard(shard)}, ${who}`;
}

/** Says, for the middle of a sentence, that the work is being cut another way; nothing when that is not what is in the way. */
export function overlapNotice(holder: LockHolder, shard: Shard | null): string {
  const differ = holder.shard !== null && shard !== null && holder.shard.count !== shard.count;
  return differ ? ', and shards of different numbers overlap' : '';
}

/** What to do about a holder, for the end of a sentence. */
export function waitingAdvice({ host }: LockHolder): string {
  return host === null
    ? 'wait for it'
    : 'wait for it; if it was killed there, its lock counts for nothing after five minutes';
}

/** What processes left that were killed while they took the lock. One that is taking it does without. */
function sweep(dir: string, beginning: string): void {
  for (const name of namesIn(dir)) if (name.startsWith(beginning)) removeFile(join(dir, name));
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
