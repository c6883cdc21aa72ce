import { describe, expect, test } from 'vitest';
import { REPLIES } from '../../servers/google/faults.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { tempDir } from '../../support/temp.js';
import type { FolderSpec } from '../../support/store-builder.mjs';
import { makeStore } from '../../transfer/support.js';
import { ANNA, eachWithGoogle, moveTo } from './support.js';

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

/** A picture of one point. */
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64');

/** An item with a vCard of these lines. */
function card(...lines: readonly string[]) {
  const text = ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');
  return { bytes: `Content-Type: text/vcard; charset="utf-8"\n\n${text}`, received: 1_578_020_645 };
}

function contacts(...items: ReturnType<typeof card>[]): Record<string, FolderSpec> {
  return { Contacts: { kind: 'contacts', items } };
}

const quick = { retry: { firstMs: 1, longestMs: 5, tries: 20 } };

function there() {
  return google.user(ANNA).people.contacts();
}

function count(pattern: RegExp): number {
  return google.requests.filter((request) => pattern.test(request)).length;
}

describe('contacts', () => {
  test('have a field for nearly everything, and one of their own for the rest', async () => {
    await moveTo(
      google,
      makeStore(
        contacts(
          card(
            'UID:1',
            'FN:Dr. Jan Novák',
            'N:Novák;Jan;Karel;Dr.;Jr.',
            'NICKNAME:Honza',
            'ORG:Acme;Sales',
            'TITLE:Boss',
            'ROLE:Seller',
            'EMAIL;TYPE=WORK:jan@acme.com',
            'EMAIL;TYPE=HOME:jan@home.cz',
            'TEL;TYPE=CELL:+420 1',
            'TEL;TYPE=WORK,FAX:+420 2',
            'ADR;TYPE=HOME:;;Main 1;Brno;;60200;Czechia',
            'URL;TYPE=WORK:https://acme.com',
            'BDAY:1980-10-10',
            'X-ANNIVERSARY:2005-05-06',
            'X-SPOUSE:Eva',
            'X-SKYPE:jan.n',
            'NOTE:first\\nsecond',
            'CATEGORIES:Customers,VIP',
            'CLASS:PRIVATE',
            'X-CUSTOM-NUMBER:42',
            `PHOTO;ENCODING=b;TYPE=PNG:${PNG}`,
          ),
        ),
      ),
      quick,
    );
    expect(there()).toEqual([
      {
        names: [
          {
            givenName: 'Jan',
            middleName: 'Karel',
            familyName: 'Novák',
            honorificPrefix: 'Dr.',
            honorificSuffix: 'Jr.',
          },
        ],
        nicknames: [{ value: 'Honza' }],
        emailAddresses: [
          { value: 'jan@acme.com', type: 'work' },
          { value: 'jan@home.cz', type: 'home' },
        ],
        phoneNumbers: [
          { value: '+420 1', type: 'mobile' },
          { value: '+420 2', type: 'workFax' },
        ],
        addresses: [{ type: 'home', streetAddress: 'Main 1', city: 'Brno', postalCode: '60200', country: 'Czechia' }],
        organizations: [{ name: 'Acme', department: 'Sales', title: 'Boss' }],
        urls: [{ value: 'https://acme.com', type: 'work' }],
        relations: [{ person: 'Eva', type: 'spouse' }],
        events: [{ date: { year: 2005, month: 5, day: 6 }, type: 'anniversary' }],
        birthdays: [{ date: { year: 1980, month: 10, day: 10 } }],
        biographies: [{ value: 'first\nsecond', contentType: 'TEXT_PLAIN' }],
        imClients: [{ username: 'jan.n', protocol: 'Skype' }],
        userDefined: [
          { key: 'Role', value: 'Seller' },
          { key: 'Classification', value: 'PRIVATE' },
          { key: 'X-CUSTOM-NUMBER', value: '42' },
        ],
        groups: ['Customers', 'VIP', 'myContacts'],
        photo: PNG.slice(0, 8),
      },
    ]);
  });

  test('in other folders and on distribution lists have a group', async () => {
    const folders = {
      ...contacts(
        card('UID:1', 'FN:Jan', 'N:;Jan;;;', 'EMAIL:jan@x.cz'),
        card('UID:l', 'FN:Team', 'KIND:group', 'MEMBER:mailto:jan@x.cz', 'MEMBER:mailto:nobody@x.cz'),
      ),
      Suppliers: { kind: 'contacts' as const, items: [card('UID:2', 'FN:Eva', 'N:;Eva;;;')] },
    };
    const { report } = await moveTo(google, makeStore(folders), quick);
    expect(report?.totals).toMatchObject({ found: 3, exported: 3, failed: 0 });
    expect(there().map(({ names, groups }) => [names, groups])).toEqual([
      [[{ givenName: 'Eva' }], ['Suppliers', 'myContacts']],
      [[{ givenName: 'Jan' }], ['Team', 'myContacts']],
    ]);
  });

  test('go 200 at once, and one that is refused costs itself alone', async () => {
    const items = Array.from({ length: 450 }, (_, at) => card(`UID:${at}`, `FN:Name ${at}`, `N:;Name ${at};;;`));
    google.user(ANNA).people.poison = '"Name 300"';
    const { report } = await moveTo(google, makeStore(contacts(...items)), quick);
    expect(report?.totals).toMatchObject({ found: 450, exported: 449, failed: 1 });
    expect(report?.attention.map(({ uid, reason }) => [uid, reason])).toEqual([
      [301, 'Request contains an invalid argument.'],
    ]);
    expect(there()).toHaveLength(449);
    expect(new Set(there().map(({ names }) => JSON.stringify(names))).size).toBe(449);
  });

  test('are exact after every break, with their pictures, and a second run sends nothing', async () => {
    const items = ['a', 'b', 'c'].map((name) =>
      card(`UID:${name}`, `FN:${name}`, `N:;${name};;;`, `PHOTO;ENCODING=b;TYPE=PNG:${PNG}`),
    );
    const folders = {
      ...contacts(...items),
      Other: { kind: 'contacts' as const, items: [card('UID:d', 'FN:d', 'N:;d;;;')] },
    };
    google.faults.add(
      { on: /batchCreate/, times: 1, when: 'after', reply: null },
      { on: /batchCreate/, skip: 1, times: 1, when: 'before', reply: REPLIES.backend },
      { on: /updateContactPhoto/, skip: 1, times: 5, when: 'after', reply: REPLIES.trouble },
      { on: /POST \/v1\/contactGroups/, times: 1, when: 'after', reply: REPLIES.trouble },
    );
    const state = tempDir('state');
    const run = { ...quick, stateDir: { state, logs: `${state}/logs` } };
    const { report } = await moveTo(google, makeStore(folders), run);
    expect(report?.totals).toMatchObject({ found: 4, exported: 4, failed: 0 });
    expect(there().map(({ names, photo }) => [names, photo])).toEqual([
      ...['a', 'b', 'c'].map((name) => [[{ givenName: name }], PNG.slice(0, 8)]),
      [[{ givenName: 'd' }], undefined],
    ]);
    const before = count(/batchCreate/);
    await moveTo(google, makeStore(folders), run);
    expect(count(/batchCreate/)).toBe(before);
  });

  test('of a batch of which Google makes all but one are there once, and the one is named', async () => {
    google.user(ANNA).people.spoilt = 'Spoilt';
    const names = ['Ada', 'Bob', 'Spoilt', 'Cyd', 'Dan'];
    const items = names.map((name) => card(`UID:${name}`, `FN:${name}`, `N:;${name};;;`));
    const { report } = await moveTo(google, makeStore(contacts(...items)), quick);
    expect(report?.totals).toMatchObject({ found: 5, exported: 4, failed: 1 });
    expect(report?.attention[0]?.reason).toBe('Invalid birthday.');
    expect(there().map(({ names: told }) => told)).toEqual(
      ['Ada', 'Bob', 'Cyd', 'Dan'].map((givenName) => [{ givenName }]),
    );
  });

  test('stand there once whatever becomes of their pictures', async () => {
    google.faults.add({ on: /updateContactPhoto$/, skip: 1, times: 6, when: 'before', reply: REPLIES.rate });
    google.faults.add({ on: /updateContactPhoto$/, skip: 1, times: 1, when: 'before', reply: REPLIES.policy });
    const names = ['Ada', 'Bob', 'Cyd'];
    const items = names.map((name) =>
      card(`UID:${name}`, `FN:${name}`, `N:;${name};;;`, `PHOTO;ENCODING=b;TYPE=PNG:${PNG}`),
    );
    const { report } = await moveTo(google, makeStore(contacts(...items)), quick);
    expect(report?.totals).toMatchObject({ exported: 3, failed: 0 });
    expect(there().map(({ names: told, photo }) => [told, photo === undefined])).toEqual([
      [[{ givenName: 'Ada' }], false],
      [[{ givenName: 'Bob' }], true],
      [[{ givenName: 'Cyd' }], false],
    ]);
  });

  test('without a journal are found by the key that nobody sees', async () => {
    const store = makeStore(contacts(card('UID:1', 'FN:Jan', 'N:;Jan;;;'), card('UID:2', 'FN:Eva', 'N:;Eva;;;')));
    await moveTo(google, store, quick);
    const { report } = await moveTo(google, store, quick);
    expect(report?.totals).toMatchObject({ exported: 2, present: 2 });
    expect(there()).toHaveLength(2);
  });
});

