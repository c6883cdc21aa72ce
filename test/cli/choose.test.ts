import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeStore } from '../transfer/support.js';
import { KEYS, runOnTerminal, type TerminalRun } from '../support/pty.js';
import { tempDir } from '../support/temp.js';

/** Ticks users of a users file on a terminal. */
async function choose(keys: string): Promise<TerminalRun> {
  const dir = tempDir('choose');
  const users = join(dir, 'users.csv');
  writeFileSync(users, 'source,target,target_password\nanna@a,a,x\nboris@a,b,x\neva@a,c,x\n', { mode: 0o600 });
  const args = [
    'bin/kerio-exit.js',
    'migrate',
    '--from',
    makeStore({ INBOX: { items: [] } }),
    ...['--to', 'imaps://localhost:1', '--state-dir', join(dir, 'state')],
    ...['--users', users, '--choose'],
  ];
  return runOnTerminal([process.execPath, ...args], [['Who moves?', keys]]);
}

test('users are ticked on a terminal, and only these are moved', async () => {
  // Off the first, down twice, off the last.
  const { code, out } = await choose(` jj ${KEYS.enter}`);
  expect(out).toContain('the store has no mailbox boris@a');
  expect(out).not.toContain('no mailbox anna@a');
  expect(out).not.toContain('no mailbox eva@a');
  expect(code).toBe(3);
});

test.each([KEYS.escape, KEYS.ctrlC])('leaving moves nobody: %j', async (key) => {
  const { code, out } = await choose(key);
  expect(out).toContain('left without choosing');
  expect(code).toBe(130);
});
