import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeStore } from '../migrate/support.js';
import { ensureDebian } from '../servers/debian.js';
import { tempDir } from '../support/temp.js';

/** Runs a command on a terminal of its own, presses keys as soon as it waits for them, prints what it printed. */
const ON_A_TERMINAL = `
import os, pty, re, select, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
keys = [k.encode() for k in sys.argv[1].encode().decode('unicode_escape').split(',')]
out = b''
until = time.time() + 40
while time.time() < until:
    if select.select([fd], [], [], 0.1)[0]:
        try:
            data = os.read(fd, 65536)
        except OSError:
            break
        if not data:
            break
        out += data
    elif keys and b'ticked' in out:
        os.write(fd, keys.pop(0))
sys.stdout.buffer.write(out)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

function choose(keys: string): { code: number | null; out: string } {
  ensureDebian(['python3']);
  const dir = tempDir('choose');
  const users = join(dir, 'users.csv');
  writeFileSync(users, 'source,target,target_password\nanna@a,a,x\nboris@a,b,x\neva@a,c,x\n', { mode: 0o600 });
  const to = ['--to', 'imaps://localhost:1', '--state-dir', join(dir, 'state')];
  const args = [
    'bin/kerio-exit.js',
    'migrate',
    '--from',
    makeStore({ INBOX: { items: [] } }),
    ...to,
    '--users',
    users,
    '--choose',
  ];
  const { status, stdout } = spawnSync('python3', ['-c', ON_A_TERMINAL, keys, process.execPath, ...args], {
    encoding: 'utf8',
  });
  return { code: status, out: stdout };
}

test('users are ticked on a terminal, and only these are moved', () => {
  // Off the first, down twice, off the last.
  const { code, out } = choose(' ,j,j, ,\\r');
  expect(out).toContain('3 of 3 ticked');
  expect(out).toContain('1 of 3 ticked');
  expect(out).toContain('the store has no mailbox boris@a');
  expect(out).not.toContain('no mailbox anna@a');
  expect(code).toBe(3);
});

test('leaving moves nobody', () => {
  const { code, out } = choose('q,\\x1b');
  expect(out).toContain('left without choosing');
  expect(code).toBe(2);
});
