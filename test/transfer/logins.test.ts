import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseServerAddress } from '../../src/protocols/imap/address.js';
import { ConnectError } from '../../src/core/failures.js';
import { connect, type Endpoint } from '../../src/protocols/imap/connect.js';
import type { Login } from '../../src/core/login.js';
import { tokenSource } from '../../src/protocols/imap/oauth.js';
import { imapSource } from '../../src/sources/imap/imap-source.js';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import { LastingConnection } from '../../src/transfer/run/lasting-connection.js';
import { openStore } from '../../src/store/open.js';
import { startCountingProxy } from '../servers/counting-proxy.js';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { type FakeKerio, startFakeKerio } from '../servers/fake-kerio.js';
import { dovecotOauth, dovecotOauthFile, startTokenEndpoint, type TokenEndpoint } from '../servers/token-endpoint.js';
import { makeTempDir, removeDir } from '../support/temp.js';
import { startRewritingProxy } from '../servers/rewriting-proxy.js';
import { account, contents, endpointAt, makeStore, migrateQuietly, options, PASSWORD } from './support.js';
import { NEVER } from '../support/never.js';

const MASTER = { name: 'root', password: 'pass-root' };
/** Without it Dovecot answers later and later where passwords were wrong before. */
const QUICK_TO_REFUSE = `
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`;

