/** A lock as a file: who wrote it, whether that one lives, and how one of several gets it. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { thisPlace, type Place } from './machine.js';
import type { Shard } from './shard.js';
import { createWhole, writeWhole } from './whole-file.js';
import { patiently, removeFile } from './platform.js';

/** Who holds a lock. */
export interface LockHolder {
  readonly shard: Shard | null;
  readonly pid: number;
  /** Null for this machine. */
  readonly host: string | null;
  /** It runs, or may well run. */
  readonly alive: boolean;
}

/** What is in the file. */
export interface LockFile extends Place {
  readonly pid: number;
  /** Two locks of one process differ. */
  readonly token: string;
}

/** A lock that nobody has touched for so long has no holder. Milliseconds. */
export const DEAD_AFTER_MS = 5 * 60_000;

/** Tokens of the locks that this process holds. */
export const held = new Set<string>();

/** A lock as it was found. */
export interface Found {
  readonly text: string;
  readonly touchedAt: number;
}

/** Null when it is not there. Throws what node:fs throws when it cannot be read: then nobody knows whose it is. */
export function readLock(path: string): Found | null {
  try {
    return patiently(() => ({ text: readFileSync(path, 'utf8'), touchedAt: statSync(path).mtimeMs }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Who wrote a lock. `now`: the file server's time. */
export function holderOf(shard: Shard | null, { text, touchedAt }: Found, now: number): LockHolder {
  const lock = parseLock(text);
  const here = thisPlace();
  const pid = lock?.pid ?? 0;
  if (lock?.machine === here.machine) {
    // Where nothing tells one start of the machine from another (Windows, macOS), the number may be another process's by now.
    const known = lock.boot !== '' && here.boot !== '';
    const recent = known ? lock.boot === here.boot : now - touchedAt < DEAD_AFTER_MS;
    const alive = recent && (pid === process.pid ? held.has(lock.token) : isAlive(pid));
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

/** Who wants a lock: the text to put into it, for a shard or the whole. `token` is in the text and in no other. */
export interface Wish {
  readonly path: string;
  readonly shard: Shard | null;
  readonly text: string;
  readonly token: string;
}

/**
 * Puts a text into a file that nobody has, or whose holder is gone. Null when it is there, else who is in the way. The file is
 * the lock itself, or a claim to take it over: claims are taken over in the same way when their holder was killed.
 */
export function obtain(file: string, wish: Wish): LockHolder | null {
  for (;;) {
    const now = createWhole(file, wish.text, `${wish.path}.${wish.token}`);
    const found = readLock(file);
    // It was there, and was released before it could be read.
    if (found === null) continue;
    if (found.text === wish.text) return null;
    const holder = holderOf(wish.shard, found, now);
    if (holder.alive) return holder;
    const claim = `${wish.path}.${createHash('sha256').update(found.text).digest('hex').slice(0, 16)}`;
    const rival = obtain(claim, wish);
    try {
      // Claims are swept up by whoever has taken the lock: only while it is the one that we know is a claim worth something.
      const still = readLock(file);
      if (still?.text !== found.text || holderOf(wish.shard, still, now).alive) continue;
      if (rival !== null) return rival;
      writeWhole(file, wish.text, `${wish.path}.${wish.token}`);
    } finally {
      if (rival === null) removeFile(claim);
    }
  }
}

/** The same text again, for the file's time. False when a share is away for a while: the next beat tries again. */
export function rewrite(path: string, text: string): boolean {
  try {
    const fd = openSync(path, 'r+');
    try {
      writeSync(fd, text, 0);
    } finally {
      closeSync(fd);
    }
    return true;
  } catch {
    return false;
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
