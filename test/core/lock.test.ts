import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeHolder, FolderLock, lockHolders, waitingAdvice } from '../../src/core/lock.js';
import { thisPlace } from '../../src/core/machine.js';
import type { Shard } from '../../src/core/shard.js';
import { tempDir } from '../support/temp.js';

/** A number above every limit that Linux sets: no process has it. */
const NOBODY = 4_194_399;
const MINUTES = 60_000;

function take(dir: string, shard: Shard | null = null): FolderLock {
  const taken = FolderLock.take(dir, shard);
  if (!(taken instanceof FolderLock)) throw new Error(describeHolder(taken));
  return taken;
}

function putLock(dir: string, name: string, content: object, age = 0): void {
  writeFileSync(join(dir, name), JSON.stringify({ ...thisPlace(), token: 'x', pid: process.ppid, ...content }));
  const time = (statSync(join(dir, name)).mtimeMs - age) / 1000;
  utimesSync(join(dir, name), time, time);
}

describe('a lock', () => {
  test('is a file with the process, and is gone when it is released', () => {
    const dir = tempDir();
    const lock = take(dir);
    expect(readdirSync(dir)).toEqual(['lock']);
    expect(JSON.parse(readFileSync(join(dir, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid, ...thisPlace() });
    expect(lockHolders(dir)).toEqual([{ shard: null, pid: process.pid, host: null, alive: true }]);
    lock.release();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('lets shards of one number work side by side, and nobody else', () => {
    const dir = tempDir();
    const [first, second] = [take(dir, { index: 1, count: 4 }), take(dir, { index: 2, count: 4 })];
    expect(readdirSync(dir)).toEqual(['lock-1-of-4', 'lock-2-of-4']);
    for (const shard of [{ index: 2, count: 4 }, { index: 3, count: 8 }, null])
      expect(FolderLock.take(dir, shard)).toMatchObject({ alive: true, pid: process.pid });
    first.release();
    second.release();
    expect(readdirSync(dir)).toEqual([]);
    const whole = take(dir);
    expect(FolderLock.take(dir, { index: 2, count: 4 })).toMatchObject({ shard: null, alive: true });
    whole.release();
  });

  test('of a process that is gone is taken over, with what it left while it took it', () => {
    const dir = tempDir();
    putLock(dir, 'lock', { pid: NOBODY });
    writeFileSync(join(dir, 'lock.0123'), '');
    expect(lockHolders(dir)).toMatchObject([{ pid: NOBODY, alive: false }]);
    const lock = take(dir);
    expect(readdirSync(dir)).toEqual(['lock']);
    lock.release();
    // A version that wrote nothing but the number.
    writeFileSync(join(dir, 'lock'), String(process.ppid));
    expect(FolderLock.take(dir, null)).toEqual({ shard: null, pid: process.ppid, host: null, alive: true });
  });

  test('of a process that is gone does not stand in the way of another cut', () => {
    const dir = tempDir();
    for (const name of ['lock', 'lock-1-of-2', 'lock-3-of-4']) putLock(dir, name, { pid: NOBODY });
    const lock = take(dir, { index: 2, count: 4 });
    // That of the same cut says that this shard was killed.
    expect(readdirSync(dir)).toEqual(['lock-2-of-4', 'lock-3-of-4']);
    lock.release();
  });

  test('of a machine that was started again since is taken over, whoever has the number now', () => {
    const dir = tempDir();
    putLock(dir, 'lock', { boot: 'an earlier one' });
    take(dir).release();
  });

  test('of another machine counts as long as it is touched, and its own numbers mean nothing here', () => {
    const dir = tempDir();
    putLock(dir, 'lock', { host: 'node7', machine: 'other', pid: NOBODY }, 4 * MINUTES);
    const holder = FolderLock.take(dir, null);
    if (holder instanceof FolderLock) throw new Error('it was taken');
    expect(describeHolder(holder)).toBe(`process ${NOBODY} on node7`);
    expect(waitingAdvice(holder)).toContain('after five minutes');
    putLock(dir, 'lock', { host: 'node7', machine: 'other' }, 6 * MINUTES);
    take(dir).release();
  });

  test('that is empty is being written just now', () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'lock'), '');
    expect(FolderLock.take(dir, null)).toMatchObject({ alive: true });
    const old = Date.now() / 1000 - 600;
    utimesSync(join(dir, 'lock'), old, old);
    take(dir).release();
  });

  test('says that it is lost when somebody else has it, and leaves that one alone', () => {
    const dir = tempDir();
    const lock = take(dir);
    lock.beat();
    expect(lock.lost.aborted).toBe(false);
    rmSync(join(dir, 'lock'));
    putLock(dir, 'lock', {});
    lock.beat(Date.now() + 5 * MINUTES);
    expect(lock.lost.aborted).toBe(true);
    lock.release();
    expect(readdirSync(dir)).toEqual(['lock']);
  });

  test('that cannot be read for a moment is not lost', () => {
    const dir = tempDir();
    const lock = take(dir);
    const path = join(dir, 'lock');
    renameSync(path, join(dir, 'away'));
    mkdirSync(path);
    lock.beat(Date.now() + MINUTES);
    expect(lock.lost.aborted).toBe(false);
    // Nor is it anybody else's to take.
    expect(lockHolders(dir)).toMatchObject([{ alive: true }]);
    expect(() => FolderLock.take(dir, null)).toThrow('EISDIR');
    rmdirSync(path);
    // Somebody writes it where there are no hard links.
    writeFileSync(path, '');
    lock.beat(Date.now() + 2 * MINUTES);
    expect(lock.lost.aborted).toBe(false);
    renameSync(join(dir, 'away'), path);
    lock.beat(Date.now() + 3 * MINUTES);
    expect(lock.lost.aborted).toBe(false);
    lock.release();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('that somebody removed by hand is put back, but not after minutes in which another may have been at work', () => {
    const dir = tempDir();
    const lock = take(dir);
    const text = readFileSync(join(dir, 'lock'), 'utf8');
    rmSync(join(dir, 'lock'));
    lock.beat(Date.now() + MINUTES);
    expect(readFileSync(join(dir, 'lock'), 'utf8')).toBe(text);
    expect(lock.lost.aborted).toBe(false);
    rmSync(join(dir, 'lock'));
    lock.beat(Date.now() + 7 * MINUTES);
    expect(lock.lost.aborted).toBe(true);
    expect(readdirSync(dir)).toEqual([]);
    lock.release();
  });

  test('is taken over although somebody was killed while he took it over', () => {
    const dir = tempDir();
    const stale = JSON.stringify({ ...thisPlace(), token: 'first', pid: NOBODY });
    const claimed = JSON.stringify({ ...thisPlace(), token: 'second', pid: NOBODY });
    const claim = join(dir, `lock.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`);
    writeFileSync(join(dir, 'lock'), stale);
    writeFileSync(claim, claimed);
    take(dir).release();
    expect(readdirSync(dir)).toEqual([]);
    // By somebody who lives: it is his in a moment.
    writeFileSync(join(dir, 'lock'), stale);
    writeFileSync(claim, JSON.stringify({ ...thisPlace(), token: 'third', pid: process.ppid }));
    expect(FolderLock.take(dir, null)).toEqual({ shard: null, pid: process.ppid, host: null, alive: true });
    expect(readFileSync(join(dir, 'lock'), 'utf8')).toBe(stale);
  });

  test('of a process that lives is not taken over because the start of the machine could not be read', () => {
    const dir = tempDir();
    putLock(dir, 'lock', { boot: '' });
    expect(FolderLock.take(dir, null)).toMatchObject({ alive: true, pid: process.ppid });
    // Nobody has touched it: the machine may have been started again, and the number be another process's.
    putLock(dir, 'lock', { boot: '' }, 6 * MINUTES);
    take(dir).release();
  });

  test('is touched while its holder works', () => {
    const dir = tempDir();
    const lock = take(dir);
    utimesSync(join(dir, 'lock'), 1000, 1000);
    lock.beat();
    expect(statSync(join(dir, 'lock')).mtimeMs).toBe(1_000_000);
    lock.beat(Date.now() + MINUTES);
    expect(statSync(join(dir, 'lock')).mtimeMs).toBeGreaterThan(1_000_000);
    lock.release();
  });
});
