import { expect, test } from 'vitest';
import { inspectStore } from '../../src/files/inspect.js';
import { openStore } from '../../src/store/open.js';
import { uuencoded } from '../support/uuencode.js';
import { makeStore } from './support.js';

test('what is uuencoded is counted as what it is, and told among the formats', () => {
  const body = uuencoded('Anna.txt', Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna\r\nEND:VCARD\r\n'));
  const loose = 'PRODID:-//kerio.com/Contacts//NONSGML v1.0//EN\nFN:John Smith\nX-FILE-AS:Smith, John\n';
  const items = [
    `Subject: Anna\n\n\n${body}`,
    `Subject: Anna\nContent-Type: text/vcard\nContent-Transfer-Encoding: x-uuencode\n\n${body}`,
    `Subject: John Smith\n\n${loose}`,
    `Subject: John Smith\n${loose}`,
  ];
  const { source } = makeStore({
    Contacts: { kind: 'contacts', items: items.map((item) => ({ bytes: Buffer.from(item) })) },
  });
  const { sums, dialect } = inspectStore(openStore(source));
  expect(sums.kinds.contacts?.found).toBe(4);
  expect(dialect.mimeTypes).toEqual({ '(none)': 2, '(none), uuencoded': 1, 'text/vcard, uuencoded': 1 });
});
