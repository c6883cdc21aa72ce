import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCalendarWriter } from '../../../src/exporters/calendars/writer.js';
import { openContactsWriter } from '../../../src/exporters/contacts/writer.js';
import { openNotesWriter } from '../../../src/exporters/notes/writer.js';
import { PstGroupware } from '../../../src/exporters/pst/groupware.js';
import { HomeZone } from '../../../src/exporters/pst/home-zone.js';
import { named } from '../../../src/exporters/pst/messaging/named.js';
import type { FolderClass } from '../../../src/exporters/pst/messaging/folders.js';
import type { ReadItem } from '../../../src/exporters/pst/read/items.js';
import { numberIn, textIn, timeIn } from '../../../src/exporters/pst/read/values.js';
import { openTasksWriter } from '../../../src/exporters/tasks/writer.js';
import { Staging } from '../../../src/files/workspace/staging.js';
import type { KnownName } from '../../../src/exporters/pst/messaging/named.js';
import { checkPst } from '../../support/pst-checker.js';
import { tempDir } from '../../support/temp.js';
import { item } from '../mail/support.js';
import { crlf, readAll, writePst } from './support.js';

type Kind = 'contacts' | 'calendars' | 'tasks' | 'notes' | 'journal';

const classes: Readonly<Record<Kind, FolderClass>> = {
  contacts: 'IPF.Contact',
  calendars: 'IPF.Appointment',
  tasks: 'IPF.Task',
  notes: 'IPF.StickyNote',
  journal: 'IPF.Journal',
};

/** Gives items to the writer of their kind, with a PST file listening. Gives what is in that, and what was said. */
function written(kind: Kind, ...texts: readonly string[]): { items: readonly ReadItem[]; problems: readonly string[] } {
  const problems: string[] = [];
  const [path = ''] = writePst((parts) => {
    const root = join(tempDir('pst-groupware'), 'made');
    const files = new Staging(root);
    const base = `${kind}/jan@company.com/Folder`;
    const folder = { path: ['Folder'], class: classes[kind], special: null };
    const owner = 'jan@company.com';
    const listener = new PstGroupware({ sink: parts, folder, owner, zone: new HomeZone(), root, base });
    const calendar = { files, base, listener, attendees: 'keep', inlineAttachments: false } as const;
    const contacts = { files, base, listener, oneFilePerContact: false, maxPhotoKb: null };
    const writer =
      kind === 'contacts'
        ? openContactsWriter(contacts)
        : kind === 'calendars'
          ? openCalendarWriter(calendar)
          : kind === 'tasks'
            ? openTasksWriter(calendar)
            : openNotesWriter({ files, base, listener });
    for (const [at, text] of texts.entries()) writer.add(item({ uid: at + 1 }), crlf(text));
    writer.finish();
    problems.push(...listener.problems);
    files.discard('');
  });
  expect(checkPst(path)).toEqual([]);
  return { items: readAll(path).get('Folder') ?? [], problems };
}

const mime = (type: string, ...lines: readonly string[]): string =>
  ['Subject: x', `Content-Type: ${type}; charset=utf-8`, '', ...lines, ''].join('\r\n');
const card = (...lines: readonly string[]): string =>
  mime('text/vcard', 'BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD');
const calendar = (name: string, ...entries: readonly (readonly string[])[]): string =>
  mime(
    'text/calendar',
    ...['BEGIN:VCALENDAR', 'VERSION:2.0'],
    ...entries.flatMap((lines) => [`BEGIN:${name}`, 'DTSTAMP:20240101T000000Z', ...lines, `END:${name}`]),
    'END:VCALENDAR',
  );
const prague = (name: string, value: string): string => `${name};TZID=Europe/Prague:${value}`;

const utc = (text: string): number => Date.parse(text) / 1000;
const text = ({ properties }: ReadItem, id: number | KnownName) => textIn(properties, idOf(id));
const number = ({ properties }: ReadItem, id: number | KnownName) => numberIn(properties, idOf(id));
const time = ({ properties }: ReadItem, id: number | KnownName) => timeIn(properties, idOf(id));
const idOf = (id: number | KnownName) => (typeof id === 'number' ? id : named(id));
const first = (items: readonly ReadItem[]): ReadItem =>
  items[0] ?? { properties: new Map(), recipients: [], attachments: [] };

