import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomSource } from '../../bench/random.mjs';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { type CliOptions, runCli } from '../support/cli.js';
import { tempDir } from '../support/temp.js';
import { oddMailbox } from '../transfer/odd-mail.js';
import { killWhenGrown } from '../transfer/journal-size.js';
import { contents, lines, makeStore, PASSWORD } from '../transfer/support.js';
import { keepFigures, seed, times } from './scale.js';

const MAILBOXES = times(15, 1);
const ROUNDS = times(12, 5);
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

test('killed again and again, the last run leaves every message exactly once', async () => {
  for (const [at, user] of users.entries()) {
    const random = randomSource(seed * 1000 + at);
    const { folders, expected } = oddMailbox(1500, seed * 1000 + at);
    const dir = tempDir('kill');
    const file = join(dir, 'users.csv');
    writeFileSync(file, `source,target,target_password\nanna@example.com,${user},${PASSWORD}\n`, { mode: 0o600 });
    const to = ['--to', `imap://127.0.0.1:${server.port}`, '--to-plaintext'];
    const state = join(dir, 'state');
    const args = ['migrate', '--from', makeStore(folders), ...to, '--users', file, '--state-dir', state, '--quiet'];
    let kills = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      // Slow enough that a kill meets messages under way.
      const killed: CliOptions = { onStart: killWhenGrown(state, 1 + Math.floor(random() * 20_000)) };
      if ((await runCli([...args, '--rate', '300/s'], killed)).code === null) kills += 1;
    }
    expect(kills).toBeGreaterThan(3);
    expect(await runCli(args)).toMatchObject({ code: 0, err: '' });
    figures.mailboxes += 1;
    figures.kills += kills;
    figures.runs += ROUNDS + 1;
    figures.messages += expected.length;
    expect(lines(contents(server, user))).toEqual(expected);
    figures.exact += 1;
  }
});
