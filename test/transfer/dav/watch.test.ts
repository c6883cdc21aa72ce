import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { imapDestination } from '../../../src/destinations/imap/destination.js';
import { startCyrusGroupware } from '../../servers/cyrus.js';
import { linesOf, readHome } from '../../servers/dav-reader.js';
import { startDovecot } from '../../servers/dovecot.js';
import { startRadicale } from '../../servers/radicale.js';
import { startSmtpSink } from '../../servers/smtp-sink.js';
import { buildFolder, type FolderSpec } from '../../support/store-builder.mjs';
import { account, contents, endpointAt, makeStore, passwordLogin, PASSWORD, runOptions } from '../support.js';
import { Running } from '../watch/running.js';
import { cardItem, davAccount, davAt, eventItem } from './support.js';

/** Whole beyond doubt: nothing has to be looked at again. */
const WHOLE = 1_600_000_000;

type Item = NonNullable<FolderSpec['items']>[number];

function meeting(uid: number, name: string, summary: string, more: readonly string[] = []): Item {
  const lines = [
    ...[`UID:${name}@example.com`, 'DTSTAMP:20240101T000000Z', 'DTSTART:20310301T090000Z', 'DTEND:20310301T100000Z'],
    ...['ORGANIZER:mailto:anna@example.com', 'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:out@example.net', ...more],
  ];
  return { ...eventItem([...lines, `SUMMARY:${summary}`]), uid, mtime: WHOLE };
}

function person(uid: number, name: string, phone: string): Item {
  return { ...cardItem([`UID:${name}`, `FN:${name}`, `N:${name};;;;`, `TEL:${phone}`]), uid, mtime: WHOLE };
}

/** What the old server makes of a folder: files come and go, and a changed item gets a new number. */
function rewrite(mailbox: string, folder: string, kind: 'calendar' | 'contacts', items: readonly Item[]): void {
  const dir = join(mailbox, folder);
  buildFolder(dir, { kind, items });
  for (let uid = 1; uid < 20; uid += 1) {
    const file = join(dir, `#msgs/${uid.toString(16).padStart(8, '0')}.eml`);
    if (!items.some((item) => item.uid === uid)) rmSync(file, { force: true });
  }
}

const mailboxOf = (store: string): string => join(store, 'store/mail/example.com/anna');

test('contacts and events that come, change and go while people still work on the old server', async () => {
  const server = await startRadicale();
  onTestFinished(() => server.stop());
  const store = makeStore({
    INBOX: { items: [] },
    Calendar: { kind: 'calendar', items: [meeting(1, 'a', 'A'), meeting(2, 'b', 'B')] },
    Contacts: { kind: 'contacts', items: [person(1, 'jan', '1')] },
  });
  const mailbox = mailboxOf(store);
  const there = async (): Promise<string[]> => {
    const objects = await readHome({ url: server.url, user: 'anna', password: 'x' }, '/anna/');
    return objects.map(({ text }) => linesOf(text, ['SUMMARY', 'FN', 'TEL']).join('|')).sort();
  };
  const watch = new Running(store, (source) =>
    runOptions([davAt(server.url)], { source, accounts: [davAccount('anna')] }),
  );
  await watch.sent(3);
  expect(await there()).toEqual(['FN:jan|TEL:1', 'SUMMARY:A', 'SUMMARY:B']);

  rewrite(mailbox, 'Contacts', 'contacts', [person(1, 'jan', '1'), person(2, 'eva', '2')]);
  await watch.sent(4);
  rewrite(mailbox, 'Calendar', 'calendar', [meeting(1, 'a', 'A'), meeting(2, 'b', 'B'), meeting(3, 'c', 'C')]);
  await watch.sent(5);
  expect(await there()).toEqual(['FN:eva|TEL:2', 'FN:jan|TEL:1', 'SUMMARY:A', 'SUMMARY:B', 'SUMMARY:C']);

  // One is changed, one goes.
  rewrite(mailbox, 'Contacts', 'contacts', [person(2, 'eva', '2'), person(4, 'jan', '11')]);
  await watch.sent(6);
  rewrite(mailbox, 'Calendar', 'calendar', [meeting(3, 'c', 'C'), meeting(5, 'a', 'A moved')]);
  await watch.sent(7);
  // One goes, and nothing comes.
  rewrite(mailbox, 'Calendar', 'calendar', [meeting(5, 'a', 'A moved')]);
  rewrite(mailbox, 'Contacts', 'contacts', [person(4, 'jan', '11'), person(5, 'ota', '5')]);
  await watch.sent(8);
  const { state } = await watch.stop();
  expect(state?.report).toMatchObject({ complete: true, totals: { found: 3, exported: 3, failed: 0, missing: 0 } });
  expect(await there()).toEqual([
    ...['FN:eva|TEL:2', 'FN:jan|TEL:11', 'FN:ota|TEL:5'],
    ...['SUMMARY:A moved', 'SUMMARY:B', 'SUMMARY:C'],
  ]);
  expect(server.log()).not.toMatch(/DELETE request/);
});

