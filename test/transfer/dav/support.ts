import { davDestination } from '../../../src/destinations/dav/destination.js';
import { httpLoginOf } from '../../../src/destinations/dav/login.js';
import type { Attendees } from '../../../src/pim/calendar/context.js';
import { passwordLogin } from '../../../src/protocols/http/dav-login.js';
import type { Destination } from '../../../src/transfer/destination.js';
import type { Account } from '../../../src/transfer/plan/users-file.js';
import type { FolderSpec } from '../../support/store-builder.mjs';
import type { Material } from '../contract.js';

/** A DAV server as a destination, with the passwords of the accounts. */
export function davAt(url: string, attendees: Attendees = 'silent'): Destination {
  return davDestination({
    server: new URL(url),
    ...{ verifyCertificate: true, trusted: null, timeoutMs: 60_000, attendees, name: 'dav:' },
    login: ({ target, targetPassword }) => passwordLogin(target, targetPassword ?? ''),
  });
}

/** The same with one administrator for all; `{user}` stands in the address. */
export function davByAdmin(url: string, admin: { readonly admin: string; readonly password: string }): Destination {
  return davDestination({
    server: new URL(url),
    ...{ verifyCertificate: true, trusted: null, timeoutMs: 60_000, attendees: 'silent', name: 'dav:' },
    login: ({ target }) => httpLoginOf({ kind: 'admin', user: target, ...admin }),
  });
}

/** A line of a users file that fills a user of a server from Anna's mailbox. */
export function davAccount(user: string, password = 'x', source = 'anna@example.com'): Account {
  return { source, sourcePassword: null, target: user, targetPassword: password, fullName: null, line: 1 };
}

type ItemSpec = NonNullable<FolderSpec['items']>[number];

/** An item with an event as Kerio keeps it. */
export function eventItem(lines: readonly string[]): ItemSpec {
  return { bytes: mimeOf('text/calendar', calendarOf([['VEVENT', lines]])) };
}

/** An item with several components. */
export function calendarItem(components: readonly (readonly [string, readonly string[]])[]): ItemSpec {
  return { bytes: mimeOf('text/calendar', calendarOf(components)) };
}

/** An item with a card. */
export function cardItem(lines: readonly string[]): ItemSpec {
  const card = ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');
  return { bytes: mimeOf('text/vcard', card) };
}

function calendarOf(components: readonly (readonly [string, readonly string[]])[]): string {
  const inner = components.flatMap(([name, lines]) => [`BEGIN:${name}`, ...lines, `END:${name}`]);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//old//EN', ...inner, 'END:VCALENDAR', ''].join('\r\n');
}

function mimeOf(type: string, text: string): string {
  return `From: a@example.com\r\nDate: Mon, 15 Jan 2024 09:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: ${type}; charset=utf-8\r\n\r\n${text}`;
}

/** Cards for the contract: one a name. */
export const CARDS: Material = {
  kind: 'contacts',
  item: (name, flags = 1) => ({
    ...cardItem([`UID:${name}@example.com`, `FN:Person ${name}`, `N:${name};Person;;;`]),
    flags,
  }),
  line: (collection, _, name) => `${collection}|UID:${name}@example.com|FN:Person ${name}`,
  isMail: false,
};

/** Events for the contract: one a name. */
export const EVENTS: Material = {
  kind: 'calendar',
  item: (name, flags = 1) => ({
    ...eventItem([
      `UID:${name}@example.com`,
      'DTSTAMP:20240101T000000Z',
      'DTSTART:20310301T090000Z',
      'DTEND:20310301T100000Z',
      `SUMMARY:Meeting ${name}`,
    ]),
    flags,
  }),
  line: (collection, _, name) => `${collection}|UID:${name}@example.com|SUMMARY:Meeting ${name}`,
  isMail: false,
};
