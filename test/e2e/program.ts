import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerLine } from '../../src/ledger/line.js';
import { withoutProgress } from '../../scripts/progress.mjs';

/** What a run of the program came to; `stderr` without its progress. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line as a process of its own, as people do. */
export function kerioExit(...args: readonly string[]): Run {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, ['bin/kerio-exit.js', ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (error !== undefined) throw error;
  return { code: status ?? -1, stdout, stderr: withoutProgress(stderr) };
}

/** The ledger of an export: its lines by the mailbox's address. */
export function readLedger(out: string): ReadonlyMap<string, readonly LedgerLine[]> {
  const names = readdirSync(join(out, 'ledger')).sort();
  return new Map(
    names.map((name) => [
      name.replace(/\.jsonl$/, ''),
      readFileSync(join(out, 'ledger', name), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as LedgerLine),
    ]),
  );
}

/** Names of all files below a folder, relative to it, with `/`, in a fixed order. */
export function filesBelow(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();
}
