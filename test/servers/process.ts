import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { NEVER } from '../support/never.js';

/** A server process that a test started and has to stop. */
export interface ServerProcess {
  readonly pid: number;
  /** Everything it has printed so far, standard output and standard error together. */
  output(): string;
  /** Ends it (SIGTERM, after a minute SIGKILL) and waits until it is gone. May be called twice. */
  stop(): Promise<void>;
}

/** When a server counts as started: it answers on a loopback port, or it has printed a line. */
export type Ready = { readonly port: number } | { readonly log: RegExp };

export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly ready: Ready;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** It leads a process group: for a server that ends all of the group when it ends. */
  readonly ownGroup?: boolean;
}

/** Starts a server in the foreground and waits until it is ready. Throws with its output when it ends before. */
export async function startProcess(options: ProcessOptions): Promise<ServerProcess> {
  const child = spawn(options.command, options.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.ownGroup === true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString('latin1');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  // A command that cannot be started at all reports here, not by an exit code.
  await once(child, 'spawn');
  // A test run that breaks off must not leave servers behind.
  const endWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.removeListener('exit', endWithUs));

  const until = Date.now() + NEVER / 2;
  while (!(await isReady(options.ready, output))) {
    if (hasEnded(child)) throw new Error(`${options.command} did not start\n${output}`);
    if (Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`${options.command} is still not ready\n${output}`);
    }
    await sleep(20);
  }
  return { pid: child.pid ?? 0, output: () => output, stop: () => stop(child) };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 60_000);
  await gone;
  clearTimeout(late);
}

async function isReady(ready: Ready, output: string): Promise<boolean> {
  return 'log' in ready ? ready.log.test(output) : answers(ready.port);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
