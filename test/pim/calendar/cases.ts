/**
 * Components as real servers and clients left them, and what is to be written for each. The literal table of `cases.test.ts`; and
 * what strict importers have to take (`test/exporters/calendars/strict-importers.test.ts`).
 */

/** The lines of a component, without UID, DTSTAMP and SUMMARY, and what becomes of them. */
export type Case = readonly [given: readonly string[], written: readonly string[]];

const prague = ['DTSTART;TZID=Europe/Prague:20240304T090000', 'DTEND;TZID=Europe/Prague:20240304T100000'];
const floating = ['DTSTART:20240304T090000', 'DTEND:20240304T100000'];
const utc = ['DTSTART:20240304T080000Z', 'DTEND:20240304T090000Z'];
const day = ['DTSTART;VALUE=DATE:20240304', 'DTEND;VALUE=DATE:20240305'];

const alike = (rows: readonly (readonly [string[], string[], string[]])[]): readonly Case[] =>
  rows.map(([start, given, written]) => [
    [...start, ...given],
    [...start, ...written],
  ]);

/** Every time of a series takes the form and the zone of its start; a rule is one that every reader follows in the same way. */
export const seriesCases: readonly Case[] = alike([
  [
    prague,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240311T090000'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;TZID=Europe/Prague:20240311T090000'],
  ],
  [
    prague,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240311T080000Z'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;TZID=Europe/Prague:20240311T090000'],
  ],
  [
    prague,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;TZID=America/New_York:20240311T040000'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;TZID=Europe/Prague:20240311T090000'],
  ],
  [
    floating,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240311T080000Z'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240311T090000'],
  ],
  [
    floating,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;TZID=Europe/Prague:20240311T090000'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240311T090000'],
  ],
  [
    floating,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;VALUE=DATE:20240311'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240311T090000'],
  ],
  [
    utc,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240311T080000'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240311T080000Z'],
  ],
  [
    utc,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;TZID=Europe/Prague:20240311T090000'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240311T080000Z'],
  ],
  [utc, ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240311'], ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240311T080000Z']],
  [
    day,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240311T000000'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;VALUE=DATE:20240311'],
  ],
  [
    day,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240310T230000Z'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;VALUE=DATE:20240311'],
  ],
  [
    day,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;TZID=Europe/Prague:20240311T000000'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;VALUE=DATE:20240311'],
  ],
  [
    prague,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE:20240312T090000'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE;TZID=Europe/Prague:20240312T090000'],
  ],
  [
    prague,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE:20240312T080000Z'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE;TZID=Europe/Prague:20240312T090000'],
  ],
  [
    prague,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE;VALUE=DATE:20240312'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE;TZID=Europe/Prague:20240312T090000'],
  ],
  [
    floating,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE:20240312T080000Z'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE:20240312T080000'],
  ],
  [
    floating,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE;VALUE=DATE:20240312'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE:20240312T090000'],
  ],
  [
    utc,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE;TZID=Europe/Prague:20240312T090000'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE:20240312T080000Z'],
  ],
  [
    utc,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE:20240312T090000'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE:20240312T090000Z'],
  ],
  [
    day,
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE:20240312T000000Z'],
    ['RRULE:FREQ=WEEKLY;COUNT=4', 'RDATE;VALUE=DATE:20240312'],
  ],
  [floating, ['RRULE:FREQ=WEEKLY;UNTIL=20240401T080000Z'], ['RRULE:FREQ=WEEKLY;UNTIL=20240401T090000']],
  [floating, ['RRULE:FREQ=WEEKLY;UNTIL=20240401'], ['RRULE:FREQ=WEEKLY;UNTIL=20240401T235959']],
  [utc, ['RRULE:FREQ=WEEKLY;UNTIL=20240401'], ['RRULE:FREQ=WEEKLY;UNTIL=20240401T235959Z']],
  [utc, ['RRULE:FREQ=WEEKLY;UNTIL=20240401T080000'], ['RRULE:FREQ=WEEKLY;UNTIL=20240401T080000Z']],
  [prague, ['RRULE:FREQ=WEEKLY;UNTIL=20240401T090000'], ['RRULE:FREQ=WEEKLY;UNTIL=20240401T070000Z']],
  [day, ['RRULE:FREQ=WEEKLY;UNTIL=20240401T090000'], ['RRULE:FREQ=WEEKLY;UNTIL=20240401']],
  [prague, ['RRULE:FREQ=YEARLY;UNTIL=99991231T235959Z'], ['RRULE:FREQ=YEARLY']],
  [prague, ['RRULE:FREQ=DAILY;UNTIL=99991231T235959Z'], ['RRULE:FREQ=DAILY']],
  [day, ['RRULE:FREQ=YEARLY;UNTIL=99991231'], ['RRULE:FREQ=YEARLY']],
  [prague, ['RRULE:FREQ=DAILY;COUNT=99999'], ['RRULE:FREQ=DAILY;COUNT=99999']],
  [prague, ['RRULE:FREQ=WEEKLY;BYDAY=1MO;COUNT=3'], ['RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3']],
  [prague, ['RRULE:FREQ=YEARLY;BYDAY=-1FR;COUNT=2'], ['RRULE:FREQ=YEARLY;BYDAY=-1FR;COUNT=2']],
  [prague, ['RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2'], ['RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2']],
  [prague, ['RRULE:FREQ=DAILY;BYMONTH=13;COUNT=2'], ['X-UNREADABLE-RRULE:FREQ=DAILY;BYMONTH=13;COUNT=2']],
  [prague, ['RRULE:FREQ=MONTHLY;BYMONTHDAY=32'], ['X-UNREADABLE-RRULE:FREQ=MONTHLY;BYMONTHDAY=32']],
  [prague, ['RRULE:FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2'], ['X-UNREADABLE-RRULE:FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2']],
  [prague, ['RRULE:FREQ=WEEKLY;BYDAY=MO TU'], ['RRULE:FREQ=WEEKLY;BYDAY=MO,TU']],
  [prague, ['RRULE:FREQ=WEEKLY;BYDAY='], ['RRULE:FREQ=WEEKLY']],
  [prague, ['RRULE:FREQ=WEEKLY;BYDAY=Monday'], ['RRULE:FREQ=WEEKLY;BYDAY=MO']],
  [prague, ['RRULE:FREQ=WEEKLY;COUNT=3;COUNT=4'], ['RRULE:FREQ=WEEKLY;COUNT=3']],
  [prague, ['RRULE:FREQ=WEEKLY;X-FOO=1;COUNT=2'], ['RRULE:FREQ=WEEKLY;COUNT=2']],
  [prague, ['RRULE:FREQ=SECONDLY;COUNT=2'], ['RRULE:FREQ=SECONDLY;COUNT=2']],
  [prague, ['RRULE:FREQ=MONTHLY;BYDAY=5MO;COUNT=2'], ['RRULE:FREQ=MONTHLY;BYDAY=5MO;COUNT=2']],
  [prague, ['RRULE:FREQ=MONTHLY;BYSETPOS=1;COUNT=2'], ['RRULE:FREQ=MONTHLY;BYSETPOS=1;COUNT=2']],
  // Leap days and the 31st: ical.js goes on to March unless the rule names the day.
  [
    ['DTSTART;VALUE=DATE:20240229', 'DTEND;VALUE=DATE:20240301'],
    ['RRULE:FREQ=YEARLY;COUNT=3'],
    ['RRULE:FREQ=YEARLY;COUNT=3;BYMONTH=2;BYMONTHDAY=29'],
  ],
  [
    ['DTSTART;VALUE=DATE:20240131', 'DTEND;VALUE=DATE:20240201'],
    ['RRULE:FREQ=YEARLY;BYMONTH=1,2,3;COUNT=4'],
    ['RRULE:FREQ=MONTHLY;BYMONTH=1,2,3;COUNT=4;BYMONTHDAY=31'],
  ],
  // No end, as Exchange writes it.
  [utc, ['RRULE:FREQ=WEEKLY;UNTIL=45000831T235900Z'], ['RRULE:FREQ=WEEKLY']],
  // An end before the first occurrence, or before its end: Exchange refuses it.
  [utc, ['RRULE:FREQ=WEEKLY;UNTIL=20200101T000000Z'], []],
  [utc, ['RRULE:FREQ=DAILY;UNTIL=20240304T083000Z'], []],
  [
    ['DTSTART:20240304T080000Z', 'DTEND:20240307T080000Z'],
    ['RRULE:FREQ=DAILY;UNTIL=20240306T080000Z'],
    ['RRULE:FREQ=DAILY;COUNT=3'],
  ],
  [day, ['RRULE:FREQ=DAILY;UNTIL=20240304'], ['RRULE:FREQ=DAILY;UNTIL=20240304']],
  // RSCALE of our own calendar says nothing, another one cannot be followed.
  [utc, ['RRULE:RSCALE=GREGORIAN;FREQ=YEARLY;COUNT=2'], ['RRULE:FREQ=YEARLY;COUNT=2']],
  [utc, ['RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD;COUNT=2'], ['RRULE:FREQ=MONTHLY;COUNT=2']],
  [utc, ['RRULE:RSCALE=CHINESE;FREQ=YEARLY;COUNT=2'], ['X-UNREADABLE-RRULE:RSCALE=CHINESE;FREQ=YEARLY;COUNT=2']],
  // One rule: what a second one adds is added one by one, what EXRULE takes away is taken away one by one.
  [
    prague,
    ['RRULE:FREQ=WEEKLY;COUNT=2', 'RRULE:FREQ=DAILY;INTERVAL=3;COUNT=3'],
    ['RRULE:FREQ=WEEKLY;COUNT=2', 'RDATE;TZID=Europe/Prague:20240307T090000,20240310T090000'],
  ],
  [
    utc,
    ['RRULE:FREQ=DAILY;COUNT=4', 'EXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2'],
    ['RRULE:FREQ=DAILY;COUNT=4', 'EXDATE:20240304T080000Z,20240306T080000Z'],
  ],
  // ical.js shows added dates without the start where there is no rule.
  [utc, ['RDATE:20240312T080000Z'], ['RDATE:20240304T080000Z,20240312T080000Z']],
]);