describe('contacts', () => {
  test('with all that Outlook has a place for, the rest in the notes, and a photo', () => {
    const { items } = written(
      'contacts',
      card(
        ...[
          'N:Müller;Anna;Maria;Dr.;Jr.',
          'FN:Dr. Anna Müller',
          'ORG:Müller GmbH;Sales',
          'TITLE:Head',
          'NOTE:first\\nsecond',
        ],
        ...['EMAIL:anna@example.com', 'EMAIL:a2@example.com', 'EMAIL:a3@example.com', 'EMAIL:a4@example.com'],
        ...['TEL;TYPE=WORK:1', 'TEL;TYPE=CELL:2', 'TEL;TYPE=HOME,FAX:3', 'BDAY:1980-02-29', 'CATEGORIES:Blue,VIP'],
        ...[
          'ADR;TYPE=HOME:;;Main 1;Town;;12345;Germany',
          'X-SPOUSE-NAME:Bob',
          'URL:https://example.com',
          'CLASS:PRIVATE',
        ],
        'PHOTO;ENCODING=b;TYPE=JPEG:/9j/AQID',
      ),
    );
    const contact = first(items);
    expect(
      [0x001a, 0x3001, 0x3a06, 0x3a11, 0x3a44, 0x3a45, 0x3a05, 0x3a16, 0x3a18, 0x3a17].map((id) => text(contact, id)),
    ).toEqual([
      'IPM.Contact',
      'Dr. Anna Müller',
      'Anna',
      'Müller',
      'Maria',
      'Dr.',
      'Jr.',
      'Müller GmbH',
      'Sales',
      'Head',
    ]);
    expect(
      [0x3a08, 0x3a1c, 0x3a25, 0x3a5d, 0x3a59, 0x3a5b, 0x3a5a, 0x3a48, 0x3a51].map((id) => text(contact, id)),
    ).toEqual(['1', '2', '3', 'Main 1', 'Town', '12345', 'Germany', 'Bob', 'https://example.com']);
    expect(
      (['email1Address', 'email2Address', 'email3Address', 'fileAs'] as const).map((id) => text(contact, id)),
    ).toEqual(['anna@example.com', 'a2@example.com', 'a3@example.com', 'Müller, Anna Maria']);
    expect(text(contact, 0x1000)).toBe('first\r\nsecond\r\n\r\nE-mail: a4@example.com\r\n');
    expect([time(contact, 0x3a42), time(contact, 'birthdayLocal')]).toEqual([
      utc('1980-02-29T11:59Z'),
      utc('1980-02-29'),
    ]);
    expect([number(contact, 'isPrivate'), number(contact, 'hasPicture'), number(contact, 0x0036)]).toEqual([1, 1, 2]);
    const [photo] = contact.attachments;
    expect(photo?.content).toEqual(Buffer.from('ffd8ff010203', 'hex'));
    expect(numberIn(photo?.properties ?? new Map(), 0x7fff)).toBe(1);
  });

  test('a list has its members, by their cards where it names those', () => {
    const list = [
      'FN:Team',
      'UID:list',
      'KIND:group',
      'MEMBER:urn:uuid:anna-1',
      'MEMBER:mailto:eva@example.org',
      'MEMBER:urn:uuid:nobody',
    ];
    const { items } = written('contacts', card('FN:Anna', 'UID:anna-1', 'EMAIL:anna@example.com'), card(...list));
    const team = items[1] ?? first([]);
    expect(text(team, 0x001a)).toBe('IPM.DistList');
    const members = team.properties.get(named('listMembers'))?.bytes.toString('utf16le') ?? '';
    expect(members).toContain('Anna\0SMTP\0anna@example.com\0');
    expect(members).toContain('eva@example.org');
    expect(text(team, 0x1000)).toBe('Member: urn:uuid:nobody\r\n');
  });
});

