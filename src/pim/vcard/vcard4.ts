/** A card of vCard 3.0 as vCard 4.0 (RFC 6350), for servers that take no other. What 4.0 has no word for stays as it is. */
import { lowerOctets, type Octets, trimOctets } from '../../core/octets.js';
import { contentLine, type ContentLine, readContentLines } from '../contentline.js';
import { foldedOctets } from '../fold.js';
import { formatParams, type Param, paramValues, parseParams } from '../params.js';
import { unescapeText } from '../text.js';
import { dateNames } from './once.js';

/** Writes a card, as `formatCard` made it, as vCard 4.0. */
export function toVCard4(card: Octets): Octets {
  const lines = readContentLines(card).filter(({ name }) => !FRAME.has(name));
  const extras = new Extras(lines);
  const folded = ['BEGIN:VCARD', 'VERSION:4.0'];
  for (const line of lines) {
    const written = line4(line, extras);
    if (written !== null) folded.push(foldedOctets(written.raw));
  }
  for (const { raw } of extras.left()) folded.push(foldedOctets(raw));
  folded.push('END:VCARD', '');
  return folded.join('\r\n');
}

const FRAME: ReadonlySet<string> = new Set(['BEGIN', 'VERSION', 'END']);
const DATES: ReadonlySet<string> = new Set(dateNames);

/** Properties of 3.0 that are parameters of another one in 4.0: LABEL of ADR, SORT-STRING of N. */
class Extras {
  readonly #labels = new Map<string, ContentLine[]>();
  readonly #sort: Octets | null;

