/** Servers that answer strangely, slowly, or ill: nothing is lost and nothing doubled, and no login goes astray. */
import { expect, onTestFinished, test } from 'vitest';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import { verifyMigration } from '../../../src/transfer/verify/verify-all.js';
import { linesOf } from '../../servers/dav-reader.js';
import { type Odd, type OddDav, startOddDav } from '../../servers/odd-dav.js';
import type { FolderSpec } from '../../support/store-builder.mjs';
import { tempDir } from '../../support/temp.js';
import { makeStore, migrateQuietly, runOptions } from '../support.js';
import { davAccount, davAt, EVENTS } from './support.js';

type Folders = Readonly<Record<string, FolderSpec>>;

async function odd(what?: Odd) {
  const server = await startOddDav(what);
  onTestFinished(() => server.stop());
  const state = tempDir('odd-state');
  const optionsFor = (folders: Folders, withJournal = true) =>
    runOptions([davAt(server.url)], {
      source: storeSource(openStore(makeStore(folders))),
      accounts: [davAccount('anna')],
      retry: { firstMs: 1, longestMs: 5, tries: 6 },
      settleMs: 1,
      ...(withJournal ? { stateDir: { state, logs: `${state}/logs` } } : {}),
    });
  return {
    server,
    move: (folders: Folders, withJournal = true) => migrateQuietly(optionsFor(folders, withJournal)),
    prove: (folders: Folders) => verifyMigration(optionsFor(folders)),
  };
}

const calendar = (...names: readonly string[]): Folders => ({
  Calendar: { kind: 'calendar', items: names.map((name) => EVENTS.item(name)) },
});

/** The events of a server: where each is, and what. */
function eventsOf({ objects }: OddDav): string[] {
  return [...objects.values()].map((text) => linesOf(text, ['UID', 'SUMMARY']).join('|')).sort();
}

const said = (name: string): string => `UID:${name}@example.com|SUMMARY:Meeting ${name}`;

/** An event as somebody else has put it there. */
function foreign(name: string, more: readonly string[] = []): string {
  return [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'BEGIN:VEVENT', `UID:${name}@example.com`],
    ...['DTSTAMP:20240101T000000Z', 'DTSTART:20310301T090000Z', 'DTEND:20310301T100000Z', `SUMMARY:Meeting ${name}`],
    ...[...more, 'END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');
}

test.each(['a%2Fb.ics', 'two%20words.ics', 'me%40example.com.ics', '%C5%99.ics', '100%25.ics', "it's(1)!*~.ics"])(
  'what others have put there under the name %s is known for what it is',
  async (name) => {
    const { server, move, prove } = await odd();
    server.objects.set(`/home/calendar/${encodeURIComponent(decodeURIComponent(name))}`, foreign('a'));
    const { report } = await move(calendar('a', 'b'));
    expect(eventsOf(server)).toEqual([said('a'), said('b')]);
    expect(report?.totals).toMatchObject({ copied: 1, present: 1, failed: 0 });
    const proof = await prove(calendar('a', 'b'));
    expect(proof.accounts[0]?.boxes[0]).toMatchObject({ expected: 2, there: 2, others: 0, differences: [] });
  },
);

test('a page in an event is no page of a proxy', async () => {
  const { server, move } = await odd();
  const html = 'X-ALT-DESC;FMTTYPE=text/html:<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN"><html></html>';
  server.objects.set('/home/calendar/1.ics', foreign('x', [html]));
  const { report } = await move(calendar('a'));
  expect(report?.totals).toMatchObject({ copied: 1, failed: 0 });
});

test('half of an answer is asked for again, one by one', async () => {
  const half: Odd = ({ method, body }, server) => {
    if (method !== 'REPORT') return null;
    const [first = ''] = /<d:href>[^<]*<\/d:href>/.exec(body) ?? [];
    // Only the first of those that were asked for.
    return body.split('<d:href>').length > 2 ? { ...onlyFirst(server, first) } : null;
  };
  const { server, move } = await odd(half);
  for (const name of ['a', 'b', 'c']) server.objects.set(`/home/calendar/${name}%40x.ics`, foreign(name));
  const { report } = await move(calendar('a', 'b', 'c', 'd'));
  expect(eventsOf(server)).toEqual(['a', 'b', 'c', 'd'].map(said));
  expect(report?.totals).toMatchObject({ copied: 1, present: 3, failed: 0 });
});

function onlyFirst({ objects }: OddDav, element: string) {
  const href = element.replace(/<[^>]*>/g, '');
  const inner = `<d:propstat><d:prop><c:calendar-data>${objects.get(href) ?? ''}</c:calendar-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>`;
  return {
    status: 207,
    body: `<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response><d:href>${href}</d:href>${inner}</d:response></d:multistatus>`,
  };
}

test('a server that lists a part only is not filled', async () => {
  const part: Odd = ({ method, path, headers }) =>
    method === 'PROPFIND' && path === '/home/calendar/' && headers.depth === '1'
      ? {
          status: 207,
          body: '<multistatus xmlns="DAV:"><response><href>/home/calendar/</href><status>HTTP/1.1 507 Insufficient Storage</status></response></multistatus>',
        }
      : null;
  const { server, move } = await odd(part);
  const { report } = await move(calendar('a'));
  expect(server.objects.size).toBe(0);
  expect(report?.totals).toMatchObject({ found: 1, exported: 0 });
  expect(JSON.stringify(report?.attention)).toContain('lists a part of it only');
});

test('a change goes over where a front-end marks compressed answers', async () => {
  // As Apache does: the ETag of what it compresses is another.
  const compressing: Odd = ({ method, path, headers }, { objects }) => {
    const text = objects.get(path);
    const wants = /gzip/.test(String(headers['accept-encoding'] ?? ''));
    return method === 'GET' && text !== undefined && wants
      ? { status: 200, headers: { etag: `"${text.length}-${path.length}-gzip"` }, body: text }
      : null;
  };
  const { server, move } = await odd(compressing);
  await move(calendar('a'));
  const [path = ''] = server.objects.keys();
  // The server writes it in its own way: that it is ours only its ETag can tell.
  const changed = { ...EVENTS.item('a'), bytes: String(EVENTS.item('a').bytes).replace('Meeting a', 'Changed') };
  await move({ Calendar: { kind: 'calendar', items: [{ ...changed, uid: 9 }] } });
  expect(server.objects.get(path)).toContain('SUMMARY:Changed');
});
