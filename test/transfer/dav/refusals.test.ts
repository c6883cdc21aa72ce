/** What a server refuses, in its own words: the item, the folder or the account, and nothing beside it. */
import { expect, test } from 'vitest';
import type { Odd, Said } from '../../servers/odd-dav.js';
import { calendar, eventsOf, odd, said } from './odd.js';
import { EVENTS } from './support.js';

/** Answers so to every PUT of the event with that name. */
const refusing =
  (answer: Said, name = 'b'): Odd =>
  ({ method, body }) =>
    method === 'PUT' && body.includes(`SUMMARY:Meeting ${name}`) ? answer : null;

test.each<readonly [string, Said]>([
  ['403 valid-calendar-data Bad things', { status: 403, body: '<error><valid-calendar-data/>Bad  things</error>' }],
  ['207 cannot store', { status: 207, body: '<multistatus><response>cannot store</response></multistatus>' }],
  ['412 supported-calendar-component', { status: 412, body: '<error><supported-calendar-component/></error>' }],
  ['413 Request Entity Too Large', { status: 413, body: 'Request Entity Too Large' }],
  ['500 Only 3500 occurrences', { status: 500, body: 'Only 3500 occurrences' }],
  ['502 no upstream', { status: 502, body: '<html><title>x</title>no upstream</html>' }],
  ['302', { status: 302, headers: { location: 'http://other.example/' } }],
])('"%s" is told of the one event, and the others are there', async (words, answer) => {
  const { server, move } = await odd(refusing(answer));
  const { report } = await move(calendar('a', 'b', 'c'));
  expect(eventsOf(server)).toEqual(['a', 'c'].map(said));
  expect(report?.totals).toMatchObject({ found: 3, exported: 2, failed: 1 });
  expect(report?.attention.map(({ reason }) => reason)).toEqual([words]);
});

test('an account without room ends, with what fitted', async () => {
  const { server, move } = await odd(refusing({ status: 507, body: 'Insufficient Storage' }));
  const { report } = await move(calendar('a', 'b'));
  expect(eventsOf(server)).toEqual([said('a')]);
  expect(report?.problems.join()).toContain('the mailbox is full: 507 Insufficient Storage');
});

test('who is asked to wait waits, in seconds or until a date', async () => {
  let times = 0;
  const busy: Odd = ({ method }) => {
    if (method !== 'PUT') return null;
    times += 1;
    if (times === 1) return { status: 429, headers: { 'retry-after': '0' } };
    // A date that is over: nobody waits for a year that has been.
    return times === 2 ? { status: 503, headers: { 'retry-after': 'Sat, 01 Jan 2000 00:00:00 GMT' } } : null;
  };
  const { server, move } = await odd(busy);
  const { report } = await move(calendar('a', 'b'));
  expect(eventsOf(server)).toEqual(['a', 'b'].map(said));
  expect([report?.totals.failed, server.asked.filter(({ method }) => method === 'PUT').length]).toEqual([0, 4]);
});

test('a login that is refused in the midst of a run ends the account, and the next run goes on', async () => {
  let puts = 0;
  const locked: Odd = ({ method }) => {
    if (method === 'PUT') puts += 1;
    return puts >= 3 && puts < 100 ? { status: 401, body: 'too many sessions' } : null;
  };
  const { server, move } = await odd(locked);
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const { report } = await move(calendar(...names));
  expect(report?.problems.join()).toContain('refused the login: 401 too many sessions');
  puts = 100;
  await move(calendar(...names));
  expect(eventsOf(server)).toEqual(names.map(said));
});

test.each([403, 405, 429])('where no collection can be made (%i) the others are filled', async (status) => {
  const { server, move } = await odd(({ method }) => (method.startsWith('MK') ? { status, body: 'no more' } : null));
  const { report } = await move({
    ...calendar('a'),
    Team: { kind: 'calendar', items: [EVENTS.item('b')] },
    'Work/Club': { kind: 'contacts', items: [] },
  });
  expect(eventsOf(server)).toEqual([said('a')]);
  expect(JSON.stringify(report?.attention)).toContain(
    `the server makes no collection (${status} no more): make one there by hand and name it with --map`,
  );
});

test('a collection that somebody made by hand is filled by --map', async () => {
  const named: Odd = ({ method, path, headers }, { collections }) => {
    if (method.startsWith('MK')) return { status: 403 };
    if (method !== 'PROPFIND' || path !== '/home/' || headers.depth !== '1') return null;
    collections.set('/home/by-hand/', 'calendar');
    const type = '<d:resourcetype><d:collection/><c:calendar/></d:resourcetype><d:displayname>Ours</d:displayname>';
    return {
      status: 207,
      body: `<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response><d:href>/home/by-hand/</d:href><d:propstat><d:prop>${type}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>`,
    };
  };
  const { server, move } = await odd(named, ['Team=Ours']);
  await move({ Team: { kind: 'calendar', items: [EVENTS.item('b')] } });
  expect(eventsOf(server, '/home/by-hand/')).toEqual([said('b')]);
});
