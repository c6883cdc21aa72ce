/**
 * What other people's importers say to the calendars that the writer makes: of the cases (`test/pim/calendar/cases.ts`), of items in
 * every condition, and of other people's calendars. Radicale takes a folder as one file, xandikos an item at a time.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Radicale, startRadicale } from '../../servers/radicale.js';
import { startXandikos, type Xandikos } from '../../servers/xandikos.js';
import { corpusDir, corpusFiles, corpusNote } from '../../support/corpus.js';
import { expandSeries } from '../../support/expansion.js';
import { readInstants } from '../../support/instants.js';
import { lintCalendar } from '../../support/lint-calendar.js';
import { parseStrictly, type PimFile, refusalsOf, type Verdict } from '../../support/strict-parsers.js';
import * as cases from '../../pim/calendar/cases.js';
import { asItem, BASE, calendarItem, event, exportCalendar, exportTasks, TASKS } from './support.js';

const prague = (number: number) => [
  `DTSTART;TZID=Europe/Prague:202406${String(number).padStart(2, '0')}T100000`,
  `DTEND;TZID=Europe/Prague:202406${String(number).padStart(2, '0')}T110000`,
];

/** Everything that CalDAV servers are known to refuse. */
const awkward = [
  calendarItem(
    'METHOD:REQUEST',
    ...event('UID:orphan', 'RECURRENCE-ID;TZID=Europe/Prague:20240603T100000', ...prague(3)),
  ),
  calendarItem(...event('UID:twice', 'SUMMARY:one', ...prague(4)), ...event('UID:twice', 'SUMMARY:two', ...prague(5))),
  calendarItem(...event('SUMMARY:no UID', ...prague(6))),
  calendarItem(...event('UID:series', 'RRULE:FREQ=WEEKLY;UNTIL=20240901', ...prague(7))),
  calendarItem(...event('UID:series', 'RECURRENCE-ID:20240614T080000Z', 'RRULE:FREQ=DAILY', ...prague(15))),
  asItem(
    'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:one\nDTSTART:20240301T080000Z\nEND:VEVENT\nEND:VCALENDAR\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:two\nDTSTART:20240301\nBEGIN:VALARM\nTRIGGER:\n',
  ),
  calendarItem(
    ...event(
      'UID:people',
      ...prague(8),
      'ATTENDEE;CN="Novák; Jan":mailto:jan@example.com',
      'ATTACH;ENCODING=BASE64;VALUE=BINARY:AAEC',
    ),
  ),
  calendarItem(...event('UID:gone', ...prague(9), 'RRULE:FREQ=DAILY;COUNT=1', 'EXDATE:20240609T080000Z')),
  calendarItem(...event('UID:longer', ...prague(10), 'RDATE;VALUE=PERIOD:20240612T080000Z/PT3H')),
  asItem('PRODID:-//Kerio//EN\r\nDTSTART:20240305T090000Z\r\nSUMMARY:no frame\r\n'),
];

const eventCases = [
  cases.seriesCases,
  cases.endCases,
  cases.onceCases,
  cases.connectorCases,
  cases.allDayCases,
  cases.lineCases,
].flat();

const caseItems = (name: 'VEVENT' | 'VTODO', rows: readonly cases.Case[]) =>
  rows.map(([given], index) => calendarItem(`BEGIN:${name}`, `UID:${name}-${index}`, ...given, `END:${name}`));

const corpus = corpusFiles('icalendar', ['.ics']);

/** Every calendar file that is made: of the cases in a folder each, of every file of the corpus in a folder of its own. */
function writtenFiles(): PimFile[] {
  const events = exportCalendar([...awkward, ...caseItems('VEVENT', eventCases)]);
  const tasks = exportTasks(caseItems('VTODO', cases.taskCases));
  const own = [
    { name: 'events', bytes: events.bytes(`${BASE}.ics`) },
    { name: 'tasks', bytes: tasks.bytes(`${TASKS}.ics`) },
  ];
  const others = corpus.flatMap((file) => {
    const exported = exportCalendar([asItem(readFileSync(join(corpusDir, file)))]);
    return exported.paths
      .filter((path) => path.endsWith('.ics'))
      .map((path) => ({ name: `${file} ${path.slice(BASE.length)}`, bytes: exported.bytes(path) }));
  });
  // A file of a thousand birthdays says no more than one of twenty, and takes every reader half a minute.
  return [...own, ...others]
    .filter(({ bytes }) => bytes.length < 150_000)
    .map((file) => ({ ...file, kind: 'calendar' }));
}

let files: readonly PimFile[] = [];
let icalendar: readonly Verdict[] = [];
const textOf = (file: PimFile) => Buffer.from(file.bytes).toString('utf8');

beforeAll(() => {
  files = writtenFiles();
  icalendar = parseStrictly('icalendar', files);
});

