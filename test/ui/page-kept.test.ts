import { expect, test } from 'vitest';
import { startFake } from './fake-server.js';
import { openUi, soon } from './open.js';
import { oneBrowser } from './scenes.js';
import { firstSession, openScene } from './views.js';

const browser = oneBrowser();

test('offers what an earlier session answered, until somebody has chosen; says when answers are not kept', async () => {
  const fake = await startFake(openScene());
  const { page, close, events } = await openUi(browser(), `${fake.url}#/contents`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.getByText('Go on where you left?').count()).toBe(0);
  const offer = { at: '2024-05-06T07:08:09.000Z', way: 'google', decisions: 3 } as const;
  fake.change({ kept: { offer, problem: null } });
  await page.getByText(/last on .*2024.*, to Google Workspace: 3 mailboxes had an answer/).waitFor();
  await page.getByRole('button', { name: 'Go on with those answers' }).click();
  await soon(() => fake.told).toEqual([{ path: '/api/kept', body: { take: true } }]);
  await page.getByRole('button', { name: 'Begin anew' }).click();
  await soon(() => fake.told.at(-1)).toEqual({ path: '/api/kept', body: { take: false } });
  fake.change({ kept: { ...firstSession.kept, problem: 'What is answered here is lost: <b>no room</b>' } });
  await page.getByText('What is answered here is lost: <b>no room</b>').waitFor();
  expect(await page.getByText('Go on where you left?').count()).toBe(0);
  expect(events).toEqual([]);
  await close();
  await fake.close();
});
