/** The way to Microsoft 365 by plain HTTP, both legs: files, and mail to a server that is a Dovecot here. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OutcomeView, PreparationView, ProofView } from '../../src/ui/api.js';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { buildStore } from '../support/store-builder.mjs';
import { makeTempDir, removeDir } from '../support/temp.js';
import { contents } from '../transfer/support.js';
import { mailAndContacts } from './address-book.js';
import { everything, type Served, startServed } from './served.js';

const ADMIN = 'seCret-of-admin';
const MAILS = 5;
const dir = makeTempDir('ui-microsoft');
const store = join(dir, 'store');
const out = join(dir, 'out');
const state = join(dir, 'state');
let dovecot: Dovecot;
let served: Served;
let address: string;

beforeAll(async () => {
  dovecot = await startDovecot({ users: { 'anna@new.example': 'own' }, master: { name: 'root', password: ADMIN } });
  address = `imap://127.0.0.1:${dovecot.port}`;
  buildStore(store, {
    domains: {
      'example.com': {
        anna: { folders: mailAndContacts(MAILS) },
      },
    },
  });
  served = await startServed();
});
afterAll(async () => {
  await served.stop();
  await dovecot.stop();
  removeDir(dir);
});

test('files alone are all while no server is named', async () => {
  await served.post('/api/open', { path: store });
  await served.until((view) => view.revisions.inspection > 0);
  await served.post('/api/draft', {
    way: 'microsoft',
    out,
    stateDir: state,
    renames: [['example.com', 'new.example']],
  });
  expect(await served.work('run')).toMatchObject({ state: 'done', problem: null });
  const outcome = await served.get<OutcomeView>('/api/outcome');
  expect(outcome).toMatchObject({ code: 0, copied: null, sums: { exported: 1 }, place: out, problems: [] });
  expect(outcome.next.length).toBeGreaterThan(0);
  expect(existsSync(state)).toBe(false);
});

test('with a server both legs are prepared, and each mailbox is counted for what goes there', async () => {
  await served.post('/api/draft', { targets: [{ address, auth: 'master', admin: 'root' }], plaintext: true });
  await served.post('/api/secrets', { targets: { [address]: ADMIN } });
  expect(await served.work('prepare')).toMatchObject({ state: 'done', problem: null });
  const { items, mailboxes } = await served.get<PreparationView>('/api/preparation');
  expect(items).toBe(MAILS + 1);
  expect(mailboxes.map(({ mailbox, target, items: each }) => [mailbox, target, each])).toEqual([
    ['anna@example.com', 'anna@new.example', 1],
    ['anna@example.com', 'anna@new.example', MAILS],
  ]);
  expect(served.server.session.view.commands.run.split('\n').map((line) => line.split(' ')[1])).toEqual([
    'export',
    'migrate',
  ]);
});

test('a run brings the files up to date and sends the mail; how it ended tells of both, and its proof is of both', async () => {
  const { state: how, problem, progress } = await served.work('run');
  expect([how, problem, progress.mailboxes, progress.mailboxesDone]).toEqual(['done', null, 1, 1]);
  expect(progress.done).toBe(progress.total);
  const outcome = await served.get<OutcomeView>('/api/outcome');
  expect(outcome).toMatchObject({
    code: 0,
    copied: MAILS,
    sums: { found: MAILS + 1, exported: MAILS + 1, skipped: 0 },
  });
  expect([outcome.problems, outcome.itemsInAll]).toEqual([[], 0]);
  expect([outcome.place, outcome.report]).toEqual([out, join(state, 'report.html')]);
  expect(outcome.next.length).toBeGreaterThan(0);
  expect(contents(dovecot, 'anna@new.example')).toHaveLength(MAILS);
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('anna@example.com');
  const compared = await served.work('verify');
  expect([compared.state, compared.problem, compared.progress.done]).toEqual(['done', null, compared.progress.total]);
  const proof = await served.get<ProofView>('/api/proof');
  expect(proof).toMatchObject({ agrees: true, compared: MAILS + 1, items: MAILS + 1, findings: [] });
  expect(proof.words).toMatch(/agree\..*Everything is there, once\./);
});

test('a server that refuses leaves the files as they are, and says so', async () => {
  await served.post('/api/secrets', { targets: { [address]: 'wrOng' } });
  expect(await served.work('run')).toMatchObject({ state: 'done', problem: null });
  const outcome = await served.get<OutcomeView>('/api/outcome');
  expect(outcome).toMatchObject({ code: 3, place: out });
  expect(outcome.problems.join()).toMatch(/^anna@example\.com: .*refused/);
  expect(await served.work('verify')).toMatchObject({ state: 'done', problem: null });
  expect(await served.get<ProofView>('/api/proof')).toMatchObject({ agrees: false, compared: 1, findingsInAll: 1 });
  for (const secret of [ADMIN, 'wrOng']) {
    expect(served.heard.join('\n')).not.toContain(secret);
    expect(everything(dir)).not.toContain(secret);
  }
});
