/** The whole way through the page of the program itself, by a browser: to files, with two tabs, and with a disk that gets full. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen } from '../../src/ui/index.js';
import { launchBrowser } from '../support/browser.js';
import { makeTempDir, removeDir } from '../support/temp.js';
import { bundledStore } from './bundled-store.js';
import { openUi, soon } from './open.js';

const root = join(import.meta.dirname, '../..');
const dir = makeTempDir('ui-way');
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  removeDir(dir);
});

/** From the first step to the plan of an export. */
async function toThePlan(page: Page, out: string): Promise<void> {
  await page.getByLabel('Path of the store').fill(bundledStore);
  await page.getByLabel('Path of the store').press('Enter');
  await page.getByRole('heading', { level: 1, name: 'What is in it' }).waitFor();
  await page.getByRole('link', { name: 'Next: Who' }).click();
  await page.getByText('5 mailboxes need an answer.').waitFor();
  await page.getByLabel('Show', { exact: true }).selectOption('Needs an answer');
  await page.getByRole('button', { name: 'Stay behind', exact: true }).click();
  await page.getByText('Every mailbox has an answer.').waitFor();
  await page.getByRole('link', { name: 'Next: Where' }).click();
  await page.getByRole('radio', { name: /^Files/ }).check();
  await page.getByLabel('Folder for the files').fill(out);
  await page.getByLabel('Folder for the files').press('Enter');
  await page.getByRole('radio', { name: /^Most mail programs/ }).check();
  await page.getByRole('link', { name: 'Next: Plan' }).click();
  await page.getByRole('button', { name: 'Start the run' }).waitFor();
}

test('the bundled store to files: looked into, decided on, written, proved; a second tab sees the same', async () => {
  const server = await listen(0, { answersIn: join(dir, 'answers') });
  const out = join(dir, 'export');
  const { page, events, close } = await openUi(browser, server.address());
  await toThePlan(page, out);
  const other = await page.context().newPage();
  await other.goto(`http://127.0.0.1:${server.port}/#/plan`);
  await other.getByText('recoverable mail of 1 mailbox (1 item)').waitFor();
  await page.getByRole('button', { name: /^Take it along/ }).click();
  await other.getByText('Nothing is left to decide.').waitFor();
  await page.getByText('The same on the command line').click();
  expect(await page.getByLabel('the command for: The plan').innerText()).toContain(`--out ${out}`);
  await other.getByRole('button', { name: 'Start the run' }).click();
  await page
    .getByText('Under way in step “Run”')
    .or(page.getByRole('link', { name: 'Proof' }))
    .first()
    .waitFor();
  await other.getByRole('link', { name: 'Next: Proof' }).click();
  await other.getByText('2 items that the server knew are missing from its disk.', { exact: true }).waitFor();
  await other.getByRole('button', { name: 'Compare now' }).click();
  await page.goto(`http://127.0.0.1:${server.port}/#/proof`);
  await page.getByText('source and output agree', { exact: false }).waitFor();
  expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toMatchObject({ totals: { failed: 0 } });
  const [report] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Open the report (in a new tab)', exact: true }).click(),
  ]);
  await report.getByRole('heading', { level: 1 }).waitFor();
  expect(await report.getByRole('heading', { level: 1 }).innerText()).toContain('missing');
  expect(events).toEqual([]);
  await close();
  await server.close();
});

test('every item of the store is shown as text', async () => {
  const server = await listen(0, { answersIn: join(dir, 'answers') });
  server.session.open(bundledStore);
  const { page, events, close } = await openUi(browser, server.address());
  await page.getByRole('heading', { level: 1, name: 'What is in it' }).waitFor();
  await page.getByRole('link', { name: 'alice@example.com' }).click();
  await page.getByRole('link', { name: 'INBOX', exact: true }).click();
  await page.locator('tbody button').first().click();
  const item = page.getByRole('dialog');
  await item.locator('pre').waitFor();
  expect(await item.locator('dt').first().innerText()).toBe('from');
  expect(await item.locator('img, iframe, script, a').count()).toBe(0);
  expect(events).toEqual([]);
  await close();
  await server.close();
});

interface Program {
  readonly address: string;
  /** Ends it as Ctrl-C does; gives the exit code. */
  end(): Promise<number | null>;
}

/** Starts the program; with a fault at one of its file operations where one is given. */
async function startProgram(fault: string | null): Promise<Program> {
  const preload = new URL('../robustness/fault-preload.mjs', import.meta.url).href;
  const child = spawn(
    process.execPath,
    [...(fault === null ? [] : ['--import', preload]), join(root, 'bin/kerio-exit.js'), 'ui', '--no-open'],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, KERIO_EXIT_FAULT: fault ?? '' } },
  );
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const address = await new Promise<string>((resolve) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      const found = /http:\S+(?=\n)/.exec(text)?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    address,
    end: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

test('a disk that is full breaks the run off with a sentence; begun again with room, it goes on to its end', async () => {
  const out = join(dir, 'full');
  const broken = await startProgram('full@40');
  const first = await openUi(browser, broken.address);
  await toThePlan(first.page, out);
  await first.page.getByRole('button', { name: 'Start the run' }).click();
  await first.page.getByText('Broken off', { exact: true }).first().waitFor();
  expect(await first.page.getByRole('alert').innerText()).toMatch(/full|room|ENOSPC/);
  await first.page.getByRole('button', { name: 'Go on with the run' }).waitFor();
  await broken.end();
  await first.page
    .getByRole('alert')
    .getByText('The program does not answer.')
    .or(first.page.getByText('The program has ended'))
    .first()
    .waitFor();
  await first.close();
  const mended = await startProgram(null);
  const second = await openUi(browser, mended.address);
  await toThePlan(second.page, out);
  await second.page.getByRole('button', { name: 'Start the run' }).click();
  await second.page.getByRole('link', { name: 'Next: Proof' }).click();
  await second.page.getByRole('button', { name: 'Compare now' }).click();
  await second.page.getByText('source and output agree', { exact: false }).waitFor();
  expect(existsSync(join(out, 'report.html'))).toBe(true);
  await second.close();
  await soon(() => mended.end()).toBe(0);
});
