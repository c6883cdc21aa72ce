import type { Step } from '../guide.js';
import { step, type GuideInput } from './guide-input.js';

/** Contacts and calendars for servers that speak CardDAV and CalDAV; null when there are none. */
export function davStep(input: GuideInput): Step | null {
  const { contacts, calendars } = input.facts;
  const [contact, calendar] = [
    contacts.find(({ path }) => path.endsWith('.vcf')),
    calendars.find(({ path }) => path.endsWith('.ics')),
  ];
  if (contact === undefined && calendar === undefined) return null;
  // What Windows PowerShell calls curl is something else.
  const curl = input.shell.name === 'powershell' ? 'curl.exe' : 'curl';
  const netrc = input.shell.name === 'powershell' ? '_netrc in your own folder' : '~/.netrc';
  const put = (type: string, path: string, collection: string): string =>
    `${curl} --netrc -X PUT -H 'Content-Type: ${type}' --data-binary ${input.shell.word(`@${input.plainPath(path)}`)} https://dav.${input.domain}/USER/${collection}/`;
  return step('Contacts and calendars', {
    text: [
      `Where the new server speaks CardDAV and CalDAV the first command sends them from the store, with tasks and notes, as often as you like and nothing twice; nobody is invited. Put its address for dav.${input.domain} (docs/own-host.md has those of Nextcloud, SOGo, Cyrus); --to sieve://… beside it brings the rules.`,
      'Or each user in the web interface (Nextcloud, SOGo): Import, all parts, once.',
      `Or, where a PUT makes a whole collection (Radicale and others), with the passwords in ${netrc}; a second part would replace the first there:`,
    ],
    commands: [
      `kerio-exit migrate --from ${input.source} --to davs://dav.${input.domain} ${input.whoMoves(true)}`,
      ...input.list(contacts, '.vcf'),
      ...input.list(calendars, '.ics'),
      ...(contact === undefined ? [] : [put('text/vcard', contact.path, 'contacts')]),
      ...(calendar === undefined ? [] : [put('text/calendar', calendar.path, 'calendar')]),
    ],
  });
}
