import { describe, expect, test } from 'vitest';
import { lintCalendar, sharedUids } from '../../support/lint-calendar.js';
import { readInstants } from '../../support/instants.js';
import { asItem, BASE, calendarItem, event, exportCalendar } from './support.js';

const day = (number: number) => `202402${String(number).padStart(2, '0')}`;
const hour = (number: number) => [`DTSTART:${day(number)}T100000Z`, `DTEND:${day(number)}T110000Z`];

describe('one folder', () => {
  test('is one calendar: the zones, then the events', () => {
    const { outcomes, problems, paths, text } = exportCalendar([
      calendarItem(
        ...event(
          'UID:b@example.com',
          'DTSTAMP:20240101T000000Z',
          'DTSTART;TZID=Europe/Prague:20240201T100000',
          'DURATION:PT1H',
          'SUMMARY:Schůzka',
        ),
      ),
      calendarItem(
        ...event(
          'UID:a@example.com',
          'DTSTAMP:20240101T000000Z',
          'DTSTART;VALUE=DATE:20240202',
          'X-UNKNOWN;A="b:c":kept as it is',
        ),
      ),
    ]);
    const file = text(`${BASE}.ics`);
    expect(paths).toEqual([`${BASE}.ics`]);
    expect(file).toBe(
      [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'PRODID:-//kerio-exit//kerio-exit//EN',
        'CALSCALE:GREGORIAN',
        'X-WR-CALNAME:Calendar',
        'BEGIN:VTIMEZONE',
        'TZID:Europe/Prague',
        'BEGIN:DAYLIGHT',
        'DTSTART:20230326T020000',
        'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
        'TZOFFSETFROM:+0100',
        'TZOFFSETTO:+0200',
        'END:DAYLIGHT',
        'BEGIN:STANDARD',
        'DTSTART:20231029T030000',
        'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
        'TZOFFSETFROM:+0200',
        'TZOFFSETTO:+0100',
        'END:STANDARD',
        'END:VTIMEZONE',
        'BEGIN:VEVENT',
        'UID:b@example.com',
        'DTSTAMP:20240101T000000Z',
        'DTSTART;TZID=Europe/Prague:20240201T100000',
        'DURATION:PT1H',
        'SUMMARY:Schůzka',
        'END:VEVENT',
        'BEGIN:VEVENT',
        'UID:a@example.com',
        'DTSTAMP:20240101T000000Z',
        'DTSTART;VALUE=DATE:20240202',
        'DTEND;VALUE=DATE:20240203',
        'X-UNKNOWN;A="b:c":kept as it is',
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    );
    expect(problems).toEqual([]);
    const bytes = Buffer.from(file);
    const at = bytes.indexOf('BEGIN:VEVENT');
    const next = bytes.indexOf('BEGIN:VEVENT', at + 1);
    const end = bytes.indexOf('END:VCALENDAR');
    const exported = { result: 'exported', reason: null, file: `${BASE}.ics`, notes: [] };
    expect(outcomes).toEqual([
      { ...exported, offset: at, length: next - at },
      { ...exported, offset: next, length: end - next },
    ]);
  });

  test('written twice is the same, byte for byte', () => {
    const items = [1, 2, 3].map((number) => calendarItem(...event(...hour(number))));
    expect(exportCalendar(items).bytes(`${BASE}.ics`)).toEqual(exportCalendar(items).bytes(`${BASE}.ics`));
  });

  test('without events has no file', () => {
    const { paths, outcomes } = exportCalendar([
      '',
      'Subject: x\n\nno calendar',
      asItem('BEGIN:VCALENDAR\nEND:VCALENDAR'),
    ]);
    expect(paths).toEqual([]);
    expect(outcomes.map(({ result, reason }) => [result, reason])).toEqual([
      ['failed', 'the file is empty'],
      ['failed', 'there is no calendar inside'],
      ['failed', 'there is no event, task or journal entry inside'],
    ]);
  });

  test('what is no event has a file of its own', () => {
    const { paths, problems } = exportCalendar([
      calendarItem(...event('UID:a', ...hour(1)), 'BEGIN:VTODO', 'UID:t', 'SUMMARY:x', 'END:VTODO'),
      calendarItem('BEGIN:VJOURNAL', 'UID:j', 'SUMMARY:x', 'END:VJOURNAL'),
    ]);
    expect(paths).toEqual([`${BASE}.ics`, `${BASE}.journal.ics`, `${BASE}.tasks.ics`]);
    expect(problems).toEqual([
      `tasks lay in the folder (1): they are in ${BASE}.tasks.ics`,
      `journal lay in the folder (1): they are in ${BASE}.journal.ics`,
    ]);
  });

  test('UIDs that are missing are made of the folder and the item', () => {
    const { text } = exportCalendar([
      calendarItem(...event(...hour(1)), ...event(...hour(2)), ...event('UID:', ...hour(3))),
    ]);
    expect(text(`${BASE}.ics`).match(/^UID:.*$/gm)).toEqual(
      ['', '-2', '-3'].map((suffix) => `UID:64590354-03bc-46fa-9d94-b5c19be217d7-00000001${suffix}`),
    );
  });
});

describe('the same UID', () => {
  const version = (number: number, ...lines: readonly string[]) =>
    calendarItem(...event('UID:a', `SUMMARY:${number}`, ...hour(number), ...lines));

  test.each([
    ['the higher SEQUENCE', version(1, 'SEQUENCE:2'), version(2, 'SEQUENCE:1'), 1],
    [
      'then LAST-MODIFIED',
      version(1, 'LAST-MODIFIED:20240101T000000Z'),
      version(2, 'LAST-MODIFIED:20240102T000000Z'),
      2,
    ],
    [
      'an answer to it counts less',
      version(1),
      asItem(version(2, 'SEQUENCE:5').toString().split('\n\n')[1]?.replace('VERSION', 'METHOD:REPLY\r\nVERSION') ?? ''),
      1,
    ],
  ])('%s', (_, first, second, winner) => {
    const { outcomes, text } = exportCalendar([first, second]);
    expect(text(`${BASE}.ics`).match(/SUMMARY:\d/g)).toEqual([`SUMMARY:${winner}`]);
    const loser = outcomes[2 - winner];
    expect(loser?.result).toBe('skipped');
    expect(loser?.reason).toMatch(
      new RegExp(`^the same UID stands in 0000000${winner} (?:in a later version|once more), which was written$`),
    );
  });

  test('is no sameness of an event and a task', () => {
    const { paths } = exportCalendar([
      calendarItem(...event('UID:a', ...hour(1)), 'BEGIN:VTODO', 'UID:a', 'END:VTODO'),
    ]);
    expect(paths).toEqual([`${BASE}.ics`, `${BASE}.tasks.ics`]);
  });
});

describe('overrides', () => {
  const master = event('UID:a', ...hour(1), 'RRULE:FREQ=DAILY;COUNT=9', 'SUMMARY:series');
  const override = (number: number, ...lines: readonly string[]) =>
    event(
      'UID:a',
      `RECURRENCE-ID:${day(number)}T100000Z`,
      `DTSTART:${day(number)}T150000Z`,
      `DTEND:${day(number)}T160000Z`,
      ...lines,
    );
  const order = (text: string) => text.match(/^(?:RECURRENCE-ID|RRULE|SUMMARY).*$/gm)?.map((line) => line.trim());

  test('join their series across items, behind it', () => {
    const { outcomes, text } = exportCalendar([
      calendarItem(...override(3)),
      calendarItem(...event('UID:b', ...hour(1))),
      calendarItem(...master, ...override(2)),
    ]);
    const file = text(`${BASE}.ics`);
    expect(order(file)).toEqual([
      'RRULE:FREQ=DAILY;COUNT=9',
      'SUMMARY:series',
      'RECURRENCE-ID:20240202T100000Z',
      'RECURRENCE-ID:20240203T100000Z',
    ]);
    expect(lintCalendar(Buffer.from(file))).toEqual([]);
    expect(outcomes.map(({ result }) => result)).toEqual(['exported', 'exported', 'exported']);
    // The item with two components is where both of them are.
    const own = Buffer.from(file).subarray(
      outcomes[2]?.offset ?? 0,
      (outcomes[2]?.offset ?? 0) + (outcomes[2]?.length ?? 0),
    );
    expect(own.toString().match(/BEGIN:VEVENT/g)).toHaveLength(2);
  });

  test('of one occurrence: the later version', () => {
    const { outcomes, text } = exportCalendar([
      calendarItem(...master),
      calendarItem(...override(2, 'SUMMARY:old', 'SEQUENCE:1')),
      calendarItem(...override(2, 'SUMMARY:new', 'SEQUENCE:2')),
    ]);
    expect(order(text(`${BASE}.ics`))?.slice(2)).toEqual(['RECURRENCE-ID:20240202T100000Z', 'SUMMARY:new']);
    expect(outcomes[1]?.result).toBe('skipped');
  });

  test('that came with an older version of the series go with it', () => {
    const { outcomes, text } = exportCalendar([
      calendarItem(...master, ...override(2)),
      calendarItem(...master.slice(0, -1), 'SEQUENCE:1', 'END:VEVENT'),
    ]);
    expect(text(`${BASE}.ics`)).not.toContain('RECURRENCE-ID');
    expect(outcomes.map(({ result }) => result)).toEqual(['skipped', 'exported']);
  });

  test('without a series stand for themselves, under a UID of their own', () => {
    const { outcomes, text } = exportCalendar([calendarItem(...override(2)), calendarItem(...override(3))]);
    const file = text(`${BASE}.ics`);
    expect(file).not.toContain('RECURRENCE-ID');
    expect(file.match(/^UID:.*$/gm)).toEqual(['UID:a-20240202T100000Z', 'UID:a-20240203T100000Z']);
    expect(outcomes[0]?.notes).toEqual([
      'it had no DTSTAMP: when it came in stands for it',
      'its series is not in the folder: this occurrence stands as an entry of its own, with a UID of its own',
    ]);
  });
});

describe('parts', () => {
  const long = 'x'.repeat(9000);
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      calendarItem(
        ...event(
          `UID:${index}`,
          `DTSTART;TZID=Europe/Prague:20240201T${String(index % 24).padStart(2, '0')}0000`,
          `DESCRIPTION:${long}`,
        ),
        ...event(
          `UID:${index}`,
          'RECURRENCE-ID;TZID=Europe/Prague:20240202T100000',
          'DTSTART;TZID=Europe/Prague:20240202T120000',
        ),
      ),
    );

  test('are below 1,000,000 bytes, and never cut a series apart', () => {
    const { outcomes, paths, bytes, text } = exportCalendar(many(250));
    expect(paths).toEqual([1, 2, 3].map((number) => `${BASE}.${number}.ics`));
    const files = paths.map(bytes);
    for (const file of files) expect(lintCalendar(file)).toEqual([]);
    expect(files.slice(0, -1).every(({ length }) => length > 900_000)).toBe(true);
    expect(sharedUids(files)).toEqual([]);
    expect(paths.flatMap((path) => readInstants(text(path)))).toHaveLength(500);
    for (const { file, offset, length } of outcomes)
      expect(
        bytes(file ?? '')
          .subarray(offset ?? 0, (offset ?? 0) + (length ?? 0))
          .toString(),
      ).toMatch(/^BEGIN:VEVENT\r\n[^]*END:VEVENT\r\n$/);
  });

  test('one event that alone is too large has a part of its own', () => {
    const { paths, problems } = exportCalendar([
      calendarItem(...event('UID:a', ...hour(1))),
      calendarItem(...event('UID:large', ...hour(1), `DESCRIPTION:${'y'.repeat(1_100_000)}`)),
      calendarItem(...event('UID:c', ...hour(1))),
    ]);
    expect(paths).toHaveLength(3);
    expect(problems).toEqual([
      expect.stringMatching(/^large alone has \d+ bytes: Google Calendar may refuse its file$/),
    ]);
  });
});

