/** Thirty meetings of two colleagues, as each has them in a calendar: who organizes, who answered what, when, how often. */
import { expect } from 'vitest';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import { verifyMigration } from '../../../src/transfer/verify/verify-all.js';
import { linesOf, readHome } from '../../servers/dav-reader.js';
import { buildStore, type FolderSpec } from '../../support/store-builder.mjs';
import { tempDir } from '../../support/temp.js';
import { migrateQuietly, runOptions } from '../support.js';
import { calendarItem, davAccount, davAt, eventItem } from './support.js';

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
const MEETINGS: readonly Meeting[] = Object.entries(WHEN).flatMap(([when, times]) =>
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
function calendarOf(who: Colleague): readonly ItemSpec[] {
  return MEETINGS.map(({ lines, override }) => {
    const own = [...lines, `X-OWNER:${who}`];
    if (override === null) return eventItem(own);
    return calendarItem([
      ['VEVENT', own],
      ['VEVENT', override],
    ]);
  });
}

export type Colleague = 'anna' | 'bert';

/** The UIDs that each of them has to have in the end, sorted. */
export const MEETING_UIDS: readonly string[] = MEETINGS.map(({ uid }) => `${uid}@example.com`).sort();

/**
 * Moves both of them to a server, in this order, twice: the second time as if the journal were lost. Gives the notes of both runs and
 * what a comparison found after the second.
 */
export async function moveColleagues(url: string, order: readonly Colleague[]) {
  const dir = tempDir('meetings');
  const mailbox = (who: Colleague) => ({
    folders: { INBOX: { items: [] }, Calendar: { kind: 'calendar' as const, items: calendarOf(who) } },
  });
  buildStore(dir, { domains: { 'example.com': { anna: mailbox('anna'), bert: mailbox('bert') } } });
  const source = storeSource(openStore(dir));
  const accounts = order.map((who) => davAccount(who, 'x', `${who}@example.com`));
  const notes: Readonly<Record<string, number>>[] = [];
  const first = runOptions([davAt(url)], { source, accounts });
  for (const run of [first, runOptions([davAt(url)], { source, accounts })]) {
    const { report } = await migrateQuietly(run);
    expect(report?.totals).toMatchObject({ found: 60, exported: 60, failed: 0 });
    notes.push(report?.totals.notes ?? {});
  }
  const { accounts: proofs } = await verifyMigration(first);
  const differences = proofs.flatMap(({ boxes }) => boxes.flatMap((box) => box.differences));
  return { notes, differences };
}

/** The meetings in a user's calendars: UIDs, each as often as it is there; those that are mute; whose versions they are. */
export async function meetingsOf(url: string, user: Colleague, home: string) {
  const objects = await readHome({ url, user, password: 'x' }, home);
  // What lies in an inbox of invitations is no meeting yet.
  const events = objects.filter(({ text }) => text.includes('BEGIN:VEVENT') && !/^METHOD/m.test(text));
  const uidOf = (text: string): string => linesOf(text, ['UID'])[0]?.slice(4) ?? '';
  return {
    uids: events.map(({ text }) => uidOf(text)).sort(),
    mute: events.filter(({ text }) => text.includes('SCHEDULE-AGENT')).map(({ text }) => uidOf(text)),
    owners: new Set(events.flatMap(({ text }) => linesOf(text, ['X-OWNER']))),
  };
}
