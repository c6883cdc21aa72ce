import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.js';
import { readConnections, readKinds, readSize } from '../../src/options/migrate-flags.js';
import { readFolderRules } from '../../src/naming/folder-rules.js';
import { readSecret } from '../../src/options/secrets.js';
import { contents, makeStore } from '../transfer/support.js';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { startProxy } from '../servers/proxy.js';
import { tempDir } from '../support/temp.js';

const PASSWORD = 'pass;"word';
const MASTER = { name: 'root', password: 'pass-root' };

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(...argv: string[]): Promise<Run> {
  let [out, err] = ['', ''];
  const code = await main(['migrate', ...argv], {
    interactive: false,
    columns: 100,
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

/** Every byte of the files below a folder, as text. */
function everything(dir: string): string {
  const names = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return names.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')).join('\n');
}

describe('kerio-exit migrate', () => {
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot({ users: { anna: PASSWORD, boris: PASSWORD, eva: PASSWORD }, master: MASTER });
  });
  afterAll(() => server.stop());

  const store = () =>
    makeStore({
      INBOX: { items: [{ bytes: 'Subject: one\r\n\r\none\r\n' }, { bytes: 'Subject: two\r\n\r\ntwo\r\n' }] },
    });
  const usersFile = (text: string, mode = 0o600): string => {
    const path = join(tempDir('users'), 'users.csv');
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  const to = (): string[] => ['--to', `imaps://localhost:${server.tlsPort}`, '--ca', server.certificate];
  const quoted = PASSWORD.replaceAll('"', '""');

  test('moves over TLS, prints a table, exits 0; a second run moves nothing', async () => {
    const state = tempDir('state');
    const users = usersFile(`source;target;target_password;full_name\r\nanna@example.com;anna;"${quoted}";Anna\r\n`);
    const args = ['--from', store(), ...to(), '--users', users, '--state-dir', state];
    const first = await run(...args);
    expect(first).toMatchObject({ code: 0 });
    expect(first.err).not.toContain('chmod');
    expect(first.out).toMatch(
      /anna@example\.com {2}anna +2 +0 +0 +0 +0 {2}done\n2 of 2 messages are at imaps:\/\/localhost/,
    );
    expect(contents(server, 'anna')).toHaveLength(2);
    const page = readFileSync(join(state, 'report.html'), 'utf8');
    expect(page).toContain('<h1>All 2 messages of 1 mailbox arrived.</h1>');
    const [firstRun = ''] = readdirSync(join(state, 'logs'));
    expect(readFileSync(join(state, 'logs', firstRun, 'report.html'), 'utf8')).toBe(page);
    const second = await run(...args, '--json');
    expect(JSON.parse(second.out)).toMatchObject({ command: 'migrate', totals: { copied: 0, before: 2 } });
    const proof = await run(...args, '--verify');
    expect(proof).toMatchObject({ code: 0 });
    expect(proof.out).toContain('Everything is there, once.');
    expect(everything(state)).not.toContain(PASSWORD);
    const [logs = ''] = readdirSync(join(state, 'logs'));
    expect(logs).toMatch(/^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(-\d+)?$/);
    expect(readFileSync(join(state, 'logs', logs, 'report.log'), 'utf8')).toContain('anna@example.com: done: 2 copied');
  });

  test('Ctrl-C while it is proved ends it with 130 and a sentence, and no proof is written', async () => {
    const state = tempDir('state');
    const users = usersFile(`source,target,target_password\nanna@example.com,eva,"${quoted}"\n`);
    let isPressed = false;
    const proxy = await startProxy(server.port, (client, upstream) => {
      client.pipe(upstream).pipe(client);
      // A second one would end the process at once.
      if (!isPressed) process.emit('SIGINT', 'SIGINT');
      isPressed = true;
    });
    const to_ = ['--to', `imap://127.0.0.1:${proxy.port}`, '--to-plaintext'];
    const args = ['--from', store(), ...to_, '--users', users, '--state-dir', state, '--verify'];
    expect(await run(...args)).toEqual({
      ...{ code: 130, out: '' },
      err: 'kerio-exit: interrupted before everything was compared; run the same command again.\n',
    });
    expect(existsSync(join(state, 'verify.json'))).toBe(false);
    await proxy.stop();
  });

  test('an administrator for all, with the password from a file; a file that others can read is warned of', async () => {
    const secret = join(tempDir('secret'), 'secret');
    writeFileSync(secret, `${MASTER.password}\n`, { mode: 0o644 });
    const users = usersFile('source,target\nanna@example.com,boris\n', 0o640);
    const { code, err } = await run(
      ...['--from', store(), ...to(), '--users', users, '--state-dir', tempDir('state')],
      ...['--to-auth', 'master', '--to-admin', MASTER.name, '--to-secret-file', secret],
    );
    expect(code).toBe(0);
    expect(err).toContain(`${users} can be read by others (mode 640): chmod 600 it, it holds passwords`);
    expect(err).toContain(`${secret} can be read by others (mode 644)`);
    expect(contents(server, 'boris')).toHaveLength(2);
  });

  test('a dry run shows the table and every bad login, and exits 3 for these', async () => {
    const users = usersFile('source,target,target_password\nanna@example.com,eva,wrong\nnobody@example.com,anna,x\n');
    const args = ['--from', store(), ...to(), '--users', users, '--state-dir', tempDir('state'), '--dry-run'];
    const { code, out } = await run(...args);
    expect(code).toBe(3);
    expect(out).toContain('refused the login of eva');
    expect(out).toContain('the store has no mailbox nobody@example.com');
    expect(out).not.toContain('wrong');
  });

  test('messages that fail make it 1, a server that is not there 3', async () => {
    const users = usersFile(`source,target,target_password\nanna@example.com,eva,"${quoted}"\n`);
    const args = ['--from', store(), '--users', users, '--state-dir', tempDir('state')];
    const failed = await run(...args, ...to(), '--max-size', '1B');
    expect(failed.code).toBe(1);
    expect(failed.out).toContain('2 not sent: too large: 21 octets, the limit is 1');
    expect((await run(...args, '--to', 'imaps://localhost:1')).code).toBe(3);
  });

  test.each<[string, string[]]>([
    ['--users missing.csv cannot be read (ENOENT)', ['--users', 'missing.csv']],
    ['is no server: write imaps://', ['--to', 'mail.example.com']],
    ['must not hold a user or password', ['--to', 'imaps://anna:secret@localhost']],
    ['--rate fast is no rate', ['--rate', 'fast']],
    ['--connections 4/2: 2 in all are fewer', ['--connections', '4/2']],
    ['--map Sent is no rule', ['--map', 'Sent']],
    ['--choose needs a terminal', ['--choose']],
    [
      '--attendees private-copy means nothing to --to davs: give silent, strip, keep',
      ['--to', 'davs://localhost', '--attendees', 'private-copy'],
    ],
    ['leave nobody to move', ['--select', 'x*']],
    ['--to-auth admin needs --to-admin', ['--to-auth', 'admin', '--to-secret-file', '/dev/null']],
    ['a password or key is missing: give --to-secret-file or set KERIO_EXIT_TO_SECRET', ['--to-auth', 'google']],
  ])('%s', async (words, args) => {
    const users = usersFile('anna@example.com;x;Anna\n');
    const { code, err } = await run('--from', store(), ...to(), '--users', users, ...args);
    if (args[0] === '--to-auth' && args[1] === 'admin') expect(err).toMatch(/needs --to-admin|is empty/);
    else expect(err).toContain(words);
    expect(err.split('\n').filter((line) => line.startsWith('kerio-exit: ')).length).toBeGreaterThan(0);
    expect(code).toBe(2);
  });

  test('two runs at once on one state folder: the second is refused', async () => {
    const state = tempDir('state');
    const child = spawn('sleep', ['60']);
    writeFileSync(join(state, 'lock'), String(child.pid));
    const users = usersFile('anna@example.com;x;Anna\n');
    const { code, err } = await run('--from', store(), ...to(), '--users', users, '--state-dir', state);
    child.kill();
    expect(code).toBe(2);
    expect(err).toContain(`another migration (process ${child.pid ?? 0}) is at work in ${state}`);
  });
});

test('secrets come from a file or the environment, without the line end an editor adds', () => {
  const file = join(tempDir('secret'), 's');
  writeFileSync(file, ' a b \r\n', { mode: 0o600 });
  expect(readSecret('to', file, {})).toEqual({ secret: ' a b ', warnings: [] });
  expect(readSecret('from', undefined, { KERIO_EXIT_FROM_SECRET: 'x' }).secret).toBe('x');
  expect(() => readSecret('from', undefined, {})).toThrow('KERIO_EXIT_FROM_SECRET');
  writeFileSync(file, '\n');
  expect(() => readSecret('to', file, {})).toThrow('is empty');
});

test('values of options', () => {
  expect(readSize('35MB')).toBe(35_000_000);
  expect(readSize('1.5k')).toBe(1500);
  expect(() => readSize('big')).toThrow('is no size');
  expect([...readKinds(['mail', 'notes', 'filters'])]).toEqual(['mail', 'notes', 'journal', 'filters']);
  expect(readConnections('2')).toEqual({ perAccount: 2, total: 4 });
  expect(readConnections('6')).toEqual({ perAccount: 6, total: 6 });
  expect(readConnections('1/9')).toEqual({ perAccount: 1, total: 9 });
  expect([...readFolderRules(['A/B = C', 'x=y=z'])]).toEqual([
    ['A/B', 'C'],
    ['x', 'y=z'],
  ]);
});