/** An end has the form of its start. */
export const endCases: readonly Case[] = [
  [
    ['DTSTART:20240304T090000', 'DTEND:20240304T100000Z'],
    ['DTSTART:20240304T090000', 'DTEND:20240304T100000'],
  ],
  [
    ['DTSTART:20240304T090000Z', 'DTEND:20240304T100000'],
    ['DTSTART:20240304T090000Z', 'DTEND:20240304T100000Z'],
  ],
  [
    ['DTSTART;TZID=Europe/Prague:20240304T090000', 'DTEND:20240304T100000'],
    ['DTSTART;TZID=Europe/Prague:20240304T090000', 'DTEND;TZID=Europe/Prague:20240304T100000'],
  ],
  [
    ['DTSTART;TZID=Europe/Prague:20240304T090000', 'DTEND:20240304T090000Z'],
    ['DTSTART;TZID=Europe/Prague:20240304T090000', 'DTEND;TZID=Europe/Prague:20240304T100000'],
  ],
  [
    ['DTSTART:20240304T090000Z', 'DTEND;TZID=Europe/Prague:20240304T110000'],
    ['DTSTART:20240304T090000Z', 'DTEND:20240304T100000Z'],
  ],
  [
    ['DTSTART:20240304T090000', 'DTEND;TZID=Europe/Prague:20240304T110000'],
    ['DTSTART:20240304T090000', 'DTEND:20240304T110000'],
  ],
  [
    ['DTSTART;TZID=Nowhere/Land:20240304T090000', 'DTEND:20240304T100000Z'],
    ['DTSTART:20240304T090000', 'DTEND:20240304T100000'],
  ],
  [
    [
      'DTSTART;TZID=Nowhere/Land:20240304T090000',
      'DTEND;TZID=Nowhere/Land:20240304T100000',
      'RRULE:FREQ=WEEKLY;COUNT=4',
      'EXDATE;TZID=Nowhere/Land:20240311T090000',
    ],
    ['DTSTART:20240304T090000', 'DTEND:20240304T100000', 'RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240311T090000'],
  ],
  [
    [
      'DTSTART;TZID=Nowhere/Land:20240304T090000',
      'DTEND;TZID=Nowhere/Land:20240304T100000',
      'RRULE:FREQ=WEEKLY;COUNT=4',
      'EXDATE:20240311T080000Z',
    ],
    ['DTSTART:20240304T090000', 'DTEND:20240304T100000', 'RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20240311T090000'],
  ],
  // Somebody who travels sees both zones; in a series the start's counts.
  [
    ['DTSTART;TZID=Europe/Prague:20240304T090000', 'DTEND;TZID=Europe/London:20240304T100000'],
    ['DTSTART;TZID=Europe/Prague:20240304T090000', 'DTEND;TZID=Europe/London:20240304T100000'],
  ],
  [
    ['DTSTART;TZID=Europe/Prague:20240304T090000', 'DTEND;TZID=Europe/London:20240304T100000', 'RRULE:FREQ=DAILY'],
    ['DTSTART;TZID=Europe/Prague:20240304T090000', 'DTEND;TZID=Europe/Prague:20240304T110000', 'RRULE:FREQ=DAILY'],
  ],
  [['DTSTART:20240304T0900', 'DTEND:2024-03-04T10:00:00+01:00'], floating],
  // Dates before 1900 are dates.
  ...['16040512', '18991231', '10660925'].map(
    (first): Case => [
      [`DTSTART;VALUE=DATE:${first}`, 'DURATION:P1D', 'RRULE:FREQ=YEARLY'],
      [`DTSTART;VALUE=DATE:${first}`, 'DURATION:P1D', 'RRULE:FREQ=YEARLY'],
    ],
  ),
  [
    ['DTSTART;TZID=Europe/Prague:18970612T090000', 'DTEND;TZID=Europe/Prague:18970612T100000', 'RRULE:FREQ=YEARLY'],
    ['DTSTART;TZID=Europe/Prague:18970612T090000', 'DTEND;TZID=Europe/Prague:18970612T100000', 'RRULE:FREQ=YEARLY'],
  ],
  // VALUE=DATE beside an hour keeps the hour, beside midnights it means days.
  [
    ['DTSTART;VALUE=DATE:20240304T120000', 'DTEND;VALUE=DATE:20240304T180000'],
    ['DTSTART:20240304T120000', 'DTEND:20240304T180000'],
  ],
  [
    ['DTSTART;VALUE=DATE:20240304T000000', 'DTEND;VALUE=DATE:20240304T180000'],
    ['DTSTART:20240304T000000', 'DTEND:20240304T180000'],
  ],
  [
    ['DTSTART;VALUE=DATE:20240304T000000', 'DTEND;VALUE=DATE:20240306T000000'],
    ['DTSTART;VALUE=DATE:20240304', 'DTEND;VALUE=DATE:20240306'],
  ],
  [
    ['DTSTART:20240304', 'DURATION:PT1W'],
    ['DTSTART;VALUE=DATE:20240304', 'DURATION:P7D'],
  ],
  [
    ['DTSTART:20240304T080000Z', 'DURATION:PT1W'],
    ['DTSTART:20240304T080000Z', 'DURATION:P7D'],
  ],
  [['DTSTART:240304T080000Z', 'DTEND:240304T090000Z'], utc],
  [
    ['DTSTART;TZID=Western/Central Europe:20240704T090000', 'DURATION:PT1H'],
    ['DTSTART;TZID=Europe/Berlin:20240704T090000', 'DURATION:PT1H'],
  ],
];

