import { expect, test } from 'vitest';
import { startFake } from './fake-server.js';
import { openUi, soon } from './open.js';
import { fullScene, runWork } from './results.js';
import { oneBrowser } from './scenes.js';
import { emptyDraft, STORE } from './views.js';

const browser = oneBrowser();

test('says that the program does not answer, and goes on by itself when it does', async () => {
  const fake = await startFake(fullScene());
  const { page, close } = await openUi(browser(), `${fake.url}#/run`);
  await page.getByRole('heading', { level: 1, name: 'The run' }).waitFor();
  await fake.close();
  await page.getByRole('alert').getByText('The program does not answer.').waitFor();
  fake.scene.session = { ...fake.scene.session, work: runWork('running') };
  await fake.reopen();
  await page.getByText('25 %').waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  await close();
  await fake.close();
});

test('two tabs show the same', async () => {
  const fake = await startFake(fullScene({ ...emptyDraft, store: STORE }));
  const one = await openUi(browser(), `${fake.url}#/who`);
  const other = await openUi(browser(), `${fake.url}#/who`);
  await other.page.getByText('3 mailboxes need an answer.').waitFor();
  await one.page.getByRole('button', { name: 'Stays: petr@company.com' }).click();
  await other.page.getByText('2 mailboxes need an answer.').waitFor();
  await other.page.getByRole('button', { name: 'Stays: karel.stary@company.com' }).click();
  await one.page.getByText('1 mailbox needs an answer.').waitFor();
  await soon(() => fake.scene.session.draft.decisions).toEqual({
    'petr@company.com': '-',
    'karel.stary@company.com': '-',
  });
  await one.close();
  await other.close();
  await fake.close();
});

test('ends the program after it has asked', async () => {
  const fake = await startFake(fullScene());
  const { page, close } = await openUi(browser(), fake.url);
  await page.getByRole('button', { name: 'End the program' }).click();
  await page.getByRole('button', { name: 'Leave it' }).click();
  expect(fake.told).toEqual([]);
  await page.getByRole('button', { name: 'End the program' }).click();
  await page.getByRole('button', { name: 'End it' }).click();
  await page.getByRole('heading', { name: 'The program has ended' }).waitFor();
  expect(fake.told).toEqual([{ path: '/api/quit', body: { even: true } }]);
  await close();
  await fake.close();
});

test('is reached by keyboard alone: the skip link, the steps, the focus at each heading', async () => {
  const fake = await startFake(fullScene());
  const { page, close } = await openUi(browser(), fake.url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the step');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('main');
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: 'Plan' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: 'The plan' }).waitFor();
  await soon(() => page.evaluate('document.activeElement.textContent')).toBe('The plan');
  expect(await page.getByRole('navigation', { name: 'Steps' }).locator('[aria-current]').innerText()).toBe(
    '5\nPlan\n(done)',
  );
  await page.goBack();
  await soon(() => page.evaluate('document.activeElement.textContent')).toBe('What is in it');
  await close();
  await fake.close();
});
