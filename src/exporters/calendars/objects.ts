/** A series with its overrides, a task or a journal entry as one calendar of its own: what a CalDAV server keeps as one object. */
import type { Octets } from '../../core/octets.js';
import type { EntryKind } from '../../pim/calendar/kind.js';
import { formatVtimezone, type Years } from '../../pim/zones/vtimezone.js';
import type { Outcome } from '../outcome.js';
import type { Spool } from '../spool.js';
import type { Group } from './merge.js';
import { PRODID } from './parts.js';

/** What a folder is as single objects. */
export interface ObjectResult {
  readonly objects: readonly {
    readonly kind: EntryKind;
    readonly uid: Octets;
    /** The items that it is made of, by the order in which they were added, that of its master first. */
    readonly items: readonly number[];
    /** All of it. */
    readonly text: () => Octets;
  }[];
  /** One for each item; its place says nothing. */
  readonly outcomes: readonly Outcome[];
  readonly close: () => void;
}

const HEAD = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:${PRODID}\r\nCALSCALE:GREGORIAN\r\n`;

/** Zones by name and years: a folder uses a few of them over and over. */
const zoneTexts = new Map<string, Octets>();
const MOST_ZONES = 1000;

/** The group as a calendar: the zones that it uses, for its years, then its components. */
export function wholeObject({ written }: Group, spool: Spool): Octets {
  const zones = new Map<string, Years>();
  for (const { zones: own } of written)
    for (const [zone, { first, last }] of own) {
      const seen = zones.get(zone);
      zones.set(zone, { first: Math.min(first, seen?.first ?? first), last: Math.max(last, seen?.last ?? last) });
    }
  let text = HEAD;
  for (const zone of [...zones.keys()].sort()) text += zoneText(zone, zones.get(zone) ?? { first: 1970, last: 1970 });
  for (const { member, head } of written) text += head + spool.read(member.body).toString('latin1');
  return `${text}END:VCALENDAR\r\n`;
}

function zoneText(zone: string, { first, last }: Years): Octets {
  // Before 1970 the database is said to be unreliable, and its rules would fill pages.
  const years = { first: Math.max(first, 1970), last };
  const key = `${zone} ${years.first} ${years.last}`;
  let text = zoneTexts.get(key);
  if (text === undefined) {
    text = formatVtimezone(zone, years);
    if (zoneTexts.size >= MOST_ZONES) zoneTexts.clear();
    zoneTexts.set(key, text);
  }
  return text;
}
