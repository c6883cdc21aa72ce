import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Draft, SessionView } from '../../src/ui/api.js';
import { launchBrowser } from '../support/browser.js';
import { startFake } from './fake-server.js';
import { isTooWide, openUi } from './open.js';
import { filesDraft, fullScene, runWork, serversDraft } from './results.js';
import { emptyDraft, STORE } from './views.js';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

interface Look {
  readonly step: string;
  /** What can be read when it is drawn. */
  readonly shows: string;
  readonly draft?: Draft;
  readonly work?: SessionView['work'];
  /** Opens a window over the page. */
  readonly press?: string;
}

const exchange = { address: 'imaps://outlook.office365.com', auth: 'microsoft', admin: '' };
const looks: readonly Look[] = [
  { step: 'store', shows: 'Where is the Kerio store?' },
  { step: 'store', shows: 'Where is the Kerio store?', press: 'Browse …' },
  { step: 'contents', shows: 'By year of arrival' },
  { step: 'contents/eva.mala%40company.com', shows: 'Folders of eva.mala@company.com' },
  { step: 'contents/eva.mala%40company.com/INBOX', shows: '1–100 of 250' },
  { step: 'contents/eva.mala%40company.com/INBOX', shows: '1–100 of 250', press: '(no subject)' },
  { step: 'who', shows: 'Does the domain change?' },
  { step: 'where', shows: 'What are the files for?', draft: filesDraft },
  { step: 'where', shows: 'Key of the service account', draft: { ...emptyDraft, store: STORE, way: 'google' } },
  {
    ...{ step: 'where', shows: 'Application in Entra ID' },
    draft: { ...emptyDraft, store: STORE, way: 'microsoft', targets: [exchange] },
  },
  { step: 'where', shows: 'What runs there', draft: serversDraft },
  { step: 'plan', shows: 'How long it takes' },
  { step: 'run', shows: 'Running', work: runWork('running') },
  {
    ...{ step: 'run', shows: 'No room is left on the disk (ENOSPC): make room and run it again.' },
    work: runWork('failed', 'No room is left on the disk (ENOSPC): make room and run it again.'),
  },
  { step: 'proof', shows: 'What to do next' },
];

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResult>('axe.run(document, { resultTypes: ["violations"] })');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

describe.each([
  ['wide, light', 1400, 'light'],
  ['wide, dark', 1400, 'dark'],
  ['narrow, light', 390, 'light'],
  ['narrow, dark', 390, 'dark'],
] as const)('%s', (_, width, colorScheme) => {
  test('every step can be read by everybody, and none is wider than the window', async () => {
    const fake = await startFake(fullScene());
    const options = { viewport: { width, height: 844 }, colorScheme, reducedMotion: 'reduce' as const };
    const { page, events, close } = await openUi(browser, fake.url, options);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.evaluate(axe.source);
    const found: string[] = [];
    for (const { step, shows, draft = filesDraft, work = null, press } of looks) {
      fake.change({ draft, work });
      await page.evaluate(`location.hash = '#/${step}'`);
      await page.getByText(shows, { exact: true }).first().waitFor();
      if (press !== undefined) {
        await page.getByRole('button', { name: press }).click();
        await page.getByRole('dialog').getByRole('button').last().waitFor();
      }
      const name = `${step} ${draft.way ?? ''} ${press ?? ''}`;
      for (const finding of await seriousFindings(page)) found.push(`${name}: ${finding}`);
      if (await isTooWide(page)) found.push(`${name}: wider than the window`);
      if (press !== undefined) await page.keyboard.press('Escape');
    }
    expect(found).toEqual([]);
    expect(events).toEqual([]);
    await close();
    await fake.close();
  });
});
