import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configXml } from '../../users-cfg/config.js';
import { describe, expect, test } from 'vitest';
import { REPLIES } from '../../servers/google/faults.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { tempDir } from '../../support/temp.js';
import type { FolderSpec } from '../../support/store-builder.mjs';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import { verifyMigration } from '../../../src/transfer/verify/verify-all.js';
import { account, makeStore, runOptions } from '../../transfer/support.js';
import { ANNA, destinationAt, eachWithGoogle, moveTo } from './support.js';

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

/** An item with these VEVENTs, `|` between their lines. */
function item(...events: readonly string[]) {
  const lines = events.flatMap((event) => ['BEGIN:VEVENT', ...event.split('|'), 'END:VEVENT']);
  const calendar = ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
  return {
    bytes: `Content-Type: text/calendar; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n${calendar}`,
    received: 1_578_020_645,
  };
}

function calendarOf(...items: ReturnType<typeof item>[]): Record<string, FolderSpec> {
  return { Calendar: { kind: 'calendar', items } };
}

const NONE = { reminders: { useDefault: false } };
const PRAGUE = 'Europe/Prague';

async function imported(...items: ReturnType<typeof item>[]) {
  const { report } = await moveTo(google, makeStore(calendarOf(...items)));
  return { totals: report?.totals, events: google.user(ANNA).calendars.events('primary') };
}

describe('an event', () => {
  test('in a zone, with what people see of it', async () => {
    const { events } = await imported(
      item(
        'UID:a@x|SUMMARY:Board\\, yearly|DESCRIPTION:Agenda\\nand more|LOCATION:Room 1|CATEGORIES:Work,Important|CLASS:PRIVATE' +
          '|TRANSP:TRANSPARENT|STATUS:TENTATIVE|SEQUENCE:3|DTSTART;TZID=Europe/Prague:20240812T100000' +
          '|DTEND;TZID=Europe/Prague:20240812T113000|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|DESCRIPTION:x|END:VALARM',
      ),
    );
    expect(events).toEqual([
      {
        iCalUID: 'a@x',
        summary: 'Board, yearly',
        description: 'Agenda\nand more',
        location: 'Room 1',
        start: { dateTime: '2024-08-12T10:00:00+02:00', timeZone: PRAGUE },
        end: { dateTime: '2024-08-12T11:30:00+02:00', timeZone: PRAGUE },
        status: 'tentative',
        transparency: 'transparent',
        visibility: 'private',
        sequence: 3,
        reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 15 }] },
        extendedProperties: { private: { categories: 'Work, Important' } },
      },
    ]);
  });

  test.each([
    ['a whole day', 'DTSTART;VALUE=DATE:20240812', { date: '2024-08-12' }, { date: '2024-08-13' }],
    [
      'several days',
      'DTSTART;VALUE=DATE:20240812|DTEND;VALUE=DATE:20240815',
      { date: '2024-08-12' },
      { date: '2024-08-15' },
    ],
    [
      'an instant',
      'DTSTART:20240812T100000Z|DURATION:PT45M',
      { dateTime: '2024-08-12T10:00:00Z', timeZone: 'UTC' },
      { dateTime: '2024-08-12T10:45:00Z', timeZone: 'UTC' },
    ],
    [
      'no zone: that of the calendar',
      'DTSTART:20240112T100000|DTEND:20240112T110000',
      { dateTime: '2024-01-12T10:00:00+01:00', timeZone: PRAGUE },
      { dateTime: '2024-01-12T11:00:00+01:00', timeZone: PRAGUE },
    ],
  ])('%s', async (_, times, start, end) => {
    const { events } = await imported(item(`UID:a@x|SUMMARY:s|${times}`));
    expect(events).toEqual([{ iCalUID: 'a@x', summary: 's', start, end, ...NONE }]);
  });

  test('that was called off, or cannot be read, is named', async () => {
    const { totals, events } = await imported(
      item('UID:a@x|SUMMARY:off|STATUS:CANCELLED|DTSTART:20240812T100000Z'),
      item('UID:b@x|SUMMARY:on|DTSTART:20240812T100000Z'),
    );
    expect(totals).toMatchObject({ found: 2, exported: 1, failed: 1 });
    expect(events).toHaveLength(1);
  });
});

