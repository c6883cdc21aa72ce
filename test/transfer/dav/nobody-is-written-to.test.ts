import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CyrusGroupware, startCyrusGroupware } from '../../servers/cyrus.js';
import { askDav } from '../../servers/dav-reader.js';
import { startSabre } from '../../servers/sabre.js';
import { type SmtpSink, startSmtpSink } from '../../servers/smtp-sink.js';
import { MEETING_UIDS, meetingsOf, moveColleagues } from './meetings.js';

const USERS = { anna: 'x', bert: 'x' };

describe('meetings of two colleagues', () => {
  let sink: SmtpSink;
  beforeAll(async () => {
    sink = await startSmtpSink();
  });
  afterAll(() => sink.stop());

  test.each([['anna', 'bert'] as const, ['bert', 'anna'] as const])('on Cyrus, %s first', async (first, second) => {
    const server = await startCyrusGroupware(USERS, sink.port);
    try {
      expect(await moveColleagues(server.url, [first, second])).toEqual({ notes: [{}, {}], differences: [] });
      for (const user of ['anna', 'bert'] as const)
        expect(await meetingsOf(server.url, user, `/dav/calendars/user/${user}/`)).toEqual({
          ...{ uids: MEETING_UIDS, mute: [], owners: new Set([`X-OWNER:${user}`]) },
        });
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
      expect(await moveColleagues(server.url, ['anna', 'bert'])).toEqual({ notes: [{}, {}], differences: [] });
      for (const user of ['anna', 'bert'] as const)
        expect(await meetingsOf(server.url, user, `/calendars/${user}/`)).toMatchObject({
          ...{ uids: MEETING_UIDS, mute: [] },
        });
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
