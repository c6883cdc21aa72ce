import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import { type CyrusGroupware, startCyrusGroupware } from '../../servers/cyrus.js';
import { askDav, linesOf, readHome } from '../../servers/dav-reader.js';
import { startSabre } from '../../servers/sabre.js';
import { type SmtpSink, startSmtpSink } from '../../servers/smtp-sink.js';
import { buildStore } from '../../support/store-builder.mjs';
import { tempDir } from '../../support/temp.js';
import { migrateQuietly, runOptions } from '../support.js';
import { calendarOf, MEETINGS } from './meetings.js';
import { davAccount, davAt } from './support.js';

const USERS = { anna: 'x', bert: 'x' };

function makeMeetings(): string {
  const mailbox = (who: 'anna' | 'bert') => ({
    folders: { INBOX: { items: [] }, Calendar: { kind: 'calendar' as const, items: calendarOf(who) } },
  });
  const dir = tempDir('meetings');
  buildStore(dir, { domains: { 'example.com': { anna: mailbox('anna'), bert: mailbox('bert') } } });
  return dir;
}

/** Moves both, in this order, twice: with the journal, and as if it were lost. */
async function moveBoth(url: string, order: readonly ('anna' | 'bert')[]): Promise<void> {
  const source = storeSource(openStore(makeMeetings()));
  const accounts = order.map((who) => davAccount(who, 'x', `${who}@example.com`));
  const destinations = [davAt(url)];
  for (let times = 0; times < 2; times += 1) {
    const { report } = await migrateQuietly(runOptions(destinations, { source, accounts }));
    expect(report?.totals).toMatchObject({ found: 60, exported: 60, failed: 0 });
    expect(report?.totals.notes).toEqual({});
  }
}

/** Summaries in a user's calendars, each as often as it is there, and whether anything is mute. */
async function calendars(url: string, user: string, home: string) {
  const objects = await readHome({ url, user, password: 'x' }, home);
  const events = objects.filter(({ text }) => text.includes('BEGIN:VEVENT'));
  return {
    uids: events.map(({ text }) => linesOf(text, ['UID'])[0]?.slice(4)).sort(),
    mute: events.filter(({ text }) => /SCHEDULE-AGENT/.test(text)).length,
    owners: new Set(events.flatMap(({ text }) => linesOf(text, ['X-OWNER']))),
  };
}

const EXPECTED = MEETINGS.map(({ uid }) => `${uid}@example.com`).sort();

describe('meetings of two colleagues', () => {
  let sink: SmtpSink;
  beforeAll(async () => {
    sink = await startSmtpSink();
  });
  afterAll(() => sink.stop());

  test.each([['anna', 'bert'] as const, ['bert', 'anna'] as const])('on Cyrus, %s first', async (first, second) => {
    const server = await startCyrusGroupware(USERS, sink.port);
    try {
      await moveBoth(server.url, [first, second]);
      for (const user of ['anna', 'bert']) {
        const { uids, mute, owners } = await calendars(server.url, user, `/dav/calendars/user/${user}/`);
        expect({ uids, mute, owners }).toEqual({ uids: EXPECTED, mute: 0, owners: new Set([`X-OWNER:${user}`]) });
      }
      expect(sink.mails).toEqual([]);
      await expectInvitations(server, sink);
    } finally {
      await server.stop();
      (sink.mails as string[]).length = 0;
    }
  });

  test('on sabre/dav', async () => {
    const server = await startSabre(USERS);
    try {
      await moveBoth(server.url, ['anna', 'bert']);
      for (const user of ['anna', 'bert'])
        expect(await calendars(server.url, user, `/calendars/${user}/`)).toMatchObject({ uids: EXPECTED, mute: 0 });
    } finally {
      await server.stop();
    }
  });
});

/** The sink is no proof unless the server does send when nobody keeps it from that. */
async function expectInvitations({ url }: CyrusGroupware, { mails }: SmtpSink): Promise<void> {
  const event = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', 'BEGIN:VEVENT', 'UID:loud@example.com'],
    ...['DTSTAMP:20240101T000000Z', 'DTSTART:20310401T090000Z', 'DTEND:20310401T100000Z', 'SUMMARY:loud'],
    ...['ORGANIZER:mailto:anna@example.com', 'ATTENDEE:mailto:anna@example.com', 'ATTENDEE:mailto:out@example.net'],
    ...['END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');
  const who = { url, user: 'anna', password: 'x' };
  const put = await askDav(who, 'PUT', `${url}dav/calendars/user/anna/Default/loud.ics`, {
    body: event,
    headers: { 'content-type': 'text/calendar; charset=utf-8' },
  });
  expect(put.status).toBe(201);
  while (mails.length === 0) await sleep(20);
  expect(mails[0]).toContain('out@example.net');
}