describe('a series', () => {
  const WEEKLY =
    'UID:w@x|SUMMARY:weekly|DTSTART;TZID=Europe/Prague:20240805T100000|DTEND;TZID=Europe/Prague:20240805T110000';
  const occurrence = (day: number, hour: number) => ({
    dateTime: `2024-08-${day < 10 ? `0${day}` : day}T${hour}:00:00+02:00`,
    timeZone: PRAGUE,
  });
  const MASTER = {
    iCalUID: 'w@x',
    summary: 'weekly',
    start: occurrence(5, 10),
    end: occurrence(5, 11),
    ...NONE,
  };
  const MOVED = {
    iCalUID: 'w@x',
    summary: 'moved',
    recurringEventId: '_et07g',
    originalStartTime: occurrence(12, 10),
    start: occurrence(12, 14),
    end: occurrence(12, 15),
    ...NONE,
  };
  const CHANGED =
    'UID:w@x|SUMMARY:moved|RECURRENCE-ID;TZID=Europe/Prague:20240812T100000|DTSTART;TZID=Europe/Prague:20240812T140000|DTEND;TZID=Europe/Prague:20240812T150000';

  test('with an exception and a changed occurrence, in one item', async () => {
    const { events } = await imported(
      item(`${WEEKLY}|RRULE:FREQ=WEEKLY;COUNT=5|EXDATE;TZID=Europe/Prague:20240819T100000`, CHANGED),
    );
    const recurrence = ['RRULE:FREQ=WEEKLY;COUNT=5', 'EXDATE;TZID=Europe/Prague:20240819T100000'];
    expect(events).toEqual([MOVED, { ...MASTER, recurrence }]);
  });

  test('whose changed occurrence lies in an item of its own, before it', async () => {
    const { totals, events } = await imported(item(CHANGED), item(`${WEEKLY}|RRULE:FREQ=WEEKLY;COUNT=5`));
    expect(totals).toMatchObject({ found: 2, exported: 2, failed: 0 });
    expect(events).toEqual([MOVED, { ...MASTER, recurrence: ['RRULE:FREQ=WEEKLY;COUNT=5'] }]);
  });

  test('whose occurrence was called off has an exception for it', async () => {
    const off =
      'UID:w@x|STATUS:CANCELLED|RECURRENCE-ID;TZID=Europe/Prague:20240812T100000|DTSTART;TZID=Europe/Prague:20240812T100000';
    const { events } = await imported(item(`${WEEKLY}|RRULE:FREQ=WEEKLY;COUNT=5`, off));
    const recurrence = ['RRULE:FREQ=WEEKLY;COUNT=5', 'EXDATE;TZID=Europe/Prague:20240812T100000'];
    expect(events).toEqual([{ ...MASTER, recurrence }]);
  });

  test('in no zone ends at an instant', async () => {
    const { events } = await imported(
      item('UID:f@x|SUMMARY:f|DTSTART:20120102T100000|DTEND:20120102T110000|RRULE:FREQ=WEEKLY;UNTIL=20120109T235959'),
    );
    expect(events[0]?.['recurrence']).toEqual(['RRULE:FREQ=WEEKLY;UNTIL=20120109T225959Z']);
  });
});

