import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { main } from '../../../src/cli/main.js';
import { type FakeGoogle, startFakeGoogle } from '../../servers/google/fake-google.js';
import { tempDir } from '../../support/temp.js';

let google: FakeGoogle;
beforeEach(async () => {
  google = await startFakeGoogle();
});
afterEach(async () => {
  await google.stop();
  expect(google.violations).toEqual([]);
});

async function accounts(...argv: string[]) {
  let [out, err] = ['', ''];
  const dir = tempDir('accounts');
  const [key, users] = [join(dir, 'key.json'), join(dir, 'users.csv')];
  writeFileSync(key, google.keyFile, { mode: 0o600 });
  const lines = ['jan.novak', 'alice'].map((name) => `${name}@example.com;${name}@company.com`);
  writeFileSync(users, ['source;target', ...lines, ''].join('\n'), { mode: 0o600 });
  const to = ['--to', `google://${google.root.slice('http://'.length)}`, '--google-key', key];
  const code = await main(
    ['migrate', '--from', 'fixtures/kerio-store', '--users', users, '--only', 'accounts', ...to, ...argv],
    { interactive: false, columns: 200, out: (text) => (out += text), err: (text) => (err += text) },
  );
  return { code, out, err };
}

const ADMIN = ['--google-admin', 'admin@company.com'];

test('a plan makes nothing, a run makes what is not there, and a second run nothing more', async () => {
  const state = tempDir('state');
  const { directory } = google;
  directory.users.set('alice@company.com', { primaryEmail: 'alice@company.com' });
  const plan = await accounts(...ADMIN, '--state-dir', state, '--dry-run');
  expect(plan.out).toMatch(/user +jan\.novak@company\.com +to make/);
  expect(plan.out).toMatch(/user +alice@company\.com +there/);
  expect(directory.users.size).toBe(1);
  const made = await accounts(...ADMIN, '--state-dir', state);
  expect(directory.users.get('jan.novak@company.com')).toEqual({
    primaryEmail: 'jan.novak@company.com',
    name: { givenName: 'Jan', familyName: 'Novák' },
    changePasswordAtNextLogin: true,
    suspended: false,
  });
  const passwords = join(state, 'new-passwords.csv');
  expect(readFileSync(passwords, 'utf8')).toMatch(/^jan\.novak@company\.com,[\w-]{19}\r?\n$/);
  expect(statSync(passwords).mode & 0o777).toBe(0o600);
  expect(made.out).not.toContain(readFileSync(passwords, 'utf8').split(',')[1]?.trim());
  expect(directory.groups.size).toBeGreaterThan(0);
  const before = google.requests.filter((request) => request.startsWith('POST')).length;
  const again = await accounts(...ADMIN, '--state-dir', state);
  expect(again.out).toContain(' 0 failed.'.slice(1));
  const posts = google.requests.filter((request) => request.startsWith('POST')).slice(before);
  expect(posts).toEqual([]);
});

test('a new mailbox is waited for', async () => {
  google.directory.slow = 2;
  const { out } = await accounts(...ADMIN, '--state-dir', tempDir('state'), '--select', 'jan*');
  expect(out).not.toContain('Google has not made it yet');
});

test.each([
  ['without an administrator', [], '--only accounts needs --google-admin'],
  ['together with other kinds', [...ADMIN, '--only', 'mail'], 'run it by itself first'],
])('%s nothing is done', async (_, argv, words) => {
  expect(await accounts(...argv)).toMatchObject({ code: 2, err: expect.stringContaining(words) as string });
});