/** What may stand once stands once. */
export const onceCases: readonly Case[] = alike([
  [utc, ['LOCATION:a', 'LOCATION:b'], ['LOCATION:a\\, b']],
  [utc, ['DESCRIPTION:a', 'DESCRIPTION:b', 'DESCRIPTION:a'], ['DESCRIPTION:a\\nb']],
  [utc, ['STATUS:CONFIRMED', 'STATUS:TENTATIVE'], ['STATUS:CONFIRMED', 'X-STATUS:TENTATIVE']],
  [utc, ['CLASS:PRIVATE', 'CLASS:PUBLIC'], ['CLASS:PRIVATE', 'X-CLASS:PUBLIC']],
  [
    utc,
    ['ORGANIZER:mailto:a@x.org', 'ORGANIZER:mailto:b@x.org'],
    ['ORGANIZER:mailto:a@x.org', 'X-ORGANIZER:mailto:b@x.org'],
  ],
  [utc, ['URL:http://a', 'URL:http://b'], ['URL:http://a', 'X-URL:http://b']],
  [utc, ['PRIORITY:1', 'PRIORITY:2'], ['PRIORITY:1', 'X-PRIORITY:2']],
  [utc, ['TRANSP:OPAQUE', 'TRANSP:TRANSPARENT'], ['TRANSP:OPAQUE', 'X-TRANSP:TRANSPARENT']],
  [utc, ['GEO:1;2', 'GEO:3;4'], ['GEO:1;2', 'X-GEO:3;4']],
  [
    utc,
    ['CREATED:20240101T000000Z', 'CREATED:20240102T000000Z'],
    ['X-CREATED:20240102T000000Z', 'CREATED:20240101T000000Z'],
  ],
  ...(
    [
      [
        ['ACTION:AUDIO', 'TRIGGER:-PT15M', 'ATTACH:Basso', 'ATTACH:Ping'],
        ['ACTION:AUDIO', 'TRIGGER:-PT15M', 'ATTACH:Basso', 'X-ATTACH:Ping'],
      ],
      [
        ['ACTION:DISPLAY', 'TRIGGER:-PT15M', 'TRIGGER:-PT5M', 'DESCRIPTION:a'],
        ['ACTION:DISPLAY', 'TRIGGER:-PT15M', 'X-TRIGGER:-PT5M', 'DESCRIPTION:a'],
      ],
      [
        ['ACTION:DISPLAY', 'ACTION:AUDIO', 'TRIGGER:-PT15M', 'DESCRIPTION:a', 'DESCRIPTION:b'],
        ['ACTION:DISPLAY', 'X-ACTION:AUDIO', 'TRIGGER:-PT15M', 'DESCRIPTION:a\\nb'],
      ],
      [
        ['ACTION:DISPLAY', 'TRIGGER:-PT15M', 'DESCRIPTION:a', 'DURATION:PT5M', 'REPEAT:1', 'REPEAT:2'],
        ['ACTION:DISPLAY', 'TRIGGER:-PT15M', 'DESCRIPTION:a', 'DURATION:PT5M', 'REPEAT:1', 'X-REPEAT:2'],
      ],
    ] as const
  ).map(([given, written]): [string[], string[], string[]] => [
    utc,
    ['BEGIN:VALARM', ...given, 'END:VALARM'],
    ['BEGIN:VALARM', ...written, 'END:VALARM'],
  ]),
]);

