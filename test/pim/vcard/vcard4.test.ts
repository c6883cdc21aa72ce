import { expect, test } from 'vitest';
import { textOf, utf8Octets } from '../../../src/core/octets.js';
import { contentLine, type ContentLine, parseContentLine } from '../../../src/pim/contentline.js';
import { formatCard } from '../../../src/pim/vcard/complete.js';
import { toVCard4 } from '../../../src/pim/vcard/vcard4.js';
import { parseStrictly, type PimFile, refusalsOf } from '../../support/strict-parsers.js';

/** The lines of a vCard 3.0 as those of a vCard 4.0, unfolded, without the frame. */
function converted(...lines: readonly string[]): string[] {
  const parsed = lines.map((line): ContentLine => parseContentLine(utf8Octets(line)));
  const [begin, version, ...rest] = textOf(toVCard4(formatCard(parsed)))
    .replace(/\r\n /g, '')
    .split('\r\n');
  expect([begin, version, ...rest.slice(-2)]).toEqual(['BEGIN:VCARD', 'VERSION:4.0', 'END:VCARD', '']);
  return rest.slice(0, -2);
}

const CHANGED = [
  ['TEL;TYPE=HOME,VOICE;TYPE=pref:+1', 'TEL;TYPE=home,voice;PREF=1:+1'],
  ['EMAIL;TYPE=INTERNET;TYPE=PREF:a@example.com', 'EMAIL;PREF=1:a@example.com'],
  ['PHOTO;ENCODING=b;TYPE=PNG:QUJD', 'PHOTO:data:image/png;base64,QUJD'],
  ['PHOTO;ENCODING=b:QUJD', 'PHOTO:data:image/jpeg;base64,QUJD'],
  ['LOGO;VALUE=uri;TYPE=GIF:https://example.com/a.gif', 'LOGO;MEDIATYPE=image/gif;VALUE=uri:https://example.com/a.gif'],
  ['SOUND;TYPE=WAVE;ENCODING=b:QUJD', 'SOUND:data:audio/wave;base64,QUJD'],
  ['KEY;TYPE=PGP;ENCODING=b:QUJD', 'KEY:data:application/pgp-keys;base64,QUJD'],
  ['X-ICON;ENCODING=b:QUJD', 'X-ICON:data:application/octet-stream;base64,QUJD'],
  ['GEO:50.08;14.42', 'GEO:geo:50.08,14.42'],
  ['TZ:-05:00', 'TZ;VALUE=utc-offset:-0500'],
  ['BDAY;VALUE=DATE:1980-10-01', 'BDAY:19801001'],
  ['BDAY:--10-01', 'BDAY:--1001'],
  ['BDAY:1953-10-15T23:10:00-06:00', 'BDAY:19531015T231000-0600'],
  ['BDAY:in spring', 'BDAY;VALUE=text:in spring'],
  ['REV:2020-01-03T02:04:05.123Z', 'REV:20200103T020405Z'],
  ['UID:jan@example.com', 'UID;VALUE=text:jan@example.com'],
  ['X-ADDRESSBOOKSERVER-KIND:group', 'KIND:group'],
  ['X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:jan', 'MEMBER:urn:uuid:jan'],
] as const;

test.each(CHANGED)('%s becomes %s', (line, expected) => {
  expect(converted(line)).toEqual([expected]);
});

test.each([
  'UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1',
  'N:Novák;Jan;;Ing.;',
  'ORG:Ropes\\, Sons;Sales',
  'NOTE:one\\ntwo\\, three',
  'item1.X-ABLabel:_$!<HomePage>!$_',
  'BDAY:1980',
  'CLASS:PRIVATE',
])('%s stays', (line) => {
  expect(converted(line)).toEqual([line]);
});

test('a label belongs to its address, a name to sort by to the name', () => {
  expect(
    converted(
      'N:van Dam;Jan;;;',
      'SORT-STRING:Dam\\, van',
      'ADR;TYPE=WORK,pref:;;Main 1;Plzen;;;',
      'ADR;TYPE=WORK:;;Main 2;Plzen;;;',
      'LABEL;TYPE=WORK:Main 1\\nPlzen\\, here',
      'LABEL;TYPE=HOME:Side 3',
    ),
  ).toEqual([
    'N;SORT-AS="Dam, van":van Dam;Jan;;;',
    'ADR;LABEL="Main 1\\nPlzen, here";TYPE=work;PREF=1:;;Main 1;Plzen;;;',
    'ADR;TYPE=work:;;Main 2;Plzen;;;',
    'ADR;LABEL=Side 3;TYPE=home:;;;;;;',
  ]);
});

test('readers of vCard 4.0 take it', () => {
  const lines = [
    ...CHANGED.map(([line]) => line).filter((line) => !/^(?:BDAY:|PHOTO;ENCODING=b:|X-ADDR|X-ICON)/.test(line)),
    ...['N:Novák;Jan;;;', 'FN:Jan Novák', 'LABEL:Main 1\\, here', 'SORT-STRING:x'],
  ];
  const card = toVCard4(formatCard(lines.map((line) => parseContentLine(utf8Octets(line)))));
  const group = toVCard4(
    formatCard([
      contentLine('FN', 'Team'),
      contentLine('N', 'Team;;;;'),
      contentLine('UID', 'team'),
      contentLine('X-ADDRESSBOOKSERVER-KIND', 'group'),
      contentLine('X-ADDRESSBOOKSERVER-MEMBER', 'mailto:jan@example.com'),
    ]),
  );
  const files = [card, group].map((text, at): PimFile => {
    return { name: `${at}.vcf`, kind: 'card', bytes: Buffer.from(text, 'latin1') };
  });
  expect(refusalsOf(parseStrictly('sabre', files))).toEqual([]);
  expect(refusalsOf(parseStrictly('vobject', files))).toEqual([]);
});
