/** The whole way to Dovecot and Radicale by plain HTTP: a login that is refused, a pause in the middle, and no secret anywhere. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChecksView, MailboxesView, OutcomeView, PreparationView, ProofView } from '../../src/ui/api.js';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { type Radicale, startRadicale } from '../servers/radicale.js';
import { buildStore } from '../support/store-builder.mjs';
import { makeTempDir, removeDir } from '../support/temp.js';
import { contents } from '../transfer/support.js';
import { mailAndContacts } from './address-book.js';
import { everything, hasEnded, type Served, startServed } from './served.js';

const SECRET = 'seCret-of-anna';
const WRONG = 'wrOng-of-boris';
const ADMIN = 'seCret-of-admin';
const MAILS = 120;
const dir = makeTempDir('ui-servers');
const store = join(dir, 'store');
const state = join(dir, 'state');
let dovecot: Dovecot;
let radicale: Radicale;
let served: Served;

beforeAll(async () => {
  dovecot = await startDovecot({
    users: { 'anna@new.example': SECRET, 'boris@new.example': 'another' },
    master: { name: 'root', password: ADMIN },
  });
  radicale = await startRadicale();
  buildStore(store, {
    domains: {
      'example.com': {
        anna: { folders: mailAndContacts(MAILS) },
        boris: { folders: { INBOX: { items: [{}] } } },
      },
    },
  });
  served = await startServed();
});
afterAll(async () => {
  await served.stop();
  await Promise.all([dovecot.stop(), radicale.stop()]);
  removeDir(dir);
});

test('who goes where, and to which servers', async () => {
  await served.post('/api/open', { path: store });
  await served.until((view) => view.revisions.inspection > 0);
  const targets = [
    { address: `imap://127.0.0.1:${dovecot.port}`, auth: '', admin: '' },
    { address: radicale.url.replace(/^http/, 'dav'), auth: '', admin: '' },
  ];
  await served.post('/api/draft', {
    ...{ way: 'servers', targets, plaintext: true, stateDir: state, renames: [['example.com', 'new.example']] },
  });
  const users = `source;target;target_password\nanna@example.com;anna@new.example;${SECRET}\nboris@example.com;boris@new.example;${WRONG}\n`;
  await served.post('/api/secrets', { users });
  expect(served.server.session.view.secrets).toEqual({
    ...{ users: { accounts: 2, withPassword: 2 }, problems: [], targets: [] },
  });
});

test('a check says of each account whether it can be signed in to', async () => {
  expect(await served.work('check')).toMatchObject({ state: 'done', problem: null });
  const { accounts } = await served.get<ChecksView>('/api/checks');
  const refused = accounts.filter(({ findings }) => findings.some(({ ok }) => !ok));
  expect(accounts).toHaveLength(4);
  expect(refused.map(({ account, destination }) => [account, destination])).toEqual([
    ['boris@new.example', `imap://127.0.0.1:${dovecot.port}`],
  ]);
  expect(refused[0]?.findings[0]?.words).toMatch(/refus|login|Authentication/i);
});

test('a preparation names who cannot be moved as things are', async () => {
  expect(await served.work('prepare')).toMatchObject({ state: 'done', problem: null });
  const { mailboxes, items } = await served.get<PreparationView>('/api/preparation');
  expect(items).toBe(MAILS + 1);
  expect(mailboxes.map(({ mailbox, target, problem }) => [mailbox, target, problem !== null])).toEqual([
    ['anna@example.com', 'anna@new.example', false],
    ['boris@example.com', 'boris@new.example', true],
  ]);
});

test('a run that is paused in the middle and taken up again leaves everything there once', async () => {
  const { session } = served.server;
  session.begin('run');
  await served.until(({ work }) => (work?.progress.done ?? 0) > 0 || (work !== null && hasEnded(work)));
  if (session.isBusy) session.pause();
  const { work } = await served.until((view) => view.work !== null && hasEnded(view.work));
  // A fast machine may be ready before it hears of it.
  if (work?.state === 'paused') {
    await served.post('/api/work/resume', {});
    await served.until((view) => view.work !== null && hasEnded(view.work));
  }
  expect(session.view.work).toMatchObject({ what: 'run', state: 'done', problem: null });
  const outcome = await served.get<OutcomeView>('/api/outcome');
  expect(outcome).toMatchObject({ code: 3, sums: { exported: MAILS + 1, failed: 0 }, place: state, questions: [] });
  expect(outcome.problems.join()).toMatch(/^boris@example\.com: /);
  const mailboxes = await served.get<MailboxesView>('/api/mailboxes');
  expect(mailboxes.map(({ mailbox, state: how }) => [mailbox, how])).toEqual([
    ['anna@example.com', 'done'],
    ['boris@example.com', 'failed'],
  ]);
  expect(session.view.work?.progress.troubles[0]).toMatchObject({ mailbox: 'boris@example.com' });
  expect(contents(dovecot, 'anna@new.example')).toHaveLength(MAILS);
});

test('an administrator signs in for everybody; what was there is not doubled, and all of it is proved', async () => {
  const { draft } = served.server.session.view;
  const [imap, dav] = draft.targets;
  const address = imap?.address ?? '';
  const targets = [{ address, auth: 'master', admin: 'root' }, dav];
  await served.post('/api/draft', { targets });
  expect(await served.refused('/api/work', { what: 'run' })).toMatchObject({ status: 400 });
  await served.post('/api/secrets', { targets: { [address]: ADMIN } });
  expect(served.server.session.view.secrets.targets).toEqual([address]);
  expect(await served.work('run')).toMatchObject({ state: 'done', problem: null });
  expect(await served.get<OutcomeView>('/api/outcome')).toMatchObject({ code: 0, copied: 1, problems: [] });
  expect(await served.work('verify')).toMatchObject({ state: 'done', problem: null });
  expect(await served.get<ProofView>('/api/proof')).toMatchObject({
    ...{ agrees: true, words: 'Everything is there, once.', compared: MAILS + 2, findingsInAll: 0 },
  });
  expect(contents(dovecot, 'anna@new.example')).toHaveLength(MAILS);
  expect(contents(dovecot, 'boris@new.example')).toHaveLength(1);
});

test('no secret is in any answer, event, log or state; a users file is written only where somebody asked for it', async () => {
  await served.get('/api/session');
  const said = served.heard.join('\n');
  expect(served.heard.length).toBeGreaterThan(20);
  for (const secret of [SECRET, WRONG, ADMIN]) {
    expect(said).not.toContain(secret);
    expect(everything(state)).not.toContain(secret);
  }
  expect(said).toContain('--to-secret-file imap=imap-password.txt');
  const path = join(dir, 'users.csv');
  await served.post('/api/save', { what: 'users', path });
  expect(readFileSync(path, 'utf8')).toContain(SECRET);
  expect(served.server.session.view.commands.run).toContain(`--users ${path}`);
  await served.post('/api/secrets/forget', {});
  expect(served.server.session.view.secrets).toEqual({ users: null, problems: [], targets: [] });
});
