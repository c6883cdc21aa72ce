/** Contacts as MAPI knows them ([MS-OXOCNTC] 2.2.1). */
import { decodeBase64 } from '../../../../message/base64.js';
import { type Octets, textOf } from '../../../../core/octets.js';
import type { ContentLine } from '../../../../pim/contentline.js';
import { parseStamp } from '../../../../pim/datetime.js';
import type { Contact } from '../../../../pim/vcard/contact.js';
import { readContact } from '../../../../pim/vcard/read-contact.js';
import type { PropertyMap } from '../../ltp/properties.js';
import { binary, boolean, int32, int32s, text, texts } from '../../ltp/values.js';
import { oneOffEntry } from '../../messaging/addresses.js';
import type { Attachment, Message } from '../../messaging/message.js';
import { type KnownName, named } from '../../messaging/named.js';
import { fileAttachment } from '../attachments.js';
import { basicProperties, messageFlags, type Sensitivity } from '../basics.js';
import { mailboxOf } from '../people.js';
import { cutText, setSubject } from '../subject.js';
import { tags } from '../tags.js';
import { crlfText, plainText } from '../text.js';
import { setAddresses } from './addresses.js';
import { setDays } from './days.js';
import { setPhones } from './phones.js';
import { Rest } from './rest.js';

/** A card and what was read from it. */
export interface CardContact {
  readonly lines: readonly ContentLine[];
  readonly contact: Contact;
}

/** A contact with its photo. `changed`: unix seconds, where the card does not say. */
export function contactMessage({ lines, contact }: CardContact, changed: number): Message {
  const name = shown(contact.formatted);
  const photo = photoOf(lines);
  const { properties, rest } = begun({ lines, contact }, 'IPM.Contact', changed);
  const set = (id: number, octets: Octets): void => {
    if (octets !== '') properties.set(id, text(cutText(shown(octets), 1000)));
  };
  for (const [id, field] of singles) set(id, contact[field]);
  set(tags.initials, initialsOf(contact));
  setEmails(properties, contact, name, rest);
  setPhones(properties, contact.phones, rest);
  setAddresses(properties, contact.addresses, rest);
  setDays(properties, contact, rest);
  setRelations(properties, contact, rest);
  setPages(properties, contact, rest);
  properties.set(named('fileAs'), text(fileAsOf(contact, name)));
  properties.set(named('fileAsChoice'), int32(-1));
  properties.set(named('hasPicture'), boolean(photo !== null));
  properties.set(tags.iconIndex, int32(0x200));
  if (contact.hobbies.length > 0) set(tags.hobbies, contact.hobbies.join(', '));
  const gender = genders.get(contact.gender.toUpperCase());
  if (gender !== undefined) properties.set(tags.gender, { type: 2, number: gender });
  else if (contact.gender !== '') rest.add('Gender', contact.gender);
  setNotes(properties, contact.notes, rest);
  const attachments = photo === null ? [] : [photo];
  if (photo !== null) properties.set(tags.messageFlags, int32(messageFlags.read | messageFlags.attachment));
  return { properties, recipients: [], attachments };
}

/** Begins a contact or a list: what both have. */
export function begun(
  { lines, contact }: CardContact,
  itemClass: string,
  changed: number,
): { readonly properties: PropertyMap; readonly rest: Rest } {
  const revised = parseStamp(lines.find(({ name }) => name === 'REV')?.value ?? '')?.wall ?? changed;
  const properties = basicProperties({
    class: itemClass,
    ...{ created: revised, modified: revised, flags: messageFlags.read },
    sensitivity: sensitivityOf(contact),
    categories: contact.categories.map(textOf),
  });
  const name = shown(contact.formatted);
  setSubject(properties, name);
  properties.set(tags.displayName, text(cutText(name, 255)));
  properties.set(named('isPrivate'), boolean(contact.classification === 'PRIVATE'));
  return { properties, rest: new Rest() };
}

/** Reads a card. */
export function cardContact(lines: readonly ContentLine[]): CardContact {
  return { lines, contact: readContact(lines) };
}

export function setNotes(properties: PropertyMap, notes: Octets, rest: Rest): void {
  const pieces = [crlfText(textOf(notes)).trimEnd(), rest.text].filter((piece) => piece !== '');
  if (pieces.length > 0) properties.set(tags.body, text(`${pieces.join('\r\n\r\n')}\r\n`));
}

const singles = [
  [tags.givenName, 'given'],
  [tags.middleName, 'middle'],
  [tags.surname, 'family'],
  [tags.namePrefix, 'prefix'],
  [tags.generation, 'suffix'],
  [tags.nickname, 'nickname'],
  [tags.company, 'organization'],
  [tags.department, 'department'],
  [tags.title, 'title'],
  [tags.profession, 'role'],
  [tags.office, 'office'],
  [tags.referredBy, 'referredBy'],
  [tags.language, 'language'],
  [named('phoneticGiven'), 'phoneticGiven'],
  [named('phoneticFamily'), 'phoneticFamily'],
  [named('freeBusyAddress'), 'freeBusy'],
] as const;

