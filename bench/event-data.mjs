/** A calendar full of events that look like real ones in what costs time: zones, rules, texts, attendees. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf } from '../test/support/store-builder.mjs';
import { randomSource } from './random.mjs';

const day = 86_400_000;
const firstDay = Date.UTC(2012, 0, 1);
const words =
  'Schůzka meeting offer crane návštěva Termin Besprechung review quay weekly plan dovolená audit call loď'.split(' ');

/**
 * A mailbox whose Calendar holds that many items.
 * @param {string} dir
 * @param {{ events: number, seed: number }} shape
 */
export function makeEventStore(dir, { events, seed }) {
  const random = randomSource(seed);
  const calendar = join(dir, 'store/mail/example.com/jan/Calendar');
  mkdirSync(join(calendar, '#msgs'), { recursive: true });
  const records = [];
  for (let number = 1; number <= events; number += 1) {
    const stem = hex(number);
    const bytes = Buffer.from(linesOf(item(random, number), '\r\n'));
    writeFileSync(join(calendar, '#msgs', `${stem}.eml`), bytes);
    records.push(
      `U${stem} F00000001 S${bytes.length} D${hex(1_400_000_000 + number)} T${hex(1_400_000_000 + number)} CIPM.Appointment`,
    );
  }
  writeFileSync(join(calendar, 'index.fld'), linesOf(records));
  writeFileSync(join(calendar, 'status.fld'), 'T2 G64590354-03bc-46fa-9d94-b5c19be217d7\n');
}

/** @param {number} value */
function hex(value) {
  return value.toString(16).padStart(8, '0');
}

const outlookName = 'Amsterdam, Belgrade, Berlin, Brussels, Budapest, Madrid, Paris, Prague, Stockholm';
/** What a TZID is called in the item, and when the rules beside it begin. */
const zones = [
  { name: 'Europe/Prague', tzid: ['TZID:Europe/Prague'], start: '1981', weight: 5 },
  {
    name: `"${outlookName}"`,
    tzid: [`TZID:${outlookName.slice(0, 60)}`, ` ${outlookName.slice(60)}`],
    start: '1601',
    weight: 3,
  },
  { name: '"W. Europe Standard Time"', tzid: ['TZID:W. Europe Standard Time'], start: '1601', weight: 2 },
];

/**
 * @param {() => number} random
 * @param {number} number
 */
function item(random, number) {
  const zone = zones[[0, 0, 0, 0, 0, 1, 1, 1, 2, 2][number % 10] ?? 0] ?? zones[0];
  const start = new Date(
    firstDay + Math.floor(random() * 4000) * day + Math.floor(random() * 20) * 1_800_000 + 21_600_000,
  );
  const time = (/** @type {Date} */ date) => date.toISOString().replace(/[-:]|\.\d+Z/g, '');
  const text = (/** @type {number} */ count) =>
    Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(' ');
  const whole = number % 12 === 0;
  const at = whole
    ? [`DTSTART;VALUE=DATE:${time(start).slice(0, 8)}`]
    : [
        `DTSTART;TZID=${zone?.name}:${time(start)}`,
        `DTEND;TZID=${zone?.name}:${time(new Date(start.getTime() + 3_600_000))}`,
      ];
  const rule = number % 5 === 0 ? [`RRULE:FREQ=WEEKLY;COUNT=${10 + (number % 40)}`] : [];
  const people = number % 3 === 0 ? ['ORGANIZER;CN=Jan Novák:mailto:jan@example.com', ...attendees(number)] : [];
  return [
    `Subject: Event ${number}`,
    'Date: Mon, 05 May 2014 09:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/calendar; charset="utf-8"; method=REQUEST',
    'Content-Transfer-Encoding: 8bit',
    '',
    'BEGIN:VCALENDAR',
    'PRODID:-//Kerio Technologies//Kerio Connect//EN',
    'METHOD:REQUEST',
    'VERSION:2.0',
    'X-VERSION-KMS:6.2.0',
    ...(whole ? [] : vtimezone(zone?.tzid ?? [], zone?.start ?? '')),
    'BEGIN:VEVENT',
    `UID:${hex(number)}-4c1f-4d0e-9b55-000000000000@example.com`,
    'DTSTAMP:20140505T090000Z',
    ...at,
    ...rule,
    `SUMMARY:${text(4)}`,
    `LOCATION:${text(2)}\\, ${number % 40}`,
    ...folded(`DESCRIPTION:${text(10 + (number % 60))}\\n${text(10)}`),
    'SEQUENCE:0',
    'CLASS:PUBLIC',
    'X-MICROSOFT-CDO-BUSYSTATUS:BUSY',
    ...people,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'TRIGGER:-PT15M',
    'DESCRIPTION:Reminder',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
}

/** @param {number} number */
function attendees(number) {
  return Array.from(
    { length: 1 + (number % 4) },
    (_, index) =>
      `ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Person ${index}:mailto:person${index}@example.com`,
  );
}

/**
 * @param {readonly string[]} tzid
 * @param {string} start
 */
function vtimezone(tzid, start) {
  return [
    'BEGIN:VTIMEZONE',
    ...tzid,
    'BEGIN:STANDARD',
    `DTSTART:${start}1025T030000`,
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0100',
    'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
    'END:STANDARD',
    'BEGIN:DAYLIGHT',
    `DTSTART:${start}0329T020000`,
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0200',
    'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
    'END:DAYLIGHT',
    'END:VTIMEZONE',
  ];
}

/** @param {string} line */
function folded(line) {
  return line.match(/[\s\S]{1,60}/gu)?.map((piece, index) => (index === 0 ? piece : ` ${piece}`)) ?? [];
}
