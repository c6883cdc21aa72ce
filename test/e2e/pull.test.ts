/** `dovecot/` of a Maildir export, started for real and pulled from by programs that are not ours. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureDebian } from '../servers/debian.js';
import { readOverImap } from '../servers/imap-reader.js';
import { freePort } from '../servers/port.js';
import { type ServerProcess, startProcess } from '../servers/process.js';
import { type CliResult, runCli } from '../support/cli.js';
import { encodeFolderName } from '../support/store-builder.mjs';
import { makeTempDir, removeDir, tempDir } from '../support/temp.js';
import { filesBelow, kerioExit, readLedger } from './program.js';
import { sourcesOf } from './sources.js';

const STORE = 'fixtures/kerio-store';
const JAN = 'jan.novak@example.com';
const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

/** Everything about the files of a folder that a server could change. */
function snapshot(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs, ctimeMs, mode } = statSync(path);
      return `${path.slice(dir.length)} ${size} ${mtimeMs} ${ctimeMs} ${mode}`;
    })
    .sort();
}

function passwordsOf(out: string): ReadonlyMap<string, string> {
  const [, ...rows] = readFileSync(join(out, 'dovecot/passwords.csv'), 'utf8').trim().split('\r\n');
  return new Map(rows.map((row) => row.split(',') as [string, string]));
}

/** The command line that starts the server, as the guide says, in the foreground. */
function command(out: string, user: number | null): { readonly command: string; readonly args: string[] } {
  const args = ['-F', '-c', join(out, 'dovecot/dovecot.conf')];
  if (user === null) return { command: 'dovecot', args };
  const who = ['--reuid', String(user), '--regid', String(user), '--clear-groups'];
  return { command: 'setpriv', args: [...who, 'dovecot', ...args] };
}

