import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Radicale, startRadicale } from './radicale.js';

let server: Radicale;
beforeAll(async () => {
  server = await startRadicale();
});
afterAll(() => server.stop());

const calendar = (...events: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...events, 'END:VCALENDAR', ''].join('\r\n');
const event = (uid: string): string =>
  ['BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20200101T000000Z', 'DTSTART:20200103T090000Z', 'END:VEVENT'].join('\r\n');

test('takes a calendar of two events and gives both back', async () => {
  const put = await server.putCollection('anna/work', 'text/calendar', calendar(event('1'), event('2')));
  expect(put.status).toBe(201);
  const back = await server.getCollection('anna/work');
  expect(back.match(/^UID:/gm)).toHaveLength(2);
});

test('refuses a calendar in which two events share a UID', async () => {
  const put = await server.putCollection('anna/bad', 'text/calendar', calendar(event('1'), event('1')));
  expect(put.status).toBe(400);
});

test('splits a file of vCards', async () => {
  const card = (uid: string): string => `BEGIN:VCARD\r\nVERSION:3.0\r\nUID:${uid}\r\nFN:A\r\nN:A;;;;\r\nEND:VCARD\r\n`;
  const put = await server.putCollection('anna/cards', 'text/vcard', card('a') + card('b'));
  expect(put.status).toBe(201);
  expect((await server.getCollection('anna/cards')).match(/^END:VCARD/gm)).toHaveLength(2);
});
