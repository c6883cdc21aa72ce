import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { main } from '../../src/cli/main.js';
import { withoutMeasures, withoutProgress } from '../../scripts/progress.mjs';

const BIN = fileURLToPath(new URL('../../bin/kerio-exit.js', import.meta.url));

/** What a run of the program said, its progress apart, and how it ended. */
export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What asks for a process of its own. */
export interface CliOptions {
  /** May send it signals. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
  /** Runs it as another user. */
  readonly uid?: number;
  /** Options for Node, before the program. */
  readonly node?: readonly string[];
}

/**
 * Runs the command line as a user would. Without options it is called in this process: it says the same and ends the same,
 * and costs a tenth of a start.
 */
export async function runCli(args: readonly string[], options?: CliOptions): Promise<CliResult> {
  return options === undefined ? runHere(args) : runProcess(args, options);
}

async function runHere(args: readonly string[]): Promise<CliResult> {
  let out = '';
  let err = '';
  const code = await main(args, {
    interactive: false,
    columns: 120,
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out: withoutMeasures(out), err: withoutProgress(err) };
}

async function runProcess(args: readonly string[], { onStart, uid, node = [] }: CliOptions): Promise<CliResult> {
  const child = spawn(process.execPath, [...node, BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  onStart?.((signal) => child.kill(signal));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (ended) => resolve(ended));
  });
  return { code, out: withoutMeasures(out), err: withoutProgress(err) };
}