describe('files of an event', () => {
  const item = (...more: readonly string[]) =>
    [
      'Subject: x',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Přineste plány',
      '--b',
      'Content-Type: text/calendar; charset=utf-8',
      '',
      'BEGIN:VCALENDAR',
      ...event('UID:a', ...hour(1), ...more),
      'END:VCALENDAR',
      '--b',
      'Content-Type: application/pdf; name="plan.pdf"',
      'Content-ID: <p1@x>',
      'Content-Transfer-Encoding: base64',
      '',
      'AAECAw==',
      '--b',
      "Content-Disposition: attachment; filename*=utf-8''N%C3%A1kres%20%231.txt",
      '',
      'text',
      '--b--',
      '',
    ].join('\r\n');
  const attachments = (text: string) => text.replace(/\r\n /g, '').match(/^ATTACH.*(?=\r)/gm);

  test('lie beside the calendar', () => {
    const { paths, bytes, text } = exportCalendar([item()]);
    expect(paths).toEqual([
      `${BASE}.attachments/00000001-Nákres #1.txt`,
      `${BASE}.attachments/00000001-plan.pdf`,
      `${BASE}.ics`,
    ]);
    expect(bytes(`${BASE}.attachments/00000001-plan.pdf`)).toEqual(Buffer.from([0, 1, 2, 3]));
    expect(attachments(text(`${BASE}.ics`))).toEqual([
      'ATTACH;FMTTYPE=application/pdf;FILENAME=plan.pdf:Calendar.attachments/00000001-plan.pdf',
      'ATTACH;FMTTYPE=text/plain;FILENAME=Nákres #1.txt:Calendar.attachments/00000001-N%C3%A1kres%20%231.txt',
    ]);
    expect(text(`${BASE}.ics`)).toContain('DESCRIPTION:Přineste plány\r\n');
  });

  test('take the place of a cid: address', () => {
    const { text } = exportCalendar([item('ATTACH:CID:p1@x', 'DESCRIPTION:own')]);
    expect(attachments(text(`${BASE}.ics`))).toHaveLength(2);
    expect(text(`${BASE}.ics`)).not.toMatch(/cid:/i);
    expect(text(`${BASE}.ics`)).toContain('DESCRIPTION:own\r\n');
  });

  test('or inside it', () => {
    const { paths, text } = exportCalendar([item()], { inlineAttachments: true });
    expect(paths).toEqual([`${BASE}.ics`]);
    expect(attachments(text(`${BASE}.ics`))?.[0]).toBe(
      'ATTACH;FMTTYPE=application/pdf;FILENAME=plan.pdf;ENCODING=BASE64;VALUE=BINARY:AAECAw==',
    );
  });

  test('of one name are told apart, and none leaves the folder', () => {
    const part = ['--b', 'Content-Type: text/plain; name="../../../x.txt"', '', 'one'];
    const twice = item().replace('--b--', [...part, ...part, '--b--'].join('\r\n'));
    expect(exportCalendar([twice]).paths).toEqual([
      `${BASE}.attachments/00000001-.._.._.._x (2).txt`,
      `${BASE}.attachments/00000001-.._.._.._x.txt`,
      `${BASE}.attachments/00000001-Nákres #1.txt`,
      `${BASE}.attachments/00000001-plan.pdf`,
      `${BASE}.ics`,
    ]);
  });

  test('that were inside and make the event too large are taken out', () => {
    const data = Buffer.alloc(900_000, 7);
    const { paths, bytes, text } = exportCalendar([
      calendarItem(
        ...event(
          'UID:a',
          ...hour(1),
          `ATTACH;FMTTYPE=image/png;X-FILENAME=big.png;ENCODING=BASE64;VALUE=BINARY:${data.toString('base64')}`,
        ),
      ),
    ]);
    expect(paths).toEqual([`${BASE}.attachments/00000001-big.png`, `${BASE}.ics`]);
    expect(bytes(`${BASE}.attachments/00000001-big.png`).equals(data)).toBe(true);
    expect(attachments(text(`${BASE}.ics`))).toEqual([
      'ATTACH;FMTTYPE=image/png;X-FILENAME=big.png:Calendar.attachments/00000001-big.png',
    ]);
  });
});

