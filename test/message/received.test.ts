import { expect, test } from 'vitest';
import { receivedTime } from '../../src/message/received.js';
import { item } from '../exporters/mail/support.js';

const head = (text: string): Buffer => Buffer.from(text.replace(/\n/g, '\r\n'));
const mtime = (): number => 5_000_000;
const at = (text: string): number => Date.parse(text) / 1000;

const both = head(
  `Received: from a by b; id 1; Fri, 3 Jan 2020 04:04:05 +0100 (CET; x)
Received: from c by a;
\tThu, 2 Jan 2020 00:00:00 +0000
Date: Wed, 1 Jan 2020 00:00:00 +0000

Received: text
`,
);

test('the index knows best, and the message is not read', () => {
  const known = item({ indexTime: 86_401, indexTimeFrom: 'index D' });
  expect(receivedTime(known, both, mtime)).toEqual({ time: 86_401, from: 'index D' });
});

test('else the topmost Received field', () => {
  expect(receivedTime(item(), both, mtime)).toEqual({ time: at('2020-01-03T03:04:05Z'), from: 'Received' });
});

test('a Received field without a date counts for nothing', () => {
  const message = head('Received: from a by b\nReceived: x; yesterday\nReceived: y; 2 Jan 2020 00:00:00 +0000\n\n');
  expect(receivedTime(item(), message, mtime)).toEqual({ time: at('2020-01-02T00:00:00Z'), from: 'Received' });
});

test('else Date, else the file', () => {
  expect(receivedTime(item(), head('Date: 11/16/2016 3:29:16PM\n\n'), mtime)).toEqual({
    time: at('2016-11-16T15:29:16Z'),
    from: 'Date',
  });
  expect(receivedTime(item(), head('Date: soon\n\n'), mtime)).toEqual({ time: 5_000_000, from: 'mtime' });
  expect(receivedTime(item(), head('no header'), mtime)).toEqual({ time: 5_000_000, from: 'mtime' });
});
