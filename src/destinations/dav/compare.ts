/**
 * What two versions of an object say, whatever a server rewrites: order, folding, the spelling of parameters, stamps of its own
 * (docs/own-host.md, what comes back). Instants are compared as instants.
 */
import { createHash } from 'node:crypto';
import { append } from '../../core/lists.js';
import { type Octets, textOf, upperOctets } from '../../core/octets.js';
import { type ContentLine, readContentLines } from '../../pim/contentline.js';
import { formatStamp, parseStamp } from '../../pim/datetime.js';
import { paramValues, parseParams } from '../../pim/params.js';
import { ianaName, ianaZone } from '../../pim/zones/iana.js';
import { toUtc } from '../../pim/zones/zone.js';

/** An object of a server, as far as it can be compared. */
export interface Said {
  /** Its UID; empty where it has none. */
  readonly uid: Octets;
  /** The same for all that say the same. */
  readonly digest: string;
}

/** Reads an object. Octets of UTF-8. */
export function readSaid(text: Octets): Said {
  const { uid, lines } = canonical(text);
  return { uid, digest: createHash('sha256').update(lines.join('\n'), 'latin1').digest('hex').slice(0, 32) };
}

/** How many differing lines are told, and how much of each. */
const TOLD = 3;
const TOLD_LENGTH = 80;

/** What differs, for people; null when nothing does. */
export function differenceOf(wanted: Octets, there: Octets): string | null {
  const [a, b] = [canonical(wanted).lines, canonical(there).lines];
  const [gone, added] = [without(a, b), without(b, a)];
  if (gone.length + added.length === 0) return null;
  const tell = (lines: readonly string[]): string =>
    lines
      .slice(0, TOLD)
      .map((line) => textOf(line.slice(line.indexOf('|') + 1)).slice(0, TOLD_LENGTH))
      .join(', ');
  return [
    ...(gone.length === 0
      ? []
      : [`${gone.length} ${gone.length === 1 ? 'line is' : 'lines are'} gone (${tell(gone)})`]),
    ...(added.length === 0
      ? []
      : [`${added.length} ${added.length === 1 ? 'line is' : 'lines are'} new (${tell(added)})`]),
  ].join(', ');
}

/** Lines of `a` that `b` does not have, each counted once. */
function without(a: readonly string[], b: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of b) counts.set(line, (counts.get(line) ?? 0) + 1);
  return a.filter((line) => {
    const count = counts.get(line) ?? 0;
    if (count > 0) counts.set(line, count - 1);
    return count === 0;
  });
}

/** What servers set, or what says the same as its absence. */
const OWN: ReadonlySet<string> = new Set([
  ...['PRODID', 'DTSTAMP', 'LAST-MODIFIED', 'CREATED', 'REV', 'SEQUENCE', 'VERSION', 'CALSCALE', 'UID', 'METHOD'],
  ...['X-LIC-LOCATION', 'X-SOGO-SEND-APPOINTMENT-NOTIFICATIONS', 'REQUEST-STATUS', 'X-RADICALE-NAME', 'X-WR-CALNAME'],
]);

function canonical(text: Octets): { readonly uid: Octets; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const path: string[] = [];
  const bounds: Bounds[] = [];
  let uid = '';
  for (const line of readContentLines(text)) {
    const { name, value } = line;
    if (name === 'BEGIN') {
      path.push(upperOctets(value.trim()));
      bounds.push({ start: '', end: [], organizer: '', attendees: [] });
    } else if (name === 'END') {
      path.pop();
      const closed = bounds.pop();
      append(lines, endOf(closed));
      append(lines, guestsOf(closed));
    } else if (name === '' || path.includes('VTIMEZONE')) continue;
    else if (name === 'UID' && uid === '' && path.length <= 2) uid = value.trim();
    if (name === 'BEGIN' || name === 'END' || OWN.has(name)) continue;
    if (name === 'CLASS' && /^\s*PUBLIC\s*$/i.test(value)) continue;
    const where = path.slice(1).join('/');
    const own = bounds.at(-1);
    for (const piece of piecesOf(line)) {
      if (name === 'DTSTART' && own !== undefined) own.start = piece;
      if (name === 'ORGANIZER' && own !== undefined) own.organizer = addressIn(piece);
      if (own !== undefined && ENDS.has(name)) own.end.push(`${where}|${piece}`);
      else if (own !== undefined && name === 'ATTENDEE') own.attendees.push(`${where}|${piece}`);
      else lines.push(`${where}|${piece}`);
    }
  }
  return { uid, lines: lines.sort() };
}

/** Lines that say something only beside others of their entry: when it begins and ends, who invites whom. */
interface Bounds {
  start: string;
  readonly end: string[];
  organizer: string;
  readonly attendees: string[];
}

/** Some keep the organizer among the guests, some do not. */
function guestsOf(bounds: Bounds | undefined): string[] {
  return (bounds?.attendees ?? []).filter((line) => bounds?.organizer === '' || addressIn(line) !== bounds?.organizer);
}

