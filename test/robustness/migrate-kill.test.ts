import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomSource } from '../../bench/random.mjs';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { tempDir } from '../support/temp.js';
import { oddMailbox } from '../transfer/odd-mail.js';
import { contents, lines, makeStore, PASSWORD } from '../transfer/support.js';
import { keepFigures, seed, times } from './scale.js';

const MAILBOXES = times(15, 1);
const users = Array.from({ length: MAILBOXES }, (_, at) => `killed${at}`);
const figures = { mailboxes: 0, kills: 0, runs: 0, messages: 0, exact: 0 };

let server: Dovecot;
beforeAll(async () => {
  server = await startDovecot({ users: Object.fromEntries(users.map((user) => [user, PASSWORD])) });
});
afterAll(async () => {
  keepFigures('migrations killed', figures);
  await server.stop();
});

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
  for (const [at, user] of users.entries()) {
    const random = randomSource(seed * 1000 + at);
    const { folders, expected } = oddMailbox(1500, seed * 1000 + at);
    const dir = tempDir('kill');
    const file = join(dir, 'users.csv');
    writeFileSync(file, `source,target,target_password\nanna@example.com,${user},${PASSWORD}\n`, { mode: 0o600 });
    const to = ['--to', `imap://127.0.0.1:${server.port}`, '--to-plaintext'];
    const args = ['migrate', '--from', makeStore(folders), ...to, '--users', file, '--state-dir', join(dir, 'state')];
    let kills = 0;
    for (let round = 0; round < 12; round += 1) {
      // Slow enough that a kill meets messages under way.
      if ((await run([...args, '--rate', '1000/s'], 300 + random() * 900)) === null) kills += 1;
    }
    expect(kills).toBeGreaterThan(3);
    expect(await run(args, null)).toBe(0);
    figures.mailboxes += 1;
    figures.kills += kills;
    figures.runs += 13;
    figures.messages += expected.length;
    expect(lines(contents(server, user))).toEqual(expected);
    figures.exact += 1;
  }
}, 7_200_000);
