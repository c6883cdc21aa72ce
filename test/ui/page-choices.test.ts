/** Which mail and which folders go along; what is refused of that; how a run and a check stand at one look. */
import { expect, test } from 'vitest';
import { startFake } from './fake-server.js';
import { isTooWide, openUi, soon } from './open.js';
import { filesDraft, fullScene, lineOf, plan, runWork, serversDraft } from './results.js';
import { oneBrowser } from './scenes.js';
import { emptyDraft } from './views.js';

const browser = oneBrowser();

test('dates, sizes, senders, subjects and folders are answers of their own, and are counted when folded', async () => {
  const fake = await startFake(fullScene());
  const { page, close } = await openUi(browser(), `${fake.url}#/where`);
  await page.getByText('Which mail, which folders').click();
  await page.getByLabel('Only mail received on or after').fill('2024-01-31');
  await page.getByLabel('Only mail larger than').fill('10MB');
  await page.getByLabel('Only mail larger than').press('Enter');
  await page.getByLabel('Only mail from these senders').fill('*@company.com\n\neva');
  await page.getByLabel('Folders that stay behind').fill('Trash');
  await page.getByLabel('Folders that get another name or place').fill('Old/Offers=Offers');
  await page.getByRole('checkbox', { name: 'Leave out what is marked as deleted' }).check();
  const choices = {
    ...{ ...emptyDraft.choices, since: '2024-01-31', larger: '10MB', sender: ['*@company.com', 'eva'] },
    ...{ excludeFolder: ['Trash'], map: ['Old/Offers=Offers'], skipDeleted: true },
  };
  await soon(() => fake.scene.session.draft.choices).toEqual(choices);
  await page.getByText('6 choices').waitFor();
  expect(await page.getByLabel('Do not send messages larger than').count()).toBe(0);
  fake.change({ draft: { ...serversDraft, choices } });
  await page.getByLabel('Do not send messages larger than').waitFor();
  expect(await page.getByLabel('Only mail received on or after').count()).toBe(0);
  await close();
  await fake.close();
});

test('what is refused is in view and can be put away; the next step begins without it', async () => {
  const scene = fullScene();
  const fake = await startFake({ ...scene, onTold: () => '--larger much is no size: write 10MB.' });
  const { page, close } = await openUi(browser(), `${fake.url}#/where`);
  await page.getByText('Which mail, which folders').click();
  const larger = page.getByLabel('Only mail larger than');
  await larger.fill('much');
  await larger.press('Enter');
  const alert = page.getByRole('alert').getByText('--larger much is no size');
  await alert.waitFor();
  await soon(async () => (await alert.boundingBox())?.y ?? -1).toBeGreaterThanOrEqual(0);
  await page.getByRole('button', { name: 'Put away' }).click();
  await alert.waitFor({ state: 'detached' });
  await larger.fill('much');
  await larger.press('Enter');
  await alert.waitFor();
  await page.getByRole('link', { name: 'Back: Who' }).click();
  await alert.waitFor({ state: 'detached' });
  await close();
  await fake.close();
});

test('the state of a run stands in the title and in every step', async () => {
  const fake = await startFake(fullScene(filesDraft, runWork('running')));
  const { page, close } = await openUi(browser(), `${fake.url}#/who`);
  await soon(() => page.title()).toBe('25 % Running – kerio-exit');
  fake.change({ work: runWork('paused') });
  await page.getByText('The run is paused.').waitFor();
  await soon(() => page.title()).toBe('25 % Paused – kerio-exit');
  await page.getByRole('link', { name: 'Go to step “Run”' }).click();
  await page.getByRole('button', { name: 'Go on', exact: true }).waitFor();
  fake.change({ work: runWork('done') });
  await soon(() => page.title()).toBe('Run – kerio-exit');
  await close();
  await fake.close();
});

test('mailboxes without an account get one or none: they are not left behind for that', async () => {
  const scene = fullScene();
  const { outcome } = scene.results;
  if (outcome === undefined) throw new Error('no outcome');
  const question = {
    ...{ about: 'unlisted' as const, title: '1 mailbox without an account (100 items, exported)', what: 'no account' },
    ...{ remedy: '--include-unlisted makes an account', concerned: [{ address: 'petr@company.com', items: 100 }] },
  };
  const fake = await startFake({
    ...scene,
    results: { ...scene.results, outcome: { ...outcome, questions: [question] } },
  });
  const { page, close } = await openUi(browser(), `${fake.url}#/proof`);
  expect(await page.getByRole('button', { name: /^They stay behind/ }).count()).toBe(0);
  await page.getByRole('button', { name: /^Make accounts for them/ }).click();
  await soon(() => fake.scene.session.draft.unlisted).toBe('include');
  await page.getByRole('button', { name: /^Make none/ }).click();
  await soon(() => fake.scene.session.draft.unlisted).toBe('exclude');
  await close();
  await fake.close();
});

test('what is in the way of two hundred is said once', async () => {
  const accounts = Array.from({ length: 200 }, (_, at) => ({
    ...{ account: `user${at}@company.com`, destination: 'imaps://mail.company.com' },
    findings: [
      {
        ...{ what: 'login', ok: at === 7, words: at === 7 ? 'signs in' : `user${at}@company.com is not known there` },
        remedy: at === 7 ? null : 'make the account',
      },
    ],
  }));
  const scene = fullScene(serversDraft);
  const fake = await startFake({ ...scene, results: { ...scene.results, checks: { accounts } } });
  const { page, close } = await openUi(browser(), `${fake.url}#/where`);
  await page.getByText('login: … is not known there').waitFor();
  await page.getByText('199 accounts', { exact: true }).waitFor();
  await page.getByText('1–50 of 200').waitFor();
  await close();
  await fake.close();
});

test('names of any length and any writing stay inside of a narrow window', async () => {
  const scene = fullScene({ ...emptyDraft, store: '/opt/kerio' });
  const long = `${'verylonglocalpart'.repeat(4)}@${'sub.'.repeat(12)}company.com`;
  const lines = [
    lineOf(long, { name: 'Abteilung-die-niemand-kennt'.repeat(6), target: '' }),
    lineOf('عمر@company.com', { name: 'عمر الخطيب (مدير)' }),
    lineOf('party@company.com', { name: '🎉👩‍👩‍👧‍👦 Team 🚀', decide: 'x'.repeat(300), target: '' }),
  ];
  const words = `${'answered '.repeat(40)}${'y'.repeat(400)}`;
  const work = runWork('failed', words);
  const fake = await startFake({ ...scene, results: { ...scene.results, plan: { ...plan, lines } } });
  const options = { viewport: { width: 390, height: 844 } };
  const { page, events, close } = await openUi(browser(), `${fake.url}#/who`, options);
  await page.getByText(long).first().waitFor();
  expect(await isTooWide(page)).toBe(false);
  fake.change({ work });
  await page.evaluate("location.hash = '#/run'");
  await page.getByText(words).waitFor();
  expect(await isTooWide(page)).toBe(false);
  expect(events).toEqual([]);
  await close();
  await fake.close();
});
