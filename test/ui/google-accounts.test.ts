/** Users, groups and rooms at Google by plain HTTP: shown first, made by a wish of its own, and never made twice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountsView } from '../../src/ui/api.js';
import { type FakeGoogle, startFakeGoogle } from '../servers/google/fake-google.js';
import { makeTempDir, removeDir } from '../support/temp.js';
import { bundledStore } from './bundled-store.js';
import { type Served, startServed } from './served.js';

const dir = makeTempDir('ui-google-accounts');
const stateDir = join(dir, 'state');
let google: FakeGoogle;
let served: Served;
let address: string;

beforeAll(async () => {
  google = await startFakeGoogle();
  address = `google://${google.root.slice('http://'.length)}`;
  served = await startServed();
});
afterAll(async () => {
  await served.stop();
  await google.stop();
  removeDir(dir);
});

const view = (): Promise<AccountsView> => served.get<AccountsView>('/api/accounts');
const posts = (): readonly string[] => google.requests.filter((request) => request.startsWith('POST /admin'));

test('accounts are not made elsewhere, nor without the key', async () => {
  await served.post('/api/open', { path: bundledStore });
  await served.until(({ revisions }) => revisions.inspection > 0);
  await served.post('/api/draft', { way: 'servers' });
  expect((await served.refused('/api/work', { what: 'makeAccounts' })).error).toMatch(/^Accounts are made at Google/);
  const targets = [{ address, auth: '', admin: 'admin@company.com' }];
  const decisions = { 'alice@example.com': 'alice@company.com', 'jan.novak@example.com': 'jan.novak@company.com' };
  await served.post('/api/draft', { way: 'google', targets, stateDir, decisions });
  expect((await served.refused('/api/work', { what: 'accounts' })).error).toMatch(/give its key file first/);
});

test('what is missing is shown and nothing is made; another answer makes it be asked again', async () => {
  google.directory.users.set('alice@company.com', { primaryEmail: 'alice@company.com' });
  await served.post('/api/secrets', { targets: { [address]: google.keyFile } });
  expect(await served.work('accounts')).toMatchObject({ state: 'done', problem: null });
  const { made, passwords, steps } = await view();
  expect([made, passwords]).toEqual([false, null]);
  expect(steps).toContainEqual({ what: 'user', name: 'jan.novak@company.com', state: 'to make', words: '' });
  expect(steps).toContainEqual({ what: 'user', name: 'alice@company.com', state: 'there', words: '' });
  expect(posts()).toEqual([]);
  await served.post('/api/draft', { recoverable: 'exclude' });
  expect(served.server.session.view.revisions.accounts).toBe(0);
});

test('they are made, their passwords are in a file and in no answer; made again, nothing is', async () => {
  expect(await served.work('makeAccounts')).toMatchObject({ state: 'done', problem: null });
  const { made, passwords, steps } = await view();
  expect([made, passwords]).toEqual([true, join(stateDir, 'new-passwords.csv')]);
  expect(steps).toContainEqual({ what: 'user', name: 'jan.novak@company.com', state: 'made', words: '' });
  expect(google.directory.users.has('jan.novak@company.com')).toBe(true);
  const before = posts().length;
  expect(before).toBeGreaterThan(0);
  const lines = readFileSync(join(stateDir, 'new-passwords.csv'), 'utf8').trim().split(/\r?\n/);
  for (const line of lines) expect(served.heard.join('\n')).not.toContain(line.split(',')[1]);
  // What was made is still told when something else is answered.
  await served.post('/api/draft', { recoverable: 'include' });
  expect((await view()).made).toBe(true);
  expect(await served.work('makeAccounts')).toMatchObject({ state: 'done', problem: null });
  expect((await view()).steps.filter(({ state }) => state === 'made')).toEqual([]);
  expect(posts()).toHaveLength(before);
});