// An ordinary user can only be himself.
describe.each(isRoot ? (['root', 'nobody'] as const) : (['nobody'] as const))('started by %s', (starter) => {
  const uid = isRoot && starter === 'nobody' ? NOBODY : undefined;
  const dir = makeTempDir('pull');
  // Whatever a configuration could stumble over.
  const out = join(dir, '100%u # it\'s "out"');
  const args = [
    'export',
    STORE,
    '--out',
    out,
    '--mail-format',
    'maildir',
    '--target',
    'generic',
    '--passwords',
    'generate',
    '--exclude-archive',
    '--exclude-recoverable',
  ];
  let ports: { readonly imap: number; readonly pop3: number };
  let exported: CliResult;
  let server: ServerProcess;
  let before: readonly string[];

  beforeAll(async () => {
    ensureDebian(['dovecot-core', 'dovecot-imapd', 'dovecot-pop3d', 'isync', 'getmail6']);
    if (uid !== undefined) chownSync(dir, uid, uid);
    exported = await runCli(args, uid === undefined ? {} : { uid });
    ports = { imap: await freePort(), pop3: await freePort() };
    const listeners = (['imap', 'pop3'] as const).map(
      (name) => `service ${name}-login {\n  inet_listener ${name} {\n    port = ${ports[name]}\n  }\n}\n`,
    );
    writeFileSync(join(out, 'dovecot/local.conf'), listeners.join(''));
    before = snapshot(join(out, 'mail'));
    server = await startProcess({ ...command(out, uid ?? null), ready: { port: ports.imap } });
  });
  afterAll(async () => {
    await server.stop();
    removeDir(dir);
  });

  async function open(user: string): Promise<ImapFlow> {
    const pass = passwordsOf(out).get(user) ?? '';
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: ports.imap,
      secure: false,
      auth: { user, pass },
      logger: false,
    });
    await client.connect();
    return client;
  }

  test('only the owner may read what lets people in, and no password is told', () => {
    expect(exported.code).toBe(1);
    const secrets = [...passwordsOf(out).values()];
    expect(new Set(secrets).size).toBe(8);
    for (const name of ['users', 'passwords.csv'])
      expect(statSync(join(out, 'dovecot', name)).mode & 0o777).toBe(0o600);
    const told = [
      exported.out,
      exported.err,
      ...['report.json', 'dovecot/users', 'dovecot/dovecot.conf'].map((name) => readFileSync(join(out, name), 'utf8')),
    ].join();
    for (const secret of secrets) expect(told).not.toContain(secret);
    const accounts = readFileSync(join(out, 'accounts/passwords.csv'), 'utf8');
    for (const secret of secrets) expect(accounts).not.toContain(secret);
  });

  test('imapflow finds every message of every mailbox, with its folder, flags, date and bytes', async () => {
    const sourceOf = sourcesOf(STORE);
    const ledger = readLedger(out);
    const passwords = passwordsOf(out);
    expect([...passwords.keys()]).toEqual(readdirSync(join(out, 'mail')).sort());
    for (const [user, pass] of passwords) {
      const lines = (ledger.get(user) ?? []).filter(({ kind, result }) => kind === 'mail' && result === 'exported');
      const wanted = lines.map((line) => ({
        dir: /\/(?:(\.[^/]*)\/)?cur\//.exec(line.file ?? '')?.[1] ?? '',
        flags: [...line.flags].sort(),
        receivedAt: Date.parse(line.receivedAt ?? '') / 1000,
        text: readFileSync(sourceOf(user, line), 'latin1').replace(/\r?\n/g, '\r\n'),
      }));
      const read = (await readOverImap(ports.imap, user, pass)).map(({ mailbox, flags, receivedAt, bytes }) => ({
        dir: mailbox === 'INBOX' ? '' : `.${encodeFolderName(mailbox).replaceAll('/', '.')}`,
        flags,
        receivedAt,
        text: bytes.toString('latin1'),
      }));
      const key = (message: object): string => JSON.stringify(message);
      expect(read.map(key).sort(), user).toEqual(wanted.map(key).sort());
    }
  });

  test('mbsync copies it all', () => {
    const copy = join(dir, 'copy');
    mkdirSync(copy, { recursive: true });
    const rc = join(dir, 'mbsyncrc');
    const secret = join(dir, 'secret');
    writeFileSync(secret, passwordsOf(out).get(JAN) ?? '', { mode: 0o600 });
    writeFileSync(
      rc,
      `IMAPStore far
Host 127.0.0.1
Port ${ports.imap}
User ${JAN}
PassCmd "cat ${secret}"
SSLType None
AuthMechs LOGIN

MaildirStore near
Path ${copy}/
Inbox ${copy}/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Near
Sync Pull
CopyArrivalDate yes
SyncState *
`,
    );
    execFileSync('mbsync', ['-c', rc, 'all'], { stdio: 'pipe' });
    const copies = filesBelow(copy).filter((name) => /\/(?:cur|new)\//.test(name));
    // It leaves out a message without an empty line below its header, and says so.
    const isWhole = (name: string): boolean => /\n\r?\n/.test(readFileSync(join(out, 'mail', JAN, name), 'latin1'));
    const mail = filesBelow(join(out, 'mail', JAN)).filter((name) => name.includes('cur/') && isWhole(name));
    expect(mail.length).toBeGreaterThan(50);
    const flags = (names: readonly string[]): string[] =>
      names.map((name) => /:2,([A-Z]*)$/.exec(name)?.[1] ?? '').sort();
    expect(flags(copies)).toEqual(flags(mail));
    const times = (root: string, names: readonly string[]): number[] =>
      names.map((name) => Math.floor(statSync(join(root, name)).mtimeMs / 1000)).sort((a, b) => a - b);
    expect(times(copy, copies)).toEqual(times(join(out, 'mail', JAN), mail));
  });

  test('getmail fetches the inbox over POP3, and what it asks to delete stays', () => {
    const box = join(dir, 'getmail');
    for (const name of ['', 'cur', 'new', 'tmp']) mkdirSync(join(box, name), { recursive: true });
    writeFileSync(
      join(box, 'rc'),
      `[retriever]
type = SimplePOP3Retriever
server = 127.0.0.1
port = ${ports.pop3}
username = ${JAN}
password = ${passwordsOf(out).get(JAN) ?? ''}
[destination]
type = Maildir
path = ${box}/
${isRoot ? 'user = nobody\n' : ''}[options]
delete = true
delivered_to = false
received = false
`,
    );
    chmodSync(join(box, 'rc'), 0o600);
    // As root it delivers for others only.
    if (isRoot) for (const name of ['', 'cur', 'new', 'tmp']) chownSync(join(box, name), NOBODY, NOBODY);
    const inbox = readdirSync(join(out, 'mail', JAN, 'cur'));
    execFileSync('getmail', ['--getmaildir', box, '--rcfile', join(box, 'rc')], { stdio: 'pipe' });
    expect(readdirSync(join(box, 'new'))).toHaveLength(inbox.length);
    expect(readdirSync(join(out, 'mail', JAN, 'cur'))).toEqual(inbox);
  });

  test('nothing can be changed', async () => {
    const client = await open(JAN);
    try {
      await client.mailboxOpen('INBOX');
      expect(client.mailbox).toMatchObject({ permanentFlags: new Set() });
      const seen = async (): Promise<unknown> =>
        (await client.fetchOne('1', { flags: true })) && client.fetchOne('1', { flags: true });
      const flags = await seen();
      await client.download('1');
      await client.messageFlagsAdd('1', ['\\Seen', '\\Deleted']);
      await client.messageDelete('2');
      expect(await seen()).toEqual(flags);
      await expect(client.append('Drafts', 'Subject: x\r\n\r\nx\r\n')).rejects.toThrow();
      await expect(client.mailboxCreate('New')).rejects.toThrow();
      await expect(client.mailboxDelete('Drafts')).rejects.toThrow();
      await expect(client.mailboxRename('Drafts', 'Old drafts')).rejects.toThrow();
    } finally {
      await client.logout();
    }
    expect(snapshot(join(out, 'mail'))).toEqual(before);
  });

  test('special folders say so, and all are subscribed', async () => {
    const client = await open(JAN);
    const list = await client.list();
    await client.logout();
    const uses = new Map(list.map(({ path, flags }) => [path, flags]));
    for (const [name, use] of [
      ['Sent Items', '\\Sent'],
      ['Drafts', '\\Drafts'],
      ['Deleted Items', '\\Trash'],
      ['Junk E-mail', '\\Junk'],
    ] as const)
      expect(uses.get(name)).toContain(use);
    const names = readFileSync(join(out, 'mail', JAN, 'subscriptions'), 'utf8')
      .trim()
      .split('\n');
    expect(list.filter(({ subscribed }) => subscribed)).toHaveLength(names.length);
  });

  test('afterwards the export is as it was: verify agrees, and another export does nothing', async () => {
    expect(kerioExit('verify', out, '--quiet')).toMatchObject({ code: 0, stdout: '' });
    const made = (): string[] =>
      ['users', 'passwords.csv', 'dovecot.conf', 'acl'].map((name) => readFileSync(join(out, 'dovecot', name), 'utf8'));
    const files = made();
    const again = await runCli(args, uid === undefined ? {} : { uid });
    expect(again.out).toContain('109 items did not change since an earlier run');
    expect(made()).toEqual(files);
    expect(snapshot(join(out, 'mail'))).toEqual(before);
  });
});