describe('logging in', () => {
  let server: Dovecot;
  let tokens: TokenEndpoint;
  let dir: string;
  beforeAll(async () => {
    tokens = await startTokenEndpoint();
    dir = makeTempDir('oauth');
    writeFileSync(join(dir, 'oauth'), dovecotOauthFile(tokens.url));
    server = await startDovecot({
      users: { anna: PASSWORD, boris: PASSWORD },
      master: MASTER,
      config: `${dovecotOauth(join(dir, 'oauth'))}${QUICK_TO_REFUSE}`,
    });
  });
  afterAll(async () => {
    await server.stop();
    await tokens.stop();
    removeDir(dir);
  });

  const endpoint = (scheme: 'imap' | 'imaps', more: Partial<Endpoint> = {}, plaintext = false): Endpoint => ({
    address: parseServerAddress(`${scheme}://localhost:${scheme === 'imap' ? server.port : server.tlsPort}`, plaintext),
    verifyCertificate: true,
    trusted: readFileSync(server.certificate),
    timeoutMs: NEVER,
    ...more,
  });
  const password: Login = { kind: 'password', user: 'anna', password: PASSWORD };
  const open = async (where: Endpoint, login: Login): Promise<boolean> => {
    const client = await connect(where, login, undefined);
    const encrypted = client.secureConnection;
    await client.logout();
    return encrypted;
  };

  test.each<[string, Login]>([
    ['the own password', password],
    [
      'an administrator by authorisation identity',
      { kind: 'admin', user: 'anna', admin: 'root', password: MASTER.password },
    ],
    [
      'a master user by name',
      { kind: 'master', user: 'anna', admin: 'root', separator: '*', password: MASTER.password },
    ],
  ])('by %s', async (_, login) => {
    expect(await open(endpoint('imaps'), login)).toBe(true);
  });

  test('imap:// takes STARTTLS', async () => {
    expect(await open(endpoint('imap'), password)).toBe(true);
  });

  test('imap:// without encryption only when it is asked for', async () => {
    expect(await open(endpoint('imap', {}, true), password)).toBe(false);
  });

  test('a certificate that nobody vouches for is refused', async () => {
    const refused = open(endpoint('imaps', { trusted: null }), password);
    await expect(refused).rejects.toMatchObject({ name: 'ConnectError', kind: 'tls' });
    await expect(open(endpoint('imap', { trusted: null }), password)).rejects.toMatchObject({ kind: 'tls' });
    expect(await open(endpoint('imaps', { trusted: null, verifyCertificate: false }), password)).toBe(true);
  });

  test('a wrong password is said in the words of the server, without the password', async () => {
    const refused = await open(endpoint('imaps'), { ...password, password: 'secret-guess' }).catch(String);
    expect(refused).toMatch(/refused the login of anna: .*[Aa]uthentication failed/);
    expect(refused).not.toContain('secret-guess');
  });

  test('a wrong password is tried once at either end, and its connection closed', async () => {
    const proxy = await startCountingProxy(server.port);
    const wrong = account('anna', { source: 'boris', sourcePassword: 'guess', targetPassword: 'guess' });
    const store = makeStore({ INBOX: { items: [{ bytes: 'Subject: one\r\n\r\none\r\n' }] } });
    const toServer = options(proxy.port, {
      source: storeSource(openStore(store)),
      accounts: [{ ...wrong, source: 'anna@example.com' }],
    });
    const where = endpointAt(proxy.port);
    const { retry } = toServer;
    const live = imapSource({
      endpoint: where,
      login: ({ source }) => ({ kind: 'password', user: source, password: 'guess' }),
      retry,
      spoolDir: '/nonexistent',
    });
    for (const [run, user] of [
      [toServer, 'anna'],
      [options(server.port, { source: live, accounts: [wrong] }), 'boris'],
    ] as const) {
      const before = proxy.connections;
      const { plan, report } = await migrateQuietly(run);
      expect(plan.accounts[0]?.problem).toMatchObject({ kind: 'login' });
      expect(report?.problems[0]).toMatch(new RegExp(`refused the login of ${user}: NO .*Authentication failed`));
      expect(proxy.connections - before).toBe(1);
      await proxy.allClosed();
    }
    await proxy.stop();
  });

  test('a password that is refused during a run is not tried again; a server without time for it is', async () => {
    const setup = {
      retry: { firstMs: 1, longestMs: 2, tries: 4 },
      signal: new AbortController().signal,
      onWait: () => undefined,
    };
    const attempts = async (port: number): Promise<number> => {
      const proxy = await startCountingProxy(port);
      const there = { ...endpoint('imap'), address: parseServerAddress(`imap://127.0.0.1:${proxy.port}`, true) };
      const refused: Login = { ...password, password: 'guess' };
      const reached = async (): Promise<never> => {
        (await connect(there, refused, undefined)).close();
        throw new Error('the password was taken');
      };
      await expect(new LastingConnection({ ...setup, connect: reached }).get()).rejects.toThrow('anna');
      await proxy.allClosed();
      await proxy.stop();
      return proxy.connections;
    };
    expect(await attempts(server.port)).toBe(1);
    for (const words of ['[UNAVAILABLE] Not now.', '[ALERT] Too many simultaneous connections. (Failure)']) {
      const busy = await startRewritingProxy(server.port, (line) => line.replace(/\[AUTHENTICATIONFAILED\].*/, words));
      expect(await attempts(busy.port)).toBe(4);
      await busy.stop();
    }
  });

  test('a server that is not there is a network error', async () => {
    const nobody = { ...endpoint('imaps'), address: parseServerAddress('imaps://localhost:1') };
    await expect(open(nobody, password)).rejects.toSatisfy(
      (error) => error instanceof ConnectError && error.kind === 'network',
    );
  });

  test('by tokens of a Google service account, one for each user, used again while they are good', async () => {
    const token = tokenSource('google', tokens.googleKey);
    const before = tokens.given;
    for (const user of ['anna', 'boris', 'anna']) {
      expect(await open(endpoint('imaps'), { kind: 'token', user, token })).toBe(true);
    }
    expect(tokens.given - before).toBe(2);
  });

  test('by tokens of a Microsoft application, fetched anew when they are about to expire', async () => {
    const token = tokenSource('microsoft', tokens.microsoftKey);
    const before = tokens.given;
    tokens.lifetime = 60;
    for (let round = 0; round < 2; round += 1) await open(endpoint('imaps'), { kind: 'token', user: 'anna', token });
    tokens.lifetime = 3600;
    expect(tokens.given - before).toBe(2);
  });

  test('a token service that refuses is a bad login, in its own words', async () => {
    const wrong = tokens.microsoftKey.replace('client-secret', 'another-secret');
    const login: Login = { kind: 'token', user: 'anna', token: tokenSource('microsoft', wrong) };
    const refused = await open(endpoint('imaps'), login).catch((error: unknown) => error);
    expect(refused).toMatchObject({ kind: 'login' });
    expect(String(refused)).toContain('unknown client');
    expect(String(refused)).not.toContain('another-secret');
  });
});

