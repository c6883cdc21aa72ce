/** From whatever stands in a TZID to the IANA zone it means. */
import { parseOffset } from '../datetime.js';
import { cities } from './cities.js';
import { ianaName, ianaNames, ianaZone } from './iana.js';
import { cdoZones, displayNames, windowsKeys } from './names.js';
import { windowsIana } from './windows.js';

const resolved = new Map<string, string | null>();
const mostResolved = 10_000;

/** Longer than any name of a zone, in characters. */
const longestName = 250;

/**
 * The IANA zone that a TZID names, under the name it is to be written with; null when it names none. Understood are IANA names
 * (in any case, behind a registry's path, old ones too), keys of the Windows registry, display names of Windows, Outlook,
 * Exchange and Lotus with or without `(UTC+01:00)` in front, and plain offsets of whole hours. Quotes, blanks, escapes
 * and folds left in the name do not matter.
 */
export function resolveTzid(tzid: string): string | null {
  if (tzid.length > longestName) return null;
  const known = resolved.get(tzid);
  if (known !== undefined) return known;
  const zone = resolve(clean(tzid));
  if (resolved.size >= mostResolved) resolved.clear();
  resolved.set(tzid, zone);
  return zone;
}

/**
 * The zone behind the number that Microsoft CDO writes as X-MICROSOFT-CDO-TZID; null when there is none. Number 2 stands for two
 * zones, told apart by the TZID beside it.
 */
export function cdoZone(number: string, tzid: string): string | null {
  if (!/^\d{1,2}$/.test(number.trim())) return null;
  if (Number(number) === 2 && /sarajevo|warsaw|zagreb|skopje/i.test(tzid)) return 'Europe/Warsaw';
  const name = cdoZones[Number(number)];
  return name === undefined || name === '' ? null : ianaName(name);
}

function clean(tzid: string): string {
  return tzid
    .replace(/[\\"]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function resolve(name: string): string | null {
  return (
    ianaName(name.replace(/ /g, '_')) ??
    registryPath(name) ??
    windowsKey(name) ??
    displayName(name) ??
    offsetName(name) ??
    (/[ -]\d$/.test(name) ? resolve(name.slice(0, -2)) : null)
  );
}

/** `/freeassociation.sourceforge.net/Tzfile/Europe/Prague`, `/citadel.org/20190914_1/Europe/Prague`, `tzone://Microsoft/Utc`. */
function registryPath(name: string): string | null {
  const segments = name.split('/').filter((segment) => segment !== '');
  if (segments.length < 2) return null;
  const shortest = name.startsWith('/') || name.includes('://') ? 1 : 2;
  for (let count = 3; count >= shortest; count -= 1) {
    const zone = segments.length >= count ? ianaName(segments.slice(-count).join('/')) : null;
    if (zone !== null) return zone;
  }
  return null;
}

/** `W. Europe Standard Time`, and what Lotus and others make of it: `W. Europe`, `W. Europe Daylight Time`. */
function windowsKey(name: string): string | null {
  const key = fold(name.replace(offsetPrefix, '')).replace(/ (?:daylight|summer) time$/, ' standard time');
  const zone = windowsZones().get(key) ?? windowsZones().get(`${key} standard time`);
  return zone === undefined ? null : ianaName(zone);
}

let foldedKeys: ReadonlyMap<string, string> | null = null;

/** IANA zones by the folded keys of the Windows registry. Made when first asked for, as all tables here. */
function windowsZones(): ReadonlyMap<string, string> {
  if (foldedKeys !== null) return foldedKeys;
  const found = new Map<string, string>();
  for (const { windowsName, territory, iana } of windowsIana().WINDOWS_TO_IANA_MAP)
    if (territory === '001') found.set(fold(windowsName), iana[0]);
  for (const [key, zone] of Object.entries(windowsKeys)) found.set(fold(key), zone);
  foldedKeys = found;
  return found;
}

/** `(UTC+01:00)`, `(GMT+01.00)`, `(GMT)`. */
const offsetPrefix = /^\((?:UTC|GMT) ?([+-]? ?\d{1,2}(?:[:.]?\d{2})?)?\) ?/i;

function displayName(name: string): string | null {
  const offset = offsetPrefix.exec(name)?.[1];
  const plain = name.replace(offsetPrefix, '').replace(/ - (?:old|new)$/i, '');
  const listed = displayZones().get(listKey(plain));
  if (listed !== undefined) return listed;
  const seconds = offset === undefined ? null : parseOffset(offset.replace(/[ .:]/g, ''));
  for (const place of placesIn(plain)) {
    const zone = places().get(place);
    if (zone !== undefined && (seconds === null || everHadOffset(zone, seconds))) return zone;
  }
  return null;
}

/** Display names say the same in any order of their cities. */
function listKey(name: string): string {
  return placesIn(name).sort().join('|');
}

function placesIn(name: string): string[] {
  return name
    .split(/[,;:/]/)
    .map(fold)
    .filter((place) => place !== '');
}

let listedNames: ReadonlyMap<string, string> | null = null;

function displayZones(): ReadonlyMap<string, string> {
  if (listedNames !== null) return listedNames;
  const found = new Map<string, string>();
  for (const [zone, names] of Object.entries(displayNames)) for (const name of names) found.set(listKey(name), zone);
  listedNames = found;
  return found;
}

let foldedPlaces: Map<string, string> | null = null;

/** Cities of the IANA database by their own name, and those of `cities`. */
function places(): ReadonlyMap<string, string> {
  if (foldedPlaces !== null) return foldedPlaces;
  const found = new Map<string, string>();
  for (const name of ianaNames()) {
    const city = name.slice(name.lastIndexOf('/') + 1);
    if (!name.startsWith('Etc/')) found.set(fold(city.replaceAll('_', ' ')), name);
  }
  for (const [city, zone] of Object.entries(cities)) found.set(fold(city), zone);
  foldedPlaces = found;
  return found;
}

/** Windows' prefixes are the standard offset of the day when the name was written, and not always of the right year. */
function everHadOffset(zone: string, seconds: number): boolean {
  for (let year = 1995; year <= 2025; year += 1) {
    for (const month of [0, 6]) {
      if (ianaZone(zone).offsetAt(Date.UTC(year, month, 1) / 1000) === seconds) return true;
    }
  }
  return false;
}

/** `GMT+1`, `UTC+01:00`, `+0100`: IANA has a zone for each whole hour, whose sign is the other way round. */
function offsetName(name: string): string | null {
  const match = /^\(?(?:UTC|GMT)? ?([+-]\d{1,2}(?:[:.]?\d{2})?)\)?$/i.exec(name);
  const seconds = parseOffset((match?.[1] ?? '').replace('.', ''));
  if (seconds === null || seconds % 3600 !== 0) return null;
  const hours = seconds / 3600;
  return ianaName(hours === 0 ? 'UTC' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`);
}

/** Letter case, accents, dots, apostrophes and the spelling of `and` tell no names apart. */
function fold(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\p{M}.'’]/gu, '')
    .toLowerCase()
    .replace(/ ?& ?/g, ' and ')
    .replace(/ +/g, ' ')
    .trim()
    .replace(/ (?:islands?|is)$/, '');
}