describe('events', () => {
  test('has its times, place, text, reminder and busy state', () => {
    const lines = [
      'UID:1',
      'SUMMARY:Schůzka',
      'LOCATION:Praha',
      'DESCRIPTION:a\\nb',
      'PRIORITY:1',
      'X-LABEL:3',
      'CATEGORIES:Blue',
    ];
    const alarm = ['BEGIN:VALARM', 'ACTION:DISPLAY', 'DESCRIPTION:x', 'TRIGGER:-PT10M', 'END:VALARM'];
    const times = [prague('DTSTART', '20240304T100000'), prague('DTEND', '20240304T113000')];
    const { items } = written(
      'calendars',
      calendar('VEVENT', [...lines, ...times, 'X-MICROSOFT-CDO-BUSYSTATUS:OOF', ...alarm]),
    );
    const event = first(items);
    expect([text(event, 0x0037), text(event, 'location'), text(event, 0x1000)]).toEqual([
      '\x01\x01Schůzka',
      'Praha',
      'a\r\nb\r\n',
    ]);
    expect([time(event, 'appointmentStart'), time(event, 'appointmentEnd')]).toEqual([
      utc('2024-03-04T09:00Z'),
      utc('2024-03-04T10:30Z'),
    ]);
    expect(
      (
        [
          'busyStatus',
          'appointmentDuration',
          'reminderSet',
          'reminderDelta',
          'allDay',
          'appointmentColor',
          'isRecurring',
        ] as const
      ).map((id) => number(event, id)),
    ).toEqual([3, 90, 1, 10, 0, 3, 0]);
    expect(time(event, 'reminderSignalTime')).toBe(utc('2024-03-04T08:50Z'));
    expect(number(event, 0x0017)).toBe(2);
    expect(event.properties.get(named('startZone'))?.bytes.toString('utf16le')).toContain(
      'Central Europe Standard Time',
    );
  });

  test('a day is a day in the zone of the others', () => {
    const { items } = written(
      'calendars',
      calendar('VEVENT', ['UID:1', 'SUMMARY:Day', 'DTSTART;VALUE=DATE:20240304', 'DTEND;VALUE=DATE:20240306']),
      calendar('VEVENT', ['UID:2', 'SUMMARY:Zoned', prague('DTSTART', '20240704T100000')]),
    );
    const day = first(items);
    expect([number(day, 'allDay'), time(day, 'appointmentStart'), number(day, 'appointmentDuration')]).toEqual([
      1,
      utc('2024-03-03T23:00Z'),
      2880,
    ]);
  });

  test('a series with deleted and changed occurrences, which have items of their own', () => {
    const { items, problems } = written(
      'calendars',
      calendar(
        'VEVENT',
        [
          'UID:s',
          'SUMMARY:Weekly',
          'DESCRIPTION:usual',
          prague('DTSTART', '20240304T100000'),
          prague('DTEND', '20240304T103000'),
          'RRULE:FREQ=WEEKLY;COUNT=6',
          prague('EXDATE', '20240311T100000'),
        ],
        [
          'UID:s',
          'SUMMARY:Moved',
          'DESCRIPTION:other',
          prague('RECURRENCE-ID', '20240318T100000'),
          prague('DTSTART', '20240319T140000'),
          prague('DTEND', '20240319T150000'),
        ],
        [
          'UID:s',
          'SUMMARY:Passes',
          prague('RECURRENCE-ID', '20240401T100000'),
          prague('DTSTART', '20240420T140000'),
          prague('DTEND', '20240420T150000'),
        ],
      ),
    );
    expect(items.map((each) => text(each, 0x0037)?.slice(2))).toEqual(['Weekly', 'Passes']);
    expect(problems).toEqual([
      'in the PST file: a changed occurrence that passes another one is an event of its own: Outlook has none such',
    ]);
    const series = first(items);
    expect([number(series, 'isRecurring'), number(series, 'recurrenceType'), number(series, 0x1080)]).toEqual([
      1, 2, 0x401,
    ]);
    const [exception, ...others] = series.attachments;
    expect(others).toEqual([]);
    const changed = exception?.content as ReadItem;
    expect([text(changed, 0x001a), text(changed, 0x0037), text(changed, 0x1000)]).toEqual([
      ...['IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}', '\x01\x01Moved', 'other\r\n'],
    ]);
    expect([time(changed, 'appointmentStart'), time(changed, 'exceptionReplaceTime')]).toEqual([
      utc('2024-03-19T13:00Z'),
      utc('2024-03-18T09:00Z'),
    ]);
    expect(timeIn(exception?.properties ?? new Map(), 0x7ffb)).toBe(utc('2024-03-19T14:00Z'));
    expect(series.properties.get(named('appointmentRecurrence'))?.bytes.toString('latin1')).toContain('Moved');
  });

  test('what Outlook cannot repeat stands one by one', () => {
    const { items, problems } = written(
      'calendars',
      calendar('VEVENT', [
        'UID:f',
        'SUMMARY:Odd',
        prague('DTSTART', '20240304T100000'),
        'RRULE:FREQ=MONTHLY;BYMONTHDAY=4,18;COUNT=4',
      ]),
    );
    expect(items.map((each) => time(each, 'appointmentStart'))).toEqual(
      ['2024-03-04T09:00Z', '2024-03-18T09:00Z', '2024-04-04T08:00Z', '2024-04-18T08:00Z'].map(utc),
    );
    expect(problems).toEqual(['in the PST file: Outlook cannot repeat in this way: its occurrences stand one by one']);
  });

  test('a meeting has its organizer and who was asked', () => {
    const people = [
      'ORGANIZER;CN=Boss:mailto:boss@example.com',
      'ATTENDEE;CN=Jan;PARTSTAT=ACCEPTED:mailto:jan@company.com',
      'ATTENDEE;CN=Eva;ROLE=OPT-PARTICIPANT;PARTSTAT=DECLINED:mailto:eva@example.org',
      'ATTENDEE;CN=Room;CUTYPE=RESOURCE:mailto:room@company.com',
    ];
    const { items } = written(
      'calendars',
      calendar('VEVENT', ['UID:m', 'SUMMARY:Meet', prague('DTSTART', '20240304T100000'), ...people]),
    );
    const meeting = first(items);
    expect([number(meeting, 'appointmentState'), number(meeting, 'responseStatus'), text(meeting, 0x0042)]).toEqual([
      3,
      3,
      'Boss',
    ]);
    expect(
      meeting.recipients.map((row) => [
        numberIn(row, 0x0c15),
        textIn(row, 0x3003),
        numberIn(row, 0x5ffd),
        numberIn(row, 0x5fff),
      ]),
    ).toEqual([
      [1, 'boss@example.com', 3, 0],
      [1, 'jan@company.com', 1, 3],
      [2, 'eva@example.org', 1, 4],
      [3, 'room@company.com', 1, 0],
    ]);
  });

  test('files of an event go along', () => {
    const attach = 'ATTACH;FMTTYPE=text/plain;FILENAME=a.txt;ENCODING=BASE64;VALUE=BINARY:aGVsbG8=';
    const outside = 'ATTACH:Folder.attachments/..%2F..%2Fetc%2Fpasswd';
    const { items } = written(
      'calendars',
      calendar('VEVENT', ['UID:a', 'SUMMARY:With', prague('DTSTART', '20240304T100000'), attach, outside]),
    );
    const [file, ...others] = first(items).attachments;
    expect(file?.content).toEqual(Buffer.from('hello'));
    expect(others).toEqual([]);
    expect(text(first(items), 0x1000)).toContain('..%2F..%2Fetc%2Fpasswd');
  });
});

