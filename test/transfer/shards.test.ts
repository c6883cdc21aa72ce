/** Shards of a migration, as processes of their own, against real servers. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownsMailbox } from '../../src/core/shard.js';
import { withoutTimes } from '../support/times.js';
import type { MigrationReport } from '../../src/transfer/state/migration-report.js';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { runCli } from '../support/cli.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';
import { contents, lines, PASSWORD } from './support.js';

const NAMES = Array.from({ length: 9 }, (_, at) => `user${at}`);
const mail = (text: string): string => `Message-ID: <${text}@example.com>\nSubject: ${text}\n\n${text}\n`;

/** A store of nine users, and the file that sends each to one of the same name. Only inside a test. */
function company(): { store: string; users: string } {
  const store = tempDir('migrate-store');
  const items = (name: string, count: number) =>
    Array.from({ length: count }, (_, at) => ({ bytes: mail(`${name}.${at}`), flags: at % 2 }));
  buildStore(store, {
    domains: {
      'example.com': Object.fromEntries(
        NAMES.map((name, at) => [
          name,
          {
            folders: {
              INBOX: { items: items(name, 3 + at) },
              Work: { items: [...items(`${name}.w`, 2), { bytes: null }] },
            },
          },
        ]),
      ),
    },
  });
  const users = join(store, 'users.csv');
  const rows = NAMES.map((name) => `${name}@example.com,${name},${PASSWORD}`);
  writeFileSync(users, `source,target,target_password\n${rows.join('\n')}\n`, { mode: 0o600 });
  return { store, users };
}

describe('shards of a migration', () => {
  const servers: Dovecot[] = [];
  beforeAll(async () => {
    const users = Object.fromEntries(NAMES.map((name) => [name, PASSWORD]));
    for (let count = 0; count < 3; count += 1) servers.push(await startDovecot({ users }));
  });
  afterAll(async () => {
    for (const server of servers) await server.stop();
  });

  const server = (at: number): Dovecot => {
    const found = servers[at];
    if (found === undefined) throw new Error('there is no such server');
    return found;
  };
  const args = ({ store, users }: ReturnType<typeof company>, to: Dovecot, state: string): string[] => [
    ...['migrate', '--from', store, '--to', `imap://127.0.0.1:${to.port}`, '--to-plaintext', '--users', users],
    ...['--state-dir', state, '--quiet'],
  ];
  const mailOf = (to: Dovecot): string[][] => NAMES.map((name) => lines(contents(to, name)));
  const reportOf = (state: string, to: Dovecot): string =>
    withoutTimes('report.json', readFileSync(join(state, 'report.json'), 'utf8')).replaceAll(String(to.port), 'PORT');

  test('three at once bring what one run brings, and the last one joins the report', async () => {
    const made = company();
    const [one, three] = [tempDir('state'), tempDir('state')];
    // Items are missing in the store.
    expect(await runCli(args(made, server(0), one))).toEqual({ code: 1, out: '', err: '' });
    const shards = ['1/3', '2/3', '3/3'].map(async (shard) =>
      runCli([...args(made, server(1), three), '--shard', shard], {}),
    );
    for (const ended of await Promise.all(shards)) expect(ended).toEqual({ code: 1, out: '', err: '' });
    expect(mailOf(server(1))).toEqual(mailOf(server(0)));
    expect(reportOf(three, server(1))).toBe(reportOf(one, server(0)));
    for (const dir of ['journal', 'ledger'])
      expect(readdirSync(join(three, dir)).sort()).toEqual(readdirSync(join(one, dir)).sort());
    const joined = await runCli(['report', three]);
    expect(joined).toMatchObject({ code: 1, err: '' });
    expect(joined.out).toContain('81 of 81 messages are at');
    expect(reportOf(three, server(1))).toBe(reportOf(one, server(0)));
    // All at once again: everything is there, and nothing is sent a second time.
    expect((await runCli(args(made, server(1), three))).code).toBe(1);
    expect(mailOf(server(1))).toEqual(mailOf(server(0)));
    expect(existsSync(join(three, 'shards'))).toBe(false);
  });

  test('a shard that was killed is named, and another cut brings the rest, once', async () => {
    const made = company();
    const state = tempDir('state');
    const slow = [...args(made, server(2), state), '--rate', '1/s'];
    const killed = runCli([...slow, '--shard', '1/2'], {
      onStart: (kill) => {
        const timer = setInterval(() => {
          if (!existsSync(join(state, 'journal'))) return;
          clearInterval(timer);
          kill('SIGKILL');
        }, 20);
      },
    });
    expect((await killed).code).toBeNull();
    expect(await runCli(['report', state])).toMatchObject({
      code: 1,
      err: '1 shard of 2 not at their end: run again with --shard 1/2.\n1 shard of 2 not begun: run with --shard 2/2.\n',
    });
    const shards = [1, 2, 3, 4].map(async (index) =>
      runCli([...args(made, server(2), state), '--shard', `${index}/4`, '--json'], {}),
    );
    const ended = await Promise.all(shards);
    const addresses = ended.map(({ out }) =>
      (JSON.parse(out) as MigrationReport).mailboxes.map(({ address }) => address),
    );
    addresses.forEach((own, at) => {
      for (const address of own) expect(ownsMailbox({ index: at + 1, count: 4 }, address)).toBe(true);
    });
    expect(addresses.flat().sort()).toEqual(NAMES.map((name) => `${name}@example.com`).sort());
    const report = JSON.parse(reportOf(state, server(2))) as MigrationReport;
    expect(report).toMatchObject({ complete: true, totals: { found: 81, exported: 81, missing: 9 } });
    expect(report.mailboxes.map(({ target }) => target)).toEqual(NAMES);
    expect(mailOf(server(2))).toEqual(mailOf(server(0)));
    const proof = await runCli([...args(made, server(2), state), '--verify', '--shard', '2/4']);
    expect(proof).toEqual({ code: 0, out: '', err: '' });
    expect(existsSync(join(state, 'shards/2-of-4.verify.json'))).toBe(true);
  });

  test('the same shard twice, and the whole beside a shard, are refused', async () => {
    const made = company();
    const state = tempDir('state');
    writeFileSync(join(state, 'lock-2-of-4'), String(process.ppid));
    for (const share of [['--shard', '2/4'], [], ['--shard', '1/3']]) {
      const { code, err } = await runCli([...args(made, server(0), state), ...share]);
      expect(code).toBe(2);
      expect(err).toContain(`another migration (shard 2/4, process ${process.ppid}) is at work in ${state}`);
    }
    const wrong = await runCli([...args(made, server(0), state), '--shard', '4/3']);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('--shard 4/3 is no share') as string });
  });
});
