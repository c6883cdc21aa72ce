import { describe, expect, test } from 'vitest';
import { mailMessage } from '../../../src/exporters/pst/mapi/mail.js';
import type { ReadItem } from '../../../src/exporters/pst/read/items.js';
import { numberIn, textIn, timeIn } from '../../../src/exporters/pst/read/values.js';
import { checkPst } from '../../support/pst-checker.js';
import { crlf, inbox, mailOf, RECEIVED, readAll, writePst } from './support.js';

/** Writes mails and reads them back; the file has to be sound. */
function roundTrip(...mails: readonly (readonly [Buffer, readonly string[] | undefined])[]): ReadItem[] {
  const [path = ''] = writePst((parts) => {
    for (const [bytes, flags] of mails) parts.add(inbox, mailOf(bytes, flags));
  });
  expect(checkPst(path)).toEqual([]);
  return readAll(path).get('Inbox') ?? [];
}

function one(bytes: Buffer, flags?: readonly string[]): ReadItem {
  const [item] = roundTrip([bytes, flags]);
  if (item === undefined) throw new Error('no item');
  return item;
}

const text = (item: ReadItem, id: number) => textIn(item.properties, id);
const number = (item: ReadItem, id: number) => numberIn(item.properties, id);
const files = (item: ReadItem) =>
  item.attachments.map(({ properties, content }) => [
    textIn(properties, 0x3707),
    content instanceof Uint8Array ? content.toString('utf8') : 'message',
  ]);

const head = [
  'Received: from mx.example.com by mail.company.com; Thu, 29 Feb 2024 12:34:56 +0000',
  'From: =?utf-8?q?Anna_M=C3=BCller?= <anna@example.com>',
  'To: "Novák, Jan" <jan@company.com>, team: eva@example.org;',
  'Cc: Petr <petr@example.org>',
  'Bcc: Hidden <hidden@example.org>',
  'Reply-To: Office <office@example.com>',
  'Subject: Re: =?utf-8?b?WnByw6F2YQ==?= =?utf-8?b?IOKckyDwn5iA?=',
  'Date: Thu, 29 Feb 2024 13:34:50 +0100',
  'Message-ID: <1@example.com>',
  'In-Reply-To: <0@example.com>',
  'References: <x@example.com> <0@example.com>',
];

