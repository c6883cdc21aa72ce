import { type Octets, trimOctets } from '../../core/octets.js';
import type { ContentLine } from '../contentline.js';
import { splitEscaped, unescapeText } from '../text.js';
import type { Address, Contact, Labelled } from './contact.js';
import { type Day, parseDay } from './day.js';
import { type PhoneKind, typesOf } from './types.js';

type Reader = (reading: Reading, line: ContentLine) => void;

/** A contact in the making. */
class Reading implements Contact {
  family = '';
  given = '';
  middle = '';
  prefix = '';
  suffix = '';
  phoneticGiven = '';
  phoneticMiddle = '';
  phoneticFamily = '';
  formatted = '';
  nickname = '';
  fileAs = '';
  organization = '';
  department = '';
  title = '';
  role = '';
  notes = '';
  photo = '';
  freeBusy = '';
  uid = '';
  birthday: Day | null = null;
  isList = false;
  readonly categories: Octets[] = [];
  readonly emails: Labelled[] = [];
  readonly phones: Labelled<PhoneKind>[] = [];
  readonly addresses: Address[] = [];
  readonly websites: Labelled[] = [];
  readonly events: { readonly kind: string; readonly day: Day }[] = [];
  readonly relations: { readonly kind: string; readonly value: Octets }[] = [];
  readonly handles: { readonly kind: string; readonly value: Octets }[] = [];
  readonly members: Octets[] = [];
  readonly #lines: readonly ContentLine[];
  #labels: ReadonlyMap<string, Octets> | null = null;

  constructor(lines: readonly ContentLine[]) {
    this.#lines = lines;
  }

  /** The value of a group's first X-ABLABEL. The group is in lower case. */
  label(group: string): Octets | undefined {
    this.#labels ??= new Map(
      this.#lines
        .filter(({ name }) => name === 'X-ABLABEL')
        .toReversed()
        .map((line) => [line.group.toLowerCase(), line.value]),
    );
    return this.#labels.get(group);
  }
}

/**
 * Reads the fields of a contact from the lines of a vCard 3.0 (see `vcard3.ts`). Of a field that stands once the first that
 * says anything counts; preferred addresses and numbers come first.
 */
export function readContact(lines: readonly ContentLine[]): Contact {
  const reading = new Reading(lines);
  for (const line of lines) {
    const read = readers.get(line.name);
    if (read !== undefined && line.value !== '') read(reading, line);
  }
  sortPreferred(reading.emails);
  sortPreferred(reading.phones);
  if (reading.members.length > 0) reading.isList = true;
  return reading;
}

function sortPreferred(entries: { preferred: boolean }[]): void {
  if (entries.some(({ preferred }, index) => preferred && index > 0))
    entries.sort((a, b) => Number(b.preferred) - Number(a.preferred));
}

/** The user's label of a line's group: `item1.X-ABLabel:_$!<Spouse>!$_` is `Spouse`. */
function labelOf(reading: Reading, line: ContentLine): Octets {
  const found = line.group === '' ? undefined : reading.label(line.group.toLowerCase());
  return found === undefined ? '' : trimOctets(unescapeText(found)).replace(/^_\$!<(.*)>!\$_$/s, '$1');
}

function labelled(reading: Reading, line: ContentLine): Labelled {
  const { place, preferred } = typesOf(line.params);
  return { kind: place, label: labelOf(reading, line), value: text(line), preferred };
}

/** The text of a value. */
function text(line: ContentLine): Octets {
  return trimOctets(unescapeText(line.value));
}

function relation(kind: string): Reader {
  return (reading, line) => {
    const [type] = typesOf(line.params).names;
    const named = kind === '' ? labelOf(reading, line) || (type ?? '') : kind;
    reading.relations.push({ kind: named, value: text(line) });
  };
}

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

function structured(value: Octets): Octets[] {
  const pieces = splitEscaped(value, ';');
  for (let index = 0; index < pieces.length; index += 1) pieces[index] = trimOctets(unescapeText(pieces[index] ?? ''));
  return pieces;
}

