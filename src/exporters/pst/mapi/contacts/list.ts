/** Distribution lists as MAPI knows them ([MS-OXOCNTC] 2.2.2). */
import { crc32 } from 'node:zlib';
import { textOf } from '../../../../core/octets.js';
import type { Contact } from '../../../../pim/vcard/contact.js';
import { binaries, int32, text } from '../../ltp/values.js';
import { oneOffEntry } from '../../messaging/addresses.js';
import type { Message } from '../../messaging/message.js';
import { named } from '../../messaging/named.js';
import { mailboxOf } from '../people.js';
import { tags } from '../tags.js';
import { begun, type CardContact, setNotes } from './contact.js';

/** Whom a list names by their UID, by the UID in lower case. */
export type ContactsByUid = ReadonlyMap<string, Contact>;

/** Outlook's own limit lies near it: 15,000 bytes for all members ([MS-OXOCNTC] 2.2.2.2.1). */
const mostBytes = 15_000;

/** A list with its members, each with name and address. Those whom nobody knows the address of stand in the notes. */
export function listMessage(card: CardContact, contacts: ContactsByUid, changed: number): Message {
  const { contact } = card;
  const { properties, rest } = begun(card, 'IPM.DistList', changed);
  const entries: Buffer[] = [];
  let size = 0;
  for (const member of membersOf(contact, contacts)) {
    if (member.address === '') {
      rest.add('Member', Buffer.from(member.name, 'utf8').toString('latin1'));
      continue;
    }
    const entry = oneOffEntry(mailboxOf(member));
    size += entry.length;
    if (size > mostBytes)
      rest.add('Member', Buffer.from(`${member.name} <${member.address}>`, 'utf8').toString('latin1'));
    else entries.push(entry);
  }
  const name = textOf(contact.formatted);
  properties.set(named('fileAs'), text(name));
  properties.set(named('listName'), text(name));
  if (entries.length > 0) {
    properties.set(named('listMembers'), binaries(entries));
    properties.set(named('listOneOffs'), binaries(entries));
  }
  properties.set(named('listChecksum'), int32(checksumOf(entries)));
  properties.set(tags.iconIndex, int32(0x202));
  setNotes(properties, contact.notes, rest);
  return { properties, recipients: [], attachments: [] };
}

interface Member {
  readonly name: string;
  readonly address: string;
}

function membersOf(list: Contact, contacts: ContactsByUid): Member[] {
  const found = new Map<string, Member>();
  const add = (member: Member): void => {
    const key = (member.address === '' ? member.name : member.address).toLowerCase();
    if (key !== '' && !found.has(key)) found.set(key, member);
  };
  for (const octets of list.members) {
    const member = textOf(octets).trim();
    const known = contacts.get(member.toLowerCase().replace(/^urn:uuid:/, ''));
    const written = /^(?:mailto:)?(?:([^<>]*)<)?([^\s<>?]+@[^\s<>?]+)/i.exec(member);
    if (known !== undefined) add({ name: textOf(known.formatted), address: textOf(known.emails[0]?.value ?? '') });
    else if (written !== null) add({ name: written[1]?.trim() ?? '', address: written[2] ?? '' });
    else add({ name: member, address: '' });
  }
  for (const { value } of list.emails) add({ name: '', address: textOf(value) });
  return [...found.values()];
}

/** `PidLidDistributionListChecksum`: CRC-32 over the members, from 0 and not inverted. */
function checksumOf(entries: readonly Buffer[]): number {
  return (crc32(Buffer.concat(entries), 0xffffffff) ^ 0xffffffff) | 0;
}
