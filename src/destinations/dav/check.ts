/** What `check` says of a DAV account: what is there for each kind, and how the server is kept quiet. */
import type { Attendees } from '../../pim/calendar/context.js';
import type { Finding } from '../../transfer/destination.js';
import { pathOf } from '../../protocols/dav/multistatus.js';
import { type Found, firstOf } from './places.js';

/** Findings of an account that was looked at. */
export function findingsOf(found: Found, attendees: Attendees): readonly Finding[] {
  const { homes, family } = found;
  return [
    fine('login', family.name),
    homes.calendars === null
      ? missing('calendars', 'the server has no CalDAV', 'give the address of its CalDAV with --to davs://host/path')
      : fine('calendars', firstWords(found, 'VEVENT', homes.calendars)),
    homes.books === null
      ? missing('contacts', 'the server has no CardDAV', 'give the address of its CardDAV with --to davs://host/path')
      : fine('contacts', firstWords(found, 'VCARD', homes.books)),
    fine(
      'notes',
      family.journals ? 'in a calendar for journal entries, where the server makes one' : 'are not kept there',
    ),
    fine('meetings', quietWords(found, attendees)),
    ...(family.name === 'Nextcloud' ? [fine('limits', NEXTCLOUD)] : []),
  ];
}

const NEXTCLOUD =
  'ten new calendars and ten new address books an hour, thirty and ten in all, unless the administrator lifts that (docs/own-host.md)';

function firstWords(found: Found, component: 'VEVENT' | 'VCARD', home: URL): string {
  const first = firstOf(found, component);
  const there =
    first === null
      ? `no ${component === 'VCARD' ? 'address book' : 'calendar'} that is there is taken for the first: one is made`
      : `the first is ${first.name || first.path}`;
  return `${pathOf(home.pathname, home)}/: ${there}`;
}

function quietWords({ family: { quiet, copies } }: Found, attendees: Attendees): string {
  if (attendees === 'strip') return 'their people are named in the description only';
  if (attendees === 'keep') return 'their people stay as they are: switch the mails of the server off';
  if (copies)
    return 'nobody is written to; the server copies them into the calendars of colleagues, so organizers come first';
  const stays = quiet.parameter === 'stays' ? '; of later changes there neither, since the parameter stays' : '';
  return `nobody is written to${stays}`;
}

function fine(what: string, words: string): Finding {
  return { what, ok: true, words, remedy: null };
}

function missing(what: string, words: string, remedy: string): Finding {
  return { what, ok: false, words, remedy };
}
