/** Which property goes to which field of a contact: the standards, Kerio, and the extensions of other programs. */
import { append } from '../../core/lists.js';
import { type Octets, trimOctets } from '../../core/octets.js';
import type { ContentLine } from '../contentline.js';
import { paramValues, parseParams } from '../params.js';
import { splitEscaped, unescapeText } from '../text.js';
import type { SingleFields } from './contact.js';
import { parseDay } from './day.js';
import { labelled, labelOf, listed, type Reading, structured, text } from './reading.js';
import { typesOf } from './types.js';

type Reader = (reading: Reading, line: ContentLine) => void;

/** What a text property says goes to a field, unless something stands there. */
function single(field: keyof SingleFields): Reader {
  return (reading, line) => {
    reading[field] ||= text(line);
  };
}

function relation(kind: string): Reader {
  return (reading, line) => {
    const [type] = typesOf(line.params).names;
    const named = kind === '' ? labelOf(reading, line) || (type ?? '') : kind;
    reading.relations.push({ kind: named, value: text(line) });
  };
}

const children: Reader = (reading, line) => {
  for (const value of listed(line)) reading.relations.push({ kind: 'child', value });
};

/** `X-SOCIALPROFILE;TYPE=twitter;X-USER=jan:https://twitter.com/jan`; Apple writes `x-apple:jan` where it knows no address. */
const socialProfile: Reader = (reading, line) => {
  const params = parseParams(line.params);
  const [type] = paramValues(params, 'TYPE').filter((name) => !/^(?:pref|home|work|other)$/i.test(name));
  const [service] = paramValues(params, 'SERVICE-TYPE');
  const value = text(line);
  const host = /^[a-z]+:\/\/(?:www\.)?([^/:?#]+)/i.exec(value)?.[1];
  const kind = labelOf(reading, line) || (service ?? type ?? host ?? 'Profile');
  reading.handles.push({ kind, value: value.replace(/^x-apple:/i, '') });
};

function handle(service: string): Reader {
  return (reading, line) => {
    const value = text(line);
    const [, scheme, name] = service === '' ? (/^([a-z][a-z0-9+.-]*):(?:\/\/)?(.*)$/is.exec(value) ?? []) : [];
    reading.handles.push({ kind: service === '' ? (scheme ?? 'IM') : service, value: name ?? value });
  };
}

function event(kind: string): Reader {
  return (reading, line) => {
    const day = parseDay(line.value);
    if (day !== null) reading.events.push({ kind: kind === '' ? labelOf(reading, line) : kind, day });
  };
}

/**
 * One component of a name, which may be a list (`Ing.,Dr.`): nobody is called with commas. Of titles and further names a comma
 * is one between them however it was written; a family name may be that of a company (`Acme\\, Inc.`).
 */
function nameOf(piece: Octets, index: number): Octets {
  if (!/[,\\]/.test(piece)) return trimOctets(piece);
  const names = index < 2 ? splitEscaped(piece, ',').map(unescapeText) : unescapeText(piece).split(',');
  return names
    .map(trimOctets)
    .filter((one) => one !== '')
    .join(' ');
}

const name: Reader = (reading, line) => {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = splitEscaped(line.value, ';').map(nameOf);
  reading.family = family;
  reading.given = given;
  reading.middle = middle;
  reading.prefix = prefix;
  reading.suffix = suffix;
};

const organization: Reader = (reading, line) => {
  if (reading.organization !== '') return;
  const [company = '', ...units] = structured(line.value);
  reading.organization = company;
  reading.department = units.filter((unit) => unit !== '').join(', ');
};

const address: Reader = (reading, line) => {
  const [poBox = '', extended = '', street = '', city = '', region = '', postalCode = '', country = ''] = structured(
    line.value,
  );
  const town = postalCode === '' || city === '' ? postalCode + city : `${postalCode} ${city}`;
  let formatted = '';
  for (const part of [extended, street, poBox, town, region, country])
    if (part !== '') formatted += formatted === '' ? part : `\n${part}`;
  if (formatted === '') return;
  const { place: kind } = typesOf(line.params);
  const label = labelOf(reading, line);
  reading.addresses.push({ kind, label, poBox, extended, street, city, region, postalCode, country, formatted });
};

const phone: Reader = (reading, line) => {
  const { phone: kind, preferred } = typesOf(line.params);
  const value = text(line);
  if (value !== '') reading.phones.push({ kind, label: labelOf(reading, line), value, preferred });
};

const kind: Reader = (reading, line) => {
  if (trimOctets(line.value).toLowerCase() === 'group') reading.isList = true;
};

const member: Reader = (reading, line) => {
  reading.members.push(trimOctets(line.value));
};

/** It may have line breaks, as Outlook shows it on cards. */
const fileAs: Reader = (reading, line) => {
  reading.fileAs ||= text(line).replace(/[\t-\r ]+/g, (blanks) => (/[\r\n]/.test(blanks) ? ' ' : blanks));
};

/** `M`, or `M;what the person calls it` (RFC 6350 section 6.2.7). */
const gender: Reader = (reading, line) => {
  const [sex = '', words = ''] = structured(line.value);
  reading.gender ||= sex === '' ? words : sex;
};

const note: Reader = (reading, line) => {
  const value = unescapeText(line.value);
  reading.notes = reading.notes === '' ? value : `${reading.notes}\n${value}`;
};

const photo: Reader = (reading, line) => {
  if (reading.photo === '' && /^https?:/i.test(line.value)) reading.photo = trimOctets(line.value);
};

/** What reads a property, by upper-case name. */
export const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['N', name],
  ['FN', single('formatted')],
  ['NICKNAME', single('nickname')],
  ['X-FILE-AS', fileAs],
  ['X-EVOLUTION-FILE-AS', fileAs],
  ['X-PHONETIC-FIRST-NAME', single('phoneticGiven')],
  ['X-PHONETIC-MIDDLE-NAME', single('phoneticMiddle')],
  ['X-PHONETIC-LAST-NAME', single('phoneticFamily')],
  ['ORG', organization],
  ['TITLE', single('title')],
  ['ROLE', single('role')],
  ['X-PROFESSION', single('role')],
  ['X-KADDRESSBOOK-X-PROFESSION', single('role')],
  ['X-OFFICE', single('office')],
  ['X-EVOLUTION-OFFICE', single('office')],
  ['X-KADDRESSBOOK-X-OFFICE', single('office')],
  ['X-REFERRED-BY', single('referredBy')],
  ['LANG', single('language')],
  ['GENDER', gender],
  ['X-GENDER', gender],
  ['CLASS', (reading, line) => (reading.classification ||= text(line).toUpperCase())],
  ['NOTE', note],
  ['UID', single('uid')],
  ['FBURL', single('freeBusy')],
  ['PHOTO', photo],
  ['BDAY', (reading, line) => (reading.birthday ??= parseDay(line.value))],
  ['CATEGORIES', (reading, line) => append(reading.categories, listed(line))],
  ['EMAIL', (reading, line) => reading.emails.push(labelled(reading, line))],
  ['URL', (reading, line) => reading.websites.push(labelled(reading, line))],
  ['TEL', phone],
  ['X-MS-TEL', phone],
  ['ADR', address],
  ...eachOf(event('anniversary'), ['ANNIVERSARY', 'X-ANNIVERSARY', 'X-EVOLUTION-ANNIVERSARY', 'X-MS-ANNIVERSARY']),
  ...eachOf(event('anniversary'), ['X-KADDRESSBOOK-X-ANNIVERSARY']),
  ['X-ABDATE', event('')],
  ...eachOf(relation('spouse'), ['X-SPOUSE', 'X-SPOUSE-NAME', 'X-EVOLUTION-SPOUSE', 'X-MS-SPOUSE']),
  ...eachOf(relation('spouse'), ['X-KADDRESSBOOK-X-SPOUSESNAME', 'X-KADDRESSBOOK-X-SPOUSENAME']),
  ...eachOf(relation('manager'), ['X-MANAGER', 'X-MANAGER-NAME', 'X-EVOLUTION-MANAGER', 'X-MS-MANAGER']),
  ...eachOf(relation('manager'), ['X-KADDRESSBOOK-X-MANAGERSNAME']),
  ...eachOf(relation('assistant'), ['X-ASSISTANT', 'X-ASSISTANT-NAME', 'X-EVOLUTION-ASSISTANT', 'X-MS-ASSISTANT']),
  ...eachOf(relation('assistant'), ['X-KADDRESSBOOK-X-ASSISTANTSNAME']),
  ...eachOf(children, ['X-CHILDREN', 'X-CHILD', 'X-MS-CHILD', 'X-MS-CHILDREN']),
  ...eachOf(relation(''), ['X-ABRELATEDNAMES', 'RELATED']),
  ...eachOf((reading, line) => append(reading.hobbies, listed(line)), ['X-HOBBIES', 'X-HOBBY', 'HOBBY', 'INTEREST']),
  ...eachOf(socialProfile, ['X-SOCIALPROFILE', 'SOCIALPROFILE']),
  ['IMPP', handle('')],
  ['X-AIM', handle('AIM')],
  ...eachOf(handle('Google Talk'), ['X-GOOGLE-TALK', 'X-GTALK']),
  ['X-ICQ', handle('ICQ')],
  ['X-JABBER', handle('Jabber')],
  ['X-MS-IMADDRESS', handle('IM')],
  ['X-MSN', handle('MSN')],
  ['X-QQ', handle('QQ')],
  ...eachOf(handle('Skype'), ['X-SKYPE', 'X-SKYPE-USERNAME']),
  ['X-YAHOO', handle('Yahoo')],
  ...eachOf(kind, ['KIND', 'X-ADDRESSBOOKSERVER-KIND']),
  ...eachOf(member, ['MEMBER', 'X-ADDRESSBOOKSERVER-MEMBER']),
]);

function eachOf(reader: Reader, names: readonly string[]): (readonly [string, Reader])[] {
  return names.map((name) => [name, reader] as const);
}
