import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspectStore } from '../../../src/files/inspect.js';
import { runVerify } from '../../../src/files/verify/run.js';
import { inspectionPage } from '../../../src/report/html/inspection-page.js';
import { verifyPage } from '../../../src/report/html/verify-page.js';
import { openStore } from '../../../src/store/open.js';
import { launchBrowser, openFile } from '../../support/browser.js';
import { makeTempDir, removeDir } from '../../support/temp.js';
import { exportHostile, planted } from './hostile.js';

let browser: Browser;
let dir: string;
let file: string;

beforeAll(async () => {
  dir = makeTempDir('report');
  browser = await launchBrowser();
  file = join(await exportHostile(dir), 'report.html');
});

afterAll(async () => {
  await browser.close();
  removeDir(dir);
});

/** What the rows of a table show in a column. */
async function column(page: Page, table: string, index: number): Promise<string[]> {
  return page.locator(`#${table} tbody tr:visible > :nth-child(${index})`).allInnerTexts();
}

describe('report.html, opened from disk', () => {
  test.each([
    ['light', { colorScheme: 'light' as const }],
    ['dark', { colorScheme: 'dark' as const }],
    ['on a phone', { viewport: { width: 375, height: 800 } }],
  ])('%s: no error, no request, nothing wider than the window', async (_, options) => {
    const { page, events } = await openFile(browser, file, options);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect((await page.screenshot({ fullPage: true })).length).toBeGreaterThan(10_000);
    expect(events).toEqual([]);
    await page.context().close();
  });

  test('is dark where people want it dark', async () => {
    const colours: unknown[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await openFile(browser, file, { colorScheme });
      colours.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
      await page.context().close();
    }
    expect(colours).toEqual(['rgb(251, 251, 250)', 'rgb(20, 24, 28)']);
  });

  test('says the one sentence first, and can be read by its parts', async () => {
    const { page } = await openFile(browser, file);
    expect(await page.getByRole('heading', { level: 1 }).allInnerTexts()).toEqual([
      '1 of 23 items needs your attention, and 1 item that the server knew is missing from its disk.',
    ]);
    expect(await page.getByRole('heading', { level: 2 }).count()).toBeGreaterThan(5);
    const pictures = page.getByRole('img');
    expect(await pictures.count()).toBe(5);
    for (const picture of await pictures.all()) {
      const [title = '', description = ''] = await picture.locator('title, desc').allTextContents();
      expect(title.length * description.length).toBeGreaterThan(0);
    }
    expect(await page.getByRole('table', { name: 'Items by name' }).count()).toBe(1);
    for (const link of await page.locator('nav a').all()) {
      expect(await page.locator((await link.getAttribute('href')) ?? '').count()).toBe(1);
    }
    await page.context().close();
  });

  test('shows planted markup as text', async () => {
    const { page, events } = await openFile(browser, file);
    const text = String(await page.evaluate('document.body.textContent'));
    for (const name of [planted.mailbox, planted.stem, planted.fullName, planted.rule]) expect(text).toContain(name);
    // A slash divides levels.
    expect(text).toContain('"><script>alert(2)< / script><svg onload=alert(3)>');
    expect(await page.locator('img, iframe, object, embed, form, base, main script, svg svg').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(1);
    const attributes = await page.evaluate(
      `[...new Set([...document.querySelectorAll('*')].flatMap((each) => each.getAttributeNames()))].filter((name) => name.startsWith('on') || name === 'style')`,
    );
    expect(attributes).toEqual([]);
    const links = await page.evaluate<string[]>('[...document.links].map((link) => link.getAttribute("href"))');
    expect(links.length).toBeGreaterThan(6);
    expect(links.filter((href) => !/^(?:#[\w-]+|checklist\.html|ledger\/[\w.%()-]+\.jsonl)$/.test(href))).toEqual([]);
    expect(events).toEqual([]);
    await page.context().close();
  });

  test('would not run a script even if one got in', async () => {
    const { page, events } = await openFile(browser, file);
    await page.evaluate(`{
      const script = document.createElement('script');
      script.textContent = 'window.caught = true';
      document.body.append(script);
      const image = document.createElement('img');
      image.src = 'http://127.0.0.1:9/x.png';
      document.body.append(image);
      document.body.insertAdjacentHTML('beforeend', '<p id="styled" style="color:red" onclick="window.caught = true">x</p>');
      document.getElementById('styled').click();
    }`);
    expect(await page.evaluate('window.caught')).toBe(undefined);
    expect(await page.evaluate('getComputedStyle(document.getElementById("styled")).color')).toBe('rgb(29, 35, 41)');
    expect(events.filter((event) => event.includes('Content Security Policy')).length).toBeGreaterThanOrEqual(3);
    await page.context().close();
  });
});

test.each(['inspection.html', 'verify.html'])('%s opens without an error, too', async (name) => {
  const out = join(dir, 'out');
  const page = join(dir, name);
  const store = openStore(join(dir, 'store'));
  if (name === 'inspection.html') {
    const inspection = inspectStore(store);
    writeFileSync(page, inspectionPage({ source: store.root, usersCfg: store.usersCfg, inspection, problems: [] }));
  } else writeFileSync(page, verifyPage(await runVerify({ out, jobs: 1, readAhead: 0 }), false));
  const opened = await openFile(browser, page);
  expect(String(await opened.page.evaluate('document.body.textContent'))).toContain(planted.mailbox);
  expect(await opened.page.locator('img, iframe, main script').count()).toBe(0);
  expect(opened.events).toEqual([]);
  await opened.page.context().close();
});

describe('tables', () => {
  test('sort by a click, and say so', async () => {
    const { page } = await openFile(browser, file);
    const heading = page.locator('#boxes thead th', { hasText: 'Items' });
    await heading.getByRole('button').click();
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
    expect((await column(page, 'boxes', 3)).map(Number)).toEqual([16, 3, 1, 1, 1, 1]);
    await heading.getByRole('button').click();
    expect(await heading.getAttribute('aria-sort')).toBe('ascending');
    expect((await column(page, 'boxes', 3)).map(Number)).toEqual([1, 1, 1, 1, 3, 16]);
    await page.context().close();
  });

  test('sort sizes by what they are, not by how they are written', async () => {
    const { page } = await openFile(browser, file);
    await page.locator('#boxes').getByRole('button', { name: 'Size' }).click();
    const sizes = await column(page, 'boxes', 8);
    expect(sizes[0]).toMatch(/kB$/);
    expect(sizes.at(-1)).toMatch(/ B$/);
    await page.context().close();
  });

  test('sort and filter by keyboard alone', async () => {
    const { page } = await openFile(browser, file);
    const filter = page.locator('[data-table]:has(#boxes)').getByLabel('Mailbox contains');
    await filter.focus();
    await page.keyboard.type('a@');
    expect(await column(page, 'boxes', 1)).toEqual(['alena@company.com', 'dana@company.com']);
    expect(await page.locator('[data-table]:has(#boxes) [role=status]').innerText()).toBe('2 of 6 shown');
    // The scrolling region, then the first heading.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Mailbox');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    expect(await column(page, 'boxes', 1)).toEqual(['dana@company.com', 'alena@company.com']);
    await page.context().close();
  });

  test('filter by mailbox, folder and problem together', async () => {
    const { page } = await openFile(browser, file);
    const box = page.locator('[data-table]:has(#map)');
    await box.getByLabel('Folder contains').fill('inbox');
    expect(await column(page, 'map', 1)).toEqual(Array.from({ length: 6 }, () => 'INBOX'));
    await box.getByLabel('Mailbox contains').fill('<img');
    expect(await column(page, 'map', 2)).toEqual([`${planted.mailbox}@company.com`]);
    await box.getByLabel('Kind').selectOption('notes');
    expect(await column(page, 'map', 1)).toEqual([]);
    expect(await box.getByRole('status').innerText()).toBe('0 of 9 shown');
    await page.context().close();
  });

  test('are whole without a script', async () => {
    const { page } = await openFile(browser, file, { javaScriptEnabled: false });
    expect(await page.locator('#boxes tbody tr').count()).toBe(6);
    expect(await page.locator('input:not(.done), select, button').count()).toBe(0);
    expect(await page.locator('#items tbody tr').allInnerTexts()).toHaveLength(2);
    expect(await page.locator('#skipped tbody tr').allInnerTexts()).toHaveLength(1);
    await page.context().close();
  });

  test('lead to nothing but the ledgers beside them, though commands for a terminal speak of servers', async () => {
    const { page } = await openFile(browser, file);
    const away =
      '[src], [srcset], [action], [href]:not([href^="#"], [href^="ledger/"], [href="checklist.html"]), iframe, object, embed';
    expect(await page.locator(away).count()).toBe(0);
    await page.context().close();
  });

  test('print without their controls, and what to do next in full', async () => {
    const { page } = await openFile(browser, file);
    const steps = page.locator('.guide[open] li p');
    expect(await steps.first().isVisible()).toBe(false);
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    for (const step of await steps.all()) expect(await step.isVisible()).toBe(true);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.filters:visible').count()).toBe(0);
    expect(String((await page.pdf()).subarray(0, 5))).toBe('%PDF-');
    await page.context().close();
  });
});

test('the file needs nothing else', () => {
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(
    /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'">/,
  );
  for (const word of ['unsafe-inline', '@import', 'url(', '<link', '<img'])
    expect({ word, found: text.includes(word) }).toEqual({ word, found: false });
});
