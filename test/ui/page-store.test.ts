import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { startFake } from './fake-server.js';
import { openUi, soon } from './open.js';
import { firstScene, inspection, openScene, planted, STORE } from './views.js';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

const progress = {
  ...{ done: 1200, total: null, bytes: 5_000_000, itemsPerSecond: null, bytesPerSecond: null, left: null },
  ...{ mailboxesDone: 0, mailboxes: 0, active: [], troubles: [] },
};

describe('the store', () => {
  test('is found by itself, looked into, and leads on to its contents', async () => {
    const fake = await startFake(firstScene());
    const { page, events, close } = await openUi(browser, fake.url);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Where is the Kerio store?');
    await page.getByRole('button', { name: `Look into it: ${STORE}` }).click();
    await soon(() => fake.told).toEqual([{ path: '/api/open', body: { path: STORE } }]);
    fake.change({ work: { what: 'open', state: 'running', progress, problem: null } });
    await page.getByText('1,200 so far, 5.0 MB').waitFor();
    expect(await page.getByRole('status').innerText()).toBe('Looking into the store.');
    fake.change({ work: { what: 'open', state: 'done', progress, problem: null } });
    fake.give('inspection', inspection);
    await page.getByRole('heading', { level: 1, name: 'What is in it' }).waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    expect(await page.title()).toBe('Contents – kerio-exit');
    expect(events).toEqual([]);
    await close();
    await fake.close();
  });

  test('is chosen in the window of folders, by keyboard', async () => {
    const fake = await startFake(firstScene());
    const { page, events, close } = await openUi(browser, fake.url);
    await page.getByRole('button', { name: 'Browse …' }).press('Enter');
    const window = page.getByRole('dialog', { name: 'Choose the folder of the store' });
    await window.getByRole('button', { name: '/', exact: true }).press('Enter');
    await window.getByRole('button', { name: 'root' }).press('Enter');
    await window.getByText('That folder cannot be listed (EACCES).').waitFor();
    await window.getByRole('button', { name: 'opt' }).press('Enter');
    await window.getByRole('button', { name: 'kerio' }).press('Enter');
    await window.getByRole('button', { name: 'mailserver a store' }).press('Enter');
    await window.getByText(STORE, { exact: true }).waitFor();
    await window.getByRole('button', { name: 'Look into this folder' }).press('Enter');
    await soon(() => fake.told).toEqual([{ path: '/api/open', body: { path: STORE } }]);
    expect(events.filter((event) => !event.includes('400'))).toEqual([]);
    await close();
    await fake.close();
  });

  test('that is none is told, with the words of the program', async () => {
    const fake = await startFake({ ...firstScene(), onTold: () => '/tmp holds no Kerio store: give another folder.' });
    const { page, close } = await openUi(browser, fake.url);
    await page.getByLabel('Path of the store').fill('/tmp');
    await page.getByLabel('Path of the store').press('Enter');
    await page.getByRole('alert').getByText('/tmp holds no Kerio store: give another folder.').waitFor();
    await close();
    await fake.close();
  });
});

describe('the contents', () => {
  test('in numbers, pictures and tables; every item as text', async () => {
    const fake = await startFake(openScene());
    const { page, events, close } = await openUi(browser, `${fake.url}#/contents`);
    await page.getByRole('heading', { level: 1, name: 'What is in it' }).waitFor();
    expect(await page.locator('.tiles dd').allInnerTexts()).toEqual(['3', '5', '48,112', '2.7 GB', '2', '1']);
    for (const picture of await page.getByRole('img').all()) {
      const [title = '', description = ''] = await picture.locator('title, desc').allTextContents();
      expect(title.length * description.length).toBeGreaterThan(0);
    }
    expect(await page.getByRole('img').count()).toBe(3);
    await page.getByLabel('Mailbox contains').fill('EVA');
    await soon(() => page.locator('tbody tr').count()).toBe(1);
    await page.getByRole('link', { name: 'eva.mala@company.com' }).click();
    await page.getByRole('heading', { level: 2, name: 'Folders of eva.mala@company.com' }).waitFor();
    await page.getByRole('link', { name: `INBOX / ${planted.folder}` }).click();
    await page.getByRole('heading', { level: 2, name: planted.folder }).waitFor();
    await page.getByRole('button', { name: planted.subject }).click();
    const item = page.getByRole('dialog', { name: planted.subject });
    expect(await item.locator('pre').innerText()).toBe(planted.text);
    expect(await item.innerText()).toContain('offer<br>.pdf application/pdf, 81.2 kB');
    await item.getByRole('button', { name: 'Close' }).click();
    await page.getByText('1–100 of 250').waitFor();
    await page.getByRole('button', { name: 'Last' }).click();
    await page.getByText('201–250 of 250').waitFor();
    await soon(() => page.locator('tbody tr').count()).toBe(50);
    await page.goBack();
    await page.getByRole('heading', { level: 2, name: 'Folders of eva.mala@company.com' }).waitFor();
    expect(await page.locator('main img, main iframe, main script').count()).toBe(0);
    expect(await page.evaluate('window.caught')).toBe(undefined);
    expect(events).toEqual([]);
    await close();
    await fake.close();
  });
});
