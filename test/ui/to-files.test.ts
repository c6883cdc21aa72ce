/** The whole way to files by plain HTTP, with the bundled store: two tabs, a pause, a full disk. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  InspectionView,
  LoadedView,
  MailboxesView,
  OutcomeView,
  PlanView,
  PreparationView,
  ProofView,
} from '../../src/ui/api.js';
import { bundledStore } from './bundled-store.js';
import { makeTempDir, removeDir } from '../support/temp.js';
import { needsRoot } from '../support/not-run.js';
import { listenTo, send, type Served, startServed } from './served.js';

const dir = makeTempDir('ui-files');
const out = join(dir, 'out');
let served: Served;
beforeAll(async () => {
  served = await startServed();
});
afterAll(async () => {
  await served.stop();
  removeDir(dir);
});

const DECISIONS = {
  '_public@example.com': '-',
  '_resources@example.com': '-',
  'marta@example.com': 'alice@example.com',
  'o.brien@example.com': '-',
  '_archive@localhost': '-',
};

describe('the whole way to files', () => {
  test('a folder that is no store is refused in a sentence, and nothing is shown of it', async () => {
    await served.post('/api/open', { path: dir });
    const { work, revisions } = await served.until((view) => view.work?.state === 'failed');
    expect(work?.problem).toMatch(/holds no Kerio store/);
    expect(revisions.inspection).toBe(0);
    await expect(served.get('/api/inspection')).rejects.toThrow(/404/);
  });

  test('a store is looked into, and its plan completed', async () => {
    await served.post('/api/open', { path: `${bundledStore}/store/..` });
    const { draft } = await served.until((view) => view.work?.state === 'done');
    expect(draft.store).toBe(bundledStore);
    expect(await served.get<InspectionView>('/api/inspection')).toMatchObject({
      ...{ root: bundledStore, sums: { found: 112, missing: 2 }, kinds: { mail: { items: 74 } } },
    });
    await served.post('/api/draft', { way: 'files', out, recoverable: 'exclude', archive: 'exclude' });
    expect(await served.work('plan')).toMatchObject({ state: 'done', problem: null });
    const plan = await served.get<PlanView>('/api/plan');
    const open = Object.keys(DECISIONS).filter((mailbox) => mailbox !== '_archive@localhost');
    expect(plan.lines.filter((line) => line.open).map(({ mailbox }) => mailbox)).toEqual(open);
    // Whoever leaves the archive out has decided on it.
    expect(plan.lines.find(({ kind }) => kind === 'archive')).toMatchObject({ target: '-', open: false });
    await served.post('/api/draft', { decisions: { ...DECISIONS, 'alice@example.com': '' } });
    await served.work('plan');
    const lines = (await served.get<PlanView>('/api/plan')).lines.filter(({ open }) => open);
    expect(lines.map(({ mailbox }) => mailbox)).toEqual(['alice@example.com']);
    await served.post('/api/draft', { decisions: DECISIONS });
    const saved = join(dir, 'plan.csv');
    await served.post('/api/save', { what: 'plan', path: saved });
    expect(readFileSync(saved, 'utf8')).toContain('marta@example.com,alice@example.com');
    expect(served.server.session.view.commands.run).toContain(`--plan ${saved}`);
    const inside = await served.refused('/api/save', { what: 'plan', path: join(bundledStore, 'plan.csv') });
    expect(inside).toMatchObject({ status: 400, error: expect.stringContaining('inside the store') as unknown });
  });

  test('a saved plan gives its answers back, and says what it does not fit', async () => {
    const saved = join(dir, 'plan.csv');
    await served.post('/api/draft', { decisions: {} });
    expect(await served.hear('/api/load', { what: 'plan', path: saved })).toMatchObject({ strangers: [], unnamed: 0 });
    expect(served.server.session.view.draft.decisions).toMatchObject(DECISIONS);
    await served.work('plan');
    expect((await served.get<PlanView>('/api/plan')).lines.filter(({ open }) => open)).toEqual([]);

    const other = join(dir, 'other.csv');
    writeFileSync(other, 'mailbox;goes_to\r\nMarta@Example.com;\r\ngone@example.com;x@example.com\r\n');
    const loaded = await served.hear<LoadedView>('/api/load', { what: 'plan', path: other });
    expect(loaded).toMatchObject({ taken: 1, strangers: ['gone@example.com'] });
    const { draft, commands } = served.server.session.view;
    expect(draft.decisions).toMatchObject({ ...DECISIONS, 'marta@example.com': '' });
    expect(draft.decisions).not.toHaveProperty('gone@example.com');
    expect(commands.run).toContain(`--plan ${other}`);

    writeFileSync(other, 'mailbox;goes_to\r\nmarta@example.com;nobody\r\n');
    for (const [body, words] of [
      [{ what: 'plan', path: other }, 'line 2: goes_to nobody is no address'],
      [{ what: 'plan', path: join(dir, 'none.csv') }, 'cannot be read (ENOENT)'],
      [{ what: 'plan', path: 'plan.csv' }, 'whole path'],
      [{ what: 'users', path: saved }, 'give plan'],
    ] as const)
      expect(await served.refused('/api/load', body)).toMatchObject({
        ...{ status: 400, error: expect.stringContaining(words) as unknown },
      });
    expect(served.server.session.view.draft.decisions).toMatchObject({ 'marta@example.com': '' });
    await served.hear('/api/load', { what: 'plan', path: saved });
    await served.post('/api/draft', { decisions: DECISIONS });
  });

  test('a preparation says how much, how long, and what nobody has decided on', async () => {
    expect(await served.work('prepare')).toMatchObject({ state: 'done', problem: null });
    const preparation = await served.get<PreparationView>('/api/preparation');
    expect(preparation).toMatchObject({ items: 103, questions: [] });
    expect(preparation.needed).toBeLessThan(preparation.free ?? 0);
    expect(preparation.times[0]).toMatch(/^Export to disk: about 1 min/);
    expect(preparation.mailboxes.find(({ mailbox }) => mailbox === 'marta@example.com')).toMatchObject({
      ...{ target: 'alice@example.com', items: 4, problem: null },
    });
    await served.post('/api/draft', { archive: null });
    expect(served.server.session.view.revisions.preparation).toBe(0);
    await served.post('/api/draft', { archive: 'exclude' });
  });

  test('a run that is paused ends in good order; going on gives what one run gives, and all tabs see the same', async () => {
    const tabs = [await listenTo(served), await listenTo(served)];
    const { session } = served.server;
    session.begin('run');
    expect(await served.refused('/api/work', { what: 'plan' })).toMatchObject({ status: 409 });
    expect(await served.refused('/api/quit', { even: false })).toMatchObject({ status: 409 });
    await served.post('/api/work/pause', {});
    const paused = await served.until((view) => view.work?.state !== 'running' && view.work?.state !== 'pausing');
    // A fast machine may be ready before it hears of it.
    if (paused.work?.state === 'paused') {
      expect(existsSync(join(out, 'report.json'))).toBe(true);
      await served.post('/api/work/resume', {});
    }
    const { work } = await served.until((view) => view.work?.state === 'done' || view.work?.state === 'failed');
    expect(work).toMatchObject({ what: 'run', state: 'done', problem: null, progress: { done: 103, total: 103 } });
    const outcome = await served.get<OutcomeView>('/api/outcome');
    expect(outcome).toMatchObject({
      ...{ code: 1, sums: { found: 103, exported: 100, skipped: 3, failed: 0, missing: 2 }, place: out, questions: [] },
      ...{ itemsInAll: 2, report: join(out, 'report.html'), copied: null },
    });
    expect(outcome.items[0]).toMatchObject({ mailbox: 'jan.novak@example.com', folder: 'INBOX', uid: 16 });
    expect(outcome.next.length).toBeGreaterThan(3);
    const mailboxes = await served.get<MailboxesView>('/api/mailboxes');
    expect(mailboxes.every(({ state }) => state === 'done')).toBe(true);
    await Promise.all(
      tabs.map(async ({ views }) => {
        while (views.at(-1)?.work?.state !== 'done') await new Promise((next) => setTimeout(next, 10));
      }),
    );
    expect(tabs[0]?.views.at(-1)).toEqual(tabs[1]?.views.at(-1));
    expect(tabs[0]?.views.at(-1)).toEqual(session.view);
    for (const tab of tabs) tab.close();
  });

  test('it is proved, and both reports open in a box of their own', async () => {
    expect(await served.work('verify')).toMatchObject({ state: 'done', problem: null });
    expect(await served.get<ProofView>('/api/proof')).toMatchObject({
      ...{ agrees: true, words: '100 of 103 items compared, 3 not exported: source and output agree.' },
      findingsInAll: 0,
    });
    for (const [path, file] of [
      ['/report/outcome', 'report.html'],
      ['/report/proof', 'verify.html'],
    ] as const) {
      const { headers, text } = await send(served.server.port, path, { headers: { cookie: served.cookie } });
      expect(String(headers['content-security-policy'])).toMatch(/^sandbox allow-scripts; default-src 'none'/);
      expect(text).toBe(readFileSync(join(out, file), 'utf8'));
    }
  });
});

describe('a disk that is full', () => {
  const small = join(dir, 'small');
  beforeAll(() => {
    needsRoot('to mount a small disk');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small]);
  });
  afterAll(() => {
    execFileSync('umount', [small]);
  });

  test('is told in a sentence; with room the same run goes on', async () => {
    const there = join(small, 'out');
    await served.post('/api/draft', { out: there });
    const failed = await served.work('run');
    expect(failed).toMatchObject({ state: 'failed' });
    expect(failed.problem).toMatch(
      /ENOSPC: no space left on device.*choose another folder|free, and this export takes about/,
    );
    execFileSync('mount', ['-o', 'remount,size=20m', small]);
    expect(await served.work('run')).toMatchObject({ state: 'done', problem: null });
    expect(await served.work('verify')).toMatchObject({ state: 'done' });
    expect(await served.get('/api/proof')).toMatchObject({ agrees: true });
  });
});

test('the program ends when the page asks for it', async () => {
  const other = await startServed();
  await other.post('/api/quit', { even: false });
  await other.server.asked;
  await other.stop();
  await expect(send(other.server.port, '/')).rejects.toThrow(/ECONNREFUSED|socket hang up/);
});
