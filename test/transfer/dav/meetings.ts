/** Thirty meetings of two colleagues, as each has them in a calendar: who organizes, who answered what, when, how often. */
import { calendarItem, eventItem } from './support.js';
import type { FolderSpec } from '../../support/store-builder.mjs';

type ItemSpec = NonNullable<FolderSpec['items']>[number];

const ANNA = 'mailto:anna@example.com';
const BERT = 'mailto:bert@example.com';
const OUTSIDE = 'mailto:outside@example.net';

interface Meeting {
  readonly uid: string;
  /** The lines that everybody has. */
  readonly lines: readonly string[];
  /** What Bert answered. */
  readonly answer: string;
  readonly organizer: string;
  readonly override: readonly string[] | null;
}

const WHEN: Readonly<Record<string, readonly string[]>> = {
  future: ['DTSTART:20310301T090000Z', 'DTEND:20310301T100000Z'],
  past: ['DTSTART:20200301T090000Z', 'DTEND:20200301T100000Z'],
  series: ['DTSTART:20310301T090000Z', 'DTEND:20310301T100000Z', 'RRULE:FREQ=WEEKLY;COUNT=5'],
  changed: ['DTSTART:20310301T090000Z', 'DTEND:20310301T100000Z', 'RRULE:FREQ=WEEKLY;COUNT=5'],
  cancelled: ['DTSTART:20310301T090000Z', 'DTEND:20310301T100000Z', 'STATUS:CANCELLED'],
};

/** Every kind of time, with each organizer, with each answer that differs. */
export const MEETINGS: readonly Meeting[] = Object.entries(WHEN).flatMap(([when, times]) =>
  [ANNA, BERT, OUTSIDE].flatMap((organizer) =>
    ['ACCEPTED', 'NEEDS-ACTION'].map((answer): Meeting => {
      const uid = `${when}-${organizer.slice(7, 11)}-${answer.toLowerCase()}`;
      const people = [
        `ORGANIZER;CN=Chair:${organizer}`,
        `ATTENDEE;CN=Anna;PARTSTAT=ACCEPTED;RSVP=TRUE:${ANNA}`,
        `ATTENDEE;CN=Bert;PARTSTAT=${answer};RSVP=TRUE:${BERT}`,
        `ATTENDEE;CN=Guest;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:${OUTSIDE}`,
      ];
      const common = [`UID:${uid}@example.com`, 'DTSTAMP:20240101T000000Z', ...people];
      const override = [
        ...common,
        ...['RECURRENCE-ID:20310308T090000Z', 'DTSTART:20310308T120000Z', 'DTEND:20310308T130000Z'],
        `SUMMARY:${uid} later`,
      ];
      return {
        ...{ uid, answer, organizer, lines: [...common, ...times, `SUMMARY:${uid}`] },
        override: when === 'changed' ? override : null,
      };
    }),
  ),
);

/** The calendar of either of them: the same meetings, with a mail reminder on some. */
export function calendarOf(who: 'anna' | 'bert'): readonly ItemSpec[] {
  return MEETINGS.map(({ lines, override }) => {
    const own = [...lines, `X-OWNER:${who}`];
    if (override === null) return eventItem(own);
    return calendarItem([
      ['VEVENT', own],
      ['VEVENT', override],
    ]);
  });
}
