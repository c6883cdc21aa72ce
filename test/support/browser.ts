import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { pathToFileURL } from 'node:url';
import { ensureDebian } from '../servers/debian.js';
import { NEVER } from './never.js';

/** Debian's Chromium, without a window and without a word to anybody. Whoever starts it closes it. */
export async function launchBrowser(): Promise<Browser> {
  ensureDebian(['chromium', 'fonts-dejavu-core']);
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'];
  return chromium.launch({
    timeout: NEVER,
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', ...quiet],
  });
}

/** A page that was opened, and all that it did on the way. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the console, errors of scripts, dialogs, and requests for anything but the file. */
  readonly events: readonly string[];
}

/** Opens a file from disk in a context of its own. */
export async function openFile(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  context.setDefaultTimeout(NEVER);
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  const events: string[] = [];
  page.on('console', (message) => events.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => events.push(error.message));
  page.on('dialog', (dialog) => {
    events.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) events.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, events };
}
