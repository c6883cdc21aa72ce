/** The questions and orders of WebDAV, CalDAV (RFC 4791) and CardDAV (RFC 6352), as XML. */

const NAMESPACES =
  'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:a="urn:ietf:params:xml:ns:carddav" xmlns:x="http://apple.com/ns/ical/"';
const HEAD = '<?xml version="1.0" encoding="utf-8"?>';

/** Content type of all of them. */
export const XML_TYPE = 'application/xml; charset=utf-8';

/** What a collection of a calendar or address book is to be. */
export interface NewCollection {
  readonly name: string;
  /** Of a calendar: what it is to hold; null of an address book. */
  readonly component: 'VEVENT' | 'VTODO' | 'VJOURNAL' | null;
}

/** PROPFIND for some properties, prefixed `d:` `c:` (CalDAV) `a:` (CardDAV) `x:` (Apple). */
export function propfind(properties: readonly string[]): string {
  return `${HEAD}<d:propfind ${NAMESPACES}><d:prop>${elements(properties)}</d:prop></d:propfind>`;
}

/** What is in a collection, in what words. */
export type Contents = 'calendar' | 'addressbook' | 'addressbook 4.0';

/** REPORT for the objects at these hrefs, with their data. */
export function multiget(contents: Contents, hrefs: readonly string[]): string {
  const root = contents === 'calendar' ? 'c:calendar-multiget' : 'a:addressbook-multiget';
  const data = DATA[contents];
  const list = hrefs.map((href) => `<d:href>${escaped(href)}</d:href>`).join('');
  return `${HEAD}<${root} ${NAMESPACES}><d:prop><d:getetag/><${data}/></d:prop>${list}</${root}>`;
}

/** Some write vCard 4.0 as 3.0 unless it is asked for (RFC 6352 section 10.4). */
const DATA: Readonly<Record<Contents, string>> = {
  calendar: 'c:calendar-data',
  addressbook: 'a:address-data',
  'addressbook 4.0': 'a:address-data content-type="text/vcard" version="4.0"',
};

/** MKCALENDAR (RFC 4791 section 5.3.1). */
export function mkcalendar(collection: NewCollection): string {
  return `${HEAD}<c:mkcalendar ${NAMESPACES}><d:set><d:prop>${properties(collection)}</d:prop></d:set></c:mkcalendar>`;
}

/** Extended MKCOL (RFC 5689). */
export function mkcol(collection: NewCollection): string {
  const type = collection.component === null ? '<a:addressbook/>' : '<c:calendar/>';
  return `${HEAD}<d:mkcol ${NAMESPACES}><d:set><d:prop><d:resourcetype><d:collection/>${type}</d:resourcetype>${properties(collection)}</d:prop></d:set></d:mkcol>`;
}

/** PROPPATCH of the name alone. */
export function rename(name: string): string {
  return `${HEAD}<d:propertyupdate ${NAMESPACES}><d:set><d:prop><d:displayname>${escaped(name)}</d:displayname></d:prop></d:set></d:propertyupdate>`;
}

function properties({ name, component }: NewCollection): string {
  const set =
    component === null
      ? ''
      : `<c:supported-calendar-component-set><c:comp name="${component}"/></c:supported-calendar-component-set>`;
  return `<d:displayname>${escaped(name)}</d:displayname>${set}`;
}

function elements(names: readonly string[]): string {
  return names.map((name) => `<${name}/>`).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML; what XML 1.0 cannot say at all goes. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);
}
