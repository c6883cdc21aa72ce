import { describe, expect, test } from 'vitest';
import { readHeaderBlock } from '../../src/message/header.js';
import { uuencoded } from '../support/uuencode.js';
import { itemKind } from '../../src/store/items/item-kind.js';
import type { Kind } from '../../src/core/kinds.js';
import type { Folder, Item } from '../../src/store/types.js';

function kindOf(folderKind: Kind, messageClass: string | null, text: string): Kind {
  const folder = { kind: folderKind } as Folder;
  const bytes = Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');
  return itemKind({ folder, messageClass } as Item, bytes, readHeaderBlock(bytes));
}

const sent = 'Received: by x; Fri, 3 Jan 2020 04:04:05 +0100\nFrom: a@b.c\nTo: d@e.f\n';
const card = 'BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n';
const event = 'BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR\n';
const todo = 'BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR\n';
const looseEvent = 'PRODID:x\nDTSTART:20240304T090000Z\n';
const loose = 'PRODID:-//kerio.com/Contacts//NONSGML v1.0//EN\nFN:John Smith\nX-FILE-AS:Smith, John\n';
const uuLoose = uuencoded('x.txt', Buffer.from(loose));
const part = (type: string, body: string) =>
  `Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhello\n--b\nContent-Type: ${type}\n\n${body}\n--b--\n`;

describe('itemKind', () => {
  test.each([
    ['a plain mail', 'mail', 'IPM.Note', `${sent}\nhello\n`, 'mail'],
    [
      'a card that was filed in a mail folder',
      'mail',
      null,
      `Subject: x\nContent-Type: text/vcard\n\n${card}`,
      'contacts',
    ],
    ['a card without any header in a mail folder', 'mail', null, card, 'contacts'],
    ['a mail with a card attached', 'mail', 'IPM.Note', `${sent}${part('text/vcard', card)}`, 'mail'],
    ['a card that somebody sent', 'mail', null, `${sent}Content-Type: text/vcard\n\n${card}`, 'mail'],
    ['an invitation', 'mail', 'IPM.Schedule.Meeting.Request', `${sent}Content-Type: text/calendar\n\n${event}`, 'mail'],
    [
      'an event that the index knows as one',
      'mail',
      'IPM.Appointment',
      `${sent}${part('text/calendar', event)}`,
      'calendar',
    ],
    ['a mail in a contacts folder', 'contacts', null, `${sent}\nhello\n`, 'mail'],
    ['a mail with a card in a contacts folder', 'contacts', 'IPM.Note', `${sent}${part('text/vcard', card)}`, 'mail'],
    ['a contact with a photo beside it', 'contacts', 'IPM.Contact', part('text/x-vcard', card), 'contacts'],
    ['a damaged contact', 'contacts', 'IPM.Contact', 'Subject: x\n\nnothing', 'contacts'],
    ['a task among events', 'calendar', null, `Subject: x\nContent-Type: text/calendar\n\n${todo}`, 'tasks'],
    ['an accepted invitation', 'calendar', null, `${sent}Content-Type: text/calendar\n\n${event}`, 'calendar'],
    ['a note of plain text', 'notes', 'IPM.StickyNote', 'Subject: x\nContent-Type: text/plain\n\nmilk', 'notes'],
    ['a note without a class', 'notes', null, 'Subject: x\n\nmilk', 'notes'],
    ['a note in a mail folder', 'mail', 'IPM.StickyNote', 'Subject: x\n\nmilk', 'notes'],
    ['a mail in a notes folder', 'notes', null, `${sent}\nhello`, 'mail'],
    ['text in a tasks folder', 'tasks', null, 'Subject: x\n\nhello', 'mail'],
    ['an event without its frame', 'calendar', null, `Subject: x\n\n${looseEvent}`, 'calendar'],
    [
      'an event without its frame, in a mail folder',
      'mail',
      'IPM.Appointment',
      `Subject: x\n\n${looseEvent}`,
      'calendar',
    ],
    ['a mail with lines of an event', 'calendar', 'IPM.Note', `${sent}\n${looseEvent}`, 'mail'],
    ['lines of an event in a mail folder', 'mail', null, `Subject: x\n\n${looseEvent}`, 'mail'],
    [
      'an event without its frame, in base64',
      'calendar',
      null,
      `Subject: x\nContent-Transfer-Encoding: base64\n\n${Buffer.from(looseEvent).toString('base64')}`,
      'calendar',
    ],
    ['a task without its frame', 'tasks', null, 'Subject: x\n\nUID:a\nSUMMARY:Call\n', 'tasks'],
    ['a task without its frame, by type', 'tasks', null, 'Content-Type: text/calendar\n\nSUMMARY:Call\n', 'tasks'],
    ['an event among tasks', 'tasks', null, `Content-Type: text/calendar\n\n${event}DTSTART:x\n`, 'calendar'],
    ['a card without its frame in a contacts folder', 'contacts', null, `Subject: x\n\n${loose}`, 'contacts'],
    ['one below its header', 'contacts', null, `Subject: x\n${loose}`, 'contacts'],
    ['one that the index calls a mail', 'contacts', 'IPM.Note', `Subject: x\n\n${loose}`, 'contacts'],
    ['a mail that quotes one in a contacts folder', 'contacts', 'IPM.Note', `${sent}\n${loose}`, 'mail'],
    ['a contact without its frame in a mail folder', 'mail', 'IPM.Contact', `Subject: x\n\n${loose}`, 'contacts'],
    ['lines of a card in a mail folder', 'mail', null, `Subject: x\n\n${loose}`, 'mail'],
    ['text in a contacts folder', 'contacts', null, 'Subject: x\n\nName: Jan\n', 'mail'],
    ['an uuencoded card without its frame', 'contacts', null, `Subject: x\n\n${uuLoose}`, 'contacts'],
  ] as const)('%s', (_, folder, messageClass, text, kind) => {
    expect(kindOf(folder, messageClass, text)).toBe(kind);
  });
});