describe('tasks, notes and the journal', () => {
  test('a task has its days, state and percent', () => {
    const { items } = written(
      'tasks',
      calendar('VTODO', [
        'UID:t',
        'SUMMARY:Do',
        'DTSTART;VALUE=DATE:20240301',
        'DUE;VALUE=DATE:20240305',
        'STATUS:IN-PROCESS',
        'PERCENT-COMPLETE:40',
      ]),
    );
    const task = first(items);
    expect([text(task, 0x001a), number(task, 'taskStatus'), number(task, 'taskComplete')]).toEqual(['IPM.Task', 1, 0]);
    expect([time(task, 'taskStart'), time(task, 'taskDue')]).toEqual([utc('2024-03-01'), utc('2024-03-05')]);
    expect(task.properties.get(named('taskPercent'))?.bytes.readDoubleLE(0)).toBe(0.4);
  });

  test('a task that repeats, and one that is done', () => {
    const { items } = written(
      'tasks',
      calendar('VTODO', [
        'UID:r',
        'SUMMARY:Again',
        prague('DTSTART', '20240304T090000'),
        prague('DUE', '20240304T100000'),
        'RRULE:FREQ=DAILY;COUNT=3',
      ]),
      calendar('VTODO', ['UID:d', 'SUMMARY:Done', 'STATUS:COMPLETED', 'COMPLETED:20240306T101500Z']),
    );
    const [again = first([]), done = first([])] = items;
    expect([number(again, 'taskRecurring'), again.properties.get(named('taskRecurrence'))?.bytes.length]).toEqual([
      1, 50,
    ]);
    expect([number(done, 'taskComplete'), time(done, 'taskDoneOn')]).toEqual([1, utc('2024-03-06')]);
  });

  test('a note begins with its title', () => {
    const { items } = written('notes', 'Subject: Shopping\r\nContent-Type: text/plain\r\n\r\nmilk\r\nbread\r\n');
    expect([text(first(items), 0x001a), text(first(items), 0x1000)]).toEqual([
      'IPM.StickyNote',
      'Shopping\r\nmilk\r\nbread',
    ]);
    expect([number(first(items), 'noteColor'), number(first(items), 0x1080)]).toEqual([3, 0x303]);
  });

  test('an entry of the journal', () => {
    const { items } = written(
      'journal',
      calendar('VJOURNAL', ['UID:j', 'SUMMARY:Call', 'DTSTART:20240304T090000Z', 'DESCRIPTION:said']),
    );
    expect([text(first(items), 0x001a), time(first(items), 'logStart')]).toEqual([
      'IPM.Activity',
      utc('2024-03-04T09:00Z'),
    ]);
  });
});