describe('a live Kerio opened by its master password', () => {
  let server: Dovecot;
  let kerio: FakeKerio;
  beforeAll(async () => {
    server = await startDovecot({ users: { anna: PASSWORD, new: PASSWORD }, master: MASTER });
    kerio = await startFakeKerio(server.port, 'the master password', MASTER);
    const client = new ImapFlow({
      ...{ host: '127.0.0.1', port: server.port, secure: false, doSTARTTLS: false, logger: false },
      auth: { user: 'anna', pass: PASSWORD },
    });
    await client.connect();
    const mail = (subject: string): string =>
      `Received: from a by b; Fri, 3 Jan 2020 03:04:05 +0000\r\nSubject: ${subject}\r\n\r\n${subject}\r\n`;
    const card =
      'Subject: Jan\r\nContent-Type: text/vcard\r\n\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jan\r\nEND:VCARD\r\n';
    const event =
      'Subject: x\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
    for (const folder of ['Contacts', 'Calendar', 'Notes', 'Work']) await client.mailboxCreate(folder);
    const date = new Date('2020-01-03T03:04:05Z');
    await client.append('INBOX', mail('one'), ['\\Seen', '$Forwarded'], date);
    await client.append('INBOX', card, [], date);
    await client.append('Work', mail('two'), ['\\Flagged'], date);
    await client.append('Contacts', card, [], date);
    await client.append('Calendar', event, [], date);
    await client.append('Notes', 'Subject: note\r\n\r\nbuy milk\r\n', [], date);
    await client.logout();
  });
  afterAll(async () => {
    await kerio.stop();
    await server.stop();
  });

  const fromKerio = (masterPassword: string, spoolDir: string) =>
    imapSource({
      endpoint: {
        address: parseServerAddress(`imap://127.0.0.1:${kerio.port}`, true),
        verifyCertificate: true,
        trusted: null,
        timeoutMs: NEVER,
      },
      login: ({ source }) => ({ kind: 'kerio-master', user: source, password: masterPassword }),
      retry: { firstMs: 20, longestMs: 100, tries: 3 },
      spoolDir,
    });

  test('its mail is moved; calendars, contacts and notes are named and left for the export', async () => {
    const run = options(server.port, { source: fromKerio('the master password', '/nonexistent'), accounts: [] });
    const { report } = await migrateQuietly({ ...run, accounts: [account('new', { source: 'anna' })] });
    expect(report?.problems).toEqual([]);
    expect(report?.totals).toMatchObject({ found: 6, copied: 2, skipped: 4, failed: 0 });
    expect(Object.keys(report?.totals.reasons ?? {}).sort()).toEqual([
      'calendar entries are not mail: take them with "kerio-exit export" from the store',
      'contacts are not mail: take them with "kerio-exit export" from the store',
      'notes are not mail: take them with "kerio-exit export" from the store',
    ]);
    const there = contents(server, 'new').map(({ mailbox, flags, receivedAt }) => [mailbox, flags, receivedAt]);
    expect(there).toEqual([
      ['INBOX', ['$Forwarded', '\\Seen'], 1_578_020_645],
      ['Work', ['\\Flagged'], 1_578_020_645],
    ]);
    const logs = readdirSync(run.stateDir.logs).map((name) =>
      readFileSync(join(run.stateDir.logs, name, 'debug.log'), 'utf8'),
    );
    expect(logs.join('')).toContain('X-SETUSER');
    expect(logs.join('') + kerio.said.join('')).not.toContain('the master password');
  });

  test('a wrong master password is a bad login of every account', async () => {
    const run = options(server.port, {
      source: fromKerio('guess', '/nonexistent'),
      accounts: [account('new', { source: 'anna' })],
    });
    const { report } = await migrateQuietly(run);
    expect(report).toMatchObject({ complete: false, mailboxes: [{ outcome: 'stopped' }] });
    expect(report?.problems[0]).toMatch(/refused the login of anna/);
  });
});
