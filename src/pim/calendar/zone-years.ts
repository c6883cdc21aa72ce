/** Which zones an entry uses, and for which years a file has to describe them. */
import { detached } from '../../core/octets.js';
import type { ContentLine } from '../contentline.js';
import type { Years } from '../zones/vtimezone.js';

const noZones: ReadonlyMap<string, Years> = new Map();

/** Zones by name, with the years in which they are used: from the first time written to the end of the series. */
export function zonesIn(lines: readonly ContentLine[], last: number): ReadonlyMap<string, Years> {
  let zones = noZones;
  let several: Map<string, Years> | null = null;
  for (const { params, value } of lines) {
    const at = params.indexOf(';TZID=');
    if (at < 0) continue;
    const end = params.indexOf(';', at + 1);
    const name = params.slice(at + 6, end < 0 ? params.length : end);
    const year = Number(value.slice(0, 4));
    const seen = zones.get(name);
    if (seen === undefined && zones === noZones) zones = oneZone(name, year, Math.max(last, year));
    else if (seen === undefined || year < seen.first || year > seen.last) {
      zones = several ??= new Map(zones);
      several.set(name, {
        first: Math.min(year, seen?.first ?? year),
        last: Math.max(last, year, seen?.last ?? year),
      });
    }
  }
  return zones;
}

const oneZones = new Map<string, ReadonlyMap<string, Years>>();

/** Most entries of a folder use one of a few zones in one of a few years: they share their answer. */
function oneZone(name: string, first: number, last: number): ReadonlyMap<string, Years> {
  const key = `${name} ${first} ${last}`;
  let zones = oneZones.get(key);
  if (zones === undefined) {
    if (oneZones.size >= 10_000) oneZones.clear();
    oneZones.set(key, (zones = new Map([[detached(name), { first, last }]])));
  }
  return zones;
}