const name: Reader = (reading, line) => {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = structured(line.value);
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

const readers = new Map<string, Reader>([
  ['N', name],
  ['FN', (reading, line) => (reading.formatted ||= text(line))],
  ['NICKNAME', (reading, line) => (reading.nickname ||= text(line))],
  ['X-FILE-AS', (reading, line) => (reading.fileAs ||= text(line))],
  ['X-EVOLUTION-FILE-AS', (reading, line) => (reading.fileAs ||= text(line))],
  ['X-PHONETIC-FIRST-NAME', (reading, line) => (reading.phoneticGiven ||= text(line))],
  ['X-PHONETIC-MIDDLE-NAME', (reading, line) => (reading.phoneticMiddle ||= text(line))],
  ['X-PHONETIC-LAST-NAME', (reading, line) => (reading.phoneticFamily ||= text(line))],
  ['ORG', organization],
  ['TITLE', (reading, line) => (reading.title ||= text(line))],
  ['ROLE', (reading, line) => (reading.role ||= text(line))],
  [
    'NOTE',
    (reading, line) => {
      const note = unescapeText(line.value);
      reading.notes = reading.notes === '' ? note : `${reading.notes}\n${note}`;
    },
  ],
  ['UID', (reading, line) => (reading.uid ||= text(line))],
  ['FBURL', (reading, line) => (reading.freeBusy ||= text(line))],
  [
    'PHOTO',
    (reading, line) => {
      if (reading.photo === '' && /^https?:/i.test(line.value)) reading.photo = trimOctets(line.value);
    },
  ],
  ['BDAY', (reading, line) => (reading.birthday ??= parseDay(line.value))],
  [
    'CATEGORIES',
    (reading, line) => {
      for (const piece of splitEscaped(line.value, ',')) {
        const category = trimOctets(unescapeText(piece));
        if (category !== '') reading.categories.push(category);
      }
    },
  ],
  ['EMAIL', (reading, line) => reading.emails.push(labelled(reading, line))],
  ['URL', (reading, line) => reading.websites.push(labelled(reading, line))],
  ['TEL', phone],
  ['X-MS-TEL', phone],
  ['ADR', address],
  ['ANNIVERSARY', event('anniversary')],
  ['X-ANNIVERSARY', event('anniversary')],
  ['X-EVOLUTION-ANNIVERSARY', event('anniversary')],
  ['X-MS-ANNIVERSARY', event('anniversary')],
  ['X-ABDATE', event('')],
  ['X-SPOUSE', relation('spouse')],
  ['X-EVOLUTION-SPOUSE', relation('spouse')],
  ['X-MS-SPOUSE', relation('spouse')],
  ['X-MANAGER', relation('manager')],
  ['X-EVOLUTION-MANAGER', relation('manager')],
  ['X-MS-MANAGER', relation('manager')],
  ['X-ASSISTANT', relation('assistant')],
  ['X-EVOLUTION-ASSISTANT', relation('assistant')],
  ['X-MS-ASSISTANT', relation('assistant')],
  ['X-MS-CHILD', relation('child')],
  ['X-ABRELATEDNAMES', relation('')],
  ['RELATED', relation('')],
  ['IMPP', handle('')],
  ['X-AIM', handle('AIM')],
  ['X-GOOGLE-TALK', handle('Google Talk')],
  ['X-GTALK', handle('Google Talk')],
  ['X-ICQ', handle('ICQ')],
  ['X-JABBER', handle('Jabber')],
  ['X-MS-IMADDRESS', handle('IM')],
  ['X-MSN', handle('MSN')],
  ['X-QQ', handle('QQ')],
  ['X-SKYPE', handle('Skype')],
  ['X-SKYPE-USERNAME', handle('Skype')],
  ['X-YAHOO', handle('Yahoo')],
  ['KIND', kind],
  ['X-ADDRESSBOOKSERVER-KIND', kind],
  ['MEMBER', member],
  ['X-ADDRESSBOOKSERVER-MEMBER', member],
]);