describe('passwords', () => {
  test('of a file are taken, the others are made up and stay; local.conf outlives --fresh', async () => {
    const dir = tempDir('passwords');
    const out = join(dir, 'out');
    writeFileSync(join(dir, 'given.csv'), 'address;password\nJan.Novak@example.com;heslo: "ž" $x\n');
    const args = ['export', STORE, '--out', out, '--mail-format', 'maildir', '--only', 'mail', '--quiet'];
    expect((await runCli([...args, '--passwords', join(dir, 'given.csv')])).code).toBe(1);
    const first = readFileSync(join(out, 'dovecot/passwords.csv'), 'utf8');
    expect(first).toContain(`${JAN},"heslo: ""ž"" $x"\r\n`);
    writeFileSync(join(out, 'dovecot/local.conf'), '# mine\n');
    expect((await runCli(args)).code).toBe(1);
    expect(readFileSync(join(out, 'dovecot/passwords.csv'), 'utf8')).toBe(first);
    expect((await runCli([...args, '--fresh', '--target', 'generic'])).code).toBe(1);
    expect(passwordsOf(out).get(JAN)).toMatch(/^[\w-]{19}$/);
    expect(readFileSync(join(out, 'dovecot/local.conf'), 'utf8')).toBe('# mine\n');
  });

  test('that cannot be read are told before anything is written', async () => {
    const out = join(tempDir('passwords'), 'out');
    const args = [
      'export',
      STORE,
      '--out',
      out,
      '--mail-format',
      'maildir',
      '--only',
      'mail',
      '--passwords',
      '/none.csv',
    ];
    expect(await runCli(args)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('/none.csv cannot be read') as string,
    });
    expect(() => readdirSync(out)).toThrow('ENOENT');
  });
});

test('over TLS, with the local.conf of the guide', async () => {
  ensureDebian(['dovecot-core', 'dovecot-imapd', 'dovecot-pop3d', 'openssl']);
  const dir = tempDir('tls');
  const out = join(dir, 'out');
  await runCli(['export', STORE, '--out', out, '--mail-format', 'maildir', '--only', 'mail', '--quiet']);
  const [key, certificate] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-days', '30'];
  execFileSync('openssl', [...request, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const [, block = ''] = /^```text\n(listen = [^]*?)^```$/m.exec(readFileSync('docs/own-host.md', 'utf8')) ?? [];
  const [imaps, pop3s] = [await freePort(), await freePort()];
  const local = block
    .replace('listen = *', 'listen = 127.0.0.1')
    .replace(/\/etc\S+fullchain.pem/, certificate)
    .replace(/\/etc\S+privkey.pem/, key)
    .replace('port = 993', `port = ${imaps}`)
    .replace('port = 995', `port = ${pop3s}`);
  writeFileSync(join(out, 'dovecot/local.conf'), local);
  const server = await startProcess({ ...command(out, null), ready: { port: imaps } });
  try {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: imaps,
      secure: true,
      tls: { ca: [readFileSync(certificate)], servername: 'localhost' },
      auth: { user: JAN, pass: passwordsOf(out).get(JAN) ?? '' },
      logger: false,
    });
    await client.connect();
    expect(await client.status('INBOX', { messages: true })).toMatchObject({ messages: 19 });
    await client.logout();
  } finally {
    await server.stop();
  }
});
