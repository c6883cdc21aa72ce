/** Who may ask the page's server for anything, and what its answers say of themselves. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledStore } from './bundled-store.js';
import { send, type Served, startServed } from './served.js';

let served: Served;
let port: number;
beforeAll(async () => {
  served = await startServed();
  ({ port } = served.server);
});
afterAll(() => served.stop());

const PATHS = [
  ...['/', '/ui.js', '/ui.css', '/api/session', '/api/events', '/api/inspection', '/api/plan'],
  ...['/api/items', '/api/item', '/api/folders?path=/', '/report/outcome', '/report/proof', '/nothing'],
];

describe('without a key', () => {
  test('nothing is shown, and nothing of the session is told', async () => {
    for (const path of PATHS)
      for (const headers of [
        {},
        { cookie: `kerio-exit-${port}=` },
        { cookie: `kerio-exit-${port}=${'a'.repeat(43)}` },
      ]) {
        const { status, text } = await send(port, path, { headers });
        expect({ path, status }).toEqual({ path, status: 401 });
        expect(text).toContain('press Enter in the terminal'.slice(6));
      }
    const body = '{"path":"/"}';
    const headers = { origin: served.origin, 'content-type': 'application/json' };
    expect((await send(port, '/api/open', { method: 'POST', headers, body })).status).toBe(401);
  });

  test('a token opens the door once, and one that was not used dies when another is given', async () => {
    const [first, second] = [served.server.address(), served.server.address()].map((address) =>
      address.slice(served.origin.length),
    ) as [string, string];
    expect(first).toMatch(/^\/\?token=[\w-]{43}$/);
    expect((await send(port, first)).status).toBe(401);
    expect((await send(port, second, { method: 'HEAD' })).status).toBe(401);
    const entered = await send(port, second);
    expect(entered).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(String(entered.headers['set-cookie'])).toBe(`${served.cookie}; Path=/; HttpOnly; SameSite=Strict`);
    expect((await send(port, second)).status).toBe(401);
    expect((await send(port, '/?token=')).status).toBe(401);
    expect((await send(port, second, { headers: { cookie: served.cookie } })).status).toBe(303);
  });

  test('who is led here by a file of this machine gets a page that leads on, so that the cookie comes along', async () => {
    const path = served.server.address().slice(served.origin.length);
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const entered = await send(port, path, { headers });
    expect(entered).toMatchObject({ status: 200 });
    expect(entered.text).toContain('<meta http-equiv="refresh" content="0;url=/">');
    expect(String(entered.headers['set-cookie'])).toContain(served.cookie);
  });
});

describe('with the key', () => {
  test('another name for this machine, or another port, is not served', async () => {
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1:1', `127.0.0.1.nip.io:${port}`])
      expect({
        host,
        ...(await send(port, '/api/session', { headers: { cookie: served.cookie, host } })),
      }).toMatchObject({ host, status: 421 });
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `LOCALHOST:${port}`])
      expect((await send(port, '/api/session', { headers: { cookie: served.cookie, host } })).status).toBe(200);
  });

  test('what another page asks for is refused', async () => {
    const body = '{"way":"files"}';
    const asked = (headers: Record<string, string>) =>
      send(port, '/api/draft', {
        ...{ method: 'POST', body },
        headers: { cookie: served.cookie, 'content-type': 'application/json', ...headers },
      });
    for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${port}`, `http://localhost:${port}`])
      expect({ origin, ...(await asked({ origin })) }).toMatchObject({ origin, status: 403 });
    expect((await asked({})).status).toBe(403);
    for (const site of ['cross-site', 'same-site'])
      expect((await asked({ origin: served.origin, 'sec-fetch-site': site })).status).toBe(403);
    const other = { cookie: served.cookie, 'sec-fetch-site': 'cross-site' };
    expect((await send(port, '/api/session', { headers: other })).status).toBe(403);
    const visit = { ...other, 'sec-fetch-mode': 'navigate' };
    expect((await send(port, '/api/session', { headers: visit })).status).toBe(403);
    expect((await send(port, '/report/outcome', { headers: visit })).status).toBe(403);
    const preflight = await send(port, '/api/draft', {
      method: 'OPTIONS',
      headers: { cookie: served.cookie, origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(403);
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(served.server.session.view.draft.way).toBe(null);
  });

  test('only whole JSON of a sensible size is taken', async () => {
    const asked = (type: string, body: string) =>
      send(port, '/api/draft', {
        ...{ method: 'POST', body },
        headers: { cookie: served.cookie, origin: served.origin, 'content-type': type },
      });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp'])
      expect({ type, ...(await asked(type, '{}')) }).toMatchObject({ type, status: 415 });
    for (const body of [
      '',
      '{',
      '[]',
      'null',
      '"a"',
      '{"way":"elsewhere"}',
      '{"unknown":1}',
      '{"out":"relative/path"}',
    ])
      expect({ body, ...(await asked('application/json', body)) }).toMatchObject({ body, status: 400 });
    const huge = await send(port, '/api/draft', {
      method: 'POST',
      headers: {
        ...{ cookie: served.cookie, origin: served.origin, 'content-type': 'application/json' },
        ...{ 'content-length': String(33 << 20), connection: 'close' },
      },
    });
    expect(huge.status).toBe(413);
    expect((await asked('application/json; charset=utf-8', '{}')).status).toBe(204);
  });

  test('every answer says that nothing else may be loaded, shown or kept', async () => {
    for (const path of ['/', '/ui.js', '/api/session', '/nothing', '/api/plan']) {
      const { headers } = await send(port, path, { headers: { cookie: served.cookie } });
      expect(headers).toMatchObject({
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test('what cannot be done now is refused in a sentence', async () => {
    expect(await served.refused('/api/work', { what: 'dance' })).toMatchObject({ status: 400 });
    const { session } = served.server;
    session.open(bundledStore);
    await session.idle();
    expect(await served.refused('/api/work', { what: 'run' })).toEqual({
      status: 400,
      error: 'Nobody has said where it goes: choose that first.',
    });
    for (const what of ['pause', 'resume', 'stop'])
      expect(await served.refused(`/api/work/${what}`, {})).toMatchObject({ status: 409 });
    expect(await served.refused('/api/save', { what: 'users', path: '/tmp/users.csv' })).toMatchObject({ status: 400 });
  });
});
