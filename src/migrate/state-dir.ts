/** Where a migration keeps what it must remember (docs/migrate.md, the state folder). */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { takeLock } from '../ledger/lock.js';
import { safeSegment } from '../naming/segment.js';

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

/** `dir` when the user named one; else the platform's usual places, one for each pair of source and destination. */
export function stateDir(
  dir: string | null,
  source: string,
  target: string,
  { platform, env, home }: Platform = { platform: process.platform, env: process.env, home: homedir() },
): StateDir {
  if (dir !== null) return { state: dir, logs: join(dir, 'logs') };
  const pair = pairName(source, target);
  if (platform === 'win32') {
    const base = join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'kerio-exit');
    return { state: join(base, 'migrate', pair), logs: join(base, 'logs', pair) };
  }
  if (platform === 'darwin') {
    const library = join(home, 'Library');
    const state = join(library, 'Application Support', 'kerio-exit', 'migrate', pair);
    return { state, logs: join(library, 'Logs', 'kerio-exit', pair) };
  }
  const xdg = env['XDG_STATE_HOME'];
  const base = join(
    xdg === undefined || xdg === '' ? join(home, '.local', 'state') : xdg,
    'kerio-exit',
    'migrate',
    pair,
  );
  return { state: base, logs: join(base, 'logs') };
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

/** Makes the folder ours for the time of a run. Throws a UserError when another run is at work there. */
export function lockState({ state }: StateDir): () => void {
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 });
    const holder = takeLock(join(state, 'lock'));
    if (holder !== null) {
      throw new UserError(
        `another migration (process ${holder}) is at work in ${state}: wait for it, or name another --state-dir`,
      );
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`${state} cannot be written to (${code ?? message}): name another folder with --state-dir`, {
      exitCode: 3,
      cause: error,
    });
  }
  return () => {
    rmSync(join(state, 'lock'), { force: true });
  };
}
