/** A meeting that a server writes to nobody about (RFC 6638 section 7.1). */
import type { Octets } from '../../core/octets.js';
import { readContentLines } from '../../pim/contentline.js';
import { parseStamp } from '../../pim/datetime.js';
import { formatContentLine } from '../../pim/fold.js';
import { edited } from '../../pim/contentline.js';

/** Whether anybody else is part of an object. */
export function hasPeople(text: Octets): boolean {
  return /\n(?:ORGANIZER|ATTENDEE)[;:]/i.test(text);
}

/** The object with SCHEDULE-AGENT=CLIENT on ORGANIZER and every ATTENDEE: only all of them together keep every server quiet. */
export function withAgent(text: Octets): Octets {
  let quiet = '';
  for (const line of readContentLines(text)) {
    const isPerson = line.name === 'ORGANIZER' || line.name === 'ATTENDEE';
    quiet += formatContentLine(isPerson ? edited(line, { params: `;SCHEDULE-AGENT=CLIENT${line.params}` }) : line);
  }
  return quiet;
}

/** Whether people may still change it: it repeats, or begins after `now`, in seconds. */
export function isAhead(text: Octets, now: number): boolean {
  if (/\nRRULE[;:]/i.test(text)) return true;
  const value = /\nDTSTART[^:\r\n]{0,500}:([0-9TZ]{8,16})/i.exec(text)?.[1];
  return value === undefined || (parseStamp(value)?.wall ?? 0) >= now;
}

/** Whether a meeting is somebody else's: the owner of the calendar, by any of its addresses, is its guest at most. */
export function isGuest(text: Octets, addresses: ReadonlySet<string>): boolean {
  const organizer = /\nORGANIZER(?:;[^\r\n]*)?:(mailto:[^\r\n]+)/i.exec(unfolded(text))?.[1]?.trim().toLowerCase();
  return organizer !== undefined && !addresses.has(organizer);
}

/** What a guest answered, occurrence by occurrence; empty for who is no guest. */
export function answersOf(text: Octets, addresses: ReadonlySet<string>): string {
  const lines = unfolded(text).match(/\nATTENDEE[;:][^\r\n]*/gi) ?? [];
  const own = lines.filter((line) =>
    addresses.has(
      line
        .slice(line.search(/:mailto:/i) + 1)
        .trim()
        .toLowerCase(),
    ),
  );
  return own.map((line) => (/;PARTSTAT=([A-Z-]+)/i.exec(line)?.[1] ?? 'NEEDS-ACTION').toUpperCase()).join(' ');
}

function unfolded(text: Octets): Octets {
  return text.replace(/\r?\n[ \t]/g, '');
}
