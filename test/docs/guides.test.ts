/** The commands of the guides, run in order as they are written, but for the places of store and output. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { runInShell } from '../support/shell.js';
import { tempDir } from '../support/temp.js';

const root = resolve(import.meta.dirname, '../..');

/** What can be run without a server. */
const OFFLINE = /^kerio-exit (?:inspect|accounts|export|verify|next) /;

function commandsOf(guide: string): string[] {
  const text = readFileSync(join(root, 'docs', guide), 'utf8').replace(/\\\n/g, ' ');
  const blocks = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, code = '']) => code);
  return blocks.flatMap((code) => code.split('\n')).filter((line) => OFFLINE.test(line));
}

test.each([
  ['getting-started.md', 10],
  ['google-workspace.md', 3],
  ['microsoft-365.md', 5],
  ['dovecot.md', 4],
  ['gmail-single-users.md', 1],
])('the commands of %s', (guide, least) => {
  const dir = tempDir('guide');
  for (const store of ['srv/kerio-copy', 'srv/kerio-copy-later', 'opt/kerio/mailserver'])
    cpSync(join(root, 'fixtures/kerio-store'), join(dir, store), { recursive: true });
  const commands = commandsOf(guide);
  expect(commands.length).toBeGreaterThanOrEqual(least);
  writeFileSync(join(dir, 'known-passwords.csv'), 'alice@example.com,secret of alice\n');
  for (const command of commands) {
    const placed = command
      .replace(/(^|[ =])\/(srv|opt|mnt)\//g, `$1${dir}/$2/`)
      .replace(' known-passwords.csv', ` ${dir}/known-passwords.csv`)
      .replaceAll('company.com', 'example.com');
    const { status, stderr } = runInShell(dir, placed);
    // The bundled store has damaged items.
    expect({ command, stderr, done: status === 0 || status === 1 }).toEqual({ command, stderr: '', done: true });
  }
});
