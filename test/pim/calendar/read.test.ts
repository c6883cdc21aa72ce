import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCalendar } from '../../../src/pim/calendar/read.js';
import { octetsOf, textOf } from '../../../src/core/octets.js';
import { formatComponent } from '../../../src/pim/components.js';

const options = {
  attendees: 'keep',
  receivedAt: Date.UTC(2024, 0, 15, 9) / 1000,
  kind: 'VEVENT',
  subject: '',
} as const;

/** The lines of the first entry, without the DTSTAMP that stands in all of them, and the notes. */
function normalised(lines: readonly string[], more: { readonly attendees?: 'keep' | 'strip' } = {}) {
  const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR'].join('\r\n');
  const { entries, problems } = readCalendar(octetsOf(Buffer.from(text)), { ...options, ...more });
  const [entry] = entries;
  if (entry === undefined) throw new Error(problems.join('; '));
  const own = entry.lines.map(({ raw }) => textOf(raw)).filter((line) => line !== 'DTSTAMP:20240115T090000Z');
  const inner = entry.components.flatMap((component) => formatComponent(component).trim().split('\r\n'));
  const notes = [...entry.notes, ...problems].filter((note) => !note.startsWith('it had no DTSTAMP'));
  return { lines: [...own, ...inner], notes, entry };
}

const event = (...lines: readonly string[]) => ['BEGIN:VEVENT', 'UID:a', ...lines, 'END:VEVENT'];
const task = (...lines: readonly string[]) => ['BEGIN:VTODO', 'UID:a', ...lines, 'END:VTODO'];

