/** A migration whose own disk fills up, or that is killed at a file operation of its own: it goes on where it was. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomSource } from '../../bench/random.mjs';
import { oddMailbox } from '../transfer/odd-mail.js';
import { contents, lines, makeStore, PASSWORD } from '../transfer/support.js';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { tempDir } from '../support/temp.js';
import { expectSentence, makeSandbox, run } from './sandbox.js';
import { keepFigures, seed, times } from './scale.js';

const TRIALS = times(60, 4);
const MESSAGES = 150;
const FAULTS = ['full', 'kill', 'torn'] as const;
const figures = { migrations: 0, fullDisks: 0, kills: 0, messages: 0, exact: 0 };

let server: Dovecot;
beforeAll(async () => {
  const users = ['disk-count', ...Array.from({ length: TRIALS }, (_, at) => `disk${at}`)];
  server = await startDovecot({ users: Object.fromEntries(users.map((user) => [user, PASSWORD])) });
});
afterAll(async () => {
  keepFigures('disks of migrations', figures);
  await server.stop();
});

test(`after ${TRIALS} full disks and kills, the next run leaves every message exactly once`, async () => {
  const random = randomSource(seed);
  const { folders, expected } = oddMailbox(MESSAGES, seed);
  const source = makeStore(folders);
  const prepare = (user: string) => {
    const sandbox = makeSandbox(tempDir('migrate-disk'));
    mkdirSync(sandbox.out);
    const users = join(sandbox.dir, 'users.csv');
    writeFileSync(users, `source,target,target_password\nanna@example.com,${user},${PASSWORD}\n`, { mode: 0o600 });
    const to = ['--to', `imap://127.0.0.1:${server.port}`, '--to-plaintext', '--users', users, '--quiet'];
    return { sandbox, args: ['migrate', '--from', source, ...to, '--state-dir', join(sandbox.out, 'state')] };
  };
  const counted = prepare('disk-count');
  const countTo = join(counted.sandbox.dir, 'result/count.json');
  expect(await run(counted.sandbox, counted.args, { countTo })).toMatchObject({ code: 0, stderr: '' });
  const { changes } = JSON.parse(readFileSync(countTo, 'utf8')) as { changes: number };
  expect(changes).toBeGreaterThan(20);
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const { sandbox, args } = prepare(`disk${trial}`);
    const fault = `${FAULTS[trial % 3] ?? 'full'}@${1 + Math.floor(random() * changes)}`;
    const ended = await run(sandbox, args, { fault });
    const name = `trial ${trial} of seed ${seed}: ${fault} of ${changes}`;
    if (ended.signal === 'SIGKILL') figures.kills += 1;
    else if (ended.code !== 0) {
      expect({ name, ...ended }).toMatchObject({ name, code: 3 });
      expectSentence(ended);
      expect(ended.stderr).toMatch(/full|room|ENOSPC/);
      figures.fullDisks += 1;
    }
    const again = await run(sandbox, args);
    expect({ name, ...again }).toMatchObject({ name, code: 0, stderr: '' });
    expect({ name, found: lines(contents(server, `disk${trial}`)) }).toEqual({ name, found: expected });
    figures.migrations += 1;
    figures.messages += expected.length;
    figures.exact += 1;
  }
});