describe('the post around an event', () => {
  const calendar = ['BEGIN:VCALENDAR', ...event('UID:a', ...hour(1), 'SUMMARY:Schůzka'), 'END:VCALENDAR', ''].join(
    '\r\n',
  );
  const summary = (item: Buffer) => /SUMMARY:(.*)\r/.exec(exportCalendar([item]).text(`${BASE}.ics`))?.[1];
  const header = (encoding: string, charset: string) =>
    `Subject: x\r\nContent-Type: text/calendar; charset=${charset}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;

  test.each([
    ['base64', Buffer.from(header('base64', 'utf-8') + Buffer.from(calendar).toString('base64'))],
    [
      'quoted-printable',
      Buffer.from(
        header('quoted-printable', 'utf-8') +
          calendar.replace('ů', '=C5=AF').replace('BEGIN:VEVENT', 'BEGIN:=\r\nVEVENT'),
      ),
    ],
    [
      'windows-1250',
      Buffer.concat([
        Buffer.from(header('8bit', 'windows-1250')),
        Buffer.from(calendar.replace('ů', '\xf9'), 'latin1'),
      ]),
    ],
    ['no header', Buffer.from(calendar)],
    ['LF', Buffer.from(calendar.replaceAll('\r', ''))],
    ['CR', Buffer.from(calendar.replaceAll('\r\n', '\r'))],
    ['a byte order mark', Buffer.from(`\ufeff${header('8bit', 'utf-8')}\ufeff${calendar}`)],
  ])('%s', (_, item) => {
    expect(summary(item)).toBe('Schůzka');
  });
});