describe('a meeting', () => {
  const AT = 'DTSTART:20240812T100000Z|DTEND:20240812T110000Z';
  const OWN = `UID:m@x|SUMMARY:m|ORGANIZER;CN=Anna:mailto:anna@example.com|ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:mailto:bob@other.org|${AT}`;
  const INVITED = `UID:m@x|SUMMARY:m|ORGANIZER:mailto:boss@other.org|ATTENDEE;PARTSTAT=TENTATIVE:mailto:anna@example.com|${AT}`;
  const TIMES = {
    start: { dateTime: '2024-08-12T10:00:00Z', timeZone: 'UTC' },
    end: { dateTime: '2024-08-12T11:00:00Z', timeZone: 'UTC' },
  };

  async function meeting(text: string, attendees: 'keep' | 'strip' | 'private-copy') {
    await moveTo(google, makeStore(calendarOf(item(text))), {}, { attendees });
    return google.user(ANNA).calendars.events('primary');
  }

  test('that the owner organizes stays hers, under her new address', async () => {
    expect(await meeting(OWN, 'keep')).toEqual([
      {
        iCalUID: 'm@x',
        summary: 'm',
        ...TIMES,
        ...NONE,
        organizer: { email: ANNA, displayName: 'Anna' },
        attendees: [{ email: 'bob@other.org', displayName: 'Bob', responseStatus: 'accepted' }],
      },
    ]);
  });

  test('that a stranger organizes is a private copy', async () => {
    expect(await meeting(INVITED, 'keep')).toMatchObject([
      {
        organizer: { email: 'boss@other.org' },
        attendees: [{ email: ANNA, responseStatus: 'tentative' }],
        privateCopy: true,
      },
    ]);
  });

  test('that a colleague organizes who moves in another run is no private copy, and is proven', async () => {
    const store = makeStore(calendarOf(item(INVITED.replace('boss@other.org', 'boss@example.com'))));
    const state = tempDir('state');
    const choice = {
      ...{ named: [{ source: 'boss@example.com', target: 'boss@company.com' }], staying: [], select: [], exclude: [] },
      ...{ byPlan: false, excludeArchive: false, excludeRecoverable: false },
    };
    const run = { choice, stateDir: { state, logs: `${state}/logs` } };
    await moveTo(google, store, run);
    const [event] = google.user(ANNA).calendars.events('primary');
    expect(event).toMatchObject({ organizer: { email: 'boss@company.com' } });
    expect(event).not.toHaveProperty('privateCopy');
    const options = { source: storeSource(openStore(store)), accounts: [account(ANNA)], ...run };
    const proof = await verifyMigration(runOptions([destinationAt(google)], options));
    expect(proof.accounts.flatMap(({ boxes }) => boxes.flatMap(({ differences }) => differences))).toEqual([]);
  });

  test('that a colleague organizes under an alias of his is no private copy', async () => {
    const store = makeStore(calendarOf(item(INVITED.replace('boss@other.org', 'chief@example.net'))));
    const file = (name: string, lists: Parameters<typeof configXml>[0]): void =>
      writeFileSync(join(store, name), configXml(lists));
    file('users.cfg', { User: [{ Name: 'boss', Domain: 'example.com', MailAddress: 'chief' }] });
    file('mailserver.cfg', { Domain: [{ Domain: 'example.com', Type: '0', Alias: 'example.net' }] });
    await moveTo(google, store, {
      choice: {
        ...{
          named: [{ source: 'boss@example.com', target: 'boss@company.com' }],
          staying: [],
          select: [],
          exclude: [],
        },
        ...{ byPlan: false, excludeArchive: false, excludeRecoverable: false },
      },
    });
    const [event] = google.user(ANNA).calendars.events('primary');
    expect(event).toMatchObject({ organizer: { email: 'boss@company.com' } });
    expect(event).not.toHaveProperty('privateCopy');
  });

  test('with private-copy is one whoever organizes it, with strip it has no people', async () => {
    expect(await meeting(OWN, 'private-copy')).toMatchObject([{ privateCopy: true }]);
    const [event] = await meeting(OWN, 'strip');
    expect(event).toMatchObject({
      description: 'Organizer: Anna <anna@example.com>\nAttendees: Bob <bob@other.org> (accepted)',
    });
    expect(event).not.toHaveProperty('attendees');
  });
});

