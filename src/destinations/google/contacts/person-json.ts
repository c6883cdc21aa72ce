/** A contact as the People API has it (developers.google.com/people/api/rest/v1/people). The map of every property is in docs/google-workspace.md. */
import { type Octets, textOf } from '../../../core/octets.js';
import { firstName } from '../../../exporters/contacts/first-name.js';
import { cardLines } from '../../../exporters/contacts/records.js';
import type { ContentLine } from '../../../pim/contentline.js';
import { unescapeText } from '../../../pim/text.js';
import type { Contact, Labelled } from '../../../pim/vcard/contact.js';
import type { Day } from '../../../pim/vcard/day.js';
import { readers } from '../../../pim/vcard/property-readers.js';
import { readContact } from '../../../pim/vcard/read-contact.js';
import { bytesOf } from '../../../core/octets.js';

interface Valued {
  readonly value: string;
  readonly type?: string;
}

/** The fields that are sent, but for memberships and our own key. */
export interface PersonFields {
  readonly names?: readonly Readonly<Record<string, string>>[];
  readonly nicknames?: readonly Valued[];
  readonly fileAses?: readonly Valued[];
  readonly emailAddresses?: readonly Valued[];
  readonly phoneNumbers?: readonly Valued[];
  readonly addresses?: readonly Readonly<Record<string, string>>[];
  readonly organizations?: readonly Readonly<Record<string, string>>[];
  readonly urls?: readonly Valued[];
  readonly relations?: readonly { readonly person: string; readonly type: string }[];
  readonly events?: readonly { readonly date: Readonly<Record<string, number>>; readonly type: string }[];
  readonly birthdays?: readonly { readonly date: Readonly<Record<string, number>> }[];
  readonly biographies?: readonly { readonly value: string; readonly contentType: 'TEXT_PLAIN' }[];
  readonly imClients?: readonly { readonly username: string; readonly protocol: string }[];
  readonly interests?: readonly Valued[];
  readonly genders?: readonly Valued[];
  readonly locales?: readonly Valued[];
  readonly calendarUrls?: readonly { readonly url: string; readonly type: string }[];
  readonly userDefined?: readonly { readonly key: string; readonly value: string }[];
}

/** A card, read. */
export interface ReadCard {
  readonly contact: Contact;
  readonly lines: readonly ContentLine[];
}

/** Reads a card of ours. */
export function readCard(text: Octets): ReadCard {
  const lines = cardLines(bytesOf(text));
  return { contact: readContact(lines), lines };
}

/** The fields of a contact. `notes` gets what has no place. */
export function personFields({ contact, lines }: ReadCard, notes: string[]): PersonFields {
  const { birthday } = contact;
  return withoutEmpty({
    names: [withoutBlank(nameOf(contact))],
    nicknames: values(contact.nickname),
    fileAses: values(contact.fileAs),
    emailAddresses: contact.emails.map(labelled),
    phoneNumbers: contact.phones.map(labelled),
    addresses: contact.addresses.map((address) =>
      withoutBlank({
        type: typeOf(address),
        streetAddress: address.street,
        extendedAddress: address.extended,
        poBox: address.poBox,
        city: address.city,
        region: address.region,
        postalCode: address.postalCode,
        country: address.country,
      }),
    ),
    organizations: organizationsOf(contact),
    urls: contact.websites.map(labelled),
    relations: contact.relations.map(({ kind, value }) => ({ person: textOf(value), type: textOf(kind) })),
    events: contact.events.map(({ kind, day }) => ({ date: dateOf(day), type: textOf(kind) })),
    birthdays: birthday === null ? [] : [{ date: dateOf(birthday) }],
    biographies: contact.notes === '' ? [] : [{ value: textOf(contact.notes), contentType: 'TEXT_PLAIN' as const }],
    imClients: contact.handles.map(({ kind, value }) => ({ username: textOf(value), protocol: textOf(kind) })),
    interests: contact.hobbies.map((hobby) => ({ value: textOf(hobby) })),
    genders: contact.gender === '' ? [] : [{ value: GENDERS[contact.gender.toUpperCase()] ?? textOf(contact.gender) }],
    locales: values(contact.language),
    calendarUrls: contact.freeBusy === '' ? [] : [{ url: textOf(contact.freeBusy), type: 'freeBusy' }],
    userDefined: [...ownFields(contact), ...strangers(lines, notes)],
  });
}

