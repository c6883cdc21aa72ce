/** What happens to folders and collections between two runs, and in the midst of one: nothing is lost, nothing doubled. */
import { expect, test } from 'vitest';
import type { Odd } from '../../servers/odd-dav.js';
import { calendar, eventsOf, odd, said } from './odd.js';
import { calendarItem, EVENTS, eventItem } from './support.js';

const GUID = 'T2 G64590354-03bc-46fa-9d94-b5c19be217d7\n';
const TEAM = { kind: 'calendar', status: GUID, items: [EVENTS.item('a'), EVENTS.item('b')] } as const;

test('a folder that is called otherwise stays the collection that it is; a copy of it is another', async () => {
  const { server, move } = await odd();
  await move({ Team: TEAM });
  await move({ 'Team 2031': { ...TEAM, items: [...TEAM.items, EVENTS.item('c')] } });
  expect(eventsOf(server)).toEqual(['a', 'b', 'c'].map(said));
  expect(server.asked.filter(({ method }) => method === 'PUT')).toHaveLength(3);
  await move({ 'Team 2031': TEAM, Restored: TEAM });
  expect([...server.collections.keys()].filter((url) => url.includes('kx-'))).toHaveLength(2);
});

test('one folder alone meets the calendar that is there, however many bear its name in some language', async () => {
  const { server, move } = await odd();
  await move({ Kalender: { kind: 'calendar', items: [EVENTS.item('a')] }, ...calendar('b') });
  expect(eventsOf(server, '/home/calendar/')).toEqual([said('b')]);
  expect(eventsOf(server, '/home/kx-')).toEqual([said('a')]);
});

test('two folders in one calendar: what has one UID and says two things is kept twice', async () => {
  const { server, move, prove } = await odd(undefined, ['Team=All', 'Club=All']);
  const other = eventItem([
    ...['UID:a@example.com', 'DTSTAMP:20240101T000000Z', 'DTSTART:20310501T090000Z', 'DTEND:20310501T100000Z'],
    'SUMMARY:Another',
  ]);
  const folders = {
    Team: { kind: 'calendar', items: [EVENTS.item('a'), EVENTS.item('b')] },
    Club: { kind: 'calendar', items: [other, EVENTS.item('b')] },
  } as const;
  const { report } = await move(folders);
  expect(eventsOf(server)).toEqual([
    expect.stringMatching(/^UID:a@example\.com-[0-9a-f]{8}\|SUMMARY:(?:Another|Meeting a)$/) as string,
    expect.stringMatching(/^UID:a@example\.com\|SUMMARY:(?:Another|Meeting a)$/) as string,
    said('b'),
  ]);
  expect(report?.totals.notes).toEqual({
    'its UID is that of another item in the same collection, which says something else: it got a UID of its own': 1,
  });
  expect((await prove(folders)).accounts[0]?.boxes[0]).toMatchObject({ differences: [], others: 0, doubled: [] });
  await move(folders, false);
  expect(server.objects.size).toBe(3);
});

test('an event and a task with one UID are both kept', async () => {
  const { server, move } = await odd();
  const task = calendarItem([['VTODO', ['UID:a@example.com', 'DTSTAMP:20240101T000000Z', 'SUMMARY:Task']]]);
  await move({ Calendar: { kind: 'calendar', items: [EVENTS.item('a'), task] } });
  expect(eventsOf(server)).toHaveLength(2);
});

test('a calendar that vanishes between the look around and its turn is filled anew', async () => {
  let vanishes = false;
  const vanishing: Odd = ({ method, path, headers }, { collections, objects }) => {
    const isTurn = method === 'PROPFIND' && path.includes('kx-') && headers.depth === '0';
    if (!vanishes || !isTurn) return null;
    vanishes = false;
    collections.delete(path);
    objects.clear();
    return null;
  };
  const { server, move } = await odd(vanishing);
  const team = (...names: readonly string[]) => ({
    Team: { kind: 'calendar', items: names.map((name) => EVENTS.item(name)) } as const,
  });
  await move(team('a', 'b'));
  vanishes = true;
  await move(team('a', 'b', 'c'));
  expect(eventsOf(server)).toEqual(['a', 'b', 'c'].map(said));
});

test('a calendar that vanishes while it is filled is made and filled anew', async () => {
  let puts = 0;
  const vanishing: Odd = ({ method, path }, { collections, objects }) => {
    if (method !== 'PUT') return null;
    puts += 1;
    const collection = path.slice(0, path.lastIndexOf('/') + 1);
    if (puts === 12) {
      collections.delete(collection);
      objects.clear();
    }
    return collections.has(collection) ? null : { status: 409 };
  };
  const names = Array.from({ length: 10 }, (_, at) => `n${at}`);
  const { server, move } = await odd(vanishing);
  const team = (...more: readonly string[]) => ({
    Team: { kind: 'calendar', items: [...names, ...more].map((name) => EVENTS.item(name)) } as const,
  });
  await move(team());
  const { report } = await move(team('x', 'y', 'z'));
  expect(eventsOf(server)).toEqual([...names, 'x', 'y', 'z'].map(said).sort());
  expect(report?.totals.failed).toBe(0);
});
