/** Content lines of cards and calendars whose frame (BEGIN, END) or place (below an empty line) is gone. */
import type { HeaderBlock } from './header.js';
import type { Octets } from '../core/octets.js';

/**
 * The header of an item that may run on into the lines of its content, the empty line between the two being lost: it ends
 * before the first of them. The same header where there are none.
 */
export function beforeContentLines(header: HeaderBlock): HeaderBlock {
  if (!header.fields.some(({ name }) => tellingNames.has(bareName(name)))) return header;
  const first = header.fields.findIndex(({ name }) => name.includes(';') || contentNames.has(bareName(name)));
  const end = header.fields[first]?.start ?? header.end;
  return { ...header, fields: header.fields.slice(0, first), end, bodyStart: end };
}

/** Whether a text has the lines by which something of that kind shows itself. */
export function holdsLinesOf(kind: string, text: Octets): boolean {
  return tellingLines.get(kind)?.test(text) === true;
}

/** Whether things of that kind have lines by which they show themselves. */
export function hasTellingLines(kind: string): boolean {
  return tellingLines.has(kind);
}

const tellingLines = new Map([
  ['contacts', /^(?:[a-z0-9-]+\.)?(?:FN|N|X-FILE-AS)(?:;[^:\r\n]*)?:/im],
  ['calendar', /^DTSTART(?:;[^:\r\n]*)?:/im],
  ['tasks', /^(?:DTSTART|DUE|SUMMARY)(?:;[^:\r\n]*)?:/im],
]);

/** Without group and parameters, which the name of a header field never has. */
function bareName(name: string): string {
  return name.replace(/;.*/s, '').replace(/^[a-z0-9-]+\./, '');
}

/** No mail has a field of these names. */
const tellingNames = new Set(['fn', 'n', 'x-file-as', 'dtstart']);

/** Properties that are no header fields, or none that stands in an item with one of the above. */
const contentNames = new Set([
  ...tellingNames,
  ...[
    'version',
    'prodid',
    'profile',
    'nickname',
    'bday',
    'anniversary',
    'tel',
    'email',
    'adr',
    'label',
    'org',
    'title',
  ],
  ...['role', 'photo', 'note', 'url', 'impp', 'uid', 'rev', 'kind', 'member'],
  ...['dtend', 'due', 'dtstamp', 'duration', 'rrule', 'exdate', 'rdate', 'recurrence-id', 'created', 'last-modified'],
  ...['description', 'location', 'organizer', 'attendee', 'transp', 'completed', 'percent-complete'],
]);
