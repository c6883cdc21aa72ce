import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openFile } from '../../support/browser.js';
import { makeTempDir, removeDir } from '../../support/temp.js';
import { makeCrowdedPages, type Pages } from './crowded.js';

const NAMES = [
  ...['export', 'checklist', 'verify', 'inspection', 'plan', 'accounts', 'migration'],
  'checklist of a migration',
];

let browser: Browser;
let dir: string;
let pages: Pages;

beforeAll(async () => {
  dir = makeTempDir('crowded');
  pages = await makeCrowdedPages(dir);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  removeDir(dir);
});

/** What sticks out of the window to the right, but for what lies in a box that scrolls by itself. */
const STICKS_OUT = `(() => {
  const scrolls = (each) => {
    for (let box = each; box !== null; box = box.parentElement)
      if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(box).overflowX)) return true;
    return false;
  };
  const wide = document.documentElement.clientWidth + 0.5;
  const out = [...document.querySelectorAll('body *')].filter(
    (each) => each.getBoundingClientRect().right > wide && !scrolls(each),
  );
  return [document.documentElement.scrollWidth > document.documentElement.clientWidth, out.length,
    out.slice(0, 3).map((each) => each.outerHTML.slice(0, 200))];
})()`;

/** Columns of the folder map that are too narrow for a word, or text that its cell cuts off. */
const CUT_OFF = `[...document.querySelectorAll('td, tbody th')]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
  .slice(0, 3).map((cell) => cell.outerHTML.slice(0, 200))`;

async function save(page: Page, name: string): Promise<void> {
  const folder = process.env['KERIO_EXIT_PICTURES'];
  if (folder !== undefined) writeFileSync(join(folder, `${name}.png`), await page.screenshot({ fullPage: true }));
}

test.each(NAMES)('%s: nothing sticks out at 1400, 800 and 390 pixels', async (name) => {
  for (const width of [1400, 800, 390]) {
    const { page, events } = await openFile(browser, pages[name] ?? '', {
      ...{ viewport: { width, height: 900 }, colorScheme: width === 800 ? 'dark' : 'light' },
    });
    expect({ width, out: await page.evaluate(STICKS_OUT) }).toEqual({ width, out: [false, 0, []] });
    await save(page, `${name}-${width}`);
    expect(events).toEqual([]);
    await page.context().close();
  }
});

test.each(NAMES)('%s: nothing sticks out, scrolls or is cut off on paper', async (name) => {
  // A4 without margins of 10 mm, at 96 pixels an inch.
  const { page } = await openFile(browser, pages[name] ?? '', { viewport: { width: 718, height: 1047 } });
  await page.emulateMedia({ media: 'print' });
  await page.evaluate('dispatchEvent(new Event("beforeprint"))');
  expect(await page.evaluate(STICKS_OUT)).toEqual([false, 0, []]);
  expect(await page.evaluate(CUT_OFF)).toEqual([]);
  // A box that scrolls would be cut off.
  expect(
    await page.evaluate(
      `[...document.querySelectorAll('.wide, pre')].filter((box) => box.scrollWidth > box.clientWidth + 1).length`,
    ),
  ).toBe(0);
  const pdf = await page.pdf({ format: 'A4', margin: { top: '10mm', bottom: '10mm', left: '10mm', right: '10mm' } });
  const folder = process.env['KERIO_EXIT_PICTURES'];
  if (folder !== undefined) writeFileSync(join(folder, `${name}.pdf`), pdf);
  const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  if (name.startsWith('checklist')) expect(sheets).toBeLessThanOrEqual(5);
  else expect(sheets).toBeGreaterThan(0);
  await page.context().close();
});

test('on paper are all decisions, problems and mailboxes, and of long lists the first rows with where the others are', async () => {
  const { page } = await openFile(browser, pages['export'] ?? '', { viewport: { width: 718, height: 1047 } });
  const rows = (id: string): Promise<[all: number, shown: number]> =>
    page.evaluate(`(() => {
      const rows = [...document.querySelectorAll('#${id} tbody tr')];
      return [rows.length, rows.filter((row) => row.getBoundingClientRect().height > 0).length];
    })()`);
  const [folders] = await rows('map');
  expect(folders).toBeGreaterThan(60);
  await page.emulateMedia({ media: 'print' });
  expect(await rows('map')).toEqual([folders, 40]);
  for (const id of ['questions', 'items', 'boxes']) {
    const [all, shown] = await rows(id);
    expect([id, shown]).toEqual([id, all]);
    if (id !== 'questions') expect(all).toBeGreaterThan(40);
  }
  const words = await page.locator('#folders .paper:visible').innerText();
  expect(words).toBe(`On paper are the first 40; this page on a screen has ${folders}.`);
  // Whoever has chosen rows gets the first of these.
  await page.emulateMedia({ media: 'screen' });
  await page.locator('#map-filter-0').fill('Deleted');
  await page.emulateMedia({ media: 'print' });
  expect((await rows('map'))[1]).toBe(40);
  expect(await page.locator('#map tbody th:visible').first().innerText()).toBe('Deleted Items');
  await page.context().close();
});
