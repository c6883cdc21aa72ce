/** The Windows build of Node under Wine: a Windows that a test can have. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { CACHE, nodeBinary } from '../../scripts/node-binaries.mjs';
import { withoutProgress } from '../../scripts/progress.mjs';
import { makeTempDir, removeDir } from '../support/temp.js';
import { NotRun } from '../support/not-run.js';
import { ensureDebian } from './debian.js';

const WINE = '/usr/lib/wine/wine64';
const SERVER = '/usr/lib/wine/wineserver64';
const root = join(import.meta.dirname, '../..');

/** How a program ended; `stderr` without the progress of ours. */
export interface WindowsRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface WindowsProcess {
  /** The process number that Windows programs see, once it is known. */
  readonly child: ChildProcess;
  /** What it has printed so far, standard output and standard error. */
  output(): string;
  /** Waits for its end. */
  readonly ended: Promise<WindowsRun>;
}

/** A Windows with two drives: `Z:` is this machine's whole tree, the other one a folder of the test. */
export class Windows {
  readonly #prefix: string;
  readonly #letter: string;
  readonly #logs = makeTempDir('wine');
  #runs = 0;

  private constructor(prefix: string, letter: string) {
    this.#prefix = prefix;
    this.#letter = letter;
  }

  /**
   * Installs Wine, fetches Node, makes the drive `letter` (no two test files may take the same). Throws a NotRun where Wine
   * cannot be had.
   */
  static start(letter: string, folder: string): Windows {
    ensureDebian(['wine', 'wine64']);
    try {
      nodeBinary('win-x64');
    } catch (error) {
      throw new NotRun(`needs Node for Windows, from the npm registry: ${String(error)}`);
    }
    const prefix = madePrefix();
    keepServer(prefix);
    const drive = join(prefix, 'dosdevices', `${letter.toLowerCase()}:`);
    rmSync(drive, { force: true });
    symlinkSync(folder, drive);
    return new Windows(prefix, letter.toUpperCase());
  }

  /** What a path of this machine is called on the drive `Z:`. */
  path(path: string): string {
    return `Z:${path.replaceAll('/', '\\')}`;
  }

  /** A path on the other drive; `path` is relative to its folder. */
  other(path: string): string {
    return `${this.#letter}:\\${path.replaceAll('/', '\\')}`;
  }

  /** Where a file of Windows' own drive `C:` is on this machine. */
  onDriveC(path: string): string {
    return join(this.#prefix, 'drive_c', path.replace(/^C:/, '').replaceAll('\\', '/'));
  }

  /** Starts a program of this machine's tree, a Windows one. */
  start(
    program: string,
    args: readonly string[],
    options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
  ): WindowsProcess {
    this.#runs += 1;
    const [out, err] = ['out', 'err'].map((name) => join(this.#logs, `${this.#runs}.${name}`)) as [string, string];
    // Node for Windows cannot write to a pipe of this side.
    const [stdout, stderr] = [openSync(out, 'w'), openSync(err, 'w')];
    const child = spawn(WINE, [program, ...args], {
      stdio: ['ignore', stdout, stderr],
      cwd: options.cwd ?? root,
      env: { ...environment(this.#prefix), ...options.env },
    });
    for (const fd of [stdout, stderr]) closeSync(fd);
    const endWithUs = (): void => void child.kill('SIGKILL');
    process.once('exit', endWithUs);
    const ended = once(child, 'exit').then(([code]: unknown[]): WindowsRun => {
      process.removeListener('exit', endWithUs);
      const stdout = readFileSync(out, 'utf8');
      return { code: code as number | null, stdout, stderr: withoutProgress(readFileSync(err, 'utf8')) };
    });
    return { child, output: () => readFileSync(out, 'utf8') + readFileSync(err, 'utf8'), ended };
  }

  /** Starts Node. */
  node(args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): WindowsProcess {
    return this.start(nodeBinary('win-x64'), args, options);
  }

  /** Runs the built command line to its end. */
  kerioExit(...args: readonly string[]): Promise<WindowsRun> {
    return this.node(['bin/kerio-exit.js', ...args]).ended;
  }

  /** Takes the drive away. */
  stop(): void {
    rmSync(join(this.#prefix, 'dosdevices', `${this.#letter.toLowerCase()}:`), { force: true });
    removeDir(this.#logs);
  }
}

function environment(prefix: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: prefix,
    // Names of files are UTF-8.
    LC_ALL: 'C.UTF-8',
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    // Wine would offer to fetch what runs .NET and HTML.
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  };
}

/** The folder with Wine's drive C, made once for each version of Wine. */
function madePrefix(): string {
  const { stdout } = spawnSync(WINE, ['--version'], { encoding: 'utf8' });
  const prefix = join(CACHE, stdout.trim().replace(/[^\w.-]+/g, '_'));
  if (existsSync(prefix)) return prefix;
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, 'wine-making-'));
  try {
    for (const args of [
      ['wineboot', '-i'],
      ['winecfg', '/v', 'win10'],
    ])
      inPrefix(WINE, args, making);
    // Its registry is written when its server ends.
    inPrefix(SERVER, ['-w'], making);
    renameSync(making, prefix);
  } catch (error) {
    // Another test may have made it meanwhile.
    if (lstatSync(prefix, { throwIfNoEntry: false }) === undefined) throw error;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return prefix;
}

/** So long Wine's server waits for the next program before it ends by itself, seconds. */
const SERVER_WAITS = 300;

/**
 * Starts Wine's server, which by itself ends three seconds after the last program: one that begins just then dies with it. Where
 * one runs already, another test file has started it so.
 */
function keepServer(prefix: string): void {
  spawnSync(SERVER, [`-p${SERVER_WAITS}`], { env: environment(prefix), stdio: 'ignore' });
}

function inPrefix(program: string, args: readonly string[], prefix: string): void {
  const run = spawnSync(program, args, { env: environment(prefix), stdio: 'ignore' });
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${String(run.status)}`);
}
