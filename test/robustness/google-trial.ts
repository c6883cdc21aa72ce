/** What is moved to the stand-in for Google while it is disturbed, and what has to be there in the end. */
import type { FakeGoogle } from '../servers/google/fake-google.js';
import { calendarItem, cardItem, eventItem } from '../transfer/dav/support.js';
import { makeStore } from '../transfer/support.js';

const MESSAGES = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8'];
const LARGE = ['m3', 'm6'];

function message(name: string) {
  // Not of one length, and one in two folders.
  const body = `body of ${name}\n`.repeat(LARGE.includes(name) ? 2000 : 1);
  const head = `Message-ID: <${name}@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\nSubject: ${name}\n`;
  return { bytes: `${head}\n${body}`, received: 1_578_020_645, flags: 1 };
}

/** Two messages with one Message-ID that differ at their very end. */
const TWINS = ['one', 'two'];

function twin(end: string) {
  const head = 'Message-ID: <twin@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\nSubject: twin\n';
  return { bytes: `${head}\n${'the same in both\n'.repeat(400)}${end}\n`, received: 1_578_020_645, flags: 1 };
}

/** A mailbox with something of everything. */
export function aStore(): string {
  const series = calendarItem([
    ['VEVENT', ['UID:s@x', 'DTSTART:20310301T090000Z', 'SUMMARY:Series', 'RRULE:FREQ=WEEKLY;COUNT=5']],
    ['VEVENT', ['UID:s@x', 'RECURRENCE-ID:20310308T090000Z', 'DTSTART:20310308T120000Z', 'SUMMARY:Changed']],
  ]);
  const events = ['e1', 'e2', 'e3'].map((name) =>
    eventItem([`UID:${name}@x`, 'DTSTART:20310301T090000Z', `SUMMARY:${name}`]),
  );
  const cards = ['c1', 'c2', 'c3'].map((name) => cardItem([`UID:${name}`, `FN:${name}`, `N:;${name};;;`]));
  const tasks = ['t1', 't2', 't2'].map((name, at) =>
    calendarItem([['VTODO', [`UID:${name}${at}`, `SUMMARY:${name}`, 'DUE;VALUE=DATE:20310301']]]),
  );
  return makeStore({
    INBOX: { items: [...MESSAGES.slice(0, 5).map(message), ...TWINS.map(twin)] },
    Work: { items: [...MESSAGES.slice(4).map(message), ...TWINS.slice(1).map(twin)] },
    Calendar: { kind: 'calendar', items: [series, ...events] },
    Contacts: { kind: 'contacts', items: cards },
    Tasks: { kind: 'tasks', items: tasks },
  });
}

/** What Google has to have of it in the end. */
export const EXPECTED = [
  ...MESSAGES.map(
    (name) => `mail ${name} ${name === 'm5' ? 'INBOX,Work' : Number(name.slice(1)) < 5 ? 'INBOX' : 'Work'}`,
  ),
  ...['mail twin one INBOX', 'mail twin two INBOX,Work'],
  ...['Changed', 'Series', 'e1', 'e2', 'e3'].map((name) => `event ${name}`),
  ...['c1', 'c2', 'c3'].map((name) => `contact ${name}`),
  ...['t1', 't2', 't2'].map((name) => `task ${name}`),
].sort();

/** Everything of a user, in a line each. */
export function thereOf(google: FakeGoogle, user: string): string[] {
  const { mailbox, calendars, people, tasks } = google.user(user);
  return [
    ...mailbox.lines().map((line) => {
      const subject = /^Subject: (.*)$/m.exec(line)?.[1] ?? '';
      const end = subject === 'twin' ? [line.trimEnd().split('\n').at(-1)] : [];
      return ['mail', subject, ...end, line.slice(0, line.indexOf('|'))].join(' ');
    }),
    ...calendars.events('primary').map(({ summary }) => `event ${String(summary)}`),
    ...people.contacts().map(({ names }) => `contact ${/"givenName":"(.*?)"/.exec(JSON.stringify(names))?.[1] ?? ''}`),
    ...tasks.tasks('My Tasks').map(({ title }) => `task ${String(title)}`),
  ].sort();
}
