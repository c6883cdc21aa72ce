/** What every request has to show before anything is done for it, and what every answer says of itself. */
import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { Tokens } from './tokens.js';

/** Nothing but this very page runs or shows here, and nothing leaves the machine. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** A report is a page of its own, with its own script: it runs where it can reach nothing of ours. */
export const REPORT_POLICY = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The names of this machine that the server is reached by: another one was made to point here by somebody else. */
export function ownHosts(port: number): ReadonlySet<string> {
  return new Set([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]);
}

/** Headers for every answer, refusals among them. */
export const safeAnswers = createMiddleware(async (c, next) => {
  await next();
  const own = {
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
  for (const [name, value] of Object.entries(own)) if (c.res.headers.get(name) === null) c.res.headers.set(name, value);
});

/** Refuses what another page, or a name that was made to point here, asks for. */
export function sameOrigin(hosts: () => ReadonlySet<string>) {
  return createMiddleware(async (c, next) => {
    const host = c.req.header('host')?.toLowerCase() ?? '';
    if (!hosts().has(host)) return c.json({ error: 'This address is not served here.' }, 421);
    // The page itself may be come to from anywhere: without its cookie, or a token, it shows nothing.
    const isVisit = c.req.path === '/' && c.req.method === 'GET' && c.req.header('sec-fetch-mode') === 'navigate';
    if (!isVisit && isForeign(c.req.header('sec-fetch-site')))
      return c.json({ error: 'Another page asked for this: it is refused.' }, 403);
    const origin = c.req.header('origin');
    const isChange = c.req.method !== 'GET' && c.req.method !== 'HEAD';
    // Browsers name the origin of whatever changes something.
    if ((isChange || origin !== undefined) && origin?.toLowerCase() !== `http://${host}`)
      return c.json({ error: 'Another page asked for this: it is refused.' }, 403);
    return next();
  });
}

/** Whether a browser says that another page is behind a request. */
export function isForeign(site: string | undefined): boolean {
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** The name of the cookie: browsers give those of one port to all ports of the machine. */
export function cookieName(port: number): string {
  return `kerio-exit-${port}`;
}

/** Refuses whoever did not come in by a token. */
export function signedIn(tokens: Tokens, port: () => number) {
  return createMiddleware(async (c, next) => {
    const cookie = getCookie(c, cookieName(port()));
    if (cookie !== undefined && tokens.isCookie(cookie)) return next();
    return c.json({ error: 'This page was opened without its address: press Enter in the terminal for another.' }, 401);
  });
}