describe(`the cases, and the ${corpusNote(corpus)}`, () => {
  test('keep the rules of iCalendar', () => {
    expect(
      files.flatMap(({ name, bytes }) => lintCalendar(Buffer.from(bytes)).map((what) => `${name}: ${what}`)),
    ).toEqual([]);
  });

  test('are taken by python3-icalendar', () => {
    expect(refusalsOf(icalendar)).toEqual([]);
  });

  test('are taken by php-sabre-vobject', () => {
    expect(refusalsOf(parseStrictly('sabre', files))).toEqual([]);
  });

  test('are taken by python3-vobject, which reads the same instants as python3-icalendar and ical.js', () => {
    const vobject = parseStrictly('vobject', files);
    expect(refusalsOf(vobject)).toEqual([]);
    for (const [index, file] of files.entries()) {
      const expected = readInstants(textOf(file), () => null, 0).map(({ uid, start, end }) => ({ uid, start, end }));
      for (const { components } of [vobject[index], icalendar[index]].filter((verdict) => verdict !== undefined))
        expect(components.map(({ uid, start, end }) => ({ uid, start, end })).filter(isModern)).toEqual(
          expected.filter(isModern),
        );
    }
  });

  test('are expanded alike by ical.js and python-dateutil', () => {
    const differing = files.flatMap((file, index) => {
      const theirs = (icalendar[index]?.components ?? []).filter(({ occurrences }) => occurrences !== null);
      const ours = expandSeries(textOf(file));
      if (ours.length !== theirs.length) return [`${file.name}: ${ours.length} series, ${theirs.length}`];
      return ours.flatMap(({ uid, occurrences }, place) => {
        const other = theirs[place]?.occurrences ?? [];
        const at = occurrences.findIndex((each, number) => each !== other[number]);
        return at < 0 && occurrences.length === other.length
          ? []
          : [`${file.name} ${uid}: ${occurrences[at] ?? 'none'}, ${other[at] ?? 'none'}`];
      });
    });
    expect(differing).toEqual([]);
  });
});

/** Of the time before 1970 a VTIMEZONE says nothing, and Python goes by the sun. */
function isModern({ start }: { readonly start: number | null }): boolean {
  return start === null || start >= 0;
}

describe('Radicale', () => {
  let server: Radicale;
  beforeAll(async () => {
    server = await startRadicale();
  });
  afterAll(async () => {
    await server.stop();
  });

  test('takes every file as a collection, and holds every component of it', async () => {
    const refused: string[] = [];
    for (const [index, file] of files.entries()) {
      // A hundred events take the server seconds, a thousand half a minute.
      if (file.bytes.length > 50_000) continue;
      const { status } = await server.putCollection(`jan/c${index}`, 'text/calendar', file.bytes);
      const held = componentsIn(await server.getCollection(`jan/c${index}`));
      if (status !== 201 || held !== componentsIn(textOf(file))) refused.push(`${file.name}: ${status}, ${held}`);
    }
    expect(refused).toEqual([]);
  });

  test('would not have taken them as they were', async () => {
    const raw = awkward.map((item) => item.toString().split('\n\n').slice(1).join('\n\n')).join('');
    expect((await server.putCollection('jan/raw', 'text/calendar', raw)).status).toBe(400);
  });
});

function componentsIn(text: string): number {
  return text.match(/^BEGIN:(?:VEVENT|VTODO|VJOURNAL)/gm)?.length ?? 0;
}

describe('xandikos', () => {
  let server: Xandikos;
  beforeAll(async () => {
    server = await startXandikos();
  });
  afterAll(async () => {
    await server.stop();
  });

  test('takes items one by one: all of the cases, the first of every file', async () => {
    const refused: string[] = [];
    const uids = new Set<string>();
    for (const [index, file] of files.entries()) {
      const objects = [...objectsIn(textOf(file))].filter(([uid]) => !uids.has(uid));
      // It makes a commit of each, which takes its time.
      for (const [number, [uid, object]] of objects.slice(0, index < 2 ? undefined : 1).entries()) {
        uids.add(uid);
        const name = `${index}-${number}`;
        const { status, body } = await server.put('calendar', name, object);
        const held = await server.get('calendar', name);
        if (status !== 201 || componentsIn(held.body) !== componentsIn(object))
          refused.push(`${file.name}: ${status} ${body}`);
      }
    }
    expect(refused).toEqual([]);
  });
});

/** One calendar for each UID, as CalDAV wants it: with all zones of the file. */
function objectsIn(text: string): Map<string, string> {
  const pieces = text.split(/(?=^BEGIN:(?:VEVENT|VTODO|VJOURNAL)\r\n)/m);
  const [head = '', ...components] = pieces.map((piece) => piece.replace(/END:VCALENDAR\r\n$/, ''));
  const byUid = new Map<string, string>();
  for (const component of components) {
    const uid = /^UID:.*(?:\r\n .*)*/m.exec(component)?.[0] ?? '';
    byUid.set(uid, (byUid.get(uid) ?? '') + component);
  }
  return new Map([...byUid].map(([uid, own]) => [uid, `${head}${own}END:VCALENDAR\r\n`]));
}
