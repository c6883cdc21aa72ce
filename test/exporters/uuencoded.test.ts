import { expect, test } from 'vitest';
import { openNotesWriter } from '../../src/exporters/notes/writer.js';
import { openTasksWriter } from '../../src/exporters/tasks/writer.js';
import type { OutputFiles } from '../../src/exporters/output.js';
import { uuencoded } from '../support/uuencode.js';
import { BASE, event, exportCalendar, exportItems } from './calendars/support.js';
import { card, exportContacts } from './contacts/support.js';

/** An item as Outlook files it over IMAP: no type, blank lines, the content as a uuencoded file. */
const anna =
  String.raw`Subject: Anna Martin
Date: Wed, 10 Oct 2012 15:31:08 +0200
X-MimeOLE: Produced By Microsoft MimeOLE V6.1.7601.17609


begin 666 Anna Martin.txt
M0D5'24XZ5D-!4D0-"E9%4E-)3TXZ,RXP#0I04D]$240Z+2\O:V5R:6\N8V]M
M+T-O;G1A8W1S+R].3TY31TU,('8Q+C O+T5.#0I!1%([5%E013U(3TU%.CL[
M4W1R965T(#%<;E-T<F5E=" R.TQY;VX[.S8Y,# Q.T9R86YC90T*14U!24P[
M5%E013U04D5&.F%N;F% 97AA;7!L92YF<@T*5$5,.U194$4]5D])0T4L2$]-
M13HK,S,@*# I(#,@,3(@,S0@-38@-S@-"E1%3#M465!%/4-%3$PZ*S,S("@P
M*2 V(#$R(#,T(#4V(#<X#0I/4D<Z36%I<V]N.PT*3D]413I296UA<G%U92##
MJ<.HPZK#H T*6"U&24Q%+4%3.DUA<G1I;BP@06YN80T*3CI-87)T:6X[06YN
M83L[.PT*1DXZ06YN82!-87)T:6X-"E523#M465!%/5=/4DLZ;6%I<V]N+F5X
M86UP;&4N9G(-"D)$05D[5D%,544]1$%413HR,#$R,3 Q, T*54E$.F)F8V%F
L,V0P+31C.#4M-&,U8RTY-&4R+3 P,# P,# P,# P,0T*14Y$.E9#05)$#0H 
` + '`\nend\n';

const annasCard = card(
  'PRODID:-//kerio.com/Contacts//NONSGML v1.0//EN',
  'ADR;TYPE=HOME:;;Street 1\\nStreet 2;Lyon;;69001;France',
  'EMAIL;TYPE=PREF:anna@example.fr',
  'TEL;TYPE=VOICE,HOME:+33 (0) 3 12 34 56 78',
  'TEL;TYPE=CELL:+33 (0) 6 12 34 56 78',
  'ORG:Maison;',
  'NOTE:Remarque éèêà',
  'X-FILE-AS:Martin, Anna',
  'N:Martin;Anna;;;',
  'FN:Anna Martin',
  'URL;TYPE=WORK:maison.example.fr',
  'BDAY;VALUE=DATE:20121010',
  'UID:bfcaf3d0-4c85-4c5c-94e2-000000000001',
);

test.each([
  ['as it is stored', (item: string) => item],
  ['with CRLF', (item: string) => item.replaceAll('\n', '\r\n')],
  ['with bare CR', (item: string) => item.replaceAll('\n', '\r')],
  ['with blanks lost at the ends of its lines', (item: string) => item.replaceAll(/ +$/gm, '')],
  ['with a wrong length', (item: string) => item.replace('\nL,V0P', '\nM,V0P')],
  [
    'declared',
    (item: string) =>
      item.replace('\n\n', '\nContent-Type: text/vcard; charset=utf-8\nContent-Transfer-Encoding: x-uuencode\n\n'),
  ],
])('the contact that Outlook filed, %s', async (_, changed) => {
  const { read, outcomes } = await exportContacts([Buffer.from(changed(anna))]);
  expect(read('.vcf')).toBe(annasCard);
  expect(outcomes[0]?.notes).toEqual([]);
});

test('the contact that Outlook filed, its end cut off', async () => {
  const { read, outcomes } = await exportContacts([Buffer.from(anna.replace('`\nend\n', ''))]);
  expect(read('.vcf')).toBe(annasCard);
  expect(outcomes[0]?.notes).toEqual(['the end of the uuencoded text of the card is missing']);
});

const frame = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
/** A content in each way that says it is uuencoded, or does not. */
function* items(content: string): Generator<string> {
  const body = uuencoded('x.txt', Buffer.from(content));
  yield `Subject: Sail\n\n\n${body}`;
  for (const encoding of ['x-uuencode', 'uuencode', 'x-uue', 'uue'])
    yield `Subject: Sail\nContent-Transfer-Encoding: ${encoding}\n\n${body}`;
}

test('an event', () => {
  for (const item of items(frame(...event('UID:e', 'DTSTART:20240401T100000Z', 'SUMMARY:Sail')))) {
    const { text } = exportCalendar([item]);
    expect(text(`${BASE}.ics`)).toContain('UID:e\r\n');
    expect(text(`${BASE}.ics`)).toContain('SUMMARY:Sail\r\n');
  }
});

test('a task', () => {
  const open = (files: OutputFiles) =>
    openTasksWriter({ files, base: 'tasks', attendees: 'keep', inlineAttachments: false });
  for (const item of items(frame('BEGIN:VTODO', 'UID:t', 'SUMMARY:Order rope', 'END:VTODO'))) {
    const { text } = exportItems(open, [item]);
    expect(text('tasks.ics')).toContain('SUMMARY:Order rope\r\n');
    expect(text('tasks.csv')).toContain('Order rope');
  }
});

test('a note, with a picture beside its text', () => {
  const open = (files: OutputFiles) => openNotesWriter({ files, base: 'notes' });
  for (const item of items('Tide at six\r\n')) {
    const { text } = exportItems(open, [item]);
    expect(text('notes/Sail.txt')).toBe('Tide at six\n');
  }
  const picture = uuencoded('tide.png', Buffer.from([0x89, 0x50, 0, 1]));
  const { text, paths } = exportItems(open, [`Subject: Sail\n\nTide at six\n\n${picture}`]);
  expect(text('notes/Sail.txt')).toBe('Tide at six\n');
  expect(paths).toHaveLength(3);
});
