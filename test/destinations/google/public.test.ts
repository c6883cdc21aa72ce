/** `--public`: where public folders go. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../../src/cli/main.js';
import { groupAddress } from '../../../src/destinations/google/groups-archive/names.js';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import type { MigrateOptions, MigrateResult } from '../../../src/transfer/run/migration.js';
import { verifyMigration } from '../../../src/transfer/verify/verify-all.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { buildStore } from '../../support/store-builder.mjs';
import { tempDir } from '../../support/temp.js';
import { account, migrateQuietly, runOptions } from '../../transfer/support.js';
import { DAY_EVENT as EVENT, destinationAt, eachWithGoogle } from './support.js';

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

const ADMIN = 'admin@company.com';
const SHARED = 'public@company.com';
const mail = (subject: string, more = ''): string =>
  `From: a@old.com\nTo: b@old.com\nDate: Fri, 3 Jan 2020 02:04:05 +0000\nMessage-ID: <${subject}@old.com>\n${more}Subject: ${subject}\n\nHello\n`;
const CARD = 'Content-Type: text/vcard\r\n\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jan\r\nN:;Jan;;;\r\nEND:VCARD\r\n';

function makeCompany(): string {
  const dir = tempDir();
  buildStore(dir, {
    domains: {
      'old.com': {
        anna: { folders: { INBOX: { items: [] } } },
        '#public': {
          folders: {
            Info: { items: [{ bytes: mail('one') }, { bytes: mail('two') }, { bytes: 'Subject: bare\n\nHello\n' }] },
            'Porada & plán': { items: [{ bytes: mail('three') }], status: 'T0 Aanna@old.com lrswit Agone@old.com lr' },
            Holidays: { kind: 'calendar', items: [{ bytes: EVENT }] },
            Closed: { kind: 'calendar', items: [{ bytes: EVENT }], status: 'T2 Aanna@old.com lr' },
            Contacts: { kind: 'contacts', items: [{ bytes: CARD }] },
          },
        },
      },
    },
  });
  return dir;
}

function options(more: Partial<MigrateOptions> = {}, how: 'group' | 'user' = 'group'): MigrateOptions {
  const users = [
    account('anna@company.com', { source: 'anna@old.com' }),
    account(SHARED, { source: '_public@old.com', line: 2 }),
  ];
  const base = runOptions([destinationAt(google, { publicFolders: how, admin: ADMIN })], {
    source: storeSource(openStore(makeCompany())),
    accounts: users.slice(1),
    settleMs: 20,
    ...more,
  });
  return { ...base, choice: { ...base.choice, named: users } };
}

const PLAN = `public-porada-plan-${groupAddress(['Porada & plán'], 'company.com').slice(-18, -12)}@company.com`;

const placesOf = ({ plan }: MigrateResult): string[] =>
  (plan.accounts[0]?.folders ?? []).map(
    ({ folder, target, rule }) => `${folder.join('/')}: ${(target ?? ['-']).join('/')} (${rule})`,
  );

test('mail goes into archives of groups, the rest to the account, calendars are shared with the domain', async () => {
  const state = tempDir('state');
  const stateDir = { state, logs: join(state, 'logs') };
  const first = await migrateQuietly(options({ stateDir }));
  expect(placesOf(first)).toEqual([
    'Closed: Closed (one of its own)',
    'Contacts: Contacts/Contacts (a label)',
    'Holidays: Holidays (one of its own)',
    'Info: public-info@company.com (archive of a group, everybody of the domain reads it)',
    `Porada & plán: ${PLAN} (archive of a group, its members read it)`,
  ]);
  expect(first.report?.totals).toMatchObject({ exported: 7, failed: 0, copied: 7 });
  const { archives, settings } = google.groups;
  expect(
    [...archives].map(([group, messages]) => [group, messages.map((text) => /^Subject: (.*)\r$/m.exec(text)?.[1])]),
  ).toEqual([
    ['public-info@company.com', ['one', 'two', 'bare']],
    [PLAN, ['three']],
  ]);
  expect(archives.get('public-info@company.com')?.[0]).toBe(mail('one').replaceAll('\n', '\r\n'));
  expect(archives.get('public-info@company.com')?.[2]).toMatch(/^From: [^\r\n]+\r\nTo: public-info@company\.com\r$/m);
  expect(settings.get('public-info@company.com')?.['whoCanViewGroup']).toBe('ALL_IN_DOMAIN_CAN_VIEW');
  expect(settings.get(PLAN)?.['whoCanViewGroup']).toBe('ALL_MEMBERS_CAN_VIEW');
  expect(google.directory.members.get(PLAN)).toEqual(new Map([['anna@company.com', 'MEMBER']]));
  const { calendars, people } = google.user(SHARED);
  expect(people.contacts()).toHaveLength(1);
  expect(calendars.rights('Holidays')).toEqual(['user:public@company.com owner', 'domain:company.com reader']);
  expect(calendars.rights('Closed')).toEqual(['user:public@company.com owner', 'user:anna@company.com reader']);
  expect(google.mailbox(SHARED).messages.size).toBe(0);
  expect(
    first.report?.mailboxes[0]?.sharing?.map(({ folder, who, role, state: is, words }) =>
      [...folder, who, role, is, words].join('|'),
    ),
  ).toEqual([
    'Porada & plán|gone@old.com||left|has no account that moves',
    'Porada & plán|anna@company.com|member|set|could do more: an archive is only read',
    'Closed|anna@company.com|reader|set|',
    'Holidays|everybody of the domain|reader|set|as public folders are where nothing else is said',
  ]);
  const second = await migrateQuietly(options({ stateDir }));
  expect(second.report?.totals).toMatchObject({ exported: 7, copied: 0, before: 7 });
  expect([...archives.values()].flat()).toHaveLength(4);
  const proof = await verifyMigration(options({ stateDir }));
  expect(proof.accounts[0]?.boxes.find(({ mailbox }) => mailbox === PLAN)?.differences[0]?.text).toBe(
    'the mailbox cannot be opened: what lies in the archive of a group cannot be read back',
  );
});

test('a group that a broken run left unfinished is closed before anything lies in it', async () => {
  google.faults.add({
    on: /PATCH .*groups\/v1\/groups\/public-info/,
    times: 9,
    when: 'before',
    reply: { status: 400, body: {} },
  });
  const state = tempDir('state');
  const stateDir = { state, logs: join(state, 'logs') };
  await migrateQuietly(options({ stateDir }));
  expect(google.groups.archives.get('public-info@company.com')).toBeUndefined();
  google.faults.clear();
  const { report } = await migrateQuietly(options({ stateDir }));
  expect(report?.totals).toMatchObject({ exported: 7, failed: 0 });
  expect(google.groups.settings.get('public-info@company.com')?.['whoCanViewGroup']).toBe('ALL_IN_DOMAIN_CAN_VIEW');
});

test('what a group does not take is named; too large mail is not sent', async () => {
  google.faults.add({
    on: /POST .*\/archive/,
    saying: 'Subject: two',
    times: 9,
    when: 'before',
    reply: { status: 400, body: {} },
  });
  const { report } = await migrateQuietly(options({ maxSize: 190 }));
  expect(report?.attention.map(({ folder, uid, reason }) => `${folder.join('/')} ${uid}: ${reason ?? ''}`)).toEqual([
    'Info 2: HTTP 400',
    expect.stringMatching(/^Info 3: too large: \d{3} octets, the limit of a group's archive is 190$/),
  ]);
});

test('without the right, mail stays behind and says why; the rest goes', async () => {
  google.tokens.delegated = ['gmail.modify', 'calendar', 'contacts', 'tasks', 'admin.directory.user'];
  const { plan, report } = await migrateQuietly(options());
  expect(plan.accounts[0]?.folders.find(({ folder }) => folder[0] === 'Info')?.rule).toMatch(
    /^archives of groups cannot be filled: /,
  );
  expect(report?.totals).toMatchObject({ copied: 3, skipped: 4 });
});

test('--public user leaves all to the account, and nothing is shared unless it is asked for', async () => {
  const result = await migrateQuietly(options({}, 'user'));
  expect(placesOf(result)).toContain('Info: Info (same name)');
  expect(google.mailbox(SHARED).messages.size).toBe(4);
  expect(google.user(SHARED).calendars.rights('Holidays')).toEqual(['user:public@company.com owner']);
  expect(google.directory.groups.size).toBe(0);
});

test('names of groups say the folder, and never meet', () => {
  const of = (...path: string[]): string => groupAddress(path, 'b.c');
  expect(of('Info')).toBe('public-info@b.c');
  expect(of('Info', 'Sub')).toBe('public-info-sub@b.c');
  const odd = [of('Info-Sub'), of('INFO'), of('Ínfo'), of('日本'), of('a/b'), of('x'.repeat(300)), of('')];
  expect(new Set([...odd, of('Info'), of('Info', 'Sub')]).size).toBe(9);
  for (const address of odd) expect(address).toMatch(/^public-[a-z0-9-]{0,48}[0-9a-f]{6}@b\.c$/);
});

test('the command line: --public skip moves no public folders and does not ask; group asks for an administrator', async () => {
  const dir = tempDir();
  const key = join(dir, 'key.json');
  writeFileSync(key, google.keyFile);
  chmodSync(key, 0o600);
  const users = join(dir, 'users.csv');
  writeFileSync(users, 'source;target\nanna@old.com;anna@company.com\n_public@old.com;public@company.com\n');
  chmodSync(users, 0o600);
  const run = async (...more: string[]): Promise<{ code: number; out: string; err: string }> => {
    let [out, err] = ['', ''];
    const args = [
      'migrate',
      '--from',
      makeCompany(),
      '--to',
      google.root.replace('http', 'google'),
      '--google-key',
      key,
    ];
    const code = await main([...args, '--users', users, '--state-dir', join(dir, 'state'), '--dry-run', ...more], {
      interactive: false,
      columns: 100,
      out: (text) => (out += text),
      err: (text) => (err += text),
    });
    return { code, out, err };
  };
  const skipped = await run('--public', 'skip');
  expect(skipped.code).toBe(0);
  expect(skipped.err).not.toContain('public');
  expect(skipped.out).not.toContain('_public');
  const refused = await run('--public', 'group');
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('--public group needs --google-admin with an administrator who may make groups');
});
