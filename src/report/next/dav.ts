import type { Step } from '../guide.js';
import { step, type Trip } from './guide-input.js';

/** Contacts and calendars for servers that speak CardDAV and CalDAV; null when there are none. */
export function davStep(trip: Trip): Step | null {
  const { contacts, calendars } = trip.facts;
  const [contact, calendar] = [
    contacts.find(({ path }) => path.endsWith('.vcf')),
    calendars.find(({ path }) => path.endsWith('.ics')),
  ];
  if (contact === undefined && calendar === undefined) return null;
  // What Windows PowerShell calls curl is something else.
  const curl = trip.shell.name === 'powershell' ? 'curl.exe' : 'curl';
  const netrc = trip.shell.name === 'powershell' ? '_netrc in your own folder' : '~/.netrc';
  const put = (type: string, path: string, collection: string): string =>
    `${curl} --netrc -X PUT -H 'Content-Type: ${type}' --data-binary ${trip.shell.word(`@${trip.plainPath(path)}`)} https://dav.${trip.domain}/USER/${collection}/`;
  return step('Contacts and calendars', {
    text: [
      'Each user in the web interface (Nextcloud, SOGo): Import, all parts, once.',
      `Where a PUT makes a whole collection (Radicale and others), with the passwords in ${netrc}; a second part would replace the first there:`,
    ],
    commands: [
      ...trip.list(contacts, '.vcf'),
      ...trip.list(calendars, '.ics'),
      ...(contact === undefined ? [] : [put('text/vcard', contact.path, 'contacts')]),
      ...(calendar === undefined ? [] : [put('text/calendar', calendar.path, 'calendar')]),
    ],
  });
}
