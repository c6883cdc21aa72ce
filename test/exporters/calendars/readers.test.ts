/** Other people's readers take what the writer makes: Radicale (CalDAV), python3-icalendar and python3-vobject. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureDebian } from '../../servers/debian.js';
import { type Radicale, startRadicale } from '../../servers/radicale.js';
import { corpusDir, corpusFiles, corpusNote } from '../../support/corpus.js';
import { readInstants } from '../../support/instants.js';
import { python } from '../../support/python.js';
import { asItem, BASE, calendarItem, event, type Exported, exportCalendar } from './support.js';

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
  calendarItem(
    ...event('UID:series', 'RECURRENCE-ID;TZID=Europe/Prague:20240614T100000', 'RRULE:FREQ=DAILY', ...prague(15)),
  ),
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
];

const files = corpusFiles('icalendar', ['.ics']);

function corpusExport(file: string): Exported {
  return exportCalendar([asItem(readFileSync(join(corpusDir, file)))]);
}

function calendars(exported: Exported): string[] {
  return exported.paths.filter((path) => path.endsWith('.ics'));
}

describe('Radicale', () => {
  let server: Radicale;
  beforeAll(async () => {
    server = await startRadicale();
  });
  afterAll(async () => {
    await server.stop();
  });

  /** Puts a file and counts what comes back. */
  async function put(name: string, bytes: Buffer): Promise<{ status: number; components: number }> {
    const { status } = await server.putCollection(`jan/${name}`, 'text/calendar', bytes);
    const back = await server.getCollection(`jan/${name}`);
    return { status, components: back.match(/^BEGIN:(?:VEVENT|VTODO|VJOURNAL)/gm)?.length ?? 0 };
  }

  test('takes events in every condition', async () => {
    const { bytes, paths } = exportCalendar(awkward);
    expect(paths).toEqual([`${BASE}.ics`]);
    expect(await put('awkward', bytes(`${BASE}.ics`))).toEqual({ status: 201, components: 8 });
  });

  test('would not have taken them as they were', async () => {
    const raw = awkward.map((item) => item.toString().split('\n\n').slice(1).join('\n\n')).join('');
    expect((await put('raw', Buffer.from(raw))).status).toBe(400);
  });

  test(`takes every file of the ${corpusNote(files)}`, async () => {
    const refused: string[] = [];
    for (const [index, file] of files.entries()) {
      const exported = corpusExport(file);
      for (const path of calendars(exported)) {
        const bytes = exported.bytes(path);
        // A thousand events take the server half a minute.
        if (bytes.length > 150_000) continue;
        const { status, components } = await put(`c${index}${path.replace(/\W/g, '')}`, bytes);
        const written = bytes.toString().match(/^BEGIN:(?:VEVENT|VTODO|VJOURNAL)/gm)?.length;
        if (status !== 201 || components !== written) refused.push(`${file}: ${status}, ${components}`);
      }
    }
    expect(refused).toEqual([]);
  });
});

interface Component {
  readonly uid: string;
  readonly start: number | null;
  readonly end: number | null;
}

/** Dates and floating times count as if they stood in UTC, as in `readInstants`. */
const program = (read: string) => `
import json, sys
from datetime import datetime, timezone
def seconds(value):
    if value is None: return None
    if not isinstance(value, datetime): value = datetime(value.year, value.month, value.day)
    if value.tzinfo is None: value = value.replace(tzinfo=timezone.utc)
    return int(value.timestamp())
found = []
text = sys.stdin.buffer.read()
${read}
print(json.dumps(found))
`;

const icalendar = program(`
import icalendar
for part in icalendar.Calendar.from_ical(text).walk():
    if part.name in ('VEVENT', 'VTODO', 'VJOURNAL'):
        time = lambda name: seconds(part[name].dt) if name in part else None
        found.append({'uid': str(part['UID']), 'start': time('DTSTART'), 'end': time('DTEND') or time('DUE')})
        if part.errors: raise Exception(str(part.errors))
`);

const vobject = program(`
import vobject
for calendar in vobject.readComponents(text.decode('utf-8')):
    calendar.validate(raiseException=True)
    for part in calendar.components():
        if part.name == 'VTIMEZONE': continue
        time = lambda name: seconds(getattr(part, name).value) if hasattr(part, name) else None
        found.append({'uid': part.uid.value, 'start': time('dtstart'), 'end': time('dtend') or time('due')})
`);

describe.each([
  ['python3-icalendar', icalendar],
  ['python3-vobject', vobject],
])('%s', (name, reader) => {
  beforeAll(() => {
    ensureDebian([name]);
  });

  /** What the Python reader and ical.js make of a file. */
  function both(bytes: Buffer): { theirs: Component[]; expected: Component[] } {
    const theirs = JSON.parse(python(reader, [], bytes)) as Component[];
    const expected = readInstants(bytes.toString('utf8'), () => null, 0).map(({ uid, start, end }) => ({
      uid,
      start,
      end,
    }));
    return { theirs, expected };
  }

  test('agrees on UIDs, instants and counts', () => {
    const { bytes } = exportCalendar(awkward);
    const { theirs, expected } = both(bytes(`${BASE}.ics`));
    expect(theirs).toHaveLength(8);
    expect(theirs).toEqual(expected);
  });

  test(`agrees on the ${corpusNote(files)}`, () => {
    const exported = exportCalendar(files.map((file) => asItem(readFileSync(join(corpusDir, file)))));
    for (const path of calendars(exported)) {
      const { theirs, expected } = both(exported.bytes(path));
      expect(theirs).toEqual(expected);
    }
  });
});
