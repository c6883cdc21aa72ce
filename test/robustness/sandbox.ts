/** A folder in which the program runs: the store, the output, and everything else it might touch by mistake. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withoutTimes } from '../support/times.js';
import { expect } from 'vitest';
import { fsPath, nameFromBytes } from '../../src/core/escaped-path.js';
import { DOVECOT_PATHS } from '../../src/exporters/dovecot/config.js';
import { type DovecotUser, dovecotUsers } from '../../src/exporters/dovecot/users.js';
import { isRoot } from '../support/not-run.js';
import { withoutProgress } from '../../scripts/progress.mjs';

export interface Sandbox {
  readonly dir: string;
  /** The install folder of the store. */
  readonly source: string;
  /** The output folder; its parent holds nothing else. */
  readonly out: string;
}

/** What a run came to; `stderr` without its progress. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

export interface RunOptions {
  /** SIGKILL after so many milliseconds. */
  readonly killAfter?: number;
  /** What `fault-preload.mjs` shall do. */
  readonly fault?: string;
  /** Where it shall write how many file operations there were. */
  readonly countTo?: string;
  /** As root: without the right to read what the permissions forbid. */
  readonly restrained?: boolean;
}

const PROGRAM = fileURLToPath(new URL('../../bin/kerio-exit.js', import.meta.url));
const PRELOAD = pathToFileURL(fileURLToPath(new URL('fault-preload.mjs', import.meta.url))).href;

/** Makes the folder; the store is still to be put at `source`. */
export function makeSandbox(dir: string): Sandbox {
  for (const name of ['home', 'tmp', 'work', 'result']) mkdirSync(join(dir, name), { recursive: true });
  writeFileSync(join(dir, 'canary'), 'nobody touches this');
  return { dir, source: join(dir, 'source'), out: join(dir, 'result/out') };
}

/** Runs the command line in the sandbox, as a process of its own. */
export async function run(sandbox: Sandbox, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const preload = options.fault === undefined && options.countTo === undefined ? [] : ['--import', PRELOAD];
  const command = [process.execPath, ...preload, PROGRAM, ...args];
  const [file = '', ...rest] = options.restrained === true && isRoot() ? [...RESTRAIN, ...command] : command;
  const began = performance.now();
  const child = spawn(file, rest, {
    cwd: join(sandbox.dir, 'work'),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: join(sandbox.dir, 'home'),
      TMPDIR: join(sandbox.dir, 'tmp'),
      KERIO_EXIT_FAULT: options.fault,
      KERIO_EXIT_FAULT_COUNT: options.countTo,
    },
  });
  const timer = options.killAfter === undefined ? null : setTimeout(() => child.kill('SIGKILL'), options.killAfter);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (timer !== null) clearTimeout(timer);
      const stderr = withoutProgress(output.stderr);
      resolve({ code, signal, stdout: output.stdout, stderr, milliseconds: performance.now() - began });
    });
  });
}

/** Root reads everything unless these two rights are taken away. */
const RESTRAIN = [
  'setpriv',
  '--bounding-set',
  '-dac_override,-dac_read_search',
  '--inh-caps',
  '-dac_override,-dac_read_search',
];

/** What the program says when it cannot go on: one sentence, no stack trace. */
export function expectSentence({ stderr }: Ended): void {
  expect(stderr).toMatch(/^kerio-exit: [^\n]{20,}\n$/);
  expect(stderr).not.toMatch(/undefined|\[object|NaN|\bat \S+:\d+:\d+/);
}

/** Paths below a folder with their types, and a hash of content, mode and time. */
export type Tree = ReadonlyMap<string, string>;

/** `withTimes`: what is not to be touched at all; without: only content counts, and the times of single messages. */
export function readTree(dir: string, withTimes: boolean, leaveOut: readonly string[] = []): Tree {
  const tree = new Map<string, string>();
  const walk = (prefix: string): void => {
    for (const raw of readdirSync(fsPath(join(dir, prefix)), { encoding: 'buffer' })) {
      const path = prefix === '' ? nameFromBytes(raw) : `${prefix}/${nameFromBytes(raw)}`;
      if (leaveOut.includes(path)) continue;
      const place = fsPath(join(dir, path));
      const stat = lstatSync(place);
      const isMessage = /\.kerio-exit,S=|\.eml$/.test(path);
      const time = withTimes || isMessage ? ` ${Math.floor(stat.mtimeMs)}` : '';
      if (stat.isDirectory()) {
        tree.set(path, 'directory');
        walk(path);
      } else if (stat.isFile()) tree.set(path, `${hash(place)}${withTimes ? ` ${stat.mode}` : ''}${time}`);
      else tree.set(path, stat.isSymbolicLink() ? `link ${readlinkSync(place)}` : 'other');
    }
  };
  walk('');
  return tree;
}

function hash(path: string | Buffer): string {
  try {
    const bytes = readFileSync(path);
    const isReport = typeof path === 'string' && /report\.(?:json|html)$/.test(path);
    const content = isReport ? withoutTimes(path, bytes.toString('latin1')) : bytes;
    return createHash('sha1').update(content).digest('hex');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'error';
  }
}

/** The output as people get it, but for passwords that are made up by chance: `expectPasswords` looks at those. */
export function readOutput({ out }: Sandbox): Tree {
  return readTree(out, false, [
    '.kerio-exit',
    ...[DOVECOT_PATHS.users, DOVECOT_PATHS.passwords].map((name) => `dovecot/${name}`),
  ]);
}

/** The passwords of a server for the mail, where there is one: one for each mailbox, for the owner alone, and its hash. */
export function expectPasswords({ out }: Sandbox): void {
  const [users, passwords] = [DOVECOT_PATHS.users, DOVECOT_PATHS.passwords].map((name) => join(out, 'dovecot', name));
  if (users === undefined || passwords === undefined || !existsSync(join(out, 'dovecot'))) return;
  const [, ...rows] = readFileSync(passwords, 'utf8').trim().split('\r\n');
  const made = rows.map(
    (row): DovecotUser => ({ name: row.slice(0, row.indexOf(',')), password: row.slice(row.indexOf(',') + 1) }),
  );
  const mail = join(out, 'mail');
  expect(made.map(({ name }) => name)).toEqual(readdirSync(mail).sort());
  expect(readFileSync(users, 'utf8')).toBe(dovecotUsers(made, mail));
  if (process.platform !== 'win32')
    for (const file of [users, passwords]) expect(statSync(file).mode & 0o777).toBe(0o600);
}

/** Everything but the output folder. */
export function readOutside({ dir }: Sandbox): Tree {
  return readTree(dir, true, ['result']);
}

/** Differences of two trees, as short texts; for a message that says what is wrong. */
export function treeDifferences(expected: Tree, found: Tree): string[] {
  const paths = [...new Set([...expected.keys(), ...found.keys()])].sort();
  return paths
    .filter((path) => expected.get(path) !== found.get(path))
    .map(
      (path) => `${path}: ${!expected.has(path) ? 'is too much' : !found.has(path) ? 'is missing' : 'is not the same'}`,
    );
}