describe('a mail', () => {
  test('keeps its header, people, dates and thread', () => {
    const item = one(crlf(...head, 'Content-Type: text/plain; charset=utf-8', '', 'Dobrý den 😀', ''));
    expect(text(item, 0x0037)).toBe('\x01\x05Re: Zpráva ✓ 😀');
    expect(text(item, 0x0070)).toBe('Zpráva ✓ 😀');
    expect(text(item, 0x1000)).toBe('Dobrý den 😀\r\n');
    expect(text(item, 0x007d)).toContain('Received: from mx.example.com by mail.company.com;');
    expect([text(item, 0x0042), text(item, 0x0065), text(item, 0x0c1a)]).toEqual([
      ...['Anna Müller', 'anna@example.com', 'Anna Müller'],
    ]);
    expect([text(item, 0x0e04), text(item, 0x0e03), text(item, 0x0e02)]).toEqual([
      ...['Novák, Jan; eva@example.org', 'Petr', 'Hidden'],
    ]);
    expect(item.recipients.map((row) => [numberIn(row, 0x0c15), textIn(row, 0x3001), textIn(row, 0x3003)])).toEqual([
      [1, 'Novák, Jan', 'jan@company.com'],
      [1, 'eva@example.org', 'eva@example.org'],
      [2, 'Petr', 'petr@example.org'],
      [3, 'Hidden', 'hidden@example.org'],
    ]);
    expect([timeIn(item.properties, 0x0039), timeIn(item.properties, 0x0e06)]).toEqual([RECEIVED - 7, RECEIVED]);
    expect([text(item, 0x1035), text(item, 0x1042), text(item, 0x1039)]).toEqual([
      ...['<1@example.com>', '<0@example.com>', '<x@example.com> <0@example.com>'],
    ]);
    expect(text(item, 0x0050)).toBe('Office');
  });

  test.each([
    [['\\Seen'], { flags: 1, verb: null, flag: null }],
    [[], { flags: 0, verb: null, flag: null }],
    [['\\Seen', '\\Answered'], { flags: 1, verb: 102, flag: null }],
    [['$Forwarded', '\\Flagged'], { flags: 0, verb: 104, flag: 2 }],
    [['\\Seen', '\\Draft'], { flags: 9, verb: null, flag: null }],
  ])('with the flags %j', (flags, expected) => {
    const item = one(crlf(...head, '', 'x'), flags);
    expect({ flags: number(item, 0x0e07), verb: number(item, 0x1081), flag: number(item, 0x1090) }).toEqual(expected);
  });

  test('of importance, sensitivity and categories', () => {
    const fields = ['X-Priority: 1 (Highest)', 'Sensitivity: Private', 'Keywords: Blue, Důležité'];
    const item = one(crlf(...head, ...fields, '', 'x'));
    expect([number(item, 0x0017), number(item, 0x0026), number(item, 0x0036)]).toEqual([2, 1, 2]);
    expect(item.properties.get(0x8000)?.bytes.toString('utf16le')).toContain('BlueDůležité');
  });

  test('has text and HTML, in the charset that it came in, and pictures in it', () => {
    const item = one(
      Buffer.concat([
        crlf(...head, 'Content-Type: multipart/related; boundary=r', '', '--r'),
        crlf('', 'Content-Type: multipart/alternative; boundary=a', '', '--a', 'Content-Type: text/plain', '', 'plain'),
        crlf('', '--a', 'Content-Type: text/html; charset=iso-8859-2', '', '<p>P\0'.slice(0, -1)),
        Buffer.from('f8ed', 'hex'),
        crlf('li<img src="cid:logo%40x">', '--a--', '--r', 'Content-Type: image/png; name=logo.png'),
        crlf('', 'Content-ID: <logo@x>', 'Content-Transfer-Encoding: base64', '', 'AQID', '--r'),
        crlf('', 'Content-Type: image/png; name=other.png', 'Content-ID: <other@x>', '', 'abc', '--r--', ''),
      ]),
    );
    expect(text(item, 0x1000)).toBe('plain');
    expect(item.properties.get(0x1013)?.bytes.toString('latin1')).toBe('<p>P\xf8\xedli<img src="cid:logo%40x">');
    expect([number(item, 0x3fde), number(item, 0x1016)]).toEqual([28592, 3]);
    expect(
      item.attachments.map(({ properties }) => [
        textIn(properties, 0x3712),
        numberIn(properties, 0x3714),
        numberIn(properties, 0x7ffe),
      ]),
    ).toEqual([
      ['logo@x', 4, 1],
      ['other@x', 0, 0],
    ]);
  });

  test('has files with their names, those without one too, and messages inside', () => {
    const inner = ['From: x@y.example', 'Subject: Inner', '', 'inside'];
    const item = one(
      crlf(
        ...[...head, 'Content-Type: multipart/mixed; boundary=m', '', '--m', '', 'text', '--m'],
        ...["Content-Type: text/plain; name*=utf-8''Smlouva%20o%20d%C3%ADlo.txt", 'Content-Disposition: attachment'],
        ...['', 'file', '--m', 'Content-Type: message/rfc822', '', ...inner, '--m'],
        ...['Content-Type: text/plain', '', 'footer', '--m', 'Content-Type: application/pdf; name=empty.pdf', '', ''],
        ...['--m--', ''],
      ),
    );
    expect(text(item, 0x1000)).toBe('text');
    expect(files(item)).toEqual([
      ['Smlouva o dílo.txt', 'file'],
      ['Inner', 'message'],
      ['ATT00001.txt', 'footer'],
      ['empty.pdf', ''],
    ]);
    const message = item.attachments[1]?.content as ReadItem;
    expect([text(message, 0x0037), text(message, 0x1000)]).toEqual(['\x01\x01Inner', 'inside']);
    expect(number(item, 0x0e07)).toBe(0x11);
  });

  test('that is signed keeps what the signature was made over, and its text', () => {
    const body = crlf(
      '--s',
      'Content-Type: text/plain',
      '',
      'signed',
      '--s',
      'Content-Type: application/pkcs7-signature',
      '',
      'AAAA',
      '--s--',
      '',
    );
    const type = 'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=s';
    const item = one(Buffer.concat([crlf(...head, type, '', ''), body]));
    expect([text(item, 0x001a), text(item, 0x1000)]).toEqual(['IPM.Note.SMIME.MultipartSigned', 'signed']);
    expect(files(item)).toEqual([['smime.p7m', `${type}\r\n\r\n${body.toString()}`]]);
    expect(textIn(item.attachments[0]?.properties ?? new Map(), 0x370e)).toBe('multipart/signed');
  });

  test('that is encrypted is one file', () => {
    const type = 'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m';
    const item = one(crlf(...head, type, 'Content-Transfer-Encoding: base64', '', 'c2VjcmV0', ''));
    expect([text(item, 0x001a), text(item, 0x1000)]).toEqual(['IPM.Note.SMIME', null]);
    expect(files(item)).toEqual([['smime.p7m', 'secret']]);
  });

  test.each([
    ['nothing but a header', crlf('Subject: x', '')],
    ['no header', crlf('no header at all', '', 'text')],
    [
      'NULs, lone surrogates of a broken charset, and a very long subject',
      crlf(`Subject: ${'ž'.repeat(5000)}`, '', 'a\0b'),
    ],
    [
      'a thousand recipients',
      crlf(`To: ${Array.from({ length: 1000 }, (_, at) => `"U ${at}" <u${at}@x.example>`).join(', ')}`, '', ''),
    ],
    ['a part that is never closed', crlf('Content-Type: multipart/mixed; boundary=q', '', '--q', '', 'open')],
    ['an undisclosed list', crlf('To: undisclosed-recipients:;', 'Subject:', '', '')],
    ['nested messages without an end', nested(15)],
  ])('with %s is written all the same', (_, bytes) => {
    expect(roundTrip([bytes, undefined])).toHaveLength(1);
  });

  test('says what it had to cut', () => {
    const { notes } = mailMessage(crlf(`Subject: ${'long '.repeat(100)}`, '', ''), { flags: [], receivedAt: RECEIVED });
    expect(notes).toEqual(['the subject is longer than 253 characters: Outlook shows its beginning']);
  });
});

function nested(depth: number): Buffer {
  let message = crlf('Subject: innermost', '', 'end');
  for (let level = 0; level < depth; level += 1)
    message = Buffer.concat([crlf(`Subject: level ${level}`, 'Content-Type: message/rfc822', '', ''), message]);
  return message;
}