/** The picture in a card, as it is, base64; null where there is none, or one on the web. */
export function photoOf(lines: readonly ContentLine[]): string | null {
  const photo = lines.find(({ name, params }) => name === 'PHOTO' && /;ENCODING=b/i.test(params));
  return photo === undefined ? null : photo.value;
}

const GENDERS: Readonly<Record<string, string>> = { M: 'male', F: 'female' };

function nameOf(contact: Contact): Readonly<Record<string, Octets>> {
  return {
    givenName: firstName(contact),
    middleName: contact.middle,
    familyName: contact.family,
    honorificPrefix: contact.prefix,
    honorificSuffix: contact.suffix,
    phoneticGivenName: contact.phoneticGiven,
    phoneticMiddleName: contact.phoneticMiddle,
    phoneticFamilyName: contact.phoneticFamily,
  };
}

function organizationsOf({ organization, department, title, office }: Contact): Readonly<Record<string, string>>[] {
  return [withoutBlank({ name: organization, department, title, location: office })];
}

/** What a person has no field for, under the name that people read. */
function ownFields({ role, referredBy, classification, photo }: Contact): { key: string; value: string }[] {
  const fields: Readonly<Record<string, Octets>> = {
    Role: role,
    'Referred by': referredBy,
    Classification: classification === 'PUBLIC' ? '' : classification,
    Photo: photo,
  };
  return Object.entries(fields).flatMap(([key, value]) => (value === '' ? [] : [{ key, value: textOf(value) }]));
}

/** What says nothing of the person, or is said elsewhere. */
const SILENT = new Set(['UID', 'PRODID', 'REV', 'VERSION', 'X-ABLABEL', 'X-ABADR', 'PHOTO', 'SORT-STRING', 'PROFILE']);
const LONGEST = 1024;

/** Properties that nobody maps, by their own names. Pictures and sounds have no place. */
function strangers(lines: readonly ContentLine[], notes: string[]): { key: string; value: string }[] {
  return lines.flatMap(({ name, value, params }) => {
    if (name === '' || value === '' || readers.has(name) || SILENT.has(name)) return [];
    if (/;ENCODING=/i.test(params) || value.length > LONGEST) {
      notes.push(`${name} has no place at Google`);
      return [];
    }
    return [{ key: name, value: textOf(unescapeText(value)) }];
  });
}

function labelled(entry: Labelled<string>): Valued {
  const type = typeOf(entry);
  const value = textOf(entry.value);
  return type === '' ? { value } : { value, type };
}

/** Google's words for what an address or number is for; any other is a label of the user's own. */
const TYPES: Readonly<Record<string, string>> = {
  'home fax': 'homeFax',
  'work fax': 'workFax',
  'other fax': 'otherFax',
  primary: 'main',
  company: 'main',
  textphone: 'TTY',
};

function typeOf({ kind, label }: { readonly kind: string; readonly label: Octets }): string {
  return label === '' ? (TYPES[kind] ?? kind) : textOf(label);
}

function values(value: Octets): Valued[] {
  return value === '' ? [] : [{ value: textOf(value) }];
}

function dateOf({ year, month, day }: Day): Readonly<Record<string, number>> {
  return year === null ? { month, day } : { year, month, day };
}

function withoutBlank(fields: Readonly<Record<string, Octets>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === '' ? [] : [[name, textOf(value)]])),
  );
}

/** Lists with something in them. */
function withoutEmpty(person: PersonFields): PersonFields {
  return Object.fromEntries(
    Object.entries(person).flatMap(([name, list]: [string, readonly object[]]) => {
      const kept = list.filter((entry) => Object.keys(entry).length > 0);
      return kept.length === 0 ? [] : [[name, kept]];
    }),
  );
}