const reminder = (trigger: string) => ['BEGIN:VALARM', 'ACTION:DISPLAY', trigger, 'DESCRIPTION:Reminder', 'END:VALARM'];

/** The words of Kerio's Outlook Connector. */
export const connectorCases: readonly Case[] = alike([
  [utc, ['X-ALARM-TRIGGER:-PT15M'], ['X-ALARM-TRIGGER:-PT15M', ...reminder('TRIGGER:-PT15M')]],
  [
    utc,
    ['X-ALARM-TRIGGER;VALUE=DATE-TIME:20240303T080000Z'],
    ['X-ALARM-TRIGGER;VALUE=DATE-TIME:20240303T080000Z', ...reminder('TRIGGER;VALUE=DATE-TIME:20240303T080000Z')],
  ],
  [
    utc,
    ['X-ALARM-TRIGGER:-PT30M', ...reminder('TRIGGER:-PT5M')],
    ['X-ALARM-TRIGGER:-PT30M', ...reminder('TRIGGER:-PT5M')],
  ],
  [utc, ['X-ALARM-TRIGGER:'], ['X-ALARM-TRIGGER:']],
  [utc, ['X-LABEL:0'], ['X-LABEL:0']],
  [utc, ['X-LABEL:1'], ['X-LABEL:1', 'CATEGORIES:Important']],
  [utc, ['X-LABEL:10', 'CATEGORIES:Work'], ['X-LABEL:10', 'CATEGORIES:Work,Phone Call']],
  [utc, ['X-LABEL:3', 'CATEGORIES:personal'], ['X-LABEL:3', 'CATEGORIES:personal']],
  [utc, ['X-LABEL:11'], ['X-LABEL:11']],
  [
    utc,
    ['TRANSP:OPAQUE', 'X-MICROSOFT-CDO-BUSYSTATUS:FREE'],
    ['TRANSP:TRANSPARENT', 'X-MICROSOFT-CDO-BUSYSTATUS:FREE'],
  ],
  [utc, ['X-MICROSOFT-CDO-BUSYSTATUS:FREE'], ['X-MICROSOFT-CDO-BUSYSTATUS:FREE', 'TRANSP:TRANSPARENT']],
  [
    utc,
    ['TRANSP:OPAQUE', 'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE'],
    ['TRANSP:OPAQUE', 'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE'],
  ],
  [utc, ['DESCRIPTION: \\n'], []],
]);

