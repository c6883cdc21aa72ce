import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomSource } from '../../bench/random.mjs';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { tempDir } from '../support/temp.js';
import { oddMailbox } from './odd-mail.js';
import { contents, lines, makeStore, PASSWORD } from './support.js';

let server: Dovecot;
beforeAll(async () => {
  server = await startDovecot({ users: { killed: PASSWORD } });
});
afterAll(() => server.stop());

/** Runs the command; kills it after so many milliseconds unless it has ended. Gives the exit code, null when killed. */
function run(args: readonly string[], killAfter: number | null): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['bin/kerio-exit.js', ...args], { stdio: 'ignore' });
    const timer = killAfter === null ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

test('killed again and again, the last run leaves every message exactly once', async () => {
  const { folders, expected } = oddMailbox(1500, 11);
  const dir = tempDir('kill');
  const users = join(dir, 'users.csv');
  writeFileSync(users, `source,target,target_password\nanna@example.com,killed,${PASSWORD}\n`, { mode: 0o600 });
  const to = ['--to', `imap://127.0.0.1:${server.port}`, '--to-plaintext'];
  const args = ['migrate', '--from', makeStore(folders), ...to, '--users', users, '--state-dir', join(dir, 'state')];
  const random = randomSource(5);
  let kills = 0;
  for (let round = 0; round < 12; round += 1) {
    // Slow enough that a kill meets messages under way.
    if ((await run([...args, '--rate', '1000/s'], 300 + random() * 900)) === null) kills += 1;
  }
  expect(kills).toBeGreaterThan(3);
  expect(await run(args, null)).toBe(0);
  expect(lines(contents(server, 'killed'))).toEqual(expected);
});
