import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import { verifyMigration } from '../../../src/transfer/verify/verify-all.js';
import { type CyrusGroupware, startCyrusGroupware } from '../../servers/cyrus.js';
import { askDav, type DavUser, linesOf, readHome } from '../../servers/dav-reader.js';
import { type SmtpSink, startSmtpSink } from '../../servers/smtp-sink.js';
import type { FolderSpec } from '../../support/store-builder.mjs';
import { tempDir } from '../../support/temp.js';
import { makeStore, migrateQuietly, runOptions } from '../support.js';
import { calendarItem, cardItem, davAccount, davAt, eventItem } from './support.js';

const NAMES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** An event that says so. */
function event(uid: string, summary: string, more: readonly string[] = []): readonly string[] {
  return [
    ...[`UID:${uid}@example.com`, 'DTSTAMP:20240101T000000Z', 'DTSTART:20310301T090000Z', 'DTEND:20310301T100000Z'],
    ...[`SUMMARY:${summary}`, ...more],
  ];
}

type Folders = Readonly<Record<string, FolderSpec>>;

describe('what a DAV server is sent', () => {
  let server: CyrusGroupware;
  let sink: SmtpSink;
  const users = [...NAMES];
  beforeAll(async () => {
    sink = await startSmtpSink();
    server = await startCyrusGroupware(Object.fromEntries(NAMES.map((name) => [name, 'x'])), sink.port);
  });
  afterAll(async () => {
    await server.stop();
    await sink.stop();
  });

  interface Mover {
    readonly who: DavUser;
    readonly calendars: string;
    readonly move: (folders: Folders, withJournal?: boolean) => ReturnType<typeof migrateQuietly>;
    readonly prove: (folders: Folders) => ReturnType<typeof verifyMigration>;
    readonly events: () => Promise<string[]>;
  }

  function mover(): Mover {
    const user = users.shift() ?? '';
    const who = { url: server.url, user, password: 'x' };
    const state = tempDir('dav-state');
    const calendars = `/dav/calendars/user/${user}/`;
    const optionsFor = (folders: Folders, journal: boolean) => {
      const source = storeSource(openStore(makeStore(folders)));
      const stateDir = journal ? { stateDir: { state, logs: `${state}/logs` } } : {};
      return runOptions([davAt(server.url)], { source, accounts: [davAccount(user)], ...stateDir });
    };
    return {
      ...{ who, calendars },
      move: (folders, journal = true) => migrateQuietly(optionsFor(folders, journal)),
      prove: (folders) => verifyMigration(optionsFor(folders, true)),
      events: async () =>
        (await readHome(who, calendars))
          .map(({ collection, text }) => [collection, ...linesOf(text, ['UID', 'SUMMARY'])].join('|'))
          .sort(),
    };
  }

  const calendar = (items: FolderSpec['items']): Folders => ({
    Calendar: { kind: 'calendar', ...(items === undefined ? {} : { items }) },
  });

  test('a change at the source goes over, and what people changed there stays', async () => {
    const { move, prove, events, who } = mover();
    await move(calendar([eventItem(event('a', 'first')), eventItem(event('b', 'first'))]));
    const mine = (await readHome(who, `/dav/calendars/user/${who.user}/`)).find(({ text }) => text.includes('UID:b@'));
    const put = await askDav(who, 'PUT', new URL(mine?.path ?? '', who.url).href, {
      body: (mine?.text ?? '').replace('SUMMARY:first', 'SUMMARY:by hand'),
      headers: { 'content-type': 'text/calendar; charset=utf-8' },
    });
    expect(put.status).toBe(204);
    // The old server gives an item that was changed a new number.
    const later = calendar([
      { ...eventItem(event('a', 'second')), uid: 8 },
      { ...eventItem(event('b', 'second')), uid: 9 },
    ]);
    const { report } = await move(later);
    expect(await events()).toEqual([
      'personal|UID:a@example.com|SUMMARY:second',
      'personal|UID:b@example.com|SUMMARY:by hand',
    ]);
    expect(report?.totals).toMatchObject({ found: 2, exported: 2, failed: 0, copied: 1, present: 1 });
    expect(report?.totals.notes).toEqual({
      'another version of it was there already, and was left as it is: 1 line is gone (SUMMARY:second), 1 line is new (SUMMARY:by hand)': 1,
    });
    const proof = await prove(later);
    expect(proof.accounts[0]?.boxes[0]).toMatchObject({
      ...{ expected: 2, there: 1, doubled: [] },
      differences: [
        {
          ...{ folder: ['Calendar'], uid: 9, kind: 'content' },
          text: 'it is there and says something else: 1 line is gone (SUMMARY:second), 1 line is new (SUMMARY:by hand)',
        },
      ],
    });
  });

  test('what people removed there stays away, and a calendar that is gone is made and filled anew', async () => {
    const { move, events, who } = mover();
    const folders = {
      Team: { kind: 'calendar', items: [eventItem(event('a', 'A')), eventItem(event('b', 'B'))] },
    } as const;
    await move(folders);
    const [first] = (await readHome(who, `/dav/calendars/user/${who.user}/`)).filter(({ text }) =>
      text.includes('UID:a@'),
    );
    await askDav(who, 'DELETE', new URL(first?.path ?? '', who.url).href);
    await move(folders);
    expect(await events()).toEqual(['Team|UID:b@example.com|SUMMARY:B']);
    await askDav(who, 'DELETE', new URL('./', new URL(first?.path ?? '', who.url)).href);
    await move(folders);
    expect(await events()).toEqual(['Team|UID:a@example.com|SUMMARY:A', 'Team|UID:b@example.com|SUMMARY:B']);
  });

  test('a calendar that others have filled is completed by UID and content', async () => {
    const { move, events, who } = mover();
    const put = async (name: string, lines: readonly string[]): Promise<void> => {
      const body = [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'PRODID:x',
        'BEGIN:VEVENT',
        ...lines,
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ];
      const url = `${who.url}dav/calendars/user/${who.user}/Default/${name}.ics`;
      const headers = { 'content-type': 'text/calendar; charset=utf-8' };
      expect((await askDav(who, 'PUT', url, { body: body.join('\r\n'), headers })).status).toBe(201);
    };
    await put('imported-1', event('a', 'A'));
    await put('imported-2', event('b', 'B, but another one'));
    const { report } = await move(calendar(['a', 'b', 'c'].map((uid) => eventItem(event(uid, uid.toUpperCase())))));
    expect(await events()).toEqual([
      'personal|UID:a@example.com|SUMMARY:A',
      'personal|UID:b@example.com|SUMMARY:B\\, but another one',
      'personal|UID:c@example.com|SUMMARY:C',
    ]);
    expect(report?.totals).toMatchObject({ copied: 1, present: 2, failed: 0 });
  });

  test('one UID in two calendars: where a server takes it once a user, the second gets one of its own', async () => {
    const { move, events } = mover();
    const folders = {
      ...calendar([eventItem(event('a', 'A'))]),
      Team: { kind: 'calendar', items: [eventItem(event('a', 'A'))] },
    } as const;
    const { report } = await move(folders);
    const [first, second] = await events();
    expect(first).toMatch(/^Team\|UID:a@example\.com-[0-9a-f]{8}\|SUMMARY:A$/);
    expect(second).toBe('personal|UID:a@example.com|SUMMARY:A');
    expect(report?.totals.notes).toEqual({
      'its UID is that of an object in another collection, and the server takes each once: it got a UID of its own': 1,
    });
    const again = await move(folders, false);
    expect(again.report?.totals).toMatchObject({ copied: 0, present: 2 });
    expect(await events()).toEqual([first, second]);
  });

  test('a series and its changes in other items are one object', async () => {
    const { move, prove, who } = mover();
    const change = (day: string, summary: string) => [
      ...['UID:s@example.com', 'DTSTAMP:20240101T000000Z', `RECURRENCE-ID:203103${day}T090000Z`],
      ...[`DTSTART:203103${day}T120000Z`, `DTEND:203103${day}T130000Z`, `SUMMARY:${summary}`],
    ];
    const folders = calendar([
      calendarItem([
        ['VEVENT', event('s', 'Series', ['RRULE:FREQ=WEEKLY;COUNT=5'])],
        ['VEVENT', change('08', 'moved')],
      ]),
      eventItem(change('15', 'moved too')),
    ]);
    const { report } = await move(folders);
    expect(report?.totals).toMatchObject({ found: 2, exported: 2, failed: 0 });
    const [only, ...others] = await readHome(who, `/dav/calendars/user/${who.user}/`);
    expect(others).toEqual([]);
    expect(linesOf(only?.text ?? '', ['SUMMARY'])).toEqual(['SUMMARY:Series', 'SUMMARY:moved', 'SUMMARY:moved too']);
    expect((await prove(folders)).accounts[0]?.boxes[0]).toMatchObject({
      expected: 2,
      there: 2,
      differences: [],
      others: 0,
    });
    // A change that comes later goes into the object that is there.
    const later = calendar([
      ...(folders['Calendar']?.items ?? []),
      { ...eventItem(change('22', 'moved last')), uid: 7 },
    ]);
    await move(later);
    const [now] = await readHome(who, `/dav/calendars/user/${who.user}/`);
    expect(linesOf(now?.text ?? '', ['SUMMARY'])).toHaveLength(4);
  });

  test('a distribution list is a group of the cards that it names', async () => {
    const { move, who } = mover();
    await move({
      Contacts: {
        kind: 'contacts',
        items: [
          cardItem(['UID:jan', 'FN:Jan', 'N:Jan;;;;', 'EMAIL:jan@example.com']),
          {
            ...cardItem([
              'UID:list',
              'FN:Team',
              'N:Team;;;;',
              'X-ADDRESSBOOKSERVER-KIND:group',
              'X-ADDRESSBOOKSERVER-MEMBER:mailto:Jan@example.com',
              'X-ADDRESSBOOKSERVER-MEMBER:mailto:out@example.net',
            ]),
            messageClass: 'IPM.DistList',
          },
        ],
      },
    });
    const cards = await readHome(who, `/dav/addressbooks/user/${who.user}/`);
    expect(
      linesOf(cards.find(({ text }) => text.includes('UID:list'))?.text ?? '', [
        'X-ADDRESSBOOKSERVER-KIND',
        'X-ADDRESSBOOKSERVER-MEMBER',
      ]),
    ).toEqual([
      'X-ADDRESSBOOKSERVER-KIND:group',
      'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:jan',
      'X-ADDRESSBOOKSERVER-MEMBER:mailto:out@example.net',
    ]);
  });

  test('tasks, notes and folders in folders have collections of their own, and nothing that is no event gets among events', async () => {
    const { move, who } = mover();
    const { report } = await move({
      Calendar: {
        kind: 'calendar',
        items: [calendarItem([['VTODO', ['UID:t@example.com', 'DTSTAMP:20240101T000000Z', 'SUMMARY:stray task']]])],
        folders: { Team: { kind: 'calendar', items: [eventItem(event('e', 'E'))] } },
      },
      Tasks: {
        kind: 'tasks',
        items: [calendarItem([['VTODO', ['UID:u@example.com', 'DTSTAMP:20240101T000000Z', 'SUMMARY:task']]])],
      },
      Notes: { kind: 'notes', items: [{ bytes: 'Subject: Shopping\r\nContent-Type: text/plain\r\n\r\nmilk\r\n' }] },
    });
    const objects = await readHome(who, `/dav/calendars/user/${who.user}/`);
    expect(
      objects.map(({ collection, text }) => [collection, ...linesOf(text, ['BEGIN', 'SUMMARY'])].join('|')).sort(),
    ).toEqual([
      'Calendar / Team|BEGIN:VCALENDAR|BEGIN:VEVENT|SUMMARY:E',
      'Notes|BEGIN:VCALENDAR|BEGIN:VJOURNAL|SUMMARY:Shopping',
      'Tasks|BEGIN:VCALENDAR|BEGIN:VTODO|SUMMARY:task',
      'personal|BEGIN:VCALENDAR|BEGIN:VTODO|SUMMARY:stray task',
    ]);
    expect(report?.totals).toMatchObject({ found: 4, exported: 4, failed: 0 });
  });

  test('check says what is there, and what is not', async () => {
    const destination = davAt(server.url);
    const found = await destination.check?.(davAccount('one'), undefined);
    expect(found?.map(({ what, ok, words }) => [what, ok, words])).toEqual([
      ['login', true, 'Cyrus'],
      ['calendars', true, '/dav/calendars/user/one/: the first is personal'],
      ['contacts', true, '/dav/addressbooks/user/one/: the first is personal'],
      ['notes', true, 'in a calendar for journal entries, where the server makes one'],
      ['meetings', true, 'nobody is written to'],
    ]);
    await expect(destination.check?.(davAccount('one', 'wrong'), undefined)).rejects.toMatchObject({ kind: 'login' });
    await expect(davAt('http://127.0.0.1:1/').check?.(davAccount('one'), undefined)).rejects.toMatchObject({
      kind: 'network',
    });
  });

  test('nobody was written to meanwhile', () => {
    expect(sink.mails).toEqual([]);
  });
});