const allDay = 'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE';

/** Midnights that are days. */
export const allDayCases: readonly Case[] = [
  [
    ['DTSTART;TZID=Europe/Prague:20240106T000000', 'DTEND;TZID=Europe/Prague:20240107T000000', allDay],
    ['DTSTART;VALUE=DATE:20240106', 'DTEND;VALUE=DATE:20240107', allDay],
  ],
  // Midnight in Prague, in summer as well, and in New York.
  [
    ['DTSTART:20240105T230000Z', 'DTEND:20240106T230000Z', allDay],
    ['DTSTART;VALUE=DATE:20240106', 'DTEND;VALUE=DATE:20240107', allDay],
  ],
  [
    ['DTSTART:20240330T230000Z', 'DTEND:20240331T220000Z', allDay],
    ['DTSTART;VALUE=DATE:20240331', 'DTEND;VALUE=DATE:20240401', allDay],
  ],
  [
    ['DTSTART:20240106T050000Z', 'DTEND:20240107T050000Z', allDay],
    ['DTSTART;VALUE=DATE:20240106', 'DTEND;VALUE=DATE:20240107', allDay],
  ],
  // A series of such days, with an exception.
  [
    [
      'DTSTART;TZID=Europe/Prague:20240106T000000',
      'DTEND;TZID=Europe/Prague:20240107T000000',
      'RRULE:FREQ=WEEKLY;UNTIL=20240126T230000Z',
      'EXDATE;TZID=Europe/Prague:20240113T000000',
      allDay,
    ],
    [
      'DTSTART;VALUE=DATE:20240106',
      'DTEND;VALUE=DATE:20240107',
      'RRULE:FREQ=WEEKLY;UNTIL=20240127',
      'EXDATE;VALUE=DATE:20240113',
      allDay,
    ],
  ],
  // Hours stay hours.
  [
    ['DTSTART;TZID=Europe/Prague:20240106T090000', 'DTEND;TZID=Europe/Prague:20240106T100000', allDay],
    ['DTSTART;TZID=Europe/Prague:20240106T090000', 'DTEND;TZID=Europe/Prague:20240106T100000', allDay],
  ],
];