describe('tasks', () => {
  const task = (...lines: readonly string[]) => ({
    bytes: `Content-Type: text/calendar; charset="utf-8"\n\n${['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VTODO', ...lines, 'END:VTODO', 'END:VCALENDAR', ''].join('\r\n')}`,
    received: 1_578_020_645,
  });

  test('have a title, a text, a day; the rest stands in the text', async () => {
    const store = makeStore({
      Tasks: {
        kind: 'tasks',
        items: [
          task(
            'UID:1',
            'SUMMARY:Call Jan',
            'DESCRIPTION:about the roof',
            'DUE;TZID=Europe/Prague:20240812T140000',
            'PRIORITY:1',
            'CATEGORIES:Work',
            'PERCENT-COMPLETE:30',
            'STATUS:IN-PROCESS',
          ),
          task('UID:2', 'SUMMARY:Done', 'STATUS:COMPLETED', 'COMPLETED:20240102T030405Z'),
        ],
      },
      Team: { kind: 'tasks', items: [task('UID:3', 'SUMMARY:Shared', 'DUE;VALUE=DATE:20240901')] },
    });
    for (let times = 0; times < 2; times += 1) {
      const { report } = await moveTo(google, store, quick);
      expect(report?.totals).toMatchObject({ found: 3, exported: 3, failed: 0 });
    }
    const { tasks } = google.user(ANNA);
    expect(tasks.tasks('My Tasks')).toEqual([
      {
        title: 'Call Jan',
        notes:
          'about the roof\n\nState: in progress\nPriority: 1\nPercent complete: 30\nCategories: Work\nDue at: 14:00 Europe/Prague',
        due: '2024-08-12T00:00:00.000Z',
        status: 'needsAction',
      },
      { title: 'Done', status: 'completed', completed: '2024-01-02T03:04:05Z' },
    ]);
    expect(tasks.tasks('Team')).toEqual([{ title: 'Shared', due: '2024-09-01T00:00:00.000Z', status: 'needsAction' }]);
  });

  test('are exact after every break, equal ones too', async () => {
    const items = ['a', 'b', 'b', 'c'].map((name, at) => task(`UID:${at}`, `SUMMARY:${name}`));
    google.faults.add(
      { on: /POST \/tasks/, times: 1, when: 'after', reply: null },
      { on: /POST \/tasks/, skip: 2, times: 2, when: 'after', reply: REPLIES.backend },
    );
    const { report } = await moveTo(google, makeStore({ Tasks: { kind: 'tasks', items } }), quick);
    expect(report?.totals).toMatchObject({ found: 4, exported: 4, failed: 0 });
    expect(
      google
        .user(ANNA)
        .tasks.tasks('My Tasks')
        .map(({ title }) => title),
    ).toEqual(['a', 'b', 'b', 'c']);
  });
});

test('notes go nowhere, and that is said', async () => {
  const note = { bytes: 'Subject: n\n\ntext\n', received: 1_578_020_645 };
  const { report } = await moveTo(google, makeStore({ Notes: { kind: 'notes', items: [note] } }), quick);
  expect(report?.totals).toMatchObject({ exported: 0, skipped: 1, failed: 0 });
  expect(report?.skipped[0]?.reason).toBe('notes are not mail: take them with "kerio-exit export" from the store');
});
