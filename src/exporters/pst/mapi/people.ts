import type { ListedAddress } from '../../../message/address-list.js';
import type { PropertyMap } from '../ltp/properties.js';
import { binary, text } from '../ltp/values.js';
import { addressKey, type Mailbox, oneOffEntry } from '../messaging/addresses.js';
import { u32 } from '../ndb/numbers.js';
import { cutText } from './subject.js';
import { tags } from './tags.js';
import { plainText } from './text.js';

/** With the address for a name where there is none. */
export function mailboxOf({ name, address }: ListedAddress): Mailbox {
  const shown = plainText(name === '' ? address : name);
  return { name: cutText(shown, 255), address: plainText(address) };
}

/** Who wrote an item: the names it is shown under, and who sent it for them. */
export function setAuthor(properties: PropertyMap, from: ListedAddress, sender: ListedAddress = from): void {
  const author = mailboxOf(from);
  const agent = mailboxOf(sender);
  properties.set(tags.representingName, text(author.name));
  properties.set(tags.representingType, text('SMTP'));
  properties.set(tags.representingAddress, text(author.address));
  properties.set(tags.representingKey, binary(addressKey(author)));
  properties.set(tags.representingEntry, binary(oneOffEntry(author)));
  properties.set(tags.representingSmtp, text(author.address));
  properties.set(tags.senderName, text(agent.name));
  properties.set(tags.senderType, text('SMTP'));
  properties.set(tags.senderAddress, text(agent.address));
  properties.set(tags.senderKey, binary(addressKey(agent)));
  properties.set(tags.senderEntry, binary(oneOffEntry(agent)));
  properties.set(tags.senderSmtp, text(agent.address));
}

/** `Anna; Jan`: what a list shows. */
export function displayOf(people: readonly ListedAddress[]): string {
  return people.map((person) => mailboxOf(person).name).join('; ');
}

/** Who answers go to ([MS-OXOMSG] 2.2.1.43): entry ids one after the other, each padded to four bytes. */
export function setReplyTo(properties: PropertyMap, people: readonly ListedAddress[]): void {
  const entries = people.map((person) => oneOffEntry(mailboxOf(person)));
  const flat = entries.flatMap((entry) => [u32(entry.length), entry, Buffer.alloc((4 - (entry.length % 4)) % 4)]);
  const bytes = Buffer.concat(flat);
  properties.set(tags.replyEntries, binary(Buffer.concat([u32(entries.length), u32(bytes.length), bytes])));
  properties.set(tags.replyNames, text(displayOf(people)));
}
