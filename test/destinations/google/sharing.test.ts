/** `--sharing`: who may see or change whose calendars. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import type { ShareStep } from '../../../src/transfer/destination.js';
import type { MigrateOptions, MigrateResult } from '../../../src/transfer/run/migration.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { REPLIES } from '../../servers/google/faults.js';
import { buildStore } from '../../support/store-builder.mjs';
import { tempDir } from '../../support/temp.js';
import { account, migrateQuietly, runOptions } from '../../transfer/support.js';
import { configXml } from '../../users-cfg/config.js';
import { ANNA, DAY_EVENT as EVENT, destinationAt, eachWithGoogle } from './support.js';

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

const OWN = 'Aanna@old.com lrswipkxtea';

function makeCompany(): string {
  const dir = tempDir();
  const user = (Name: string, MailAddress = ''): Record<string, string> => ({ Name, Domain: 'old.com', MailAddress });
  buildStore(dir, {
    files: {
      'users.cfg': configXml({
        User: [user('anna'), user('eva', 'evička'), user('ota')],
        Group: [{ Name: 'Sales', Domain: 'old.com', MailAddress: 'sales' }],
      }),
      'mailserver.cfg': configXml({ Domain: [{ Domain: 'old.com', Type: '0' }] }),
    },
    domains: {
      'old.com': {
        anna: {
          folders: {
            INBOX: { items: [], status: `T0 ${OWN} Aeva@old.com lrs` },
            Calendar: {
              items: [{ bytes: EVENT }],
              status: `T2 ${OWN} Aevička@old.com lrs Asales@old.com lrswite Aanyone l Aota@old.com lrswiteda Agone@x.org lr`,
            },
            Tým: { items: [], kind: 'calendar', status: `T2 ${OWN} Aeva@old.com lri` },
          },
        },
        eva: { folders: { INBOX: { items: [] } } },
      },
    },
  });
  return dir;
}

/** Eva moves, too, but not in this run; Ota stays. */
function move(more: Partial<MigrateOptions> = {}, sharing = true): Promise<MigrateResult> {
  const users = [account(ANNA, { source: 'anna@old.com' }), account('eva.new@company.com', { source: 'eva', line: 2 })];
  return migrateQuietly(
    runOptions([destinationAt(google, { sharing })], {
      source: storeSource(openStore(makeCompany())),
      accounts: users.slice(0, 1),
      settleMs: 20,
      ...more,
      choice: { ...runOptions([], { source: storeSource(openStore(makeCompany())) }).choice, named: users },
    }),
  );
}

const told = (steps: readonly ShareStep[] | undefined): string[] =>
  (steps ?? []).map(({ folder, who, role, state, words }) => [folder.join('/'), who, role, state, words].join('|'));

const LEFT = [
  'Calendar|ota@old.com||left|has no account that moves',
  'Calendar|gone@x.org||left|has no account that moves',
];
const MAIL =
  'INBOX|eva.new@company.com||left|could read: Gmail shares no single label; a delegate (Gmail, Settings, Accounts) sees all of a mailbox';
const ADDS = 'could add and not delete, which Google has no word for: only reads';

