/** `npm run test:groupware`: servers that take a database and a minute to start. Nobody is written to, and no meeting is there twice. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDavical } from '../servers/davical.js';
import { type SmtpSink, startSmtpSink } from '../servers/smtp-sink.js';
import { startSogo } from '../servers/sogo.js';
import { MEETING_UIDS, meetingsOf, moveColleagues } from '../transfer/dav/meetings.js';

const USERS = { anna: 'x', bert: 'x' };
const MUTE =
  'the server sends nothing to its people any more when it is changed there: SCHEDULE-AGENT=CLIENT stays in it';

/** Moves both; of what it says there is nothing but that some meetings are mute. */
async function expectMoved(url: string, order: readonly ('anna' | 'bert')[]): Promise<void> {
  const { notes, differences } = await moveColleagues(url, order);
  expect({ notes: Object.keys(notes[0] ?? {}), differences }).toEqual({ notes: [MUTE], differences: [] });
}

describe('meetings of two colleagues', () => {
  let sink: SmtpSink;
  beforeAll(async () => {
    sink = await startSmtpSink();
  });
  afterAll(() => sink.stop());

  test.each([['anna', 'bert'] as const, ['bert', 'anna'] as const])('on SOGo, %s first', async (first, second) => {
    const server = await startSogo(USERS, sink.port);
    try {
      await expectMoved(server.url, [first, second]);
      for (const user of ['anna', 'bert'] as const) {
        const { uids, mute } = await meetingsOf(server.url, user, `/SOGo/dav/${user}/Calendar/`);
        expect({ user, uids }).toEqual({ user, uids: MEETING_UIDS });
        // Of a guest's meeting the server does not let it go.
        expect(mute.filter((uid) => uid.includes(`-${user}-`))).toEqual([]);
      }
      expect(sink.mails).toEqual([]);
    } finally {
      await server.stop();
      (sink.mails as string[]).length = 0;
    }
  });

  test('on DAViCal', async () => {
    const server = await startDavical(USERS);
    try {
      await expectMoved(server.url, ['anna', 'bert']);
      for (const user of ['anna', 'bert'] as const)
        expect((await meetingsOf(server.url, user, `/caldav.php/${user}/`)).uids).toEqual(MEETING_UIDS);
      expect(server.mails()).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});