  constructor(lines: readonly ContentLine[]) {
    for (const line of lines) {
      if (line.name !== 'LABEL') continue;
      const key = placeOf(line);
      const same = this.#labels.get(key);
      if (same === undefined) this.#labels.set(key, [line]);
      else same.push(line);
    }
    // The first label of a place goes to the first address of it.
    for (const labels of this.#labels.values()) labels.reverse();
    const sort = lines.find(({ name }) => name === 'SORT-STRING');
    this.#sort = sort === undefined ? null : unescapeText(sort.value);
  }

  /** What an address or a name gets beside its own parameters. */
  of(line: ContentLine): Param[] {
    if (line.name === 'N' && this.#sort !== null) return [{ name: 'SORT-AS', values: [this.#sort] }];
    const label = line.name === 'ADR' ? this.#labels.get(placeOf(line))?.pop() : undefined;
    return label === undefined ? [] : [labelParam(label)];
  }

  /** Labels of no address are addresses of nothing else. */
  left(): ContentLine[] {
    return [...this.#labels.values()].flatMap((labels) =>
      labels
        .reverse()
        .map((label) =>
          contentLine('ADR', ';;;;;;', formatParams([labelParam(label), ...paramsOf(label).params]), label.group),
        ),
    );
  }
}

function labelParam({ value }: ContentLine): Param {
  return { name: 'LABEL', values: [unescapeText(value).replace(/\n/g, '\\n')] };
}

/** Where an address or a label belongs. */
function placeOf({ params }: ContentLine): string {
  return typesIn(parseParams(params))
    .filter((type) => type !== 'pref')
    .sort()
    .join(' ');
}

function typesIn(params: readonly Param[]): Octets[] {
  return paramValues(params, 'TYPE').flatMap((value) => lowerOctets(value).split(','));
}

/** Null for what is a parameter of another property. */
function line4(line: ContentLine, extras: Extras): ContentLine | null {
  const { name, group } = line;
  if (name === 'LABEL' || name === 'SORT-STRING') return null;
  const { params, isBinary, format } = paramsOf(line);
  const written = (value: Octets, more: readonly Param[] = [], own = name): ContentLine =>
    contentLine(own, value, formatParams([...more, ...params]), group);
  if (isBinary) return written(`data:${mediaType(name, format)};base64,${line.value}`);
  if (format !== null) return written(line.value, [{ name: 'MEDIATYPE', values: [mediaType(name, format)] }]);
  if (name === 'GEO') return written(line.value.replace(/^\s*([-+\d.]+);([-+\d.]+)\s*$/, 'geo:$1,$2'));
  if (name === 'TZ' && /^[+-]\d\d:?\d\d$/.test(line.value))
    return written(line.value.replace(':', ''), [{ name: 'VALUE', values: ['utc-offset'] }]);
  if (DATES.has(name)) return dated(line.value, written, name);
  // A reference is a URI, and so is a UID unless told.
  if (name === 'UID' && !/^[a-z][a-z0-9+.-]*:/i.test(line.value))
    return written(line.value, [{ name: 'VALUE', values: ['text'] }]);
  if (name === 'X-ADDRESSBOOKSERVER-KIND') return written(line.value, [], 'KIND');
  if (name === 'X-ADDRESSBOOKSERVER-MEMBER') return written(line.value, [], 'MEMBER');
  return written(line.value, extras.of(line), originalName(line));
}

/** As it was written: some readers look for `X-ABLabel`. */
function originalName({ raw, group, name }: ContentLine): Octets {
  const start = group === '' ? 0 : group.length + 1;
  return raw.slice(start, start + name.length);
}

interface Params4 {
  readonly params: readonly Param[];
  /** The value is base64. */
  readonly isBinary: boolean;
  /** What a picture, a sound or a key is in; null of anything else. */
  readonly format: Octets | null;
}

/** Properties whose TYPE says what the value is in. */
const MEDIA: ReadonlyMap<string, string> = new Map([
  ['PHOTO', 'image'],
  ['LOGO', 'image'],
  ['SOUND', 'audio'],
  ['KEY', 'application'],
]);
const PLACES: ReadonlySet<string> = new Set(['home', 'work', 'pref']);

function paramsOf({ name, params: raw }: ContentLine): Params4 {
  const all = parseParams(raw);
  const isBinary = paramValues(all, 'ENCODING').some((value) => /^b(?:ase64)?$/i.test(value));
  const types = typesIn(all);
  const format = MEDIA.has(name) ? (types.find((type) => !PLACES.has(type)) ?? null) : null;
  const named = types.filter((type) => type !== 'pref' && type !== 'internet' && type !== format);
  const params = all.filter((param) => !REWRITTEN.has(param.name));
  // Of the values that can be told only these are not what goes without saying.
  const value = paramValues(all, 'VALUE').find((each) => /^(?:ur[il]|text)$/i.test(each));
  if (value !== undefined) params.push({ name: 'VALUE', values: [/^t/i.test(value) ? 'text' : 'uri'] });
  if (named.length > 0) params.push({ name: 'TYPE', values: [...new Set(named)] });
  if (types.includes('pref') && paramValues(all, 'PREF').length === 0) params.push({ name: 'PREF', values: ['1'] });
  return { params, isBinary, format };
}

const REWRITTEN: ReadonlySet<string> = new Set(['TYPE', 'VALUE', 'ENCODING', 'CHARSET']);

/** Of a key whose format has a name of its own. */
const KEYS: ReadonlyMap<Octets, Octets> = new Map([
  ['pgp', 'pgp-keys'],
  ['x509', 'pkix-cert'],
]);

function mediaType(name: string, format: Octets | null): Octets {
  const main = MEDIA.get(name) ?? 'application';
  if (format === null) return main === 'image' ? 'image/jpeg' : `${main}/octet-stream`;
  if (format.includes('/')) return format;
  return `${main}/${KEYS.get(format) ?? (format === 'jpg' ? 'jpeg' : format)}`;
}

type Write = (value: Octets, more?: readonly Param[]) => ContentLine;

/** A date without its hyphens, as 4.0 wants it. A birthday that is no date is a text; a stamp that is none says nothing. */
function dated(value: Octets, written: Write, name: string): ContentLine | null {
  const text = trimOctets(value);
  const match =
    /^(\d{4}|--)-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)(?:[.,]\d{1,20})?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(text);
  if (match === null) {
    if (/^\d{4}(?:-\d\d)?$/.test(text)) return written(text);
    return name === 'REV' ? null : written(value, [{ name: 'VALUE', values: ['text'] }]);
  }
  const [, year = '', month = '', day = '', hour, minute = '', second = '', zone = ''] = match;
  const date = `${year}${month}${day}`;
  return written(hour === undefined ? date : `${date}T${hour}${minute}${second}${zone.replace(':', '')}`);
}
