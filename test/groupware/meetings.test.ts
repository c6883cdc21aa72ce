/** `npm run test:groupware`: servers that take a database and a minute to start. Nobody is written to, and no meeting is there twice. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import { openStore } from '../../src/store/open.js';
import { verifyMigration } from '../../src/transfer/verify/verify-all.js';
import { linesOf, readHome } from '../servers/dav-reader.js';
import { startDavical } from '../servers/davical.js';
import { type SmtpSink, startSmtpSink } from '../servers/smtp-sink.js';
import { startSogo } from '../servers/sogo.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';
import { calendarOf, MEETINGS } from '../transfer/dav/meetings.js';
import { davAccount, davAt } from '../transfer/dav/support.js';
import { migrateQuietly, runOptions } from '../transfer/support.js';

const USERS = { anna: 'x', bert: 'x' };
const MUTE =
  'the server sends nothing to its people any more when it is changed there: SCHEDULE-AGENT=CLIENT stays in it';
const EXPECTED = MEETINGS.map(({ uid }) => `${uid}@example.com`).sort();

function makeMeetings(): string {
  const mailbox = (who: 'anna' | 'bert') => ({
    folders: { INBOX: { items: [] }, Calendar: { kind: 'calendar' as const, items: calendarOf(who) } },
  });
  const dir = tempDir('meetings');
  buildStore(dir, { domains: { 'example.com': { anna: mailbox('anna'), bert: mailbox('bert') } } });
  return dir;
}

/** Moves both in this order, twice, without a journal the second time; gives the notes of the first run and the proof. */
async function moveBoth(url: string, order: readonly ('anna' | 'bert')[]) {
  const source = storeSource(openStore(makeMeetings()));
  const accounts = order.map((who) => davAccount(who, 'x', `${who}@example.com`));
  const first = runOptions([davAt(url)], { source, accounts });
  const { report } = await migrateQuietly(first);
  expect(report?.totals).toMatchObject({ found: 60, exported: 60, failed: 0 });
  const { report: second } = await migrateQuietly(runOptions([davAt(url)], { source, accounts }));
  expect(second?.totals).toMatchObject({ found: 60, exported: 60, failed: 0 });
  return { notes: report?.totals.notes ?? {}, proof: await verifyMigration(first) };
}

async function uidsOf(url: string, user: string, home: string) {
  const objects = await readHome({ url, user, password: 'x' }, home);
  const events = objects.filter(({ text }) => text.includes('BEGIN:VEVENT') && !/^METHOD/m.test(text));
  return {
    uids: events.map(({ text }) => linesOf(text, ['UID'])[0]?.slice(4)).sort(),
    mute: events.filter(({ text }) => text.includes('SCHEDULE-AGENT')).flatMap(({ text }) => linesOf(text, ['UID'])),
  };
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
      const { notes, proof } = await moveBoth(server.url, [first, second]);
      expect(Object.keys(notes)).toEqual([MUTE]);
      expect(proof.accounts.flatMap(({ boxes }) => boxes.flatMap(({ differences }) => differences))).toEqual([]);
      for (const user of ['anna', 'bert']) {
        const { uids, mute } = await uidsOf(server.url, user, `/SOGo/dav/${user}/Calendar/`);
        expect({ user, uids }).toEqual({ user, uids: EXPECTED });
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
      const { notes, proof } = await moveBoth(server.url, ['anna', 'bert']);
      expect(Object.keys(notes)).toEqual([MUTE]);
      expect(proof.accounts.flatMap(({ boxes }) => boxes.flatMap(({ differences }) => differences))).toEqual([]);
      for (const user of ['anna', 'bert'])
        expect((await uidsOf(server.url, user, `/caldav.php/${user}/`)).uids).toEqual(EXPECTED);
      expect(server.mails()).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});
