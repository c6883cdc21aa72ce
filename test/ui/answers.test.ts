/** What changes of answers make void, and what of them outlives the program. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { PlanView } from '../../src/ui/api.js';
import { Answers } from '../../src/ui/session/answers.js';
import { EMPTY_DRAFT } from '../../src/ui/session/draft.js';
import { makeTempDir, removeDir } from '../support/temp.js';
import { bundledStore } from './bundled-store.js';
import { type Served, startServed } from './served.js';

const dir = makeTempDir('ui-kept');
const answersIn = join(dir, 'state', 'ui');
const running: Served[] = [];

/** A program that has looked into the bundled store. */
async function begun(store = bundledStore): Promise<Served> {
  const served = await startServed({ answersIn });
  running.push(served);
  await served.post('/api/open', { path: store });
  await served.until(({ work }) => work?.state === 'done');
  return served;
}

afterEach(async () => {
  for (const served of running.splice(0)) await served.stop();
  removeDir(dir);
});

async function openLines(served: Served): Promise<readonly string[]> {
  const { lines } = await served.get<PlanView>('/api/plan');
  return lines.filter(({ open }) => open).map(({ mailbox }) => mailbox);
}

function fileOf(): string {
  const [name = ''] = readdirSync(answersIn);
  return join(answersIn, name);
}

describe('a plan', () => {
  test('that is drawn up while answers change is drawn up with those that came last', async () => {
    const served = await begun();
    const { session } = served.server;
    const before = session.view.revisions.plan;
    session.begin('plan');
    session.answer({ renames: [['example.com', 'new.example']] });
    session.answer({ decisions: { 'marta@example.com': 'eva@new.example' } });
    // Another tab that wants one gets the same.
    session.begin('plan');
    await served.until(({ work }) => work?.what === 'plan' && work.state === 'done');
    expect(session.view.revisions.plan).toBe(before + 1);
    const { lines } = await served.get<PlanView>('/api/plan');
    expect(lines.find(({ mailbox }) => mailbox === 'alice@example.com')?.target).toBe('alice@new.example');
    expect(lines.find(({ mailbox }) => mailbox === 'marta@example.com')?.target).toBe('eva@new.example');
  });

  test('is void when its proposals would be others, and stays when one mailbox is decided on', async () => {
    const served = await begun();
    const { session } = served.server;
    await served.work('plan');
    await served.post('/api/draft', { way: 'google', decisions: { 'marta@example.com': '-' } });
    // That was the last work: it is done again by itself.
    const { revisions } = await served.until(({ work }) => work?.what === 'plan' && work.state === 'done');
    await served.post('/api/draft', { decisions: { 'marta@example.com': '' } });
    expect(session.view.revisions.plan).toBe(revisions.plan);
    await served.post('/api/draft', { way: 'files', out: join(dir, 'out'), target: 'google' });
    expect(session.view.revisions.plan).toBe(revisions.plan);
    await served.work('prepare');
    await served.post('/api/draft', { renames: [['example.com', 'new.example']] });
    // How other work ended is not hidden: whoever looks at the plan has it drawn up.
    expect(session.view).toMatchObject({ revisions: { plan: 0 }, work: { what: 'prepare' } });
  });

  test('asks nobody about public folders and archives that stay behind as a whole', async () => {
    const served = await begun();
    await served.post('/api/draft', { way: 'google', own: { public: 'user' } });
    await served.work('plan');
    expect(await openLines(served)).toEqual(
      expect.arrayContaining(['_public@example.com', '_archive@localhost', 'marta@example.com']),
    );
    await served.post('/api/draft', { own: { public: 'skip' }, archive: 'exclude' });
    await served.until(({ work, revisions }) => work?.state === 'done' && revisions.plan > 0);
    expect(await openLines(served)).toEqual(['_resources@example.com', 'marta@example.com', 'o.brien@example.com']);
    // What is said of Google is not said of files.
    await served.post('/api/draft', { way: 'files' });
    await served.until(({ work, revisions }) => work?.state === 'done' && revisions.plan > 0);
    expect(await openLines(served)).toContain('_public@example.com');
  });
});

test('a preparation that is made while answers change is made with those that came last', async () => {
  const served = await begun();
  const { session } = served.server;
  session.answer({ way: 'files', out: join(dir, 'out'), archive: 'exclude', recoverable: 'exclude' });
  session.begin('prepare');
  session.answer({ decisions: { 'marta@example.com': 'eva@example.com' } });
  const { revisions } = await served.until(({ work }) => work?.what === 'prepare' && work.state === 'done');
  expect(revisions.preparation).toBe(1);
  const { mailboxes } = await served.get<{ mailboxes: readonly { mailbox: string; target: string }[] }>(
    '/api/preparation',
  );
  expect(mailboxes.find(({ mailbox }) => mailbox === 'marta@example.com')?.target).toBe('eva@example.com');
  // An answer that makes the move impossible breaks it off in words.
  session.begin('prepare');
  session.answer({ out: '' });
  const { work } = await served.until((view) => view.work?.state === 'failed');
  expect(work?.problem).toBe('No folder for the files was chosen: choose one first.');
});

