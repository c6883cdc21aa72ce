import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { DavClient } from '../../../src/protocols/dav/client.js';
import { findHomes, listCollections } from '../../../src/protocols/dav/discover.js';
import { HttpClient, type HttpSetup, linkOf } from '../../../src/protocols/http/dav-http.js';
import { passwordLogin } from '../../../src/protocols/http/dav-login.js';
import { ensureDebian } from '../../servers/debian.js';
import { makeTempDir, removeDir } from '../../support/temp.js';

let pair: { readonly key: Buffer; readonly cert: Buffer };
beforeAll(() => {
  ensureDebian(['openssl']);
  const dir = makeTempDir('dav-tls');
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', [...request, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  pair = { key: readFileSync(key), cert: readFileSync(cert) };
  removeDir(dir);
});

async function serve(handler: (incoming: IncomingMessage, outgoing: ServerResponse) => void): Promise<URL> {
  const server = createServer(pair, handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`https://localhost:${(server.address() as AddressInfo).port}/`);
}

function setup(more: Partial<HttpSetup> = {}): HttpSetup {
  const login = passwordLogin('anna', 'secret');
  return {
    verifyCertificate: true,
    trusted: pair.cert,
    timeoutMs: 10_000,
    sockets: 2,
    login,
    trace: undefined,
    ...more,
  };
}

function client(more: Partial<HttpSetup> = {}): HttpClient {
  const http = new HttpClient(setup(more));
  onTestFinished(() => http.close());
  return http;
}

test('a certificate is trusted by --ca or not at all, unless the user says so', async () => {
  let asked = 0;
  const url = await serve((_, outgoing) => {
    asked += 1;
    outgoing.end('in');
  });
  await expect(client({ trusted: null }).ask({ method: 'GET', url })).rejects.toMatchObject({
    ...{ name: 'ConnectError', kind: 'tls' },
    message: expect.stringContaining('trust it with --ca, or skip the check with --to-insecure') as string,
  });
  expect(asked).toBe(0);
  for (const more of [{}, { trusted: null, verifyCertificate: false }])
    expect((await client(more).ask({ method: 'GET', url })).status).toBe(200);
  const byNumber = new URL(url.href.replace('localhost', '127.0.0.1'));
  await expect(client().ask({ method: 'GET', url: byNumber })).rejects.toMatchObject({ kind: 'tls' });
});

test('a line that is cut in the midst of a PUT leaves it in doubt', async () => {
  const url = await serve((incoming) => incoming.once('data', () => incoming.socket.destroy()));
  const body = Buffer.alloc(4 * 1024 * 1024, 'x');
  await expect(client().ask({ method: 'PUT', url, body })).rejects.toMatchObject({ name: 'ConnectionLost' });
});

test('a server that does not know that it is reached by https is asked by https all the same', async () => {
  const seen: string[] = [];
  const url = await serve((incoming, outgoing) => {
    const { method = '', url: path = '', headers } = incoming;
    seen.push(`${method} ${path} ${headers.authorization === undefined ? 'nobody' : 'anna'}`);
    const plain = `http://${headers.host ?? ''}`;
    const inner: Readonly<Record<string, string>> = {
      '/dav/': `<current-user-principal><href>http://localhost/anna/</href></current-user-principal>`,
      '/anna/': `<calendar-home-set xmlns="c"><href xmlns="DAV:">${plain}/home/</href></calendar-home-set><addressbook-home-set xmlns="c"><href xmlns="DAV:">ftp://localhost/</href></addressbook-home-set>`,
      '/home/': `<resourcetype><collection/><calendar xmlns="c"/></resourcetype>`,
    };
    if (path.startsWith('/.well-known/')) outgoing.writeHead(301, { location: `${plain}/dav/` }).end();
    else
      outgoing
        .writeHead(207)
        .end(
          `<multistatus xmlns="DAV:"><response><href>${plain}${path}</href><propstat><prop>${inner[path] ?? ''}</prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`,
        );
  });
  const dav = new DavClient(setup());
  onTestFinished(() => dav.close());
  const homes = await findHomes(dav, url, false);
  expect([homes.principal.href, homes.calendars?.href, homes.books]).toEqual([
    `${url.href}anna/`,
    `${url.href}home/`,
    null,
  ]);
  expect((await listCollections(dav, homes)).map((collection) => collection.url.href)).toEqual([`${url.href}home/`]);
  expect(seen[0]).toBe('PROPFIND /.well-known/caldav anna');
});

test.each([
  ['http://a.example/x', 'https://a.example:8443/', 'https://a.example:8443/x'],
  ['http://b.example/x', 'https://a.example/', 'https://b.example/x'],
  ['https://b.example/x', 'http://a.example/', 'https://b.example/x'],
  ['http://b.example/x', 'http://a.example/', null],
  ['http://a.example:81/x', 'http://a.example/', null],
  ['/x', 'http://a.example/', 'http://a.example/x'],
  ['ftp://a.example/x', 'https://a.example/', null],
  ['https://[', 'https://a.example/', null],
])('%s at %s leads to %s', (href, base, to) => {
  expect(linkOf(href, new URL(base))?.href ?? null).toBe(to);
});

test('redirects without end come to an end', async () => {
  let asked = 0;
  const url = await serve((incoming, outgoing) => {
    asked += 1;
    outgoing.writeHead(302, { location: `http://localhost${incoming.url ?? ''}x` }).end();
  });
  expect((await client().ask({ method: 'GET', url })).status).toBe(302);
  expect(asked).toBe(7);
});
