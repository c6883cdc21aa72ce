/** The page without a mouse: the focus is never lost, arrows go from row to row, Escape takes back. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { soon } from './open.js';
import { filesDraft, fullScene, runWork } from './results.js';
import { at, oneBrowser } from './scenes.js';
import { emptyDraft, STORE } from './views.js';

const browser = oneBrowser();

/** What has the focus: its name, or its text. */
async function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()",
  );
}

test('an answer that is given leaves the focus in its row, and arrows go to the same place of the next', () =>
  at(browser(), fullScene({ ...emptyDraft, store: STORE }), 'who', async (page) => {
    const stays = page.getByRole('button', { name: 'Stays: karel.stary@company.com' });
    await stays.focus();
    await page.keyboard.press('Enter');
    await soon(() => focused(page)).toBe('Change: karel.stary@company.com');
    await page.keyboard.press('Enter');
    await soon(() => focused(page)).toBe('Where karel.stary@company.com goes');
    await page.keyboard.press('ArrowDown');
    await soon(() => focused(page)).toBe('Where petr@company.com goes');
    await page.keyboard.press('ArrowUp');
    await soon(() => focused(page)).toBe('Where karel.stary@company.com goes');
    await page.keyboard.type('karel@company.eu');
    await page.keyboard.press('Escape');
    expect(await page.getByLabel('Where karel.stary@company.com goes').inputValue()).toBe('');
    const own = page.getByRole('button', { name: 'Own address: petr@company.com' });
    await own.focus();
    await page.keyboard.press('Enter');
    await own.waitFor({ state: 'detached' });
    await soon(() => focused(page)).toBe('Where petr@company.com goes');
  }));

test('a button that cannot be pressed any more leaves the focus beside it, on no other button', () =>
  at(browser(), fullScene(filesDraft, runWork('running')), 'run', async (page, fake) => {
    await page.getByRole('button', { name: 'Pause' }).focus();
    await page.keyboard.press('Enter');
    await soon(() => fake.told.at(-1)?.path).toBe('/api/work/pause');
    fake.change({ work: runWork('pausing') });
    await soon(() => page.evaluate('document.activeElement.className')).toBe('buttons');
    fake.change({ work: runWork('paused') });
    await page.getByRole('button', { name: 'Go on', exact: true }).waitFor();
    await soon(() => page.evaluate('document.activeElement !== document.body')).toBe(true);
    await page.keyboard.press('Tab');
    await soon(() => focused(page)).toBe('Go on');
  }));

test('folders are chosen by arrows and Enter, with a new one in them; Escape closes', () =>
  at(browser(), fullScene({ ...filesDraft, out: '/' }), 'where', async (page, fake) => {
    const browse = page.getByRole('button', { name: 'Browse …' });
    await browse.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'home', exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await soon(() => focused(page)).toBe('opt');
    await page.keyboard.press('Enter');
    await soon(() => focused(page)).toBe('↑ One level up');
    await page.keyboard.press('ArrowDown');
    await soon(() => focused(page)).toBe('kerio');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await soon(() => focused(page)).toBe('Browse …');
    expect(fake.told).toEqual([]);
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'opt', exact: true }).click();
    await dialog.getByText('/opt', { exact: true }).waitFor();
    await dialog.getByLabel('A new folder in it').fill(' export ');
    await dialog.getByRole('button', { name: 'Take this folder' }).click();
    await soon(() => fake.scene.session.draft.out).toBe('/opt/export');
  }));

test('a question that is answered leaves the focus at its heading', () =>
  at(browser(), fullScene(), 'plan', async (page, fake) => {
    await page.getByRole('button', { name: /^Leave it behind/ }).focus();
    await page.keyboard.press('Enter');
    await soon(() => fake.told.length).toBe(2);
    expect(await focused(page)).toBe('What is still to be decided');
  }));
