import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_OPTIONS } from '../../../src/files/plan/options.js';
import { writeReport } from '../../../src/report/json.js';
import { python } from '../../support/python.js';
import { exportTo, ledger, makeStore, newOut } from '../support.js';
import { found, verify } from './faults.js';

const body = 'Subject: s\r\n\r\nFrom here\r\n';
const date = 'Date: Fri, 3 Jan 2020 04:00:05 +0100\r\n';
const from = 'From: a@b.cz\r\n';
const id = (n: number): string => `Message-ID: <${n}@b.cz>\r\n`;

/** Headers that Gmail's importers refuse, misdate or end too early. */
const ODD: readonly string[] = [
  `${from}Date: 27 Jan 00 15:03:00\r\n   PDT\r\n${id(1)}${body}`,
  `${from}Date: 1999/01/31\r\n${id(2)}${body}`,
  `Received: ; Thu Oct 28 17:00:38 2004 -0400\r\n${from}${id(3)}${body}`,
  `From: (unknown sender)\r\n${date}${id(4)}${body}`,
  `From: \r\n${date}${id(5)}${body}`,
  `${date}${id(6)}${body}`,
  `${from}Date:\r\n${id(7)}${body}`,
  `From : a@b.cz\r\nDate\t: 3 Jan 2020 04:00:05 +0100\r\nSubject : s\r\nMessage-Id : <8@b.cz>\r\n\r\nx`,
  `From : nobody\r\nDate : soon\r\nStatus : RO\r\nMessage-ID :\r\n${body}`,
  `Date: soon\r\nX-Kerio-Date: of another day\r\n${date}${from}${id(10)}${body}`,
  'Date: soon',
  'Hello,\r\nno header\r\n',
  `Subject: s\rDate: soon\rFrom : a@b.cz\r\rFrom me\r`,
  `Date: ${'x'.repeat(40_000)}\r\n${from}${id(14)}${body}`,
];

async function exported(): Promise<string> {
  const { source } = makeStore({ INBOX: { items: ODD.map((bytes) => ({ bytes })) } });
  const out = newOut();
  await writeReport(await exportTo(out, source), DEFAULT_OPTIONS);
  return out;
}

const INBOX = 'mail/jan@company.com/INBOX.mbox';

/** Changes the copy of a message without moving any other. */
async function changed(uid: number, old: string, replacement: string): Promise<string[]> {
  const out = await exported();
  const path = join(out, INBOX);
  const { offset, length } = ledger(out)[uid - 1] ?? { offset: 0, length: 0 };
  const bytes = readFileSync(path, 'latin1');
  const [begin, end] = [offset ?? 0, (offset ?? 0) + (length ?? 0)];
  const copy = bytes.slice(begin, end);
  expect(copy).toContain(old);
  expect(old.length).toBe(replacement.length);
  writeFileSync(path, bytes.slice(0, begin) + copy.replace(old, replacement) + bytes.slice(end), 'latin1');
  return found(await verify(out));
}

describe('what Gmail needs in a header', () => {
  test('is in the copy, where any program finds it, and verify agrees', async () => {
    const out = await exported();
    expect((await verify(out)).findings).toEqual([]);
    const read = python(
      `import mailbox, json, sys, email.utils
print(json.dumps([[email.utils.parsedate_to_datetime(m['Date']).strftime('%Y-%m-%dT%H:%M:%S%z'),
  len(m.get_all('Date')), len(m.get_all('From')), '@' in email.utils.parseaddr(m['From'])[1], bool(m['Message-ID'].strip())]
  for m in mailbox.mbox(sys.argv[1], create=False)]))`,
      [join(out, INBOX)],
    );
    const received = ledger(out).map(({ receivedAt }) => receivedAt?.replace('Z', '+0000'));
    const own = '2020-01-03T04:00:05+0100';
    const dates = received.map((time, at) => ([3, 4, 5, 7, 9].includes(at) ? own : time));
    expect(JSON.parse(read)).toEqual(dates.map((time) => [time, 1, 1, true, true]));
  });

  test('verify knows a Date put in that is not the received time', async () => {
    expect(await changed(2, 'Date: Fri, 03 Jan', 'Date: Fri, 04 Jan')).toEqual(['INBOX 2 date']);
  });

  test('verify knows a Date, a From and a Message-ID that are of no use', async () => {
    expect(await changed(1, 'From: a@b.cz', 'From: a b.cz')).toEqual(['INBOX 1 content']);
    expect(await changed(2, 'X-Kerio-Date: 1', 'X-Other-Date: 1')).toEqual(['INBOX 2 content']);
    expect(await changed(8, 'Subject: s', 'Subject :s')).toEqual(['INBOX 8 content']);
    expect(await changed(9, 'X-Kerio-From: nobody', 'X-Kerio-From: nobodi')).toEqual(['INBOX 9 content']);
  });
});
