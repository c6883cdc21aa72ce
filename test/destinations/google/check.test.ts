import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../../src/cli/main.js';
import { REPLIES } from '../../servers/google/faults.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { tempDir } from '../../support/temp.js';
import { eachWithGoogle } from './support.js';

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

async function check(...argv: string[]) {
  let [out, err] = ['', ''];
  const key = join(tempDir('key'), 'key.json');
  writeFileSync(key, google.keyFile);
  chmodSync(key, 0o600);
  const to = ['--to', `google://${google.root.slice('http://'.length)}`, '--google-key', key];
  const code = await main(['check', ...to, ...argv], {
    interactive: false,
    columns: 200,
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

function users(): string {
  const path = join(tempDir('users'), 'users.csv');
  writeFileSync(path, 'source;target\nanna@example.com;anna@company.com\n', { mode: 0o600 });
  return path;
}

test('says that everything is in place, and changes nothing', async () => {
  google.directory.users.set('anna@company.com', { primaryEmail: 'anna@company.com' });
  const { code, out } = await check('--users', users(), '--google-admin', 'admin@company.com');
  expect(out).toMatch(/anna@company\.com {2}mail +ok +0 messages are there/);
  expect(out).toContain('its mailbox is there');
  expect(out).toContain('Everything is in place for 1 account.');
  expect(code).toBe(0);
  expect(google.requests.filter((request) => !request.startsWith('GET '))).toEqual([]);
});

test('names exactly what to click for each thing that is missing', async () => {
  google.tokens.delegated = ['gmail.modify', 'contacts', 'calendar'];
  google.faults.add(
    { on: /people\/me/, times: 9, when: 'before', reply: REPLIES.notSwitchedOn },
    { on: /profile$/, times: 9, when: 'before', reply: REPLIES.noMail },
  );
  const { code, out } = await check('--users', users());
  expect(code).toBe(1);
  expect(out).toContain(
    'To do: admin.google.com, Security, Access and data control, API controls, Manage Domain Wide Delegation: client 100000000000000000001 needs the scopes https://www.googleapis.com/auth/tasks; it may take up to 24 hours',
  );
  expect(out).toContain('https://console.cloud.google.com/apis/library/people.googleapis.com');
  expect(out).toContain('admin.google.com, Apps, Google Workspace, and the licences of the user');
  expect(out).toContain('4 things not in place.');
});

test('storage is told where the right for it is there, and needed by nobody', async () => {
  google.directory.users.set('anna@company.com', { primaryEmail: 'anna@company.com' });
  const asked = ['--users', users(), '--google-admin', 'admin@company.com'];
  expect((await check(...asked)).out).toMatch(/storage +ok +0\.0 GB in use, no limit/);
  google.drive.quota = { limit: '30000000000', usage: '12000000000' };
  expect((await check(...asked)).out).toMatch(
    /storage +ok +18\.0 GB free of 30\.0 GB, of the whole organisation where it pools its storage/,
  );
  const scopes = ['user', 'group', 'resource.calendar', 'domain.readonly'].map((name) => `admin.directory.${name}`);
  const mail = ['gmail.modify', 'gmail.settings.basic', 'gmail.settings.sharing'];
  google.tokens.delegated = [...mail, 'contacts', 'calendar', 'tasks', 'apps.groups.settings', ...scopes];
  const { code, out } = await check(...asked);
  expect(out).toMatch(/storage +ok +not known, and not needed: 127\.0\.0\.1:\d+ gave no token/);
  expect(out).toContain('needs the scopes https://www.googleapis.com/auth/drive.metadata.readonly; it may take');
  expect(out).not.toContain('To do:');
  expect(code).toBe(0);
});

test('a user who is not there is told from a right that is missing', async () => {
  google.tokens.users = ['boris@company.com'];
  const { out } = await check('--users', users());
  expect(out).toContain('there is no user anna@company.com in the domain of the service account');
});

test('the probe tries what is taken to be so, and leaves nothing behind', async () => {
  const { code, out } = await check('--probe', 'test@company.com');
  expect(out).toMatch(/a Message-ID that is imported twice is stored once +yes +one message/);
  expect(out).toMatch(/a changed occurrence can be imported, and stays .* yes +it stays/);
  expect([code, out.split('\n').filter((line) => line.includes(' NO '))]).toEqual([0, []]);
  const { mailbox, calendars, people, tasks } = google.user('test@company.com');
  expect(mailbox.lines().filter((line) => !line.includes('TRASH'))).toEqual([]);
  expect(calendars.calendars.map(({ primary }) => primary)).toEqual([true]);
  expect(people.people).toEqual([]);
  expect(tasks.tasks('My Tasks')).toEqual([]);
});

test('without anybody to look at it says what it needs', async () => {
  expect(await check()).toMatchObject({ code: 2, err: expect.stringContaining('check needs --users') as string });
});

test('with --sharing and --public group the rights for those are looked at, too', async () => {
  google.directory.users.set('anna@company.com', { primaryEmail: 'anna@company.com' });
  const asked = ['--users', users(), '--google-admin', 'admin@company.com', '--sharing', '--public', 'group'];
  const { code, out } = await check(...asked);
  expect(out).toMatch(/sharing of calendars +ok +1 rights are there on the first calendar/);
  expect(out).toMatch(/archives of groups +ok +the right is there/);
  expect(out).toMatch(/who writes to and reads groups +ok +the right is there/);
  expect(code).toBe(0);
  expect(google.requests.filter((request) => !request.startsWith('GET '))).toEqual([]);
  google.tokens.delegated = ['gmail.modify', 'gmail.settings.basic', 'gmail.settings.sharing', 'contacts', 'tasks'];
  google.tokens.expire();
  const refused = await check(...asked);
  expect(refused.out).toMatch(/sharing of calendars +NOT +/);
  expect(refused.out).toContain('needs the scopes https://www.googleapis.com/auth/calendar; it may take');
  expect(refused.out).toContain('needs the scopes https://www.googleapis.com/auth/apps.groups.migration; it may take');
});

test('the right and the API that let groups take mail from outside are named once, whoever else is looked at', async () => {
  const path = users();
  writeFileSync(path, 'source;target\nanna@example.com;anna@company.com\neva@example.com;eva@company.com\n');
  for (const name of ['anna', 'eva'])
    google.directory.users.set(`${name}@company.com`, { primaryEmail: `${name}@company.com` });
  google.faults.add({ on: /groups\/v1\/groups/, times: 1, when: 'before', reply: REPLIES.notSwitchedOn });
  const off = await check('--users', path, '--google-admin', 'admin@company.com');
  expect(off.out.match(/who writes to and reads groups +NOT/g)).toHaveLength(1);
  expect(off.out).toContain(
    'switch the Groups Settings API on in the project of the service account: https://console.cloud.google.com/apis/library/groupssettings.googleapis.com',
  );
  expect(off.out).toContain('1 thing not in place.');
  const scopes = ['user', 'group', 'resource.calendar', 'domain.readonly'].map((name) => `admin.directory.${name}`);
  const mail = ['gmail.modify', 'gmail.settings.basic', 'gmail.settings.sharing'];
  google.tokens.delegated = [...mail, 'contacts', 'calendar', 'tasks', ...scopes];
  const refused = await check('--users', path, '--google-admin', 'admin@company.com');
  expect(refused.out).toContain(
    'client 100000000000000000001 needs the scopes https://www.googleapis.com/auth/apps.groups.settings; it may take',
  );
  expect(refused.out).toContain('1 thing not in place.');
});
