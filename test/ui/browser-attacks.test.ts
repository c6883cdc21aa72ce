/** What a real browser does: the way in by the file that leads it, and another page on this machine that tries to get in. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeOpener } from '../../src/cli/open-browser.js';
import { launchBrowser } from '../support/browser.js';
import { type Served, startServed } from './served.js';

let served: Served;
let browser: Browser;
let evil: Server;
let evilAt: string;

beforeAll(async () => {
  served = await startServed();
  browser = await launchBrowser();
  evil = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>evil</p>'));
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  evilAt = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser.close();
  await served.stop();
  await new Promise((resolve) => evil.close(resolve));
});

test('the file leads in; its address opens no second browser; another page of the same browser reaches nothing', async () => {
  const address = served.server.address();
  const opener = makeOpener(address);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(pathToFileURL(opener.file).href);
  await page.waitForURL(`${served.origin}/`);
  opener.remove();
  expect(await page.evaluate('fetch("/api/session").then(({ status }) => status)')).toBe(200);
  expect(await page.evaluate('document.cookie')).toBe('');

  const other = await browser.newContext();
  const locked = await other.newPage();
  await locked.goto(address);
  expect(await locked.innerText('h1')).toBe('This page opens by its own address');
  await other.close();

  // The same machine is the same site: the browser gives the cookie along, and only the origin tells.
  const attacker = await context.newPage();
  await attacker.goto(evilAt);
  const tried = await attacker.evaluate(`(async () => {
    const at = ${JSON.stringify(served.origin)};
    const post = (type, mode) => fetch(at + '/api/draft', {
      method: 'POST', mode, credentials: 'include', headers: { 'content-type': type }, body: '{"way":"files"}',
    }).then(({ type: kind, status }) => kind + ' ' + status, () => 'refused');
    const read = await fetch(at + '/api/session', { credentials: 'include' }).then(() => 'read', () => 'refused');
    const hidden = await post('text/plain', 'no-cors');
    const open = await post('application/json', 'cors');
    const script = await new Promise((resolve) => {
      const element = document.createElement('script');
      element.onload = () => resolve('loaded');
      element.onerror = () => resolve('refused');
      element.src = at + '/ui.js';
      document.head.append(element);
    });
    const frame = await new Promise((resolve) => {
      const element = document.createElement('iframe');
      element.onload = () => resolve(element.contentDocument === null ? 'shut' : 'open');
      element.src = at + '/';
      document.body.append(element);
    });
    return { read, hidden, open, script, frame };
  })()`);
  expect(tried).toEqual({ read: 'refused', hidden: 'refused', open: 'refused', script: 'refused', frame: 'shut' });
  await attacker.evaluate(`(() => {
    const form = document.createElement('form');
    form.method = 'post';
    form.enctype = 'text/plain';
    form.action = ${JSON.stringify(`${served.origin}/api/draft`)};
    form.innerHTML = '<input name=\\'{"way":"files","x":"\\' value=\\'"}\\'>';
    document.body.append(form);
    form.submit();
  })()`);
  await attacker.waitForURL(`${served.origin}/api/draft`);
  expect(await attacker.innerText('body')).toContain('Another page asked for this: it is refused.');
  expect(served.server.session.view.draft.way).toBe(null);
  await context.close();
});
