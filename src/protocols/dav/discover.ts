/** Where a user's calendars and address books are (RFC 6764, RFC 5397): from the address of a server, or of anything in it. */
import { ConnectError } from '../../core/failures.js';
import { linkOf } from '../http/dav-http.js';
import { type DavClient, wordsOf } from './client.js';
import { type DavResponse, type Element, pathOf } from './multistatus.js';

/** The homes of one user. */
export interface DavHomes {
  readonly principal: URL;
  /** Where calendars are, and where address books; null where the server has none of the kind. They may be the same. */
  readonly calendars: URL | null;
  readonly books: URL | null;
  /** What the user is called in meetings: `mailto:` in small letters. */
  readonly addresses: ReadonlySet<string>;
  /** Path of the calendar that invitations go to; null where the server does not tell. */
  readonly defaultCalendar: string | null;
}

/** A calendar or an address book. */
export interface DavCollection {
  readonly url: URL;
  readonly path: string;
  readonly kind: 'calendar' | 'addressbook';
  readonly name: string;
  /** What a calendar takes; empty where it does not tell, and of address books. */
  readonly components: ReadonlySet<string>;
  /** What an address book takes where it does not take vCard 3.0; null where it does, or does not tell, and of calendars. */
  readonly cards: '4.0' | null;
  /** Largest object in octets; null where it does not tell. */
  readonly largest: number | null;
  /** False when we may not write into it; true where it does not tell. */
  readonly writable: boolean;
}

const PRINCIPAL = ['d:current-user-principal', 'd:resourcetype'];
const HOMES = [
  ...['c:calendar-home-set', 'a:addressbook-home-set', 'c:schedule-inbox-URL', 'd:displayname'],
  'c:calendar-user-address-set',
];
const SHOWN = [
  ...['d:resourcetype', 'd:displayname', 'c:supported-calendar-component-set', 'c:max-resource-size'],
  ...['a:max-resource-size', 'a:supported-address-data', 'd:current-user-privilege-set'],
];

/**
 * Finds the homes of whoever is logged in. `own`: the address is that of the user's principal, and whose login it is does not
 * matter. Rejects with ConnectError, or ConnectionLost.
 */
export async function findHomes(client: DavClient, server: URL, own: boolean): Promise<DavHomes> {
  if (own) {
    const { answer, responses } = await client.properties(server, 0, HOMES);
    const homes = await homesOf(client, server, responses?.[0]);
    if (homes !== null) return homes;
    throw new ConnectError(
      'network',
      `${server.href} is no principal with calendars or address books: ${wordsOf(answer)}`,
    );
  }
  const tried: string[] = [];
  let found: DavHomes | null = null;
  for (const start of startsOf(server)) {
    const { answer, responses } = await client.properties(start, 0, PRINCIPAL);
    const principal = linkIn(responses?.[0]?.found.get('current-user-principal'), answer.url);
    tried.push(`${start.pathname} ${answer.status}`);
    if (principal === null) continue;
    const asked = await client.properties(principal, 0, HOMES);
    tried.push(`${principal.pathname} ${asked.answer.status}`);
    const homes = await homesOf(client, principal, asked.responses?.[0]);
    found = joined(found, homes);
    if (found !== null && found.calendars !== null && found.books !== null) return found;
  }
  if (found !== null) return found;
  throw new ConnectError('network', `no CalDAV or CardDAV was found at ${server.href} (asked: ${tried.join(', ')})`);
}

/** What is in the homes of a user: calendars and address books, each once. */
export async function listCollections(client: DavClient, homes: DavHomes): Promise<readonly DavCollection[]> {
  const collections = new Map<string, DavCollection>();
  for (const home of new Map(
    [homes.calendars, homes.books].flatMap((url) => (url === null ? [] : [[url.href, url]])),
  ).values()) {
    const { answer, responses } = await client.properties(home, 1, SHOWN);
    for (const response of responses ?? []) {
      const collection = collectionOf(response, answer.url);
      if (collection !== null) collections.set(collection.path, collection);
    }
  }
  return [...collections.values()];
}

/** One collection as it is now; null where it is not there. */
export async function lookAtCollection(client: DavClient, url: URL): Promise<DavCollection | null> {
  const { answer, responses } = await client.properties(url, 0, SHOWN);
  const [response] = responses ?? [];
  return response === undefined ? null : collectionOf(response, answer.url);
}

