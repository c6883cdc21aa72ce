import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { NEVER } from '../support/never.js';

/** The page in a window, and all that should not have happened. */
export interface OpenedUi {
  readonly page: Page;
  /** Errors and warnings of the console, errors of scripts, dialogs, and requests for anything outside of the program. */
  readonly events: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens an address in a context of its own. */
export async function openUi(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenedUi> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  context.setDefaultTimeout(NEVER);
  const page = await context.newPage();
  const events: string[] = [];
  const { origin } = new URL(url);
  page.on('console', (message) => {
    // Chromium's own advice on forms is `verbose`.
    if (['error', 'warning'].includes(message.type())) events.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => events.push(error.message));
  page.on('dialog', (dialog) => {
    events.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) events.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, events, close: () => context.close() };
}

/** Whether anything is wider than the window. */
export async function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
}

/** Expects something of what is read again and again until it is so. */
export function soon<Value>(read: () => Value | Promise<Value>) {
  return expect.poll(read, { timeout: NEVER, interval: 40 });
}