/** Lines that break the grammar, and rests of texts. */
export const lineCases: readonly Case[] = alike([
  [
    utc,
    [
      'DESCRIPTION:Agenda',
      '1. budget',
      'Zoom: https://zoom.example/j/1?pwd=2',
      'Dial-in: +420 123',
      'Eva, Jan',
      'LOCATION:Room 5',
    ],
    [
      'DESCRIPTION:Agenda\\n1. budget\\nZoom: https://zoom.example/j/1?pwd=2\\nDial-in: +420 123\\nEva\\, Jan',
      'LOCATION:Room 5',
    ],
  ],
  [utc, ['DESCRIPTION:first', 'Location: Room 5', 'PIN: 12'], ['DESCRIPTION:first\\nLocation: Room 5\\nPIN: 12']],
  [utc, ['LOCATION:first\\, a', 'second\\, b'], ['LOCATION:first\\, a\\nsecond\\, b']],
  [
    utc,
    ['DESCRIPTION:first', 'COLOR:red', 'X-foo:1', 'IANA-TOKEN:2'],
    ['DESCRIPTION:first', 'COLOR:red', 'X-foo:1', 'IANA-TOKEN:2'],
  ],
  [utc, ['summary:small', 'Location;language=cs:Praha'], ['SUMMARY:small', 'LOCATION;language=cs:Praha']],
  [utc, ['CLASS:PUBLIC', 'stray'], ['CLASS:PUBLIC']],
  [
    utc,
    ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT5M', 'DESCRIPTION:a', 'b', 'END:VALARM'],
    ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT5M', 'DESCRIPTION:a\\nb', 'END:VALARM'],
  ],
  [utc, ['X-YANDEX_MAIL_TYPE:from_mail'], ['X-YANDEX-MAIL-TYPE:from_mail']],
  [utc, ['ATTENDEE;X-RESPONSE_TIME=1;CN=Eva:mailto:e@x'], ['ATTENDEE;X-RESPONSE-TIME=1;CN=Eva:mailto:e@x']],
  [
    utc,
    ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT5M', 'DESCRIPTION:a', 'X_A:1', 'END:VALARM'],
    ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT5M', 'DESCRIPTION:a', 'X-A:1', 'END:VALARM'],
  ],
  [
    utc,
    ['ATTENDEE;CN=Acme: sales;PARTSTAT=ACCEPTED:mailto:eva@x.org', 'ORGANIZER;CN=Room 5: big:MAILTO:room5@x.org'],
    ['ATTENDEE;CN="Acme: sales";PARTSTAT=ACCEPTED:mailto:eva@x.org', 'ORGANIZER;CN="Room 5: big":MAILTO:room5@x.org'],
  ],
  [utc, ['ATTENDEE;SENT-BY=mailto:a@x.org:mailto:b@x.org'], ['ATTENDEE;SENT-BY="mailto:a@x.org":mailto:b@x.org']],
  [utc, ['LOCATION;ALTREP=http://x.org:81/y:Room: 5'], ['LOCATION;ALTREP="http://x.org:81/y":Room: 5']],
  [utc, ['item1.X-A:b'], ['X-A:b']],
]);

