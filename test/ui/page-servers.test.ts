/** The whole way to Dovecot and Radicale through the page: a login that is refused, a run that is paused and gone on with. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, type Server } from '../../src/ui/index.js';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { type Radicale, startRadicale } from '../servers/radicale.js';
import { launchBrowser } from '../support/browser.js';
import { buildStore } from '../support/store-builder.mjs';
import { makeTempDir, removeDir } from '../support/temp.js';
import { contents } from '../transfer/support.js';
import { addressBook } from './address-book.js';
import { openUi } from './open.js';

const MAILS = 60;
const dir = makeTempDir('ui-page-servers');
const planted = '<img src=x onerror="window.caught=1">';
let browser: Browser;
let dovecot: Dovecot;
let radicale: Radicale;
let server: Server;

beforeAll(async () => {
  browser = await launchBrowser();
  dovecot = await startDovecot({ users: { 'anna@example.com': 'right-a', 'boris@example.com': 'right-b' } });
  radicale = await startRadicale();
  buildStore(join(dir, 'store'), {
    domains: {
      'example.com': {
        anna: {
          folders: {
            INBOX: {
              items: Array.from({ length: MAILS }, (_, at) => ({
                bytes: `From: ${planted} <x@example.com>\r\nSubject: ${at} ${planted}\r\n\r\n<script>window.caught=2</script>\r\n`,
              })),
            },
            Contacts: addressBook(),
          },
        },
        boris: { folders: { INBOX: { items: [{}] } } },
      },
    },
  });
  server = await listen(0, { answersIn: join(dir, 'answers') });
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await Promise.all([dovecot.stop(), radicale.stop()]);
  removeDir(dir);
});

test('through the page', async () => {
  server.session.open(join(dir, 'store'));
  const { page, events, close } = await openUi(browser, server.address());
  await page.getByRole('link', { name: 'anna@example.com' }).click();
  await page.getByRole('link', { name: 'INBOX', exact: true }).click();
  await page.getByRole('button', { name: `0 ${planted}`, exact: true }).click();
  await page.getByRole('dialog').getByText('<script>window.caught=2</script>').waitFor();
  await page.keyboard.press('Escape');

  await page.goto(`http://127.0.0.1:${server.port}/#/who`);
  await page.getByRole('heading', { level: 2, name: 'Who goes where' }).waitFor();
  await page.getByRole('button', { name: 'To their own address' }).click();
  await page.getByText('Every mailbox has an answer.').waitFor();
  await page.getByRole('link', { name: 'Next: Where' }).click();
  await page.getByRole('radio', { name: /^Another server/ }).check();
  await page.getByText('Certificates, tests, memory').click();
  await page.getByRole('checkbox', { name: /^Send everything unencrypted/ }).check();
  const state = page.getByLabel('Where the transfer remembers what it sent');
  await state.fill(join(dir, 'state'));
  await state.press('Enter');
  const addresses = {
    Mail: `imap://127.0.0.1:${dovecot.port}`,
    'Contacts and calendars': radicale.url.replace(/^http/, 'dav'),
  };
  for (const [group, address] of Object.entries(addresses)) {
    const field = page.getByRole('group', { name: group, exact: true }).getByLabel('Address');
    await field.fill(address);
    await field.press('Enter');
  }
  const users = page.getByLabel('or paste its lines');
  await users.fill('anna@example.com;right-a;Anna\nboris@example.com;wrong-b;Boris');
  await page.getByRole('button', { name: 'Take these lines' }).click();
  await page.getByText('2 people, 2 with a password.').waitFor();

  await page.getByRole('button', { name: 'Check every account' }).click();
  await page.getByText('1 account has something in the way; 3 in order.').waitFor();
  await page.getByRole('checkbox', { name: 'Only what is in the way' }).check();
  expect(await page.getByRole('row', { name: /boris@example\.com/ }).innerText()).toContain('in the way');
  const file = join(dir, 'users.csv');
  writeFileSync(file, 'anna@example.com;right-a;Anna\nboris@example.com;right-b;Boris\n');
  await page.getByLabel('Load a file …').setInputFiles(file);
  await page.getByRole('button', { name: 'Check again' }).click();
  await page.getByText('4 accounts checked: everything is in order.').waitFor();

  await page.getByRole('link', { name: 'Next: Plan' }).click();
  await page.getByRole('button', { name: 'Make the plan' }).click();
  await page.getByRole('button', { name: 'Start the run' }).click();
  // A fast machine may be ready before anybody can press it.
  const pause = page.getByRole('button', { name: 'Pause' });
  const proof = page.getByRole('link', { name: 'Next: Proof' });
  await pause.or(proof).first().waitFor();
  await page.evaluate("[...document.querySelectorAll('button')].find((each) => each.textContent === 'Pause')?.click()");
  const goOn = page.getByRole('button', { name: 'Go on', exact: true });
  await goOn
    .or(page.getByText('Finished', { exact: true }))
    .first()
    .waitFor();
  if (await goOn.isVisible()) await goOn.click();
  await page.getByText('Finished', { exact: true }).waitFor();
  await proof.click();
  await page.getByText('Everything is there.', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Compare now' }).click();
  await page.getByText('Everything is there, once.').waitFor();
  expect(contents(dovecot, 'anna@example.com')).toHaveLength(MAILS);
  expect(await page.evaluate('window.caught')).toBe(undefined);
  expect(await page.content()).not.toMatch(/right-[ab]|wrong-b/);
  expect(events).toEqual([]);
  await close();
});
