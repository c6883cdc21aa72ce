import { afterAll, beforeAll, expect, test } from 'vitest';
import { startXandikos, type Xandikos } from './xandikos.js';

let server: Xandikos;
beforeAll(async () => {
  server = await startXandikos();
});
afterAll(async () => {
  await server.stop();
});

const calendar = (...lines: readonly string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');

test('takes an event and a card, and gives them back', async () => {
  const event = calendar('BEGIN:VEVENT', 'UID:a', 'DTSTAMP:20240101T000000Z', 'DTSTART:20240301T090000Z', 'END:VEVENT');
  const card = 'BEGIN:VCARD\r\nVERSION:3.0\r\nUID:b\r\nFN:Jan\r\nN:;Jan;;;\r\nEND:VCARD\r\n';
  expect((await server.put('calendar', 'a b', event)).status).toBe(201);
  expect((await server.put('card', 'b', card)).status).toBe(201);
  expect((await server.get('calendar', 'a b')).body).toContain('DTSTART:20240301T090000Z');
  expect((await server.get('card', 'b')).body).toContain('FN:Jan');
});

test.each([
  ['calendar', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n'],
  ['card', 'FN:Jan\r\n'],
] as const)('refuses what is no %s', async (kind, body) => {
  expect((await server.put(kind, 'x', body)).status).not.toBe(201);
  expect((await server.get(kind, 'x')).status).toBe(404);
});