describe('answers outlive the program', () => {
  const SECRET = 'seCret-of-anna';
  const change = {
    ...{ way: 'servers', stateDir: '/var/state', archive: 'exclude', own: { attendees: 'strip' } },
    targets: [{ address: 'imaps://mail.example', auth: 'admin', admin: 'root' }],
    decisions: { 'marta@example.com': 'eva@example.com' },
    renames: [['example.com', 'new.example']],
  };

  /** What a program that is begun now finds. */
  function offered(store = bundledStore): Answers {
    const answers = new Answers(answersIn);
    answers.begin(store);
    return answers;
  }

  test('and are offered for the same store, without any secret', async () => {
    const first = await begun();
    // Nothing is kept before anything was answered.
    expect(first.server.session.view.kept).toEqual({ offer: null, problem: null });
    await first.post('/api/draft', change);
    await first.post('/api/secrets', {
      users: `source;target;target_password\nanna@example.com;anna@new.example;${SECRET}\n`,
      targets: { 'imaps://mail.example': SECRET },
    });
    await first.post('/api/save', { what: 'plan', path: join(dir, 'plan.csv') });
    const { draft, commands } = first.server.session.view;
    await first.stop();
    expect(readdirSync(answersIn)).toHaveLength(1);
    expect(readFileSync(fileOf(), 'utf8')).not.toContain(SECRET);
    expect(statSync(fileOf()).mode & 0o777).toBe(0o600);
    expect(statSync(answersIn).mode & 0o777).toBe(0o700);

    const second = await begun();
    const { session } = second.server;
    expect(session.view.kept).toEqual({
      ...{ offer: { at: expect.any(String) as unknown, way: 'servers', decisions: 1 }, problem: null },
    });
    expect(session.view.draft).toEqual({ ...EMPTY_DRAFT, store: bundledStore });
    // What is said before somebody has chosen stays said, and the offer stands.
    await second.post('/api/draft', { insecure: true, decisions: { 'alice@example.com': '-' } });
    expect(session.view.kept.offer?.decisions).toBe(1);
    await second.post('/api/kept', { take: true });
    expect(session.view.kept.offer).toBeNull();
    expect(session.view.draft).toEqual({
      ...{ ...draft, insecure: true },
      decisions: { ...draft.decisions, 'alice@example.com': '-' },
    });
    expect(session.view.secrets).toEqual({ users: null, problems: [], targets: [] });
    expect(session.view.commands.run).toContain(`--plan ${join(dir, 'plan.csv')}`);
    expect(commands.run).toContain(`--plan ${join(dir, 'plan.csv')}`);
    expect(await second.refused('/api/kept', { take: true })).toMatchObject({ status: 400 });
    expect(await second.refused('/api/kept', { take: 'yes' })).toMatchObject({ status: 400 });
    expect(offered().kept.offer?.decisions).toBe(2);
  });

  test('until somebody begins anew, or moves with other answers; another store has its own', async () => {
    offered().take(change);
    const second = offered();
    second.take({ way: 'files' });
    expect(offered().kept.offer?.way).toBe('servers');
    second.leaveOffer();
    expect(offered().kept.offer?.way).toBe('files');
    expect(offered(join(bundledStore, 'store')).kept).toEqual({ offer: null, problem: null });
    const served = await begun();
    await served.post('/api/draft', { way: 'google' });
    expect(await served.refused('/api/work', { what: 'prepare' })).toMatchObject({ status: 400 });
    expect(offered().kept.offer?.way).toBe('files');
    await served.post('/api/draft', { way: 'files', out: join(dir, 'out') });
    await served.work('prepare');
    expect(served.server.session.view.kept.offer).toBeNull();
    expect(JSON.parse(readFileSync(fileOf(), 'utf8'))).toMatchObject({ draft: { out: join(dir, 'out') } });
  });

  test('a damaged file is set aside and said; answers are kept from then on', () => {
    offered().take(change);
    const file = fileOf();
    const odd = JSON.stringify({ store: bundledStore, at: '2024-05-06T07:08:09Z', draft: 1 });
    for (const text of ['', '{"store":', '[]', 'null', '\0\0\0', odd]) {
      writeFileSync(file, text);
      const answers = offered();
      expect({ text, ...answers.kept }).toEqual({
        ...{ text, offer: null },
        problem: `The answers of an earlier session are damaged: they were set aside as ${file}.damaged.`,
      });
      expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(text);
      answers.take({ way: 'files' });
      expect(answers.kept).toEqual({ offer: null, problem: null });
      expect(offered().kept.offer?.way).toBe('files');
    }
  });

  test('of a file that an older or newer program wrote what is understood is taken', () => {
    offered().take(change);
    const kept = {
      ...{ version: 99, store: bundledStore, at: '2024-05-06T07:08:09Z', more: {} },
      draft: {
        ...{ way: 'files', out: '/mnt/out', mailFormat: 'mbx', insecure: 'yes', unheard: 1, store: '/etc' },
        ...{ own: { gone: true }, decisions: { 'marta@example.com': '-' } },
      },
    };
    writeFileSync(fileOf(), JSON.stringify(kept));
    const answers = offered();
    expect(answers.kept.offer).toEqual({ at: '2024-05-06T07:08:09.000Z', way: 'files', decisions: 1 });
    answers.takeOffer();
    expect(answers.draft).toEqual({
      ...{ ...EMPTY_DRAFT, store: bundledStore, way: 'files', out: '/mnt/out' },
      decisions: { 'marta@example.com': '-' },
    });
  });

  test('where nothing can be kept that is said, and everything else goes on', () => {
    mkdirSync(join(dir, 'state'), { recursive: true });
    writeFileSync(answersIn, 'a file where the folder would be');
    const answers = offered();
    answers.take({ way: 'files' });
    expect(answers.draft.way).toBe('files');
    expect(answers.kept.problem).toMatch(/^What is answered here is lost when the program ends: /);
    // Nothing is ever written into a store.
    const inside = new Answers(join(dir, 'store', 'state'));
    inside.begin(join(dir, 'store'));
    inside.take({ way: 'files' });
    expect(inside.kept.problem).toMatch(/lies inside the store/);
    expect(readdirSync(dir)).not.toContain('store');
  });
});
