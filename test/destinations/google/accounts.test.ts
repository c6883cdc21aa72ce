import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../../src/cli/main.js';
import { REPLIES } from '../../servers/google/faults.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { refuse } from '../../servers/google/reply.js';
import { tempDir } from '../../support/temp.js';
import { eachWithGoogle } from './support.js';

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
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

const steps = async (...argv: string[]): Promise<readonly string[]> => {
  const { out } = await accounts(...ADMIN, '--json', ...argv);
  return (JSON.parse(out) as { what: string; name: string; state: string; words: string }[]).flatMap(
    ({ what, name, state, words }) => (what === 'posting' ? [`${name}: ${state}: ${words}`] : []),
  );
};
const SETTINGS = /^\w+ \/groups\/v1/;
const CONSOLE = 'or admin.google.com, Directory, Groups, the group, Access settings: who can post';
const REMEDY = `gam update group "sales@company.com" whocanpostmessage anyone_can_post messagemoderationlevel moderate_none; ${CONSOLE}`;

test('groups that a run makes take mail from outside; those that were there are compared and left as they are', async () => {
  const { directory, groups } = google;
  directory.groups.set('sales@company.com', { email: 'sales@company.com', id: 'g0' });
  directory.groups.set('all@company.com', { email: 'all@company.com', id: 'g00' });
  groups.settings.set('all@company.com', {
    whoCanPostMessage: 'ANYONE_CAN_POST',
    messageModerationLevel: 'MODERATE_NONE',
  });
  const state = tempDir('state');
  const differs = `sales@company.com: there: it is ALL_IN_DOMAIN_CAN_POST, MODERATE_NONE, and is left so; as on the old server (anyone may write to it): ${REMEDY}`;
  const planned = await steps('--state-dir', state, '--dry-run');
  expect(planned).toContain('crew@example.org: to make: anyone may write to it');
  expect(planned).toContain(
    'news@company.com: to make: anyone may write to it; look at it: what the old list said of that was not understood',
  );
  expect(planned).toContain('all@company.com: there: ');
  expect(planned).toContain(differs);
  expect(google.requests.filter((request) => SETTINGS.test(request))).toEqual([
    'GET /groups/v1/groups/sales%40company.com',
    'GET /groups/v1/groups/all%40company.com',
  ]);
  // Settings come a little later than the group.
  const late = refuse(404, 'notFound', 'Resource Not Found: crew@example.org');
  google.faults.add({ on: /^GET \/groups\/v1.*crew/, times: 2, when: 'before', reply: late });
  const made = await steps('--state-dir', state);
  expect(made).toContain('crew@example.org: made: anyone may write to it');
  expect(made.filter((step) => step.includes(': failed: '))).toEqual([]);
  expect(groups.settings.get('crew@example.org')).toEqual({
    whoCanPostMessage: 'ANYONE_CAN_POST',
    messageModerationLevel: 'MODERATE_NONE',
  });
  expect(groups.settings.has('sales@company.com')).toBe(false);
  const patches = google.requests.filter((request) => request.startsWith('PATCH'));
  expect(patches).toContain('PATCH /groups/v1/groups/news%40company.com');
  expect(patches).not.toContain('PATCH /groups/v1/groups/all%40company.com');
  const again = await accounts(...ADMIN, '--state-dir', state);
  expect(again.out).toContain('1 thing there otherwise than on the old server, and left so: see the table.\n');
  expect(google.requests.filter((request) => request.startsWith('PATCH'))).toEqual(patches);
});

test('where the right is missing all else is made, and what to do is said for all and for each', async () => {
  const scopes = ['user', 'group', 'resource.calendar', 'domain.readonly'];
  google.tokens.delegated = scopes.map((name) => `admin.directory.${name}`);
  const state = tempDir('state');
  const remedy =
    'admin.google.com, Security, Access and data control, API controls, Manage Domain Wide Delegation: client 100000000000000000001 needs the scopes https://www.googleapis.com/auth/apps.groups.settings; it may take up to 24 hours';
  expect(await steps('--state-dir', state, '--dry-run')).toEqual([
    `all groups: failed: new groups would take no mail from outside: ${remedy}`,
  ]);
  const { code, out } = await accounts(...ADMIN, '--state-dir', state);
  expect(code).toBe(1);
  expect(out).toContain(`who may write cannot be set: ${remedy}\n`);
  expect(out).toContain(`it takes no mail from outside until it is set: ${REMEDY}\n`);
  expect(google.directory.groups.has('sales@company.com')).toBe(true);
  expect(google.directory.users.has('jan.novak@company.com')).toBe(true);
  expect(google.requests.filter((request) => SETTINGS.test(request))).toEqual([]);
});

test('an API that is switched off costs the settings alone', async () => {
  google.faults.add({ on: SETTINGS, times: 9, when: 'before', reply: REPLIES.notSwitchedOn });
  const made = await steps('--state-dir', tempDir('state'));
  expect(made[0]).toBe(
    'all groups: failed: who may write cannot be set: switch the Groups Settings API on in the project of the service account: https://console.cloud.google.com/apis/library/groupssettings.googleapis.com',
  );
  expect(made.filter((step) => step.startsWith('all groups'))).toHaveLength(1);
  expect(made.filter((step) => /^sales@.*: failed: it takes no mail from outside/.test(step))).toHaveLength(1);
  expect(google.requests.filter((request) => SETTINGS.test(request))).toHaveLength(1);
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
