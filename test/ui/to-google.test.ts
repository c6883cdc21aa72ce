/** The whole way to Google by plain HTTP: a key that is only in memory, a right that is missing, hours, a run, a proof that was stopped once. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChecksView, OutcomeView, PreparationView, ProofView } from '../../src/ui/api.js';
import { type FakeGoogle, startFakeGoogle } from '../servers/google/fake-google.js';
import { buildStore } from '../support/store-builder.mjs';
import { makeTempDir, removeDir } from '../support/temp.js';
import { addressBook } from './address-book.js';
import { everything, hasEnded, type Served, startServed } from './served.js';

const MAILS = 12;
const TASKS = 'https://www.googleapis.com/auth/tasks';
const dir = makeTempDir('ui-google');
const store = join(dir, 'store');
const state = join(dir, 'state');
let google: FakeGoogle;
let served: Served;
let address: string;

beforeAll(async () => {
  google = await startFakeGoogle();
  address = `google://${google.root.slice('http://'.length)}`;
  const mail = (at: number) => ({ bytes: `Message-ID: <${at}@x>\r\nSubject: mail ${at}\r\n\r\ntext ${at}\r\n` });
  buildStore(store, {
    domains: {
      'example.com': {
        anna: {
          folders: {
            INBOX: { items: Array.from({ length: MAILS }, (_, at) => mail(at)) },
            Contacts: addressBook(),
          },
        },
        boris: { folders: { INBOX: { items: [mail(MAILS)] } } },
      },
    },
  });
  served = await startServed();
});
afterAll(async () => {
  await served.stop();
  await google.stop();
  expect(google.violations).toEqual([]);
  expect(google.notices).toEqual([]);
  removeDir(dir);
});

test('without the key nothing begins; what is no key is refused in a sentence that does not repeat it', async () => {
  await served.post('/api/open', { path: store });
  await served.until((view) => view.revisions.inspection > 0);
  const targets = [{ address, auth: '', admin: '' }];
  await served.post('/api/draft', {
    way: 'google',
    targets,
    stateDir: state,
    renames: [['example.com', 'company.com']],
  });
  expect(await served.refused('/api/work', { what: 'check' })).toEqual({
    ...{ status: 400, error: `Nothing opens ${address}: give its key file first.` },
  });
  await served.post('/api/secrets', { targets: { [address]: 'half of a kEy' } });
  const { state: how, problem } = await served.work('check');
  expect(how).toBe('failed');
  expect(problem).toMatch(/key file/);
  expect(problem).not.toContain('half of a kEy');
});

test('a right that is missing is shown with what helps, and everything else as it is', async () => {
  await served.post('/api/secrets', { targets: { [address]: google.keyFile } });
  google.tokens.delegated = ['gmail.modify', 'gmail.settings.basic', 'gmail.settings.sharing', 'contacts', 'calendar'];
  expect(await served.work('check')).toMatchObject({ state: 'done', problem: null });
  const { accounts } = await served.get<ChecksView>('/api/checks');
  expect(accounts.map(({ account }) => account).sort()).toEqual(['anna@company.com', 'boris@company.com']);
  for (const { findings } of accounts) {
    const [missing, ...rest] = findings.filter(({ ok }) => !ok);
    expect(rest).toEqual([]);
    expect(missing?.what).toMatch(/tasks/);
    expect(missing?.remedy).toContain(`client 100000000000000000001 needs the scopes ${TASKS}`);
    expect(findings.filter(({ ok }) => ok).length).toBeGreaterThan(2);
  }
  google.tokens.delegated = null;
  google.tokens.expire();
  await served.work('check');
  const again = await served.get<ChecksView>('/api/checks');
  expect(again.accounts.flatMap(({ findings }) => findings.filter(({ ok }) => !ok))).toEqual([]);
});

test('a preparation names sizes and hours, and sends nothing', async () => {
  expect(await served.work('prepare')).toMatchObject({ state: 'done', problem: null });
  const { items, times, mailboxes, questions, licences } = await served.get<PreparationView>('/api/preparation');
  expect(items).toBe(MAILS + 2);
  expect(times.join('\n')).toMatch(/^\S.*: .*(?:min|h|second|day)/m);
  expect(licences).toMatch(/licence/);
  expect(questions).toEqual([]);
  expect(mailboxes.map(({ mailbox, target, problem }) => [mailbox, target, problem])).toEqual([
    ['anna@example.com', 'anna@company.com', null],
    ['boris@example.com', 'boris@company.com', null],
  ]);
  expect(google.requests.filter((request) => !request.startsWith('GET '))).toEqual([]);
});

test('of two tabs that ask at once one is told that something is at work', async () => {
  const { session } = served.server;
  session.begin('prepare');
  expect(() => session.begin('run')).toThrow('Something is at work: wait for it, or stop it.');
  expect(() => session.open(store)).toThrow('Something is at work');
  // Who only sees that it is needed is not told.
  expect(session.isMissing('prepare')).toBe(false);
  const { work } = await served.until((view) => view.work !== null && hasEnded(view.work));
  expect(work).toMatchObject({ what: 'prepare', state: 'done' });
});

test('a run brings everything there; run again, it sends nothing', async () => {
  expect(await served.work('run')).toMatchObject({ state: 'done', problem: null });
  const outcome = await served.get<OutcomeView>('/api/outcome');
  expect(outcome).toMatchObject({ code: 0, copied: MAILS + 2, problems: [], questions: [], place: state });
  expect(google.mailbox('anna@company.com').lines()).toHaveLength(MAILS);
  expect(google.mailbox('boris@company.com').lines()).toHaveLength(1);
  expect(google.user('anna@company.com').people.contacts()).toHaveLength(1);
  expect(await served.work('run')).toMatchObject({ state: 'done', problem: null });
  expect(await served.get<OutcomeView>('/api/outcome')).toMatchObject({ code: 0, copied: 0 });
  expect(google.mailbox('anna@company.com').lines()).toHaveLength(MAILS);
});

test('a proof that is stopped in the middle says nothing; whole, it tells how far it is and that all is there', async () => {
  const { session } = served.server;
  google.delayMs = 20;
  let asked = 0;
  google.onRequest = () => {
    asked += 1;
    if (asked === 3) session.stop();
  };
  expect(await served.work('verify')).toMatchObject({ what: 'verify', state: 'stopped', problem: null });
  google.onRequest = () => undefined;
  google.delayMs = 0;
  expect(session.view.revisions.proof).toBe(0);
  expect(await served.work('verify')).toMatchObject({
    ...{ state: 'done', problem: null },
    progress: { done: MAILS + 2, total: MAILS + 2, mailboxes: 2, mailboxesDone: 2 },
  });
  expect(await served.get<ProofView>('/api/proof')).toMatchObject({
    ...{ agrees: true, compared: MAILS + 2, items: MAILS + 2, findingsInAll: 0 },
  });
});

test('the key is in no answer, no event and no file; command lines name a file that was never made', async () => {
  const { session } = served.server;
  expect(session.view.secrets.targets).toEqual([address]);
  expect(session.view.commands.run).toContain('--google-key google-key.json');
  await served.get('/api/session');
  const { private_key: key } = JSON.parse(google.keyFile) as { private_key: string };
  const [, line = ''] = key.split('\n');
  expect(line).toHaveLength(64);
  expect(served.heard.join('\n')).not.toContain(line);
  expect(everything(dir)).not.toContain(line);
  await served.post('/api/secrets/forget', {});
  expect(await served.refused('/api/work', { what: 'run' })).toMatchObject({ status: 400 });
});
