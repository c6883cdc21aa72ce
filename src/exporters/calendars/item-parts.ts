/** What an item of a calendar, tasks or journal folder is made of. */
import { readEntity, type Part } from '../../message/entity.js';
import { octetsOf, type Octets } from '../../core/octets.js';
import { contentOctets } from '../../pim/content-octets.js';

/** The parts of an item. */
export interface ItemParts {
  /** iCalendar texts as UTF-8 octets. */
  readonly calendars: readonly Octets[];
  /** Text parts without a name: what the mail around an invitation says. */
  readonly texts: readonly Part[];
  /** Everything else: files that belong to the entry. */
  readonly files: readonly Part[];
  /** What was wrong or guessed on the way, one short sentence each. */
  readonly problems: readonly string[];
}

const calendarTypes = new Set([
  'text/calendar',
  'text/x-vcalendar',
  'text/icalendar',
  'application/ics',
  'application/icalendar',
  'application/calendar',
]);

/** Takes an item apart. The parts are views of `bytes`. */
export function readItemParts(bytes: Uint8Array): ItemParts {
  const entity = readEntity(bytes);
  const calendars = new Set<Octets>();
  const texts: Part[] = [];
  const files: Part[] = [];
  const problems: string[] = [...entity.problems];
  for (const part of entity.parts) {
    if (calendarTypes.has(part.type) || beginsCalendar(part)) {
      const { octets, problem } = contentOctets(part);
      if (problem !== null) problems.push(problem);
      if (part.truncated) problems.push(`the ${part.type} part is cut off`);
      // Mailers attach an invitation a second time as a file.
      calendars.add(octets);
    } else if (part.type.startsWith('text/') && part.fileName === null) texts.push(part);
    else if (part.rawBody.length > 0) files.push(part);
  }
  return { calendars: [...calendars], texts, files, problems };
}

function beginsCalendar(part: Part): boolean {
  if (!part.type.startsWith('text/') && part.type !== 'application/octet-stream') return false;
  const bytes = part.rawBody.length > 100_000 && !part.isUuencoded ? part.rawBody : part.bytes();
  return /^[\xef\xbb\xbf\s]*BEGIN:V(?:CALENDAR|EVENT|TODO|JOURNAL)\b/i.test(
    octetsOf(bytes, 0, Math.min(bytes.length, 100)),
  );
}