describe('calendars', () => {
  const EVENT = item('UID:a@x|SUMMARY:s|DTSTART;VALUE=DATE:20240812');

  test('beside the first are made once, and one that is there is filled', async () => {
    const folders = {
      ...calendarOf(),
      Calendar: { kind: 'calendar' as const, folders: { Team: { kind: 'calendar' as const, items: [EVENT] } } },
    };
    for (let times = 0; times < 2; times += 1) await moveTo(google, makeStore(folders));
    const { calendars } = google.user(ANNA);
    expect(calendars.calendars.map(({ summary, timeZone }) => [summary, timeZone])).toEqual([
      [ANNA, PRAGUE],
      ['Calendar/Team', PRAGUE],
    ]);
    expect(calendars.events('Calendar/Team')).toHaveLength(1);
  });

  test('are exact after every break, and a second run sends nothing', async () => {
    const store = makeStore(
      calendarOf(
        ...['a', 'b', 'c'].map((name) => item(`UID:${name}@x|SUMMARY:${name}|DTSTART;VALUE=DATE:20240812`)),
        item(
          'UID:w@x|SUMMARY:w|DTSTART:20240805T100000Z|RRULE:FREQ=WEEKLY;COUNT=3',
          'UID:w@x|SUMMARY:x|RECURRENCE-ID:20240812T100000Z|DTSTART:20240812T120000Z',
        ),
      ),
    );
    for (const when of ['before', 'after'] as const)
      google.faults.add(
        { on: /events\/import$/, skip: 1, times: 4, when, reply: when === 'before' ? null : REPLIES.backend },
        { on: /calendarList$/, times: 1, when, reply: REPLIES.backend },
      );
    const state = tempDir('state');
    const run = { stateDir: { state, logs: `${state}/logs` }, retry: { firstMs: 1, longestMs: 5, tries: 20 } };
    const { report } = await moveTo(google, store, run);
    expect(report?.totals).toMatchObject({ found: 4, exported: 4, failed: 0 });
    expect(google.user(ANNA).calendars.events('primary')).toHaveLength(5);
    const before = google.requests.length;
    const again = await moveTo(google, store, run);
    expect(again.plan.totals.messages).toBe(0);
    expect(google.requests.slice(before).filter((request) => request.includes('import'))).toEqual([]);
  });

  test('of their own get the zone of most of their events; the first keeps that of the user', async () => {
    const at = (uid: string, time: string) => item(`UID:${uid}@x|SUMMARY:${uid}|DTSTART${time}`);
    const tokyo = [
      ...[at('a', ';TZID=Asia/Tokyo:20240812T100000'), at('b', ';TZID=Asia/Tokyo:20240813T100000')],
      ...[at('c', ';TZID=America/New_York:20240812T100000'), at('d', ':20240812T100000Z')],
      at('e', ':20240814T100000'),
    ];
    const store = makeStore({
      Calendar: { kind: 'calendar', items: tokyo },
      Osaka: { kind: 'calendar', items: tokyo },
      Days: { kind: 'calendar', items: [at('f', ';VALUE=DATE:20240812')] },
    });
    const state = tempDir('state');
    const run = { stateDir: { state, logs: `${state}/logs` } };
    await moveTo(google, store, run);
    const { calendars } = google.user(ANNA);
    expect(calendars.calendars.map(({ summary, timeZone }) => [summary, timeZone])).toEqual([
      [ANNA, PRAGUE],
      ['Days', PRAGUE],
      ['Osaka', 'Asia/Tokyo'],
    ]);
    const floating = (name: string) => calendars.events(name).find(({ summary }) => summary === 'e')?.['start'];
    expect(floating('primary')).toEqual({ dateTime: '2024-08-14T10:00:00+02:00', timeZone: PRAGUE });
    expect(floating('Osaka')).toEqual({ dateTime: '2024-08-14T10:00:00+09:00', timeZone: 'Asia/Tokyo' });
    const before = google.requests.length;
    await moveTo(google, store, run);
    expect(google.requests.slice(before).filter((request) => /import|PATCH/.test(request))).toEqual([]);
  });

  test('that Google closes for a while are left alone, and the rest is done', async () => {
    google.faults.add({ on: /events\/import$/, times: 99, when: 'before', reply: REPLIES.calendarUsage });
    const store = makeStore({
      ...calendarOf(EVENT),
      INBOX: { items: [{ bytes: 'Message-ID: <a@x>\n\nbody\n', received: 1_578_020_645 }] },
    });
    const { report } = await moveTo(google, store);
    expect(report?.totals).toMatchObject({ exported: 1, failed: 1 });
    expect(report?.attention[0]?.reason).toContain('Calendar usage limits exceeded.');
    expect(google.requests.filter((request) => request.includes('events/import'))).toHaveLength(1);
  });

  test('a right that is missing for one kind costs that kind alone', async () => {
    google.tokens.delegated = ['gmail.modify', 'contacts', 'tasks'];
    const store = makeStore({
      ...calendarOf(EVENT),
      INBOX: { items: [{ bytes: 'Message-ID: <a@x>\n\nbody\n', received: 1_578_020_645 }] },
    });
    const { plan, report } = await moveTo(google, store);
    expect(plan.accounts[0]?.notes.join()).toContain('Calendar cannot be filled');
    expect(report?.totals).toMatchObject({ exported: 1, failed: 1 });
  });
});
