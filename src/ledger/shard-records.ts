/** What shards leave for their common report: one file each, `2-of-4.json`, in a folder that they share. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type LockHolder, lockHolders } from './lock.js';
import { type Shard, shardFileName, shardOfFileName } from './shard.js';
import { writeWhole } from './whole-file.js';

/** The folder of these files, in the folder that keeps locks and states. */
export const SHARDS = 'shards';

/** What a shard left. `T` is its part of the report. */
export interface ShardRecord<T> {
  readonly shard: Shard;
  /** Its last run came to its end. */
  readonly ended: boolean;
  /** Of its last run, or of the one before as long as that one has not ended; null when it never got so far. */
  readonly part: T | null;
}

/** How far one shard is, for a join. */
export interface ShardState<T> {
  readonly shard: Shard;
  readonly state: 'ended' | 'running' | 'unfinished' | 'never ran';
  /** Who runs it. */
  readonly holder: LockHolder | null;
  readonly part: T | null;
}

/** Writes down that a shard has begun. What shards of another number left does not count any more. */
export function beginShard(dir: string, shard: Shard): void {
  mkdirSync(dir, { recursive: true });
  for (const name of readdirSync(dir)) {
    const other = shardOfFileName(name);
    if (other !== null && other.count !== shard.count) rmSync(join(dir, name), { force: true });
  }
  write(dir, { shard, ended: false, part: readRecord(join(dir, fileOf(shard)))?.part ?? null });
}

/** Writes down what a shard did, and whether it came to its end. */
export function endShard<T>(dir: string, record: ShardRecord<T>): void {
  write(dir, record);
}

/**
 * How far the shards of the last sharded run are, in their order; null without such a run. `dir` is the folder with the
 * locks. `T` is what `endShard` was given there.
 */
export function shardStates<T>(dir: string): readonly ShardState<T>[] | null {
  const records = join(dir, SHARDS);
  const count = namesIn(records)
    .map((name) => (/^\d+-of-\d+\.json$/.test(name) ? shardOfFileName(name)?.count : undefined))
    .find((number) => number !== undefined);
  if (count === undefined) return null;
  const holders = lockHolders(dir).filter(({ alive, shard }) => alive && shard?.count === count);
  return Array.from({ length: count }, (_, at): ShardState<T> => {
    const shard = { index: at + 1, count };
    const holder = holders.find((candidate) => candidate.shard?.index === shard.index) ?? null;
    const record = readRecord(join(records, fileOf(shard))) as ShardRecord<T> | null;
    // A shard says that it has ended before it gives its lock back, and unsays it when it begins.
    const state =
      record?.ended === true ? 'ended' : holder !== null ? 'running' : record === null ? 'never ran' : 'unfinished';
    return { shard, state, holder, part: record?.part ?? null };
  });
}

/** Forgets all shards: the whole is done by one run. */
export function dropShards(dir: string): void {
  rmSync(dir, { recursive: true, force: true });
}

function fileOf(shard: Shard): string {
  return `${shardFileName(shard)}.json`;
}

function write(dir: string, record: ShardRecord<unknown>): void {
  writeWhole(join(dir, fileOf(record.shard)), `${JSON.stringify({ format: 1, ...record })}\n`);
}

function readRecord(path: string): ShardRecord<unknown> | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ShardRecord<unknown>;
  } catch {
    return null;
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch {
    return [];
  }
}
