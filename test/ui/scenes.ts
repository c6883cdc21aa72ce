/** The page before a program that only plays its part. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { type FakeServer, startFake } from './fake-server.js';
import { openUi } from './open.js';

/** One browser for all tests of a file. */
export function oneBrowser(): () => Browser {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });
  return () => browser;
}

/**
 * Opens a step of a scene, has it looked at, and closes everything. Nothing may have happened that should not; `refused`: but for a
 * refusal, which the browser itself names.
 */
export async function at(
  browser: Browser,
  scene: Parameters<typeof startFake>[0],
  step: string,
  look: (page: Page, fake: FakeServer) => Promise<void>,
  refused = false,
): Promise<void> {
  const fake = await startFake(scene);
  const { page, events, close } = await openUi(browser, `${fake.url}#/${step}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await look(page, fake);
  expect(events.filter((event) => !refused || !event.includes('409'))).toEqual([]);
  await close();
  await fake.close();
}
