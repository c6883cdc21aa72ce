/**
 * What shards leave for their common report: a file each in a folder that they share, `2-of-4.json` when it has ended,
 * `2-of-4.begun.json` when it has not. Names alone tell how far all are: with thousands of shards nobody reads all files to
 * find out that one is still missing.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from './errors.js';
import type { LockHolder } from './lock-file.js';
import { lockHolders } from './lock.js';
import { formatShard, type Shard, shardFileName, shardOfFileName } from './shard.js';
import { writeWhole } from './whole-file.js';
import { moveFile, removeFile, removeTree } from './platform.js';

/** The folder of these files, in the folder that keeps locks and states. */
export const SHARDS = 'shards';

/** How far one shard is. */
export interface ShardState {
  readonly shard: Shard;
  readonly state: 'ended' | 'running' | 'unfinished' | 'never ran';
  /** Who runs it. */
  readonly holder: LockHolder | null;
}

/** Writes down that a shard has begun. `dir` is the folder with the locks. What another cut left does not count any more. */
export function beginShard(dir: string, shard: Shard): void {
  const records = join(dir, SHARDS);
  mkdirSync(records, { recursive: true });
  for (const name of readdirSync(records)) {
    const other = shardOfFileName(name);
    if (other !== null && other.count !== shard.count) removeFile(join(records, name));
  }
  const { ended, begun } = filesOf(records, shard);
  try {
    // What it left the last time stays until there is something newer.
    moveFile(ended, begun);
  } catch (error) {
    nothingThere(error, null);
    if (readFile(begun) === null) writeWhole(begun, 'null\n');
  }
}

/** Leaves a shard's part of the report, and writes down whether it came to its end. */
export function endShard(dir: string, shard: Shard, { part, ended }: { part: unknown; ended: boolean }): void {
  const files = filesOf(join(dir, SHARDS), shard);
  const text = `${JSON.stringify(part)}\n`;
  if (!ended) {
    writeWhole(files.begun, text);
    return;
  }
  writeWhole(files.ended, text);
  removeFile(files.begun);
}

/**
 * What a shard left, of its last run or, as long as that one has not ended, of the one before. Null: nothing. Throws a UserError
 * when it is damaged: a report without it would leave its mailboxes out.
 */
export function readPart(dir: string, shard: Shard): unknown {
  const { ended, begun } = filesOf(join(dir, SHARDS), shard);
  try {
    return JSON.parse(readFile(ended) ?? readFile(begun) ?? 'null');
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new UserError(
      `What shard ${formatShard(shard)} left in ${join(dir, SHARDS)} is damaged (it is no whole JSON): run that shard again.`,
      { exitCode: 3, cause },
    );
  }
}

/** How far the shards of the last sharded run are, in their order; null without such a run. */
export function shardStates(dir: string): readonly ShardState[] | null {
  const names = new Set(namesIn(join(dir, SHARDS)).filter((name) => /^\d+-of-\d+(?:\.begun)?\.json$/.test(name)));
  const [first] = names;
  const count = first === undefined ? undefined : shardOfFileName(first)?.count;
  if (count === undefined) return null;
  const holders = lockHolders(dir).filter(({ alive, shard }) => alive && shard?.count === count);
  return Array.from({ length: count }, (_, at): ShardState => {
    const shard = { index: at + 1, count };
    const holder = holders.find((candidate) => candidate.shard?.index === shard.index) ?? null;
    // A shard says that it has ended before it gives its lock back, and unsays it when it begins.
    if (names.has(`${shardFileName(shard)}.json`)) return { shard, state: 'ended', holder };
    if (holder !== null) return { shard, state: 'running', holder };
    const begun = names.has(`${shardFileName(shard)}.begun.json`);
    return { shard, state: begun ? 'unfinished' : 'never ran', holder };
  });
}

/** Whether every shard has ended. */
export function allEnded(shards: readonly ShardState[]): boolean {
  return shards.every(({ state }) => state === 'ended');
}

/** Forgets all shards: the whole is done by one run. */
export function dropShards(dir: string): void {
  removeTree(join(dir, SHARDS));
}

function filesOf(records: string, shard: Shard): { readonly ended: string; readonly begun: string } {
  const name = join(records, shardFileName(shard));
  return { ended: `${name}.json`, begun: `${name}.begun.json` };
}

function readFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return nothingThere(error, null);
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch (error) {
    return nothingThere(error, []);
  }
}

/** What cannot be read is not the same as what is not there. */
function nothingThere<T>(error: unknown, nothing: T): T {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return nothing;
  throw error;
}