test('mail to one server, contacts to another', async () => {
  const imap = await startDovecot({ users: { anna: PASSWORD } });
  onTestFinished(() => imap.stop());
  const server = await startRadicale();
  onTestFinished(() => server.stop());
  const mail = (uid: number): Item => ({ uid, bytes: `Subject: mail ${uid}\r\n\r\nx\r\n`, mtime: WHOLE });
  const store = makeStore({
    INBOX: { items: [mail(1)] },
    Contacts: { kind: 'contacts', items: [person(1, 'jan', '1')] },
    Calendar: { kind: 'calendar', items: [] },
  });
  const mailbox = mailboxOf(store);
  const destinations = [imapDestination({ endpoint: endpointAt(imap.port), login: passwordLogin }), davAt(server.url)];
  const watch = new Running(store, (source) => runOptions(destinations, { source, accounts: [account('anna')] }));
  await watch.sent(2);
  rewrite(mailbox, 'Contacts', 'contacts', [person(1, 'jan', '1'), person(2, 'eva', '2')]);
  await watch.sent(3);
  buildFolder(join(mailbox, 'INBOX'), { items: [mail(1), mail(2)] });
  await watch.sent(4);
  rewrite(mailbox, 'Calendar', 'calendar', [meeting(1, 'a', 'A')]);
  await watch.sent(5);
  await watch.stop();
  const objects = await readHome({ url: server.url, user: 'anna', password: PASSWORD }, '/anna/');
  expect(objects.map(({ text }) => linesOf(text, ['SUMMARY', 'FN']).join('|')).sort()).toEqual([
    ...['FN:eva', 'FN:jan', 'SUMMARY:A'],
  ]);
  expect(
    contents(imap, 'anna')
      .map(({ bytes }) => /Subject: (.*?)\r?\n/.exec(bytes.toString())?.[1])
      .sort(),
  ).toEqual(['mail 1', 'mail 2']);
});

test('meetings that come and change while a server listens that writes to guests: it writes to nobody', async () => {
  const sink = await startSmtpSink();
  onTestFinished(() => sink.stop());
  const server = await startCyrusGroupware({ anna: 'x' }, sink.port);
  onTestFinished(() => server.stop());
  const store = makeStore({ Calendar: { kind: 'calendar', items: [meeting(1, 'a', 'A')] } });
  const mailbox = mailboxOf(store);
  const watch = new Running(store, (source) =>
    runOptions([davAt(server.url)], { source, accounts: [davAccount('anna')] }),
  );
  await watch.sent(1);
  rewrite(mailbox, 'Calendar', 'calendar', [meeting(1, 'a', 'A'), meeting(2, 'b', 'B')]);
  await watch.sent(2);
  const later = ['ATTENDEE;PARTSTAT=ACCEPTED:mailto:other@example.net'];
  rewrite(mailbox, 'Calendar', 'calendar', [meeting(2, 'b', 'B'), meeting(3, 'a', 'A later', later)]);
  await watch.sent(3);
  rewrite(mailbox, 'Calendar', 'calendar', [meeting(3, 'a', 'A later', later), meeting(4, 'c', 'C')]);
  await watch.sent(4);
  await watch.stop();
  const objects = await readHome({ url: server.url, user: 'anna', password: 'x' }, '/dav/calendars/user/anna/');
  expect(objects.map(({ text }) => linesOf(text, ['SUMMARY']).join('|')).sort()).toEqual([
    ...['SUMMARY:A later', 'SUMMARY:B', 'SUMMARY:C'],
  ]);
  expect(sink.mails).toEqual([]);
});