test('rights become roles, old and further addresses new ones; the second run finds them there', async () => {
  const state = tempDir('state');
  const stateDir = { state, logs: join(state, 'logs') };
  google.user(ANNA).calendars.calendars[0]?.acl.set('domain:company.com', 'none');
  const first = await move({ stateDir });
  expect(told(first.plan.accounts[0]?.sharing)).toEqual([
    ...LEFT,
    'Calendar|eva.new@company.com|reader|to set|',
    'Calendar|sales@company.com|writer|to set|',
    'Calendar|everybody of the domain|freeBusyReader|to set|',
    MAIL,
    `Tým|eva.new@company.com|reader|to set|${ADDS}`,
  ]);
  expect(told(first.report?.mailboxes[0]?.sharing)).toEqual([
    ...LEFT,
    'Calendar|eva.new@company.com|reader|set|',
    'Calendar|sales@company.com|writer|set|',
    'Calendar|everybody of the domain|freeBusyReader|set|',
    MAIL,
    `Tým|eva.new@company.com|reader|set|${ADDS}`,
  ]);
  const rights = [
    'user:anna@company.com owner',
    'domain:company.com freeBusyReader',
    'user:eva.new@company.com reader',
    'group:sales@company.com writer',
  ];
  expect(google.user(ANNA).calendars.rights('primary')).toEqual(rights);
  expect(google.user(ANNA).calendars.rights('Tým')).toEqual([
    'user:anna@company.com owner',
    'user:eva.new@company.com reader',
  ]);
  const changes = (): number => google.requests.filter((request) => /^(POST|PATCH|PUT) .*\/acl/.test(request)).length;
  expect(changes()).toBe(4);
  const second = await move({ stateDir });
  expect(second.report?.mailboxes[0]?.sharing?.filter(({ state: became }) => became === 'there')).toHaveLength(4);
  expect(changes()).toBe(4);
});

test('who has less gets more, and who has more keeps it', async () => {
  const acl = google.user(ANNA).calendars.calendars[0]?.acl;
  acl?.set('group:sales@company.com', 'freeBusyReader');
  acl?.set('user:eva.new@company.com', 'owner');
  acl?.set('domain:company.com', 'a role of next year');
  const { report } = await move();
  expect(
    told(report?.mailboxes[0]?.sharing).filter((text) => text.startsWith('Calendar|') && !text.includes('left')),
  ).toEqual([
    'Calendar|eva.new@company.com|reader|there|',
    'Calendar|sales@company.com|writer|raised|',
    'Calendar|everybody of the domain|freeBusyReader|there|',
  ]);
  expect(google.user(ANNA).calendars.rights('primary').slice(1)).toEqual([
    'group:sales@company.com writer',
    'user:eva.new@company.com owner',
    'domain:company.com a role of next year',
  ]);
});

test('a right that cannot be set is named, and the others are set', async () => {
  google.faults.add(
    { on: /POST .*\/acl/, saying: 'sales', times: 1, when: 'before', reply: REPLIES.invalid },
    // Stored, and the answer lost: it is asked again.
    { on: /POST .*\/acl/, saying: 'eva.new', times: 1, when: 'after', reply: null },
    { on: /POST .*\/acl/, times: 1, when: 'before', reply: REPLIES.rate },
  );
  const { report } = await move();
  expect(told(report?.mailboxes[0]?.sharing).filter((text) => !text.includes('left'))).toEqual([
    'Calendar|eva.new@company.com|reader|set|',
    'Calendar|sales@company.com|writer|failed|Request contains an invalid argument.',
    'Calendar|everybody of the domain|freeBusyReader|set|',
    `Tým|eva.new@company.com|reader|set|${ADDS}`,
  ]);
});

test('a dry run sets nothing; without --sharing the plan says that nothing is shared', async () => {
  const { plan } = await move({ dryRun: true });
  expect(plan.accounts[0]?.sharing).toHaveLength(7);
  const without = await move({}, false);
  expect(without.plan.accounts[0]?.sharing).toEqual([]);
  expect(without.plan.accounts[0]?.notes.at(-1)).toBe(
    'others have rights on Calendar (eva.new@company.com (read), sales@company.com (write), everybody (see), ota@old.com, gone@x.org without an account), and 2 more: nothing is shared at the new side (--sharing does it for calendars at Google; accounts/ of an export has files for the rest)',
  );
  expect(google.requests.filter((request) => request.includes('/acl'))).toEqual([]);
});

test('a calendar that is left out is not shared, and nothing fails', async () => {
  const { report } = await move({ only: new Set(['mail']) });
  expect(told(report?.mailboxes[0]?.sharing).slice(2, 4)).toEqual([
    'Calendar|eva.new@company.com||left|could read: the calendar is not moved',
    'Calendar|sales@company.com||left|could write: the calendar is not moved',
  ]);
  expect(google.requests.filter((request) => request.includes('/acl'))).toEqual([]);
});