/** The address that was given, and the places that every server has to know. */
function startsOf(server: URL): URL[] {
  const known = ['/.well-known/caldav', '/.well-known/carddav'].map((path) => new URL(path, server));
  return server.pathname === '/' ? [...known, server] : [server, ...known];
}

async function homesOf(client: DavClient, principal: URL, response: DavResponse | undefined): Promise<DavHomes | null> {
  if (response === undefined) return null;
  const home = (name: string): URL | null => {
    const url = linkIn(response.found.get(name), principal);
    return url === null ? null : asFolder(url);
  };
  const [calendars, books, inbox] = [
    home('calendar-home-set'),
    home('addressbook-home-set'),
    home('schedule-inbox-URL'),
  ];
  if (calendars === null && books === null) return null;
  const defaultCalendar = inbox === null ? null : await defaultOf(client, inbox);
  const hrefs = response.found.get('calendar-user-address-set')?.all('href') ?? [];
  const addresses = new Set(
    hrefs.map(({ text }) => text.trim().toLowerCase()).filter((href) => href.startsWith('mailto:')),
  );
  return { principal, calendars, books, addresses, defaultCalendar };
}

async function defaultOf(client: DavClient, inbox: URL): Promise<string | null> {
  const { answer, responses } = await client.properties(inbox, 0, ['c:schedule-default-calendar-URL']);
  const url = linkIn(responses?.[0]?.found.get('schedule-default-calendar-URL'), answer.url);
  return url === null ? null : pathOf(url.href, url);
}

function joined(a: DavHomes | null, b: DavHomes | null): DavHomes | null {
  if (a === null || b === null) return a ?? b;
  return {
    ...a,
    calendars: a.calendars ?? b.calendars,
    books: a.books ?? b.books,
    defaultCalendar: a.defaultCalendar ?? b.defaultCalendar,
  };
}

function collectionOf({ href, path, found }: DavResponse, base: URL): DavCollection | null {
  const types = found.get('resourcetype')?.names ?? [];
  const kind = types.includes('calendar') ? 'calendar' : types.includes('addressbook') ? 'addressbook' : null;
  // The inbox of invitations is no calendar, though some call it that. SOGo calls each calendar an outbox.
  const url = linkOf(href, base);
  if (kind === null || url === null || types.includes('schedule-inbox')) return null;
  const components = found.get('supported-calendar-component-set')?.all('comp') ?? [];
  const largest = Number(found.get('max-resource-size')?.text.trim() ?? '');
  return {
    url: asFolder(url),
    path,
    kind,
    name: found.get('displayname')?.text ?? '',
    components: new Set(components.map(({ attributes }) => (attributes['name'] ?? '').toUpperCase())),
    cards: kind === 'addressbook' ? onlyVersion(found.get('supported-address-data')) : null,
    largest: Number.isSafeInteger(largest) && largest > 0 ? largest : null,
    writable: mayWrite(found.get('current-user-privilege-set')),
  };
}

/** Address data without a version is vCard 3.0 (RFC 6352 section 6.2.2). */
function onlyVersion(supported: Element | undefined): '4.0' | null {
  const types = supported?.all('address-data-type') ?? [];
  const versions = types
    .filter(({ attributes }) => /^(?:text\/vcard)?$/i.test(attributes['content-type'] ?? ''))
    .map(({ attributes }) => attributes['version'] ?? '3.0');
  return versions.includes('4.0') && !versions.includes('3.0') ? '4.0' : null;
}

const WRITING: ReadonlySet<string> = new Set(['all', 'write', 'write-content', 'bind']);

function mayWrite(privileges: Element | undefined): boolean {
  const names = privileges?.all('privilege').flatMap(({ names: own }) => own) ?? [];
  return names.length === 0 || names.some((name) => WRITING.has(name));
}

/** Where a property leads; null where it leads nowhere, or where no login may go. */
function linkIn(element: Element | undefined, base: URL): URL | null {
  const href = element?.first('href')?.text.trim() ?? '';
  return href === '' ? null : linkOf(href, base);
}

function asFolder(url: URL): URL {
  const folder = new URL(url);
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  return folder;
}