/** A zone that changes its clocks like Prague today, by whatever name. */
const zone = (...names: readonly string[]) => [
  'BEGIN:VTIMEZONE',
  ...names,
  'BEGIN:STANDARD',
  'DTSTART:16011028T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010325T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];

describe('when an event begins and ends', () => {
  test.each<[string, string[], string[]]>([
    [
      'as it stands',
      ['DTSTART:20240201T100000Z', 'DTEND:20240201T110000Z'],
      ['DTSTART:20240201T100000Z', 'DTEND:20240201T110000Z'],
    ],
    [
      'a date without VALUE=DATE',
      ['DTSTART:20240201', 'DTEND:20240203'],
      ['DTSTART;VALUE=DATE:20240201', 'DTEND;VALUE=DATE:20240203'],
    ],
    [
      'a date with an hour',
      ['DTSTART;VALUE=DATE:20240201T000000'],
      ['DTSTART;VALUE=DATE:20240201', 'DTEND;VALUE=DATE:20240202'],
    ],
    [
      'a date in a zone',
      ['DTSTART;TZID=Japan;VALUE=DATE:20240201'],
      ['DTSTART;VALUE=DATE:20240201', 'DTEND;VALUE=DATE:20240202'],
    ],
    [
      'a day that ends on itself',
      ['DTSTART;VALUE=DATE:20240201', 'DTEND;VALUE=DATE:20240201'],
      ['DTSTART;VALUE=DATE:20240201', 'DTEND;VALUE=DATE:20240202'],
    ],
    [
      'a day that ends with an hour',
      ['DTSTART;VALUE=DATE:20240201', 'DTEND:20240202T235900'],
      ['DTSTART;VALUE=DATE:20240201', 'DTEND;VALUE=DATE:20240203'],
    ],
    [
      'an hour that ends with a day',
      ['DTSTART:20240201T100000Z', 'DTEND;VALUE=DATE:20240202'],
      ['DTSTART:20240201T100000Z', 'DTEND:20240202T000000Z'],
    ],
    ['no end', ['DTSTART:20240201T100000Z'], ['DTSTART:20240201T100000Z', 'DTEND:20240201T100000Z']],
    ['a duration', ['DTSTART:20240201T100000Z', 'DURATION:P1W1D'], ['DTSTART:20240201T100000Z', 'DURATION:P8D']],
    [
      'a duration of a day',
      ['DTSTART;VALUE=DATE:20240201', 'DURATION:PT24H'],
      ['DTSTART;VALUE=DATE:20240201', 'DURATION:P1D'],
    ],
    [
      'both',
      ['DTSTART:20240201T100000Z', 'DURATION:PT2H', 'DTEND:20240201T110000Z'],
      ['DTSTART:20240201T100000Z', 'DTEND:20240201T110000Z'],
    ],
    [
      'ISO 8601',
      ['DTSTART:2024-02-01T10:00:00Z', 'DTEND:2024-02-01T11:00:00.000Z'],
      ['DTSTART:20240201T100000Z', 'DTEND:20240201T110000Z'],
    ],
    [
      'a zone that is UTC',
      ['DTSTART;TZID=Etc/UTC:20240201T100000'],
      ['DTSTART:20240201T100000Z', 'DTEND:20240201T100000Z'],
    ],
    ['nothing', [], ['DTSTART:20240115T090000Z', 'DTEND:20240115T090000Z']],
    [
      'an unquoted colon',
      ['DTSTART;TZID=GMT+01:00:20240201T110000'],
      ['DTSTART;TZID=Etc/GMT-1:20240201T110000', 'DTEND;TZID=Etc/GMT-1:20240201T110000'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(normalised(event(...lines)).lines).toEqual(expected);
  });

  test.each([
    [
      'DTEND before DTSTART',
      ['DTSTART:20240201T100000Z', 'DTEND:20240201T090000Z'],
      'it ended before it began: the end was moved to the start',
    ],
    ['a date that is none', ['DTSTART:20240201T100000Z', 'DTEND:soon'], 'DTEND "soon" is no date'],
    [
      'a duration that is none',
      ['DTSTART:20240201T100000Z', 'DURATION:-PT1H'],
      'DURATION "-PT1H" makes no sense and was left out',
    ],
    [
      'two starts',
      ['DTSTART:20240201T100000Z', 'DTSTART:20240202T100000Z'],
      'a second DTSTART became X-DTSTART: "20240202T100000Z"',
    ],
    ['a line that is none', ['DTSTART:20240201T100000Z', 'SUMM'], 'a line that is none was left out: "SUMM"'],
    ['no start', ['DTEND:20240201T090000Z'], 'it had no start: its end stands for it'],
  ])('%s is told', (_, lines, note) => {
    expect(normalised(event(...lines)).notes).toEqual([note]);
  });

  test('an event without any time at all cannot be had', () => {
    const { entries, problems } = readCalendar(
      'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\nEND:VCALENDAR',
      {
        ...options,
        receivedAt: null,
      },
    );
    expect(entries).toEqual([]);
    expect(problems).toEqual(['it has no start, nor any other time']);
  });
});

describe('other times', () => {
  test('are repaired to UTC', () => {
    const { lines } = normalised(
      event(
        'DTSTART:20240201T100000Z',
        'DTEND:20240201T110000Z',
        'DTSTAMP:20240101',
        'CREATED:20240101T100000',
        'LAST-MODIFIED;TZID=Europe/Prague:20240701T100000',
      ),
    );
    expect(lines).toEqual([
      'DTSTAMP:20240101T000000Z',
      'DTSTART:20240201T100000Z',
      'DTEND:20240201T110000Z',
      'CREATED:20240101T100000Z',
      'LAST-MODIFIED:20240701T080000Z',
    ]);
  });

  test('are left out where they mean nothing', () => {
    const { lines, notes } = normalised(
      event(
        'DTSTART:20240201T100000Z',
        'DTEND:20240201T110000Z',
        'CREATED:00001231T000000Z',
        'LAST-MODIFIED:garbage',
        'SEQUENCE:x',
        'CLASS:',
        'PRIORITY: 5',
        'GEO:',
      ),
    );
    expect(lines).toEqual(['DTSTART:20240201T100000Z', 'DTEND:20240201T110000Z', 'PRIORITY:5']);
    expect(notes).toEqual(['CREATED "00001231T000000Z" is no date', 'LAST-MODIFIED "garbage" is no date']);
  });
});

describe('time zones', () => {
  const times = (tzid: string) => [`DTSTART;TZID=${tzid}:20240701T100000`, `DTEND;TZID=${tzid}:20240701T110000`];
  const written = (name: string) => [`DTSTART;TZID=${name}:20240701T100000`, `DTEND;TZID=${name}:20240701T110000`];

  test.each<[string, string[], string, string]>([
    ['by name, with its own rules', zone('TZID:Europe/Prague'), 'Europe/Prague', 'Europe/Prague'],
    ['by name alone', [], 'Europe/Prague', 'Europe/Prague'],
    ['a key of Windows', zone('TZID:W. Europe Standard Time'), 'W. Europe Standard Time', 'Europe/Berlin'],
    [
      'folded and quoted',
      zone('TZID:Amsterdam, Belgrade, Berlin, Brussels, Budapest, Madrid,', '  Paris, Prague, Stockholm'),
      '"Amsterdam, Belgrade, Berlin, Brussels, Budapest, Madrid, Paris, Prague, Stockholm"',
      'Europe/Prague',
    ],
    [
      'trailing blanks',
      zone('TZID:(GMT+01.00) Sarajevo/Warsaw/Zagreb  '),
      '"(GMT+01.00) Sarajevo/Warsaw/Zagreb  "',
      'Europe/Sarajevo',
    ],
    ['by X-LIC-LOCATION', zone('TZID:local', 'X-LIC-LOCATION:Europe/Vienna'), 'local', 'Europe/Vienna'],
    ['by the number of Microsoft', zone('TZID:custom', 'X-MICROSOFT-CDO-TZID:6'), 'custom', 'Europe/Prague'],
    ['the only one', zone('TZID:Europe/Rome'), 'what', 'Europe/Rome'],
  ])('%s', (_, rules, tzid, name) => {
    const { lines, notes } = normalised([...rules, ...event(...times(tzid))]);
    expect(lines).toEqual(written(name));
    expect(notes).toEqual([]);
  });

  test('by the same rules, which is told', () => {
    const { lines, notes } = normalised([...zone('TZID:Our office'), ...event(...times('Our office'))]);
    expect(lines).toEqual(written('Europe/Berlin'));
    expect(notes).toEqual(['time zone "Our office" is written as Europe/Berlin, which has the same rules']);
  });

  test('rules like no other: instants in UTC', () => {
    const odd = zone('TZID:Odd').map((line) => line.replace('+0100', '+0117').replace('+0200', '+0217'));
    const { lines, notes } = normalised([...odd, ...event(...times('Odd'))]);
    expect(lines).toEqual(['DTSTART:20240701T074300Z', 'DTEND:20240701T084300Z']);
    expect(notes).toEqual(['time zone "Odd" has rules like no other: its times are written in UTC']);
  });

  test('the item’s own rules decide: where they contradict the name, the instant stays', () => {
    const { lines, notes } = normalised([...zone('TZID:Asia/Tokyo'), ...event(...times('Asia/Tokyo'))]);
    expect(lines).toEqual(['DTSTART:20240701T080000Z', 'DTEND:20240701T090000Z']);
    expect(notes).toEqual([
      'the item\'s own rules of "Asia/Tokyo" differ from Asia/Tokyo: its times are written in UTC',
    ]);
  });

  test('before its first rule a VTIMEZONE says nothing, the name does', () => {
    const late = zone('TZID:Europe/Prague').map((line) => line.replace('DTSTART:1601', 'DTSTART:2030'));
    expect(normalised([...late, ...event(...times('Europe/Prague'))]).lines).toEqual(written('Europe/Prague'));
  });

  test('nobody knows: the clock’s face, told', () => {
    const { lines, notes } = normalised(event(...times('Nowhere')));
    expect(lines).toEqual(['DTSTART:20240701T100000', 'DTEND:20240701T110000']);
    expect(notes).toEqual(['nobody says what time zone "Nowhere" is: its times are written without one']);
  });

  test('no unknown TZID stays on other properties', () => {
    const { lines } = normalised([
      ...zone('TZID:W. Europe Standard Time'),
      ...event(
        ...times('W. Europe Standard Time'),
        'X-A;TZID=W. Europe Standard Time:20240701T100000',
        'X-B;TZID=Lost;X-Q=1:text',
      ),
    ]);
    expect(lines.slice(2)).toEqual(['X-A;TZID=Europe/Berlin:20240701T100000', 'X-B;X-Q=1:text']);
  });
});

describe('series', () => {
  const prague = [...zone('TZID:Europe/Prague')];
  const start = ['DTSTART;TZID=Europe/Prague:20240108T090000', 'DTEND;TZID=Europe/Prague:20240108T093000'];
  const rules = (...lines: readonly string[]) => normalised([...prague, ...event(...start, ...lines)]).lines.slice(2);
  const dayRules = (...lines: readonly string[]) =>
    normalised(event('DTSTART;VALUE=DATE:20240108', 'DTEND;VALUE=DATE:20240109', ...lines)).lines.slice(2);

  test.each<[string, string[], string[]]>([
    ['UNTIL in UTC stays', ['RRULE:FREQ=WEEKLY;UNTIL=20240701T070000Z'], ['RRULE:FREQ=WEEKLY;UNTIL=20240701T070000Z']],
    ['UNTIL on the clock', ['RRULE:FREQ=WEEKLY;UNTIL=20240701T090000'], ['RRULE:FREQ=WEEKLY;UNTIL=20240701T070000Z']],
    ['UNTIL a day: to its end', ['RRULE:FREQ=WEEKLY;UNTIL=20240701'], ['RRULE:FREQ=WEEKLY;UNTIL=20240701T215959Z']],
    [
      'COUNT and UNTIL: COUNT comes first',
      ['RRULE:FREQ=WEEKLY;COUNT=9;UNTIL=20240701T070000Z'],
      ['RRULE:FREQ=WEEKLY;COUNT=9'],
    ],
    [
      'COUNT and UNTIL: UNTIL comes first',
      ['RRULE:FREQ=WEEKLY;COUNT=27;UNTIL=20240701T070000Z'],
      ['RRULE:FREQ=WEEKLY;UNTIL=20240701T070000Z'],
    ],
    [
      'COUNT and UNTIL end together',
      ['RRULE:FREQ=WEEKLY;UNTIL=20240701T070000Z;COUNT=26'],
      ['RRULE:FREQ=WEEKLY;COUNT=26'],
    ],
    ['letter case, blanks', ['RRULE:freq=weekly; byday=mo'], ['RRULE:FREQ=WEEKLY;BYDAY=MO']],
    ['an empty rule', ['RRULE:'], []],
    [
      'an exception in the zone',
      ['EXDATE;TZID=Europe/Prague:20240115T090000,20240122T090000'],
      ['EXDATE;TZID=Europe/Prague:20240115T090000,20240122T090000'],
    ],
    ['an exception in UTC', ['EXDATE:20240115T080000Z'], ['EXDATE;TZID=Europe/Prague:20240115T090000']],
    ['an exception that is a day', ['EXDATE;VALUE=DATE:20240115'], ['EXDATE;TZID=Europe/Prague:20240115T090000']],
    ['an exception without VALUE=DATE', ['EXDATE:20240115'], ['EXDATE;TZID=Europe/Prague:20240115T090000']],
    [
      'added dates: the start among them, which ical.js leaves out else',
      ['RDATE;TZID=Europe/Prague:20240109T090000'],
      ['RDATE;TZID=Europe/Prague:20240108T090000,20240109T090000'],
    ],
    [
      'added periods',
      ['RDATE;VALUE=PERIOD;TZID=Europe/Prague:20240109T090000/PT30M'],
      ['RDATE;TZID=Europe/Prague:20240108T090000,20240109T090000'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(rules(...lines)).toEqual(expected);
  });

  test.each<[string, string[], string[]]>([
    ['UNTIL a day stays', ['RRULE:FREQ=DAILY;UNTIL=20240120'], ['RRULE:FREQ=DAILY;UNTIL=20240120']],
    ['UNTIL at midnight in Prague', ['RRULE:FREQ=DAILY;UNTIL=20240119T230000Z'], ['RRULE:FREQ=DAILY;UNTIL=20240120']],
    ['UNTIL at midnight in New York', ['RRULE:FREQ=DAILY;UNTIL=20240120T050000Z'], ['RRULE:FREQ=DAILY;UNTIL=20240120']],
    ['UNTIL the end of a day', ['RRULE:FREQ=DAILY;UNTIL=20240120T235959Z'], ['RRULE:FREQ=DAILY;UNTIL=20240120']],
    [
      'exceptions become days',
      ['EXDATE:20240115T000000', 'EXDATE:20240116'],
      ['EXDATE;VALUE=DATE:20240115', 'EXDATE;VALUE=DATE:20240116'],
    ],
  ])('of days: %s', (_, lines, expected) => {
    expect(dayRules(...lines)).toEqual(expected);
  });

  test('a rule that nobody can read is kept under another name', () => {
    const { lines, notes } = normalised([...prague, ...event(...start, 'RRULE:FREQ=WEEKLY;BYDAY=XX')]);
    expect(lines.slice(2)).toEqual(['X-UNREADABLE-RRULE:FREQ=WEEKLY;BYDAY=XX']);
    expect(notes).toEqual(['RRULE "FREQ=WEEKLY;BYDAY=XX" cannot be read: the item stands once']);
  });

  test('where the item’s own rules end, the occurrences behind keep their instant one by one', () => {
    const old = prague.map((line) => line.replace('BYDAY=-1SU', 'BYDAY=-1SU;UNTIL=20240501T000000Z'));
    const { lines, notes } = normalised([
      ...old,
      ...event(
        'DTSTART;TZID=Europe/Prague:20241021T090000',
        'DTEND;TZID=Europe/Prague:20241021T093000',
        'RRULE:FREQ=WEEKLY;COUNT=3',
      ),
    ]);
    // The rules say summer time for ever from March 2024 on.
    expect(lines.slice(2)).toEqual([
      'RRULE:FREQ=WEEKLY;COUNT=3',
      'EXDATE;TZID=Europe/Prague:20241028T090000',
      'RDATE;TZID=Europe/Prague:20241028T080000',
      'EXDATE;TZID=Europe/Prague:20241104T090000',
      'RDATE;TZID=Europe/Prague:20241104T080000',
    ]);
    expect(notes).toEqual(["the item's own rules of Europe/Prague differ from Europe/Prague for 2 occurrences"]);
  });

  test('a series in a zone like no other becomes single instants', () => {
    const odd = zone('TZID:Odd').map((line) => line.replace('+0100', '+0117').replace('+0200', '+0217'));
    const { lines, notes } = normalised([
      ...odd,
      ...event(
        'DTSTART;TZID=Odd:20240325T100000',
        'DTEND;TZID=Odd:20240325T110000',
        'RRULE:FREQ=WEEKLY;COUNT=4',
        'EXDATE;TZID=Odd:20240408T100000',
      ),
    ]);
    expect(lines).toEqual([
      'DTSTART:20240325T084300Z',
      'DTEND:20240325T094300Z',
      'RDATE:20240325T084300Z,20240401T074300Z,20240415T074300Z',
      'EXDATE:20240408T074300Z',
    ]);
    expect(notes).toContain('the series stands as 3 single dates: nothing repeats like the zone Odd');
  });

  test('one occurrence of a series is no series', () => {
    const { lines, entry } = normalised([
      ...prague,
      ...event(...start, 'RECURRENCE-ID;TZID=Europe/Prague:20240115T090000', 'RRULE:FREQ=WEEKLY'),
    ]);
    expect(lines).toEqual(start);
    expect(entry.recurrence?.key).toBe('20240115T080000Z');
    expect(entry.recurrence?.line.raw).toBe('RECURRENCE-ID;TZID=Europe/Prague:20240115T090000');
  });
});

describe('lines that break the grammar', () => {
  const others = (...lines: readonly string[]) =>
    normalised(event('DTSTART:20240201T100000Z', 'DTEND:20240201T110000Z', ...lines)).lines.slice(2);

  test.each<[string, string, string]>([
    ['quotes inside a parameter', 'ATTENDEE;CN=Big "Bad" X:mailto:a@b', "ATTENDEE;CN=Big 'Bad' X:mailto:a@b"],
    ['an unclosed quote', 'ORGANIZER;CN="Jan:mailto:a@b', "ORGANIZER;CN='Jan:mailto:a@b"],
    ['a parameter without a name', 'ATTENDEE;RSVP;CN=J:mailto:a@b', 'ATTENDEE;X-PARAM=RSVP;CN=J:mailto:a@b'],
    ['what is right stays', 'ATTENDEE;CN="Boss, The";X-A=n:mailto:a@b', 'ATTENDEE;CN="Boss, The";X-A=n:mailto:a@b'],
    ['a bare caret, which sabre/vobject refuses', 'ATTENDEE;CN=a^nb:mailto:a@b', 'ATTENDEE;CN="a^nb":mailto:a@b'],
    [
      'quoted-printable in version 2.0',
      'DESCRIPTION;LANGUAGE=en;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab\\, =C5=BE',
      'DESCRIPTION;LANGUAGE=en:a\\nb\\, ž',
    ],
    ['base64 stays', 'ATTACH;ENCODING=BASE64;VALUE=BINARY:QQ==', 'ATTACH;ENCODING=BASE64;VALUE=BINARY:QQ=='],
  ])('%s', (_, line, expected) => {
    expect(others(line)).toEqual([expected]);
  });

  test('in reminders too', () => {
    const alarm = ['BEGIN:VALARM', 'ACTION:EMAIL', 'TRIGGER:-PT5M', 'ATTENDEE;CN=A "B":mailto:a@b', 'END:VALARM'];
    expect(others(...alarm)).toContain("ATTENDEE;CN=A 'B':mailto:a@b");
  });
});

describe('alarms', () => {
  const alarm = (...lines: readonly string[]) =>
    normalised(event('DTSTART:20240201T100000Z', 'DTEND:20240201T110000Z', 'BEGIN:VALARM', ...lines, 'END:VALARM'));

  test.each<[string, string[], string[]]>([
    [
      'as it stands',
      ['ACTION:DISPLAY', 'TRIGGER:-PT15M', 'DESCRIPTION:Tide'],
      ['ACTION:DISPLAY', 'TRIGGER:-PT15M', 'DESCRIPTION:Tide'],
    ],
    ['no action, no text', ['TRIGGER:-PT15M'], ['ACTION:DISPLAY', 'TRIGGER:-PT15M', 'DESCRIPTION:Reminder']],
    ['weeks and days', ['ACTION:AUDIO', 'TRIGGER;RELATED=END:-P1W1D'], ['ACTION:AUDIO', 'TRIGGER;RELATED=END:-P8D']],
    [
      'an instant on some clock',
      ['ACTION:AUDIO', 'TRIGGER;VALUE=DATE-TIME;TZID=Europe/Prague:20240701T100000'],
      ['ACTION:AUDIO', 'TRIGGER;VALUE=DATE-TIME:20240701T080000Z'],
    ],
    ['repeated without a pause', ['ACTION:AUDIO', 'TRIGGER:-PT5M', 'REPEAT:3'], ['ACTION:AUDIO', 'TRIGGER:-PT5M']],
  ])('%s', (_, lines, expected) => {
    expect(alarm(...lines).lines.slice(2)).toEqual(['BEGIN:VALARM', ...expected, 'END:VALARM']);
  });

  test.each([['TRIGGER:'], ['TRIGGER:now'], ['ACTION:DISPLAY']])('%s never rings', (line) => {
    const { lines, notes } = alarm('ACTION:DISPLAY', line);
    expect(lines).toHaveLength(2);
    expect(notes).toEqual(['a reminder without a time was left out']);
  });
});

describe('attendees', () => {
  const people = [
    'ORGANIZER;CN="Novák, Jan":mailto:jan@example.com',
    'ATTENDEE;CN=Alice;PARTSTAT=ACCEPTED:MAILTO:alice@example.com',
    'ATTENDEE:mailto:bob@example.com',
    'BEGIN:VALARM',
    'ACTION:EMAIL',
    'TRIGGER:-PT1H',
    'ATTENDEE:mailto:boss@example.com',
    'SUMMARY:x',
    'DESCRIPTION:x',
    'END:VALARM',
  ];
  const times = ['DTSTART:20240201T100000Z', 'DTEND:20240201T110000Z'];

  test('stay', () => {
    expect(normalised(event(...times, ...people)).lines.slice(2, 5)).toEqual(people.slice(0, 3));
  });

  test('are told in the description, and nobody is written to', () => {
    const { lines } = normalised(event(...times, 'DESCRIPTION:Bring the plans', ...people), { attendees: 'strip' });
    expect(lines.slice(2)).toEqual([
      'DESCRIPTION:Bring the plans\\n\\nOrganizer: Novák\\, Jan <jan@example.com>\\nAttendees: Alice <alice@example.com> (accepted)\\, bob@example.com',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'TRIGGER:-PT1H',
      'SUMMARY:x',
      'DESCRIPTION:x',
      'END:VALARM',
    ]);
  });
});

describe('tasks', () => {
  test.each<[string, string[], string[]]>([
    ['nothing but a name', ['SUMMARY:Some day'], ['SUMMARY:Some day']],
    ['a due date', ['DUE:20240401', 'PERCENT-COMPLETE:050%'], ['DUE;VALUE=DATE:20240401', 'PERCENT-COMPLETE:50']],
    ['DTEND in place of DUE', ['DTEND:20240401T100000Z'], ['DUE:20240401T100000Z']],
    [
      'start a day, due an hour',
      ['DTSTART;VALUE=DATE:20240401', 'DUE;TZID=Europe/Prague:20240401T100000'],
      ['DTSTART;TZID=Europe/Prague:20240401T000000', 'DUE;TZID=Europe/Prague:20240401T100000'],
    ],
    [
      'due before the start',
      ['DTSTART:20240402T100000Z', 'DUE:20240401T100000Z'],
      ['DTSTART:20240401T100000Z', 'DUE:20240401T100000Z'],
    ],
    ['done on a day', ['COMPLETED:20240110'], ['COMPLETED:20240110T000000Z']],
  ])('%s', (_, lines, expected) => {
    expect(normalised(task(...lines)).lines).toEqual(expected);
  });
});

describe('the frame', () => {
  test('METHOD goes, but what was called off stays called off', () => {
    const { lines } = normalised(['METHOD:CANCEL', ...event('DTSTART:20240201T100000Z', 'DTEND:20240201T110000Z')]);
    expect(lines).toEqual(['DTSTART:20240201T100000Z', 'DTEND:20240201T110000Z', 'STATUS:CANCELLED']);
  });

  test.each<[string, string, string[]]>([
    [
      'cut off',
      'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20240301T080000Z\nSUMMARY:Cut',
      ['END:VEVENT is missing', 'END:VCALENDAR is missing'],
    ],
    ['bare', 'BEGIN:VEVENT\nUID:a\nDTSTART:20240301T080000Z\nEND:VEVENT\n', []],
    [
      'behind junk',
      '--x\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20240301T080000Z\nEND:VEVENT\nEND:VCALENDAR\n--x--',
      ['2 lines outside the calendar were left out'],
    ],
    [
      'VFREEBUSY beside',
      'BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nEND:VFREEBUSY\nBEGIN:VEVENT\nUID:a\nDTSTART:20240301T080000Z\nEND:VEVENT\nEND:VCALENDAR',
      ['VFREEBUSY is no event, task or journal entry and was left out'],
    ],
  ])('%s', (_, text, expected) => {
    const { entries, problems } = readCalendar(text, options);
    expect(entries.map(({ uid }) => uid)).toEqual(['a']);
    expect(problems).toEqual(expected);
  });

  test('text without a calendar: that is the last thing told', () => {
    expect(readCalendar('nothing', options).problems).toEqual([
      '1 line outside the calendar was left out',
      'there is no calendar inside',
    ]);
  });

  test('control characters and U+FFFF are dropped', () => {
    const text = octetsOf(
      Buffer.from(
        'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20240301T080000Z\nSUMMARY:a\u0000b\u000bc\uffffd\uffed\nEND:VEVENT\nEND:VCALENDAR',
      ),
    );
    const { entries } = readCalendar(text, options);
    expect(textOf(entries[0]?.lines.find(({ name }) => name === 'SUMMARY')?.value ?? '')).toBe('abcd\uffed');
  });

  test('whatever comes, nothing is thrown', () => {
    const pieces = [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'END:VEVENT',
      'DTSTART',
      ';TZID=',
      ':',
      '20240101T000000',
      'RRULE:FREQ=DAILY',
      '\n',
      '\n ',
      'EXDATE:',
      'RDATE:',
      '/',
      'X',
      'BEGIN:VTIMEZONE',
      'TZID:x',
      'BEGIN:STANDARD',
      'END:STANDARD',
      'TZOFFSETTO:+0100',
      'END:VTIMEZONE',
      'BEGIN:VALARM',
      'TRIGGER:',
      '"',
      '\xe9',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary-ascii', maxLength: 4 })), {
          maxLength: 40,
        }),
        (words) => {
          const { entries, problems } = readCalendar(words.join(''), options);
          expect(Array.isArray(entries) && Array.isArray(problems)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('vCalendar 1.0', () => {
  const text = [
    'BEGIN:VCALENDAR',
    'VERSION:1.0',
    'BEGIN:VEVENT',
    'UID:a',
    'SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:N=C3=A1v=C5=A1t=C4=9Bva, p=',
    '=C5=99=C3=ADstav',
    'CATEGORIES:Work;Ship',
    'DTSTART:20240108T090000Z',
    'DTEND:20240108T100000Z',
    'RRULE:W2 MO WE #5',
    'DALARM:20240108T084500Z;PT5M;2;Go!',
    'STATUS:NEEDS ACTION',
    'TRANSP:1',
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n');
  const [entry] = readCalendar(text, options).entries;
  expect(entry?.lines.map(({ raw }) => textOf(raw))).toEqual([
    'DTSTAMP:20240115T090000Z',
    'DTSTART:20240108T090000Z',
    'DTEND:20240108T100000Z',
    'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=5',
    'SUMMARY:Návštěva\\, přístav',
    'CATEGORIES:Work,Ship',
    'STATUS:NEEDS-ACTION',
    'TRANSP:TRANSPARENT',
  ]);
  expect(entry?.components.map((component) => formatComponent(component))).toEqual([
    'BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nDESCRIPTION:Go!\r\nEND:VALARM\r\n',
  ]);
});

test.each([
  ['D1 #10', 'FREQ=DAILY;INTERVAL=1;COUNT=10'],
  ['D2', 'FREQ=DAILY;INTERVAL=2;COUNT=2'],
  ['W1 TU TH 19971224T000000Z', 'FREQ=WEEKLY;INTERVAL=1;BYDAY=TU,TH;UNTIL=19971224T000000Z'],
  ['MP1 1+ SU 2- FR #0', 'FREQ=MONTHLY;INTERVAL=1;BYDAY=1SU,-2FR'],
  ['MD1 1 15- LD #0', 'FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=1,-15,-1'],
  ['YM1 6 7 #8', 'FREQ=YEARLY;INTERVAL=1;BYMONTH=6,7;COUNT=8'],
  ['YD1 100 #3', 'FREQ=YEARLY;INTERVAL=1;BYYEARDAY=100;COUNT=3'],
])('vCalendar rule %s', (rule, expected) => {
  const text = `BEGIN:VCALENDAR\nVERSION:1.0\nBEGIN:VEVENT\nDTSTART:19970101T090000Z\nRRULE:${rule}\nEND:VEVENT\nEND:VCALENDAR`;
  const [entry] = readCalendar(text, options).entries;
  expect(entry?.lines.find(({ name }) => name === 'RRULE')?.value).toBe(expected);
});

describe('calendars that ask for a great many steps', () => {
  test('times of the year 9999 in a zone that only the item knows', () => {
    const { lines } = normalised([...zone('TZID:Nowhere'), ...event('DTSTART;TZID=Nowhere:99991231T120000')]);
    expect(lines).toContain('DTSTART;TZID=Europe/Berlin:99991231T120000');
  });

  test('a name of a zone that is no name', () => {
    const { lines } = normalised(event(`DTSTART;TZID=A${' 1'.repeat(100_000)}:20240101T120000`));
    expect(lines[0]).toBe('DTSTART:20240101T120000');
  });

  test('a hundred thousand exceptions and added dates', () => {
    const dates = Array.from(
      { length: 100_000 },
      (_, at) => `${at % 2 === 0 ? 'EXDATE' : 'RDATE'}:20240102T12${String(at % 60).padStart(2, '0')}00`,
    );
    const { entry } = normalised(event('DTSTART:20240101T120000', 'RRULE:FREQ=DAILY', ...dates));
    expect(entry.lines.filter(({ name }) => name === 'EXDATE').length).toBeGreaterThan(0);
  });

  test('added dates with lengths of their own: the first fifty keep theirs', () => {
    const dates = Array.from({ length: 60 }, (_, at) => `20240102T12${String(at).padStart(2, '0')}00/PT5M`);
    const text = [
      'BEGIN:VCALENDAR',
      ...event('DTSTART:20240101T120000', 'DURATION:PT1H', `RDATE;VALUE=PERIOD:${dates.join(',')}`),
      'END:VCALENDAR',
    ];
    const { entries } = readCalendar(text.join('\r\n'), options);
    expect(entries).toHaveLength(51);
    expect(entries[0]?.notes).toContain('10 more added dates with a length of their own have that of the first');
  });

  test.each([
    ['DTEND:20240101T130000+0100', 'DTEND:20240101T130000'],
    [`DTEND:20240101T130000+0100,${'1T'.repeat(50_000)}`, 'DTEND:20240101T120000'],
  ])('an end with an offset beside a start without: %#', (written, read) => {
    expect(normalised(event('DTSTART:20240101T120000', written)).lines[1]).toBe(read);
  });

  test.each([
    ['LOCATION;ALTREP=http://a/b:Room', 'LOCATION;ALTREP="http://a/b":Room'],
    ['LOCATION;ALTREP=http://a:80/b:Room', 'LOCATION;ALTREP="http://a:80/b":Room'],
    ['LOCATION;ALTREP=http://a:80', 'LOCATION;ALTREP="http://a":80'],
    ['LOCATION;ALTREP=cid:1:Room', 'LOCATION;ALTREP="cid:1":Room'],
  ])('%s', (written, read) => {
    expect(normalised(event('DTSTART:20240101T120000', written)).lines).toContain(read);
  });

  test('an address of a hundred thousand digits', () => {
    const line = `LOCATION;ALTREP=http://a:${'1'.repeat(100_000)}`;
    expect(normalised(event('DTSTART:20240101T120000', line)).lines.some((each) => each.startsWith('LOCATION'))).toBe(
      true,
    );
  });
});