function addressIn(piece: string): string {
  return piece.slice(piece.toLowerCase().lastIndexOf(':mailto:')).toLowerCase();
}

const ENDS: ReadonlySet<string> = new Set(['DTEND', 'DURATION']);

/** An event without a length has no end, one that is where it begins, or the minute that a server wanted. */
function endOf(bounds: Bounds | undefined): string[] {
  const none = `DTEND${bounds?.start.slice('DTSTART'.length) ?? ''}`;
  return (bounds?.end ?? []).filter((line) => {
    const said = line.slice(line.indexOf('|') + 1);
    return said !== none && said !== 'DURATION:PT0S' && said !== `DURATION:${SHORTEST}`;
  });
}

/** What an event without a length gets where a server takes none. */
export const SHORTEST = 'PT1M';

const TEXTUAL = /^(?:TEXT|DATE-TIME|URI|BINARY|DURATION|CAL-ADDRESS)$/;
const LISTS: ReadonlySet<string> = new Set(['CATEGORIES', 'EXDATE', 'RDATE', 'NICKNAME']);
const TIMES: ReadonlySet<string> = new Set(['DTSTART', 'DTEND', 'DUE', 'RECURRENCE-ID', 'EXDATE', 'RDATE', 'TRIGGER']);
const STRUCTURED: ReadonlySet<string> = new Set(['N', 'ADR', 'ORG']);
const BINARY: ReadonlySet<string> = new Set(['PHOTO', 'LOGO', 'SOUND', 'KEY', 'ATTACH']);
const PEOPLE: ReadonlySet<string> = new Set(['ORGANIZER', 'ATTENDEE']);

/** One line as what it says: several for a list. */
function piecesOf(line: ContentLine): string[] {
  const { name } = line;
  const params = parseParams(line.params);
  const tzid = paramValues(params, 'TZID')[0] ?? null;
  const told = params
    .flatMap(({ name: param, values }) => {
      const key = param === '' ? 'TYPE' : param;
      // A list in quotes is one value by the letter, and several for whoever reads it.
      const each = key === 'TYPE' ? values.flatMap((value) => value.split(',')) : values;
      return each.map((value) => [key, value] as const);
    })
    .filter(([key, value]) => isTold(name, key, value))
    .map(([key, value]) => `${key}=${spelled(key, value)}`)
    .sort();
  const head = `${name}${told.length === 0 ? '' : `;${[...new Set(told)].join(';')}`}:`;
  const plain = line.value.replace(/\\([,;:\\"])/g, (escape, char: string) => (char === '\\' ? escape : char));
  const values = LISTS.has(name) ? plain.split(',') : [plain];
  return values.map((value) => head + valueOf(name, value, tzid));
}

/** Parameters that servers set, that say what goes without saying, or that are part of the value here. */
function isTold(name: string, key: string, value: Octets): boolean {
  if (key.startsWith('SCHEDULE-') || key === 'CHARSET' || key === 'RSVP' || key === 'TZID') return false;
  if (key === 'VALUE' && TEXTUAL.test(upperOctets(value))) return false;
  // The owner's own name is what the server knows.
  return !(name === 'ORGANIZER' && key === 'CN');
}

const SPELLED: ReadonlySet<string> = new Set(['TYPE', 'VALUE', 'ENCODING', 'PARTSTAT', 'ROLE', 'CUTYPE', 'RELATED']);

function spelled(key: string, value: Octets): Octets {
  const text = SPELLED.has(key) ? upperOctets(value) : value;
  return key === 'ENCODING' && text === 'BASE64' ? 'B' : text;
}

function valueOf(name: string, value: Octets, tzid: Octets | null): Octets {
  const text = value.trimEnd();
  if (TIMES.has(name)) return instantOf(text.trim(), tzid);
  if (name === 'RRULE' || name === 'EXRULE') return upperOctets(text).split(';').sort().join(';');
  if (STRUCTURED.has(name)) return text.replace(/[;\s]{1,100}$/, '');
  if (BINARY.has(name)) return text.replace(/\s+/g, '');
  if (PEOPLE.has(name)) return text.trim().replace(/^mailto:/i, 'mailto:');
  if (name === 'GEO') return text.split(';').map(Number).join(';');
  return name === 'CATEGORIES' ? text.trim() : text;
}

/** A time in a zone that everybody knows, as an instant. */
function instantOf(value: Octets, tzid: Octets | null): Octets {
  const zone = tzid === null ? null : ianaName(textOf(tzid));
  const stamp = zone === null ? null : parseStamp(value);
  if (zone === null || stamp === null || stamp.form !== 'floating')
    return tzid === null || zone !== null ? value : `${tzid}:${value}`;
  return formatStamp({ wall: toUtc(ianaZone(zone), stamp.wall), form: 'utc' });
}
