/**
 * One process at a time in a folder of ours, or one for each shard of it, also where several machines share the folder.
 *
 * A lock is a file with the process and its machine. On the same machine the process number tells whether the holder
 * lives. Of another machine only the file's time can tell: the holder writes it anew every few seconds, and a lock that
 * nobody has touched for five minutes has no holder. Times are those that the file server gives, so that clocks need not
 * agree.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { thisPlace, type Place } from './machine.js';
import { formatShard, type Shard, shardFileName, shardOfFileName } from './shard.js';
import { createWhole } from './whole-file.js';

/** Who holds a lock. */
export interface LockHolder {
  readonly shard: Shard | null;
  readonly pid: number;
  /** Null for this machine. */
  readonly host: string | null;
  /** It runs, or may well run. */
  readonly alive: boolean;
}

interface LockFile extends Place {
  readonly pid: number;
  /** Two locks of one process differ. */
  readonly token: string;
}

const NAME = 'lock';
const BEAT_MS = 15_000;
const DEAD_AFTER_MS = 5 * 60_000;
/** Tokens of the locks that this process holds. */
const held = new Set<string>();

/** A lock that this process holds. */
export class FolderLock {
  readonly #path: string;
  readonly #content: LockFile;
  readonly #text: string;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #beatAt = Date.now();

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
    const text = JSON.stringify(content);
    for (;;) {
      const now = createWhole(path, text, `${path}.${content.token}`);
      const found = readLock(path);
      if (found?.text === text) break;
      const holder = found === null ? null : holderOf(shard, found, now);
      if (holder?.alive === true) return holder;
      removeIfStill(path, found?.text ?? '');
    }
    const lock = new FolderLock(path, content);
    sweep(dir, `${name}.`);
    // Whoever comes second sees the first: each puts its own lock down before looking at the others.
    for (const other of locksIn(dir, statSync(path).mtimeMs)) {
      if (other.holder.shard?.count === shard?.count) continue;
      if (other.holder.alive) {
        lock.release();
        return other.holder;
      }
      removeIfStill(join(dir, other.name), other.text);
    }
    return lock;
  }

  /** Aborted when somebody else has taken the lock, because this process stood still for minutes. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Says that the holder lives, when it is time to: to be called in the midst of long work. */
  beat(now = Date.now()): void {
    if (now - this.#beatAt < BEAT_MS - 1000) return;
    this.#beatAt = now;
    if (!this.#isOurs()) this.#lost.abort();
    else rewrite(this.#path, this.#text);
  }

  release(): void {
    clearInterval(this.#timer);
    held.delete(this.#content.token);
    if (this.#isOurs()) rmSync(this.#path, { force: true });
  }

  #isOurs(): boolean {
    return readLock(this.#path)?.text === this.#text;
  }
}

/** Everybody who holds a lock of a folder, or held one and was killed; ordered by name. */
export function lockHolders(dir: string): LockHolder[] {
  return locksIn(dir, Date.now()).map(({ holder }) => holder);
}

/** `now`: the file server's time. */
function locksIn(
  dir: string,
  now: number,
): { readonly name: string; readonly text: string; readonly holder: LockHolder }[] {
  return namesIn(dir)
    .filter((name) => name === NAME || /^lock-\d+-of-\d+$/.test(name))
    .sort()
    .flatMap((name) => {
      const found = readLock(join(dir, name));
      return found === null ? [] : [{ name, text: found.text, holder: holderOf(shardOfFileName(name), found, now) }];
    });
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

interface Found {
  readonly text: string;
  readonly touchedAt: number;
}

function readLock(path: string): Found | null {
  try {
    return { text: readFileSync(path, 'utf8'), touchedAt: statSync(path).mtimeMs };
  } catch {
    return null;
  }
}

function holderOf(shard: Shard | null, { text, touchedAt }: Found, now: number): LockHolder {
  const lock = parseLock(text);
  const here = thisPlace();
  const pid = lock?.pid ?? 0;
  if (lock?.machine === here.machine) {
    const alive = lock.boot === here.boot && (pid === process.pid ? held.has(lock.token) : isAlive(pid));
    return { shard, pid, host: null, alive };
  }
  return { shard, pid, host: lock?.host ?? 'another machine', alive: now - touchedAt < DEAD_AFTER_MS };
}

/** A file with nothing but a number is a process of this machine. Null: it is being written just now, or was cut off. */
function parseLock(text: string): LockFile | null {
  if (/^\d+$/.test(text)) return { pid: Number(text), ...thisPlace(), token: '' };
  try {
    return JSON.parse(text) as LockFile;
  } catch {
    return null;
  }
}

/** The same text again, for the file's time. */
function rewrite(path: string, text: string): void {
  try {
    const fd = openSync(path, 'r+');
    writeSync(fd, text, 0);
    closeSync(fd);
  } catch {
    // A share that is away for a while: the next beat tries again.
  }
}

/** Somebody else may have taken the lock over meanwhile. */
function removeIfStill(path: string, text: string): void {
  if ((readLock(path)?.text ?? text) === text) rmSync(path, { force: true });
}

/** What processes left that were killed while they took the lock. One that is taking it does without. */
function sweep(dir: string, beginning: string): void {
  for (const name of namesIn(dir)) if (name.startsWith(beginning)) rmSync(join(dir, name), { force: true });
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
