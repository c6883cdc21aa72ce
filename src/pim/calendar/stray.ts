/** Lines below a text that its writer did not fold: the dial-in numbers and agendas of meetings. */
import type { Octets } from '../../core/octets.js';
import { type ContentLine, edited } from '../contentline.js';
import { escapeText } from '../text.js';

/** Properties whose value is a text of any length. */
const texts = new Set(['SUMMARY', 'DESCRIPTION', 'LOCATION', 'COMMENT', 'CONTACT', 'X-ALT-DESC']);

/** Property names that exist (IANA registry); all others but X- names are no lines that a calendar has. */
const known = new Set([
  ...['ACKNOWLEDGED', 'ACTION', 'ATTACH', 'ATTENDEE', 'BUSYTYPE', 'CALENDAR-ADDRESS', 'CATEGORIES', 'CLASS', 'COLOR'],
  ...['COMMENT', 'COMPLETED', 'CONCEPT', 'CONFERENCE', 'CONTACT', 'CREATED', 'DESCRIPTION', 'DTEND', 'DTSTAMP'],
  ...['DTSTART', 'DUE', 'DURATION', 'EXDATE', 'EXRULE', 'FREEBUSY', 'GEO', 'IMAGE', 'LAST-MODIFIED', 'LINK'],
  ...[
    'LOCATION',
    'LOCATION-TYPE',
    'NAME',
    'ORGANIZER',
    'PARTICIPANT-TYPE',
    'PERCENT-COMPLETE',
    'PRIORITY',
    'PROXIMITY',
  ],
  ...['RDATE', 'RECURRENCE-ID', 'REFID', 'REFRESH-INTERVAL', 'RELATED-TO', 'REPEAT', 'REQUEST-STATUS', 'RESOURCES'],
  ...['RESOURCE-TYPE', 'RRULE', 'SEQUENCE', 'SOURCE', 'STATUS', 'STRUCTURED-DATA', 'STYLED-DESCRIPTION', 'SUMMARY'],
  ...['TRANSP', 'TRIGGER', 'UID', 'URL', 'METHOD'],
  // vCalendar 1.0.
  ...['AALARM', 'DALARM', 'MALARM', 'PALARM', 'DCREATED', 'RNUM'],
]);

/** True for a name that a component can have. */
export function isPropertyName(name: string): boolean {
  return known.has(name) || name.startsWith('X-');
}

/**
 * The lines with those that are no properties joined to the text above them (`Agenda`, `Dial-in: +420 123`, `Location: Room 5`).
 * What stands below no text stays.
 */
export function joinStrayLines(lines: readonly ContentLine[], notes: string[]): readonly ContentLine[] {
  if (!lines.some((line, index) => index > 0 && mayBeText(line))) return lines;
  const joined: ContentLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const above = lines[at] as ContentLine;
    const rest: Octets[] = [];
    at += 1;
    if (texts.has(above.name))
      for (let line = lines[at]; line !== undefined && isRest(line, above); line = lines[at]) {
        rest.push(line.raw);
        at += 1;
      }
    if (rest.length === 0) joined.push(above);
    else {
      joined.push(edited(above, { value: [above.value, ...rest.map(escapedRest)].join('\\n') }));
      notes.push(
        rest.length === 1
          ? `a line that is no property was joined to ${above.name}`
          : `${rest.length} lines that are no properties were joined to ${above.name}`,
      );
    }
  }
  return joined;
}

/** A cheap look, so that nearly all components are left alone. */
function mayBeText(line: ContentLine): boolean {
  return !isPropertyName(line.name) || (line.value.startsWith(' ') && !line.raw.startsWith(line.name));
}

function isRest(line: ContentLine, above: ContentLine): boolean {
  const { name, raw, value } = line;
  if (name === '') return true;
  // Writers keep to one letter case: `Zoom: https://…` below `DESCRIPTION:` is no property.
  const isForeign =
    above.raw.startsWith(above.name) && !raw.slice(line.group === '' ? 0 : line.group.length + 1).startsWith(name);
  return isPropertyName(name) ? isForeign && value.startsWith(' ') : isForeign || value.startsWith(' ');
}

/** A writer that escapes commas and semicolons has escaped them here, too. */
function escapedRest(raw: Octets): Octets {
  return /\\[,;]/.test(raw) ? raw : escapeText(raw);
}
