import { describe, expect, test } from 'vitest';
import { lintCalendar } from '../../support/lint-calendar.js';
import { startRadicale } from '../../servers/radicale.js';
import { asItem, BASE, calendarItem, event, exportCalendar } from './support.js';

const meeting = (uid: string, ...more: readonly string[]) =>
  event(`UID:${uid}`, 'DTSTAMP:20240101T000000Z', 'DTSTART:20240115T090000Z', 'DTEND:20240115T100000Z', ...more);
const unfold = (text: string): string => text.replace(/\r\n[ \t]/g, '');
const linesNamed = (text: string, name: string): string[] =>
  unfold(text)
    .split('\r\n')
    .filter((line) => line.startsWith(name));

describe('a calendar', () => {
  test('is one file with one compact zone, whatever the item called it', () => {
    const { outcomes, text } = exportCalendar([
      calendarItem(
        'METHOD:REQUEST',
        'BEGIN:VTIMEZONE',
        'TZID:Amsterdam\\, Belgrade\\, Berlin\\, Brussels\\, Budapest\\, Madrid\\, Paris\\, Prague\\, Stockholm',
        'BEGIN:STANDARD',
        'DTSTART:16010101T030000',
        'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
        'TZOFFSETFROM:+0200',
        'TZOFFSETTO:+0100',
        'END:STANDARD',
        'BEGIN:DAYLIGHT',
        'DTSTART:16010101T020000',
        'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
        'TZOFFSETFROM:+0100',
        'TZOFFSETTO:+0200',
        'END:DAYLIGHT',
        'END:VTIMEZONE',
        ...event(
          'UID:one',
          'DTSTAMP:20240101T000000Z',
          'DTSTART;TZID="Amsterdam, Belgrade, Berlin, Brussels, Budapest, Madrid, Paris, Prague, Stockholm":20240715T090000',
          'DTEND;TZID="Amsterdam, Belgrade, Berlin, Brussels, Budapest, Madrid, Paris, Prague, Stockholm":20240715T100000',
          'SUMMARY:Sommer',
          'X-LABEL:0',
        ),
      ),
    ]);
    const calendar = text(`${BASE}.ics`);
    expect(outcomes.map(({ result, file }) => [result, file])).toEqual([['exported', `${BASE}.ics`]]);
    expect(lintCalendar(Buffer.from(calendar))).toEqual([]);
    expect(linesNamed(calendar, 'DTSTART;')).toEqual([
      expect.stringMatching(/^DTSTART;TZID=Europe\/\w+:20240715T090000$/),
    ]);
    expect(linesNamed(calendar, 'METHOD')).toEqual([]);
    expect(linesNamed(calendar, 'X-LABEL')).toEqual(['X-LABEL:0']);
    const zone = unfold(calendar).slice(0, unfold(calendar).indexOf('END:VTIMEZONE'));
    expect(zone.split('\r\n').length).toBeLessThan(26);
  });

  test('joins overrides of other items to their master, and keeps an orphan as an event of its own', () => {
    const { text, outcomes } = exportCalendar([
      calendarItem(...meeting('series', 'RRULE:FREQ=DAILY;COUNT=3')),
      calendarItem(...meeting('series', 'RECURRENCE-ID:20240116T090000Z', 'SUMMARY:moved')),
      calendarItem(...meeting('orphan', 'RECURRENCE-ID:20240116T090000Z')),
    ]);
    const calendar = text(`${BASE}.ics`);
    expect(outcomes.map(({ result }) => result)).toEqual(['exported', 'exported', 'exported']);
    expect(lintCalendar(Buffer.from(calendar))).toEqual([]);
    expect(linesNamed(calendar, 'RECURRENCE-ID')).toHaveLength(1);
    const [, , orphan = ''] = linesNamed(calendar, 'UID:');
    expect(orphan).not.toBe('UID:orphan');
    expect(outcomes[2]?.notes.join()).toContain('its series is not in the folder');
  });

  test('keeps the later of two of one UID, and says what became of the other', () => {
    const { text, outcomes } = exportCalendar([
      calendarItem(...meeting('same', 'SEQUENCE:1', 'SUMMARY:old')),
      calendarItem(...meeting('same', 'SEQUENCE:2', 'SUMMARY:new')),
    ]);
    expect(linesNamed(text(`${BASE}.ics`), 'SUMMARY')).toEqual(['SUMMARY:new']);
    expect(outcomes.map(({ result }) => result)).toEqual(['skipped', 'exported']);
    expect(outcomes[0]?.reason).toContain('later version');
  });

  test('repairs what is cut off, and fails what holds nothing', () => {
    const { outcomes, text } = exportCalendar([
      asItem(
        'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:cut\r\nDTSTART:20240115T090000Z\r\nSUMMARY:broken off',
      ),
      asItem('nothing of the kind'),
    ]);
    expect(outcomes.map(({ result }) => result)).toEqual(['exported', 'failed']);
    expect(lintCalendar(Buffer.from(text(`${BASE}.ics`)))).toEqual([]);
  });

  test('is cut below a million bytes, and a series is never cut apart', () => {
    const many = Array.from({ length: 2_500 }, (_, at) =>
      calendarItem(...meeting(`u${at}`, `DESCRIPTION:${'x'.repeat(600)}`)),
    );
    const { paths, text } = exportCalendar(many);
    const files = paths.filter((path) => path.endsWith('.ics'));
    expect(files).toEqual([`${BASE}.1.ics`, `${BASE}.2.ics`]);
    for (const file of files) {
      expect(Buffer.byteLength(text(file))).toBeLessThan(1_000_000);
      expect(lintCalendar(Buffer.from(text(file)))).toEqual([]);
    }
    expect(files.flatMap((file) => linesNamed(text(file), 'UID:'))).toHaveLength(2_500);
  });

  test('moves organizer and attendees into the description when asked', () => {
    const item = calendarItem(
      ...meeting('one', 'ORGANIZER;CN=Eva:mailto:eva@example.com', 'ATTENDEE;CN=Jan:mailto:jan@example.com'),
    );
    const kept = exportCalendar([item]).text(`${BASE}.ics`);
    const stripped = exportCalendar([item], { attendees: 'strip' }).text(`${BASE}.ics`);
    expect(linesNamed(kept, 'ATTENDEE')).toHaveLength(1);
    expect([...linesNamed(stripped, 'ATTENDEE'), ...linesNamed(stripped, 'ORGANIZER')]).toEqual([]);
    expect(linesNamed(stripped, 'DESCRIPTION')[0]).toContain('jan@example.com');
  });

  test('is taken whole by a CalDAV server', async () => {
    const { text } = exportCalendar([
      calendarItem(...meeting('series', 'RRULE:FREQ=WEEKLY;UNTIL=20240301T090000Z')),
      calendarItem(...meeting('series', 'RECURRENCE-ID:20240122T090000Z', 'SUMMARY:moved')),
      calendarItem(...event('UID:day', 'DTSTART:20240115', 'SUMMARY:a day')),
      calendarItem(...event('DTSTART;TZID=Eastern Standard Time:20240115T090000', 'SUMMARY:no UID')),
    ]);
    const radicale = await startRadicale();
    try {
      const put = await radicale.putCollection('jan/calendar', 'text/calendar', text(`${BASE}.ics`));
      expect(put.status).toBe(201);
      const back = await radicale.getCollection('jan/calendar');
      expect(back.match(/^BEGIN:VEVENT/gm)).toHaveLength(4);
    } finally {
      await radicale.stop();
    }
  });
});
