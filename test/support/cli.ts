import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { main } from '../../src/cli/main.js';
import { withoutProgress } from './progress.js';

const BIN = fileURLToPath(new URL('../../bin/kerio-exit.js', import.meta.url));

/** What a run of the program said, its progress apart, and how it ended. */
export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the program as a user would. `onStart` may send it signals; `uid` runs it as another user. */
export async function runCli(
  args: readonly string[],
  options: { readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void; readonly uid?: number } = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  options.onStart?.((signal) => child.kill(signal));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (ended) => resolve(ended));
  });
  return { code, out, err: withoutProgress(err) };
}

/** Runs a command in this process: what it says and how it ends is the same, and it costs a tenth of a start. */
export async function runHere(args: readonly string[]): Promise<CliResult> {
  let out = '';
  let err = '';
  const code = await main(args, {
    interactive: false,
    columns: 120,
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err: withoutProgress(err) };
}
