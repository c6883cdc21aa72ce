/** The commands of the guides, run in order as they are written, but for the places of store and output. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../support/cli.js';
import { tempDir } from '../support/temp.js';

const root = resolve(import.meta.dirname, '../..');

/** What can be run without a server. */
const OFFLINE = /^kerio-exit (?:inspect|accounts|export|verify|next) /;

function commandsOf(guide: string): string[] {
  const text = readFileSync(join(root, 'docs', guide), 'utf8').replace(/\\\n/g, ' ');
  const blocks = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, code = '']) => code);
  return blocks.flatMap((code) => code.split('\n')).filter((line) => OFFLINE.test(line));
}

/** Files and folders of an output that a guide names, whole: without a placeholder, and not as one of several. */
function pathsOf(guide: string): string[] {
  const text = readFileSync(join(root, 'docs', guide), 'utf8');
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  const words = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, code = '']) => code.split(/[\s=]+/));
  const isOurs = (word: string): boolean =>
    /^\/srv\/(?:export|pull|served|trial)\/[\w./@-]+$/.test(word) && !/local\.conf$/.test(word);
  return [...new Set([...spans, ...words].filter(isOurs))];
}

/** The arguments of a command as a shell cuts it. */
function argumentsOf(command: string): string[] {
  const script = `kerio-exit() { printf '%s\\0' "$@"; }; ${command}`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

test.each([
  ['getting-started.md', 10],
  ['google-workspace.md', 3],
  ['microsoft-365.md', 5],
  ['own-host.md', 4],
  ['gmail-single-users.md', 1],
])('the commands of %s', async (guide, least) => {
  const dir = tempDir('guide');
  for (const store of ['srv/kerio-copy', 'srv/kerio-copy-later', 'opt/kerio/mailserver'])
    cpSync(join(root, 'fixtures/kerio-store'), join(dir, store), { recursive: true });
  const commands = commandsOf(guide);
  expect(commands.length).toBeGreaterThanOrEqual(least);
  mkdirSync(join(dir, 'home'));
  process.chdir(join(dir, 'home'));
  onTestFinished(() => {
    process.chdir(root);
  });
  writeFileSync(join(dir, 'known-passwords.csv'), 'alice@example.com,secret of alice\n');
  for (const command of commands) {
    const placed = command
      .replace(/(^|[ =])\/(srv|opt|mnt)\//g, `$1${dir}/$2/`)
      .replace(' known-passwords.csv', ` ${dir}/known-passwords.csv`)
      .replaceAll('company.com', 'example.com');
    const { code, err } = await runCli(argumentsOf(placed));
    // The bundled store has damaged items.
    expect({ command, err, done: code === 0 || code === 1 }).toEqual({ command, err: '', done: true });
  }
  const missing = pathsOf(guide)
    .map((path) => path.replaceAll('company.com', 'example.com'))
    .filter((path) => !existsSync(join(dir, path)));
  expect(missing).toEqual([]);
});
