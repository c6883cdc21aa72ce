import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withoutProgress } from '../../scripts/progress.mjs';

const root = resolve(import.meta.dirname, '../..');

/** How a script ended, and what it printed; `stderr` without the progress of our program. */
export interface ShellRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script by bash with `kerio-exit` in the path. `dir` is a folder of its own; the script starts in `<dir>/home`. */
export function runInShell(dir: string, script: string, env: Readonly<Record<string, string>> = {}): ShellRun {
  const [bin, home] = [join(dir, 'bin'), join(dir, 'home')];
  for (const folder of [bin, home]) mkdirSync(folder, { recursive: true });
  const program = join(bin, 'kerio-exit');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/kerio-exit.js')}' "$@"\n`);
  chmodSync(program, 0o755);
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: home,
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: home, ...env },
  });
  return { status, stdout, stderr: withoutProgress(stderr) };
}
