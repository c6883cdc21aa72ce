/** Requests that nobody's browser sends, too many of them, and what comes when the program ends. */
import { mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FoldersView } from '../../src/ui/api.js';
import { tempDir } from '../support/temp.js';
import { bundledStore } from './bundled-store.js';
import { listenTo, send, type Served, startServed } from './served.js';

let served: Served;
let port: number;
let own: Readonly<Record<string, string>>;
beforeAll(async () => {
  served = await startServed();
  ({ port } = served.server);
  own = { cookie: served.cookie, origin: served.origin, 'content-type': 'application/json' };
});
afterAll(() => served.stop());

/** What comes back for bytes that are no decent request, until the server hangs up. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);

test('paths lead nowhere but to what is served', async () => {
  for (const path of [
    ...['/../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc%2fpasswd', '/ui.js/../../package.json'],
    ...['/ui.js%00', '//evil.example/ui.js', '/report/../api/plan', '/report/outcome%2f..', '/api/__proto__'],
    ...['/api/constructor', '/ui-thread.js', '/main.js'],
  ])
    expect({ path, ...(await send(port, path, { headers: own })) }).toMatchObject({ path, status: 404 });
  for (const path of [`http://evil.example/api/session`, '*', '/%', `/${'a'.repeat(20_000)}`]) {
    const status = statusOf(
      await raw(`GET ${path} HTTP/1.1\r\nHost: evil.example\r\nCookie: ${served.cookie}\r\nConnection: close\r\n\r\n`),
    );
    expect([400, 421, 431]).toContain(status);
  }
});

test('methods that nobody asked for change nothing, and names of this machine must be whole', async () => {
  for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND', 'OPTIONS'])
    for (const path of ['/', '/api/session', '/api/draft', '/api/quit'])
      expect({ method, path, ...(await send(port, path, { method, headers: own })) }).toMatchObject({ status: 404 });
  expect((await send(port, '/api/draft', { headers: own })).status).toBe(404);
  expect((await send(port, '/api/events', { method: 'HEAD', headers: own })).status).toBe(405);
  for (const host of ['127.0.0.1', '127.0.0.1:', `127.0.0.1:${port}/`, `a@127.0.0.1:${port}`, '[::1', '%00'])
    expect([400, 421]).toContain((await send(port, '/api/session', { headers: { ...own, host } })).status);
  for (const head of [
    `GET /api/session HTTP/1.1\r\nCookie: ${served.cookie}`,
    `GET /api/session HTTP/1.1\r\nHost:\r\nCookie: ${served.cookie}`,
    `GET /api/session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.example\r\nCookie: ${served.cookie}`,
    `POST /api/draft HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked`,
    'no request at all',
  ])
    expect([400, 421]).toContain(statusOf(await raw(`${head}\r\nConnection: close\r\n\r\n`)));
  expect((await send(port, '/api/session', { headers: own })).status).toBe(200);
});

test('a body in pieces is measured as well, and one that never ends keeps nobody waiting', async () => {
  const status = await new Promise<number>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const head = Object.entries({ ...own, host: `127.0.0.1:${port}`, 'transfer-encoding': 'chunked' });
    socket.write(
      `POST /api/draft HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`,
    );
    const piece = `100000\r\n${' '.repeat(1 << 20)}\r\n`;
    const more = (): void => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', more);
    socket.once('data', (answer: Buffer) => {
      resolve(statusOf(answer.toString()));
      socket.destroy();
    });
    // The server may hang up on what it does not want to read.
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? undefined : reject(error)));
    more();
  });
  expect(status).toBe(413);
  const endless = connect(port, '127.0.0.1', () => endless.write('POST /api/draft HTTP/1.1\r\nHost: '));
  expect((await send(port, '/api/session', { headers: own })).status).toBe(200);
  endless.destroy();
});

test('names that every object has are names like others', async () => {
  for (const body of [
    '{"__proto__":{"way":"files"}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"own":{"__proto__":{"polluted":1}}}',
    '{"toString":1}',
    '{"decisions":{"__proto__":{"polluted":1}}}',
    '{"targets":[{"address":"__proto__"}]}',
    '{"targets":[{"address":"imaps://user:pass-word@mail.example"}]}',
  ]) {
    const { status, text } = await send(port, '/api/draft', { method: 'POST', headers: own, body });
    expect({ body, status }).toEqual({ body, status: 400 });
    expect(text).not.toContain('pass-word');
  }
  const body = '{"decisions":{"__proto__":"eva@example.com"}}';
  expect((await send(port, '/api/draft', { method: 'POST', headers: own, body })).status).toBe(204);
  const secrets = '{"targets":{"__proto__":"seCret"},"__proto__":{"users":"a"}}';
  expect((await send(port, '/api/secrets', { method: 'POST', headers: own, body: secrets })).status).toBe(204);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  expect(JSON.stringify(served.server.session.view)).not.toContain('seCret');
  await served.post('/api/secrets/forget', {});
  await served.post('/api/draft', { decisions: {} });
});

test('paths of any length and links are names of folders, and a link in the way of the users file is not followed', async () => {
  const dir = tempDir('ui-links');
  mkdirSync(join(dir, 'real'));
  symlinkSync(join(dir, 'real'), join(dir, 'link'));
  symlinkSync(join(dir, 'round'), join(dir, 'round'));
  const list = (path: string) => served.get<FoldersView>(`/api/folders?path=${encodeURIComponent(path)}`);
  // Somebody may have his store behind a link: its path can be typed.
  expect((await list(dir)).folders.map(({ name }) => name)).toEqual(['real']);
  expect(await list(join(dir, 'link'))).toMatchObject({ folders: [] });
  await expect(list(join(dir, 'round'))).rejects.toThrow(/400 .*ELOOP/);
  await expect(list(`/${'a'.repeat(300)}`)).rejects.toThrow(/400 .*ENAMETOOLONG/);
  await expect(list(`/${'a/'.repeat(2500)}`)).rejects.toThrow(/400 .*one line of text/);
  expect(await served.refused('/api/open', { path: '\\\\evil.example\\share' })).toMatchObject({ status: 400 });

  const victim = join(dir, 'victim');
  writeFileSync(victim, 'as it was');
  for (const name of ['users.csv', 'users.csv.partial']) symlinkSync(victim, join(dir, name));
  await served.post('/api/secrets', { users: 'anna@example.com;seCret\n' });
  await served.post('/api/save', { what: 'users', path: join(dir, 'users.csv') });
  expect(readFileSync(victim, 'utf8')).toBe('as it was');
  expect(readFileSync(join(dir, 'users.csv'), 'utf8')).toContain('seCret');
  expect(readlinkSync(join(dir, 'users.csv.partial'))).toBe(victim);
  await served.post('/api/secrets/forget', {});
});

test('a secret that is none of its kind is in no refusal', async () => {
  const SECRET = '{"seCret": oops';
  const { session } = served.server;
  session.open(bundledStore);
  await session.idle();
  await served.post('/api/draft', { way: 'google', recoverable: 'exclude' });
  await served.post('/api/secrets', { targets: { google: SECRET } });
  for (const what of ['check', 'prepare', 'run'] as const)
    expect(await served.work(what)).toMatchObject({ what, state: 'failed' });
  expect(served.heard.join('\n')).not.toContain('oops');
  expect(await served.refused('/api/secrets', { targets: { google: 1 } })).toMatchObject({ status: 400 });
  expect(await served.refused('/api/secrets', { users: 'x'.repeat(17 << 20) })).toMatchObject({ status: 400 });
  await served.post('/api/secrets/forget', {});
});

test('hundreds of tabs and connections are turned away, and those that are in go on', async () => {
  const tab = await listenTo(served);
  const tabs = await Promise.all(Array.from({ length: 63 }, () => listenTo(served)));
  expect((await send(port, '/api/events', { headers: own })).status).toBe(503);
  // Whoever has no key takes no place of a tab, and cannot take all connections for ever.
  expect((await send(port, '/api/events')).status).toBe(401);
  const idle: Socket[] = [];
  await Promise.all(
    Array.from(
      { length: 300 },
      () =>
        new Promise<void>((resolve) => {
          const socket = connect(port, '127.0.0.1');
          idle.push(socket);
          for (const event of ['connect', 'close', 'error']) socket.once(event, () => resolve());
          socket.on('error', () => undefined);
        }),
    ),
  );
  const before = tab.views.length;
  served.server.session.answer({ insecure: true });
  while (tab.views.length === before) await new Promise((next) => setTimeout(next, 10));
  expect(tab.views.at(-1)?.draft.insecure).toBe(true);
  for (const socket of idle) socket.destroy();
  for (const each of tabs) each.close();
  // A tab that comes back is told how things stand, all of it.
  for (;;) {
    const again = await send(port, '/api/session', { headers: own }).catch(() => null);
    if (again?.status === 200) break;
  }
  tab.close();
  for (;;) {
    const back = await listenTo(served).catch(() => null);
    if (back === null) continue;
    while (back.views.length === 0 && !back.ended()) await new Promise((next) => setTimeout(next, 10));
    const [view] = back.views;
    back.close();
    if (view === undefined) continue;
    expect(view).toEqual(served.server.session.view);
    break;
  }
});

test('when the program ends nothing else begins, and tabs are told', async () => {
  const other = await startServed();
  await other.post('/api/open', { path: bundledStore });
  const tab = await listenTo(other);
  const { session } = other.server;
  await session.idle();
  const ended = other.server.close();
  expect(() => session.begin('plan')).toThrow('The program ends: start it again.');
  expect(() => session.open(bundledStore)).toThrow('The program ends: start it again.');
  await ended;
  while (!tab.ended()) await new Promise((next) => setTimeout(next, 10));
  expect(tab.text()).toContain('event: end\n');
  await expect(send(other.server.port, '/')).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket hang up/);
  await other.stop();
});
