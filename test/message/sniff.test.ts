import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../src/message/base64.js';
import { uuencoded } from '../support/uuencode.js';
import { sniffContent } from '../../src/message/sniff.js';

const mail = 'From: a@b.cz\nTo: c@d.cz\nSubject: x\n';
const calendar = (component: string): string =>
  `BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:x\nEND:VTIMEZONE\nBEGIN:${component}\nEND:${component}\nEND:VCALENDAR\n`;
const uu = (text: string): string => uuencoded('x.txt', Buffer.from(text));
const sniff = (text: string): ReturnType<typeof sniffContent> => sniffContent(Buffer.from(text));

describe('sniffContent', () => {
  it.each([
    ['Content-Type: text/vcard; charset=utf-8\n\nBEGIN:VCARD\n', 'contacts'],
    ['Content-type: TEXT/X-VCARD\n\nBEGIN:VCARD\n', 'contacts'],
    ['Content-Type:\n text/directory;profile=vcard\n\nBEGIN:VCARD\n', 'contacts'],
    ['Subject: x\n\n\ufeffbegin:vcard\n', 'contacts'],
    ['BEGIN:VCARD\nVERSION:3.0\n', 'contacts'],
    ['\ufeffBEGIN:VCALENDAR\r\nBEGIN:VTODO\r\n', 'tasks'],
    [`Content-Type: text/calendar\n\n${calendar('VEVENT')}`, 'calendar'],
    [`Content-Type: text/calendar\n\n${calendar('VTODO')}`, 'tasks'],
    [`Content-Type: text/calendar\n\n${calendar('VJOURNAL')}`, 'journal'],
    [`Content-Type: text/plain\n\n${calendar('VEVENT')}`, 'calendar'],
    ['Content-Type: text/calendar\n\ncut', 'calendar'],
    ['Content-Type: text/x-vnote\n\nBEGIN:VNOTE\n', 'notes'],
    [
      `Content-Type: text/calendar\nContent-Transfer-Encoding: base64\n\n${encodeBase64(Buffer.from(calendar('VTODO')))}`,
      'tasks',
    ],
    [`Content-Transfer-Encoding: base64\n\n${encodeBase64(Buffer.from('BEGIN:VCARD\r\n'))}`, 'contacts'],
    [`Subject: x\n\n\n${uu('BEGIN:VCARD\r\nFN:x\r\n')}`, 'contacts'],
    [`Content-Transfer-Encoding: x-uuencode\n\n${uu('BEGIN:VCARD\r\nFN:x\r\n')}`, 'contacts'],
    [`Content-Type: text/calendar\nContent-Transfer-Encoding: UUE\n\n${uu(calendar('VTODO'))}`, 'tasks'],
    [`Content-Type: text/plain\nContent-Transfer-Encoding: x-uue\n\n${uu(calendar('VJOURNAL'))}`, 'journal'],
    [`Subject: x\r\r${uu(calendar('VEVENT')).replaceAll('\n', '\r')}`, 'calendar'],
    [`Subject: x\n\n${uu('Hello')}`, null],
    ['Subject: x\n\nBEGIN the day\n', null],
    ['Content-Type: text/plain\n\nhello\nBEGIN:VCARD\n', null],
    ['', null],
  ])('%j is %s', (text, kind) => {
    expect(sniff(text)).toEqual({ kind, delivered: false, multipart: false });
  });

  it('looks into the parts of a multipart', () => {
    const head = 'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/jpeg\n\nx\n--b\n';
    expect(sniff(`${head}Content-Type: text/x-vcard\n\nBEGIN:VCARD\n`)).toEqual({
      kind: 'contacts',
      delivered: false,
      multipart: true,
    });
    expect(sniff(`${mail}${head}Content-Type: text/calendar\n\n${calendar('VTODO')}`)).toEqual({
      kind: 'tasks',
      delivered: true,
      multipart: true,
    });
    expect(
      sniff(
        `${head}Content-Type: text/calendar\nContent-Transfer-Encoding: base64\n\n${encodeBase64(Buffer.from(calendar('VTODO')))}\n--b--`,
      ).kind,
    ).toBe('tasks');
    expect(sniff(`${head}Content-Type: text/html\n\n<p>`).kind).toBeNull();
    expect(sniff(`${head}Content-Type: text/plain\n\nhello`).kind).toBeNull();
    for (const type of ['text/plain', 'application/octet-stream', 'text/x-vcard'])
      expect(sniff(`${head}Content-Type: ${type}\n\n${uu('BEGIN:VCARD\n')}`).kind).toBe('contacts');
    expect(sniff(`${head}Content-Type: text/calendar\n\n${uu(calendar('VTODO'))}`).kind).toBe('tasks');
  });

  it.each([
    ['Received: by x\n', true],
    [mail, true],
    ['From: a@b.cz\nMessage-ID: <1@b>\n', true],
    ['From: a@b.cz\nSubject: x\n', false],
    ['To: a@b.cz\n', false],
  ])('sees by %j whether it was delivered: %s', (header, delivered) => {
    expect(sniff(`${header}Content-Type: text/vcard\n\n`).delivered).toBe(delivered);
  });
});
