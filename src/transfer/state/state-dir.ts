/** Where a migration keeps what it must remember (docs/migrate.md, the state folder). */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../core/errors.js';
import { describeHolder, FolderLock, overlapNotice, waitingAdvice } from '../../core/lock.js';
import { SHARDS } from '../../core/shard-records.js';
import { type Shard, shardFileName } from '../../core/shard.js';
import { safeSegment } from '../../naming/segment.js';

/** The folders of one migration: journal, ledger, reports below `state`, one folder a run below `logs`. */
export interface StateDir {
  readonly state: string;
  readonly logs: string;
}

/** What decides the usual places of a platform. */
export interface Platform {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
}

function here(): Platform {
  return { platform: process.platform, env: process.env, home: homedir() };
}

/** The folder in which the program keeps what it must remember between two starts; the platform's usual place. */
export function stateBase({ platform, env, home }: Platform = here()): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'kerio-exit');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'kerio-exit');
  const xdg = env['XDG_STATE_HOME'];
  return join(xdg === undefined || xdg === '' ? join(home, '.local', 'state') : xdg, 'kerio-exit');
}

/** `dir` when the user named one; else the platform's usual places, one for each pair of source and destination. */
export function stateDir(dir: string | null, source: string, target: string, on = here()): StateDir {
  if (dir !== null) return { state: dir, logs: join(dir, 'logs') };
  const pair = pairName(source, target);
  const base = stateBase(on);
  const state = join(base, 'migrate', pair);
  if (on.platform === 'win32') return { state, logs: join(base, 'logs', pair) };
  if (on.platform === 'darwin') return { state, logs: join(on.home, 'Library', 'Logs', 'kerio-exit', pair) };
  return { state, logs: join(state, 'logs') };
}

/** A readable name that differs for different pairs. */
function pairName(source: string, target: string): string {
  const hash = createHash('sha256').update(`${source}\n${target}`).digest('hex').slice(0, 8);
  const word = (text: string): string =>
    text
      .replace(/^imaps?:\/\//, '')
      .replace(/[^\w.-]+/g, '_')
      .slice(-40);
  return safeSegment(`${word(source)}-to-${word(target)}-${hash}`);
}

/** A file name for an address: itself where it is one, else with a hash, so that two never share a file. */
export function accountFile(address: string): string {
  const lower = address.toLowerCase();
  const safe = safeSegment(lower);
  return safe === lower ? safe : `${safe}~${createHash('sha256').update(lower).digest('hex').slice(0, 8)}`;
}

/**
 * Makes the folder ours for the time of a run, or a shard of it. Throws a UserError when another run is in the way there.
 */
export function lockState({ state }: StateDir, shard: Shard | null): FolderLock {
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 });
    const taken = FolderLock.take(state, shard);
    if (taken instanceof FolderLock) return taken;
    throw new UserError(
      `another migration (${describeHolder(taken)}) is at work in ${state}${overlapNotice(taken, shard)}: ${waitingAdvice(taken)}, or name another --state-dir`,
    );
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`${state} cannot be written to (${code ?? message}): name another folder with --state-dir`, {
      exitCode: 3,
      cause: error,
    });
  }
}

/** Throws a UserError when another run has taken a state folder over. */
export function refuseLost(lock: FolderLock, { state }: StateDir): void {
  if (!lock.lost.aborted) return;
  throw new UserError(`this run stood still for minutes, and another has taken ${state} over`, { exitCode: 3 });
}

/** The place of a file that each shard has for itself: `plan.json`, `shards/2-of-4.plan.json`. */
export function ownFile({ state }: StateDir, shard: Shard | null, name: string): string {
  return shard === null ? join(state, name) : join(state, SHARDS, `${shardFileName(shard)}.${name}`);
}
