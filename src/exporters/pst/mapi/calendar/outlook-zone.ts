import { ianaZone } from '../../../../pim/zones/iana.js';
import type { Zone } from '../../../../pim/zones/zone.js';

/** Rules of Windows reach back to no year; those of the database that are older, down to the sun's own time, they lack. */
const firstYear = 1970;
const first = Date.UTC(firstYear, 0, 1) / 1000;

const known = new Map<string, Zone>();

/** A zone as Outlook can have it: whole minutes, and before 1970 as in the January of that year. */
export function outlookZone(iana: string): Zone {
  const found = known.get(iana);
  if (found !== undefined) return found;
  const zone = ianaZone(iana);
  const offsetAt = (utc: number): number => Math.round(zone.offsetAt(Math.max(utc, first)) / 60) * 60;
  const made: Zone = {
    name: zone.name,
    offsetAt,
    transitions: (from, to) => (to < firstYear ? [] : zone.transitions(Math.max(from, firstYear), to)),
  };
  known.set(iana, made);
  return made;
}