const genders = new Map([
  ['F', 1],
  ['M', 2],
]);

function sensitivityOf({ classification }: Contact): Sensitivity {
  if (classification === 'PRIVATE') return 'private';
  return classification === 'CONFIDENTIAL' ? 'confidential' : 'normal';
}

function initialsOf({ given, middle, family }: Contact): Octets {
  const letters = [given, middle, family].map((name) => Array.from(textOf(name))[0] ?? '').filter((one) => one !== '');
  return Buffer.from(letters.map((letter) => `${letter}.`).join(''), 'utf8').toString('latin1');
}

function fileAsOf(contact: Contact, name: string): string {
  if (contact.fileAs !== '') return cutText(shown(contact.fileAs), 255);
  const given = [contact.given, contact.middle].filter((piece) => piece !== '').map(shown);
  if (contact.family === '') return given.length > 0 ? given.join(' ') : name;
  return given.length > 0 ? `${shown(contact.family)}, ${given.join(' ')}` : shown(contact.family);
}

/** Three addresses have a place; others stand in the notes. */
function setEmails(properties: PropertyMap, contact: Contact, name: string, rest: Rest): void {
  const slots: number[] = [];
  for (const [index, { value }] of contact.emails.entries()) {
    const address = shown(value);
    const nth = index + 1;
    if (nth > 3) rest.add('E-mail', value);
    else {
      const id = (what: string) => named(`email${nth}${what}` as KnownName);
      const mailbox = mailboxOf({ name: name === '' ? address : name, address });
      properties.set(id('Name'), text(`${mailbox.name} (${address})`));
      properties.set(id('Type'), text('SMTP'));
      properties.set(id('Address'), text(address));
      properties.set(id('Original'), text(address));
      properties.set(id('Entry'), binary(oneOffEntry(mailbox)));
      slots.push(index);
    }
  }
  if (slots.length === 0) return;
  properties.set(named('emailTypes'), int32s(slots));
  properties.set(named('emailTypesValue'), int32(slots.reduce((bits, slot) => bits | (1 << slot), 0)));
}

function setRelations(properties: PropertyMap, { relations }: Contact, rest: Rest): void {
  const children: string[] = [];
  for (const { kind, value } of relations) {
    const id = relationIds.get(kind.toLowerCase());
    if (kind.toLowerCase() === 'child') children.push(shown(value));
    else if (id === undefined || properties.has(id)) rest.add(kind === '' ? 'Related' : kind, value);
    else properties.set(id, text(shown(value)));
  }
  if (children.length > 0) properties.set(tags.children, texts(children));
}

const relationIds = new Map<string, number>([
  ['spouse', tags.spouse],
  ['partner', tags.spouse],
  ['domestic_partner', tags.spouse],
  ['manager', tags.manager],
  ['assistant', tags.assistant],
  ['referred_by', tags.referredBy],
]);

/** Pages on the web, and names at messengers. */
function setPages(properties: PropertyMap, { websites, handles }: Contact, rest: Rest): void {
  for (const { kind, value } of websites) {
    const id = kind === 'home' ? tags.personalHomePage : tags.businessHomePage;
    if (!properties.has(id)) properties.set(id, text(shown(value)));
    else rest.add('Web page', value);
  }
  const page = websites[0];
  if (page !== undefined) properties.set(named('webPage'), text(shown(page.value)));
  for (const [index, { kind, value }] of handles.entries()) {
    if (index === 0) properties.set(named('messenger'), text(shown(value)));
    if (index > 0 || kind !== 'IM') rest.add(kind, value);
  }
}

/** The picture of a card, as Outlook keeps it ([MS-OXOCNTC] 2.2.1.8.1). */
function photoOf(lines: readonly ContentLine[]): Attachment | null {
  const line = lines.find(({ name, params }) => name === 'PHOTO' && /;ENCODING=b/i.test(params));
  if (line === undefined) return null;
  const { bytes } = decodeBase64(line.value);
  if (bytes.length === 0) return null;
  const isPng = bytes[0] === 0x89 && bytes[1] === 0x50;
  const attachment = fileAttachment({
    name: isPng ? 'ContactPicture.png' : 'ContactPicture.jpg',
    type: isPng ? 'image/png' : 'image/jpeg',
    bytes,
  });
  attachment.properties.set(tags.attachmentPhoto, boolean(true));
  return attachment;
}

function shown(octets: Octets): string {
  return plainText(textOf(octets));
}
