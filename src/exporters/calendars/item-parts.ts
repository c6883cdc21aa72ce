/** What an item of a calendar, tasks or journal folder is made of. */
import { readEntity, type Part } from '../../message/entity.js';
import { holdsLinesOf } from '../../message/loose-lines.js';
import { octetsOf, type Octets } from '../../core/octets.js';
import type { EntryKind } from '../../pim/calendar/kind.js';
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

/** Takes an item apart. The parts are views of `bytes`. A text with the lines of such an entry is a calendar without its frame. */
export function readItemParts(bytes: Uint8Array, kind: EntryKind): ItemParts {
  const entity = readEntity(bytes);
  const calendars = new Set<Octets>();
  const texts: Part[] = [];
  const files: Part[] = [];
  const problems: string[] = [...entity.problems];
  const framed = new Set(entity.parts.filter(isCalendar));
  for (const part of entity.parts) {
    if (framed.has(part) || (framed.size === 0 && holdsLines(part, kind))) {
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

function isCalendar(part: Part): boolean {
  return calendarTypes.has(part.type) || beginsCalendar(part);
}

/** A text shows by its lines that it is an entry without its frame. */
function holdsLines(part: Part, kind: EntryKind): boolean {
  if (kind === 'VJOURNAL' || !part.type.startsWith('text/') || part.rawBody.length > 100_000) return false;
  return holdsLinesOf(kind === 'VTODO' ? 'tasks' : 'calendar', contentOctets(part).octets);
}

function beginsCalendar(part: Part): boolean {
  if (!part.type.startsWith('text/') && part.type !== 'application/octet-stream') return false;
  const bytes = part.rawBody.length > 100_000 && !part.isUuencoded ? part.rawBody : part.bytes();
  return /^[\xef\xbb\xbf\s]*BEGIN:V(?:CALENDAR|EVENT|TODO|JOURNAL)\b/i.test(
    octetsOf(bytes, 0, Math.min(bytes.length, 100)),
  );
}
