import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { HttpClient } from '../../../src/protocols/http/dav-http.js';
import { passwordLogin, tokenLogin } from '../../../src/protocols/http/dav-login.js';
import { retryAfter } from '../../../src/protocols/http/retry-after.js';

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

async function serve(handler: Handler): Promise<URL> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a`);
}

function client(login = passwordLogin('anna', 'secret')): HttpClient {
  const lines: string[] = [];
  const http = new HttpClient({
    ...{ verifyCertificate: true, trusted: null, timeoutMs: 10_000, sockets: 4, login },
    trace: (line) => lines.push(line),
  });
  onTestFinished(() => {
    http.close();
    expect(lines.join('\n')).not.toContain('secret');
  });
  return http;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

test('Basic is said at once; Digest when a server asks for it', async () => {
  const url = await serve((incoming, outgoing) => {
    const said = incoming.headers.authorization ?? '';
    const field = (name: string): string => new RegExp(`[ ,]${name}="?([^",]*)`).exec(said)?.[1] ?? '';
    const secret = md5('anna:the realm:secret');
    const wanted = md5(`${secret}:n1:${field('nc')}:${field('cnonce')}:auth:${md5('PROPFIND:/a')}`);
    if (said.startsWith('Digest ') && field('response') === wanted) outgoing.end('in');
    else
      outgoing
        .writeHead(401, {
          'www-authenticate': 'Basic realm="x", Digest realm="the realm", nonce="n1", qop="auth,auth-int"',
        })
        .end();
  });
  const http = client();
  for (let times = 0; times < 2; times += 1) {
    const { status, body } = await http.ask({ method: 'PROPFIND', url });
    expect([status, body.toString()]).toEqual([200, 'in']);
  }
});

test('a token that is refused is asked for anew, once', async () => {
  const seen: string[] = [];
  const url = await serve((incoming, outgoing) => {
    seen.push(incoming.headers.authorization ?? '');
    outgoing.writeHead(seen.length === 1 ? 401 : 200).end();
  });
  let asked = 0;
  const { status } = await client(tokenLogin(() => Promise.resolve(`t${(asked += 1)}`))).ask({ method: 'GET', url });
  expect([status, seen]).toEqual([200, ['Bearer t1', 'Bearer t2']]);
});

test('redirects keep method and body; a login goes to no other host over an open line', async () => {
  const other = await serve((_, outgoing) => void outgoing.end('stolen'));
  const url = await serve((incoming, outgoing) => {
    const to = incoming.url === '/a' ? '/b' : other.href;
    incoming.on('data', (piece: Buffer) =>
      incoming.url === '/b' ? outgoing.setHeader('x-got', piece.toString()) : undefined,
    );
    incoming.on('end', () => outgoing.writeHead(307, { location: to, 'x-method': incoming.method }).end());
  });
  const answer = await client().ask({ method: 'REPORT', url, body: 'what' });
  expect(answer).toMatchObject({ status: 307, headers: { 'x-method': 'REPORT', 'x-got': 'what' } });
});

test('compressed answers, answers that are too large, that break off, and nobody', async () => {
  const url = await serve((incoming, outgoing) => {
    if (incoming.url === '/gzip')
      outgoing.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1000)));
    else if (incoming.url === '/large') outgoing.end('x'.repeat(5000));
    else {
      outgoing.writeHead(200, { 'content-length': '100' });
      outgoing.write('x', () => incoming.socket.destroy());
    }
  });
  const http = client();
  expect((await http.ask({ method: 'GET', url: new URL('/gzip', url) })).body.length).toBe(1000);
  await expect(http.ask({ method: 'GET', url: new URL('/large', url), largest: 4000 })).rejects.toThrow(
    'larger than 4000',
  );
  await expect(http.ask({ method: 'GET', url: new URL('/cut', url) })).rejects.toMatchObject({
    name: 'ConnectionLost',
  });
  await expect(http.ask({ method: 'GET', url: new URL('http://127.0.0.1:1/') })).rejects.toThrow('ECONNREFUSED');
});

test('a kept connection that was closed without a word is no loss', async () => {
  let asked = 0;
  const url = await serve((_, outgoing) => {
    asked += 1;
    // Closes when the next request is on its way.
    outgoing.writeHead(200).end('x', () => setImmediate(() => outgoing.socket?.destroy()));
  });
  const http = client();
  for (let times = 0; times < 8; times += 1) expect((await http.ask({ method: 'GET', url })).status).toBe(200);
  expect(asked).toBeGreaterThanOrEqual(8);
});

test('how long a server asks to wait', () => {
  const now = Date.UTC(2026, 0, 1);
  expect(retryAfter({ 'retry-after': '7' }, now)).toBe(7000);
  expect(retryAfter({ 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' }, now)).toBe(9000);
  expect(retryAfter({ 'retry-after': 'Thu, 01 Jan 2020 00:00:09 GMT' }, now)).toBe(0);
  expect([retryAfter({}, now), retryAfter({ 'retry-after': 'soon' }, now)]).toEqual([null, null]);
});