/** Tasks: lines of a VTODO. */
export const taskCases: readonly Case[] = [
  [
    ['DUE;VALUE=DATE:20200620', 'X-ALARM-TRIGGER;VALUE=DATE-TIME:20200619T080000Z'],
    [
      'DUE;VALUE=DATE:20200620',
      'X-ALARM-TRIGGER;VALUE=DATE-TIME:20200619T080000Z',
      ...reminder('TRIGGER;VALUE=DATE-TIME:20200619T080000Z'),
    ],
  ],
  [
    ['DUE:20200620T080000Z', 'X-ALARM-TRIGGER:-PT15M'],
    ['DUE:20200620T080000Z', 'X-ALARM-TRIGGER:-PT15M', ...reminder('TRIGGER;RELATED=END:-PT15M')],
  ],
  [
    ['DUE:20200620T080000Z', ...reminder('TRIGGER;RELATED=START:-PT15M')],
    ['DUE:20200620T080000Z', ...reminder('TRIGGER;RELATED=END:-PT15M')],
  ],
  [['X-ALARM-TRIGGER:-PT15M'], ['X-ALARM-TRIGGER:-PT15M']],
  [
    ['DUE;VALUE=DATE:20240304', 'RRULE:FREQ=WEEKLY;COUNT=3'],
    ['DTSTART;VALUE=DATE:20240304', 'DUE;VALUE=DATE:20240304', 'RRULE:FREQ=WEEKLY;COUNT=3'],
  ],
  [['RRULE:FREQ=WEEKLY'], ['X-UNREADABLE-RRULE:FREQ=WEEKLY']],
  [
    ['DTSTART;TZID=Europe/Prague:20240304T090000', 'DUE:20240305T080000Z'],
    ['DTSTART;TZID=Europe/Prague:20240304T090000', 'DUE;TZID=Europe/Prague:20240305T090000'],
  ],
  [
    ['PERCENT-COMPLETE:10', 'PERCENT-COMPLETE:20'],
    ['PERCENT-COMPLETE:10', 'X-PERCENT-COMPLETE:20'],
  ],
];
