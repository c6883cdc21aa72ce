/** Mail as MAPI knows it ([MS-OXCMAIL] 2.2). */
import { type ListedAddress, readAddresses } from '../../../message/address-list.js';
import { parseDate } from '../../../message/date.js';
import { type Entity, type Part, readEntity } from '../../../message/entity.js';
import { fieldValue, firstValue } from '../../../message/header.js';
import { decodeText } from '../../../message/charset.js';
import { decodeWords } from '../../../message/words.js';
import type { PropertyMap } from '../ltp/properties.js';
import { int32, text, time } from '../ltp/values.js';
import type { Attachment, Message, Recipient } from '../messaging/message.js';
import { named } from '../messaging/named.js';
import { FileNames, fileAttachment, messageAttachment } from './attachments.js';
import { basicProperties, type Importance, messageFlags, type Sensitivity } from './basics.js';
import { bodiesOf, setBodies, shownInText } from './body.js';
import { displayOf, mailboxOf, setAuthor, setReplyTo } from './people.js';
import { secureMail } from './secure.js';
import { cutText, setSubject } from './subject.js';
import { tags } from './tags.js';
import { crlfText, plainText } from './text.js';

/** What of a mail does not stand in its bytes. */
export interface MailState {
  /** IMAP flags. */
  readonly flags: readonly string[];
  /** When it came in, unix seconds. */
  readonly receivedAt: number;
}

/** What was made of an item, and what was changed or guessed on the way. */
export interface Made {
  readonly message: Message;
  readonly notes: readonly string[];
}

/** Messages inside messages: below this one is a file like any other. */
const deepest = 10;
/** More recipients than any mail has to people; the header has all of them. */
const mostRecipients = 20_000;
const longestId = 1000;

/** A mail with its text, recipients and attachments. Never throws for what is in it. */
export function mailMessage(bytes: Uint8Array, state: MailState): Made {
  const notes: string[] = [];
  const message = messageOf(readEntity(bytes), state, notes, 0);
  return { message, notes };
}

function messageOf(entity: Entity, state: MailState, notes: string[], depth: number): Message {
  const header = new Fields(entity);
  const secure = secureMail(entity);
  const bodies = bodiesOf(entity.parts);
  const attachments = secure?.attachments ?? filesOf(bodies.files, shownInText(bodies.html), state, notes, depth);
  const properties = basicProperties({
    class: secure?.class ?? 'IPM.Note',
    created: state.receivedAt,
    modified: state.receivedAt,
    flags: flagsOf(state, attachments.length > 0),
    importance: importanceOf(header),
    sensitivity: sensitivityOf(header),
    categories: header.words('keywords'),
  });
  const cut = setSubject(properties, header.text('subject'));
  if (cut !== null) notes.push(cut);
  const recipients = setPeople(properties, header, notes);
  properties.set(tags.submitTime, time(parseDate(header.octets('date')) ?? state.receivedAt));
  properties.set(tags.deliveryTime, time(state.receivedAt));
  properties.set(tags.transportHeaders, text(headersOf(entity)));
  setThread(properties, header);
  setMarks(properties, state);
  // What is encrypted has no text outside of it.
  setBodies(properties, secure?.isOpaque === true ? { plain: [], html: null, files: [] } : bodies, notes);
  return { properties, recipients, attachments };
}

function filesOf(
  files: readonly Part[],
  shown: ReadonlySet<string>,
  state: MailState,
  notes: string[],
  depth: number,
): Attachment[] {
  const names = new FileNames();
  return files.map((part) => {
    if (part.type === 'message/rfc822' && depth < deepest) {
      const inner = readEntity(part.bytes());
      const read = { flags: ['\\Seen'], receivedAt: state.receivedAt };
      const subject = new Fields(inner).text('subject');
      return messageAttachment(
        subject,
        messageOf(inner, { ...read, receivedAt: dateIn(inner, state) }, notes, depth + 1),
      );
    }
    const contentId = trimmed(part, 'content-id').replace(/^<|>$/g, '');
    const name = part.fileName ?? '';
    return fileAttachment({
      name: name === '' ? names.for(part.type) : name,
      type: part.type,
      bytes: part.bytes(),
      contentId,
      location: trimmed(part, 'content-location'),
      inText: contentId !== '' && shown.has(contentId.toLowerCase()),
    });
  });
}

function dateIn(entity: Entity, { receivedAt }: MailState): number {
  return parseDate(firstValue(entity.source, entity.header, 'date') ?? '') ?? receivedAt;
}

function trimmed({ source, header }: Part, name: string): string {
  return (firstValue(source, header, name) ?? '').replace(/[^\x20-\x7e]+/g, '').trim();
}

function flagsOf({ flags }: MailState, hasFiles: boolean): number {
  return (
    (flags.includes('\\Seen') ? messageFlags.read : 0) |
    (flags.includes('\\Draft') ? messageFlags.unsent : 0) |
    (hasFiles ? messageFlags.attachment : 0)
  );
}

/** Answered, forwarded and flagged ([MS-OXOMSG] 2.2.1.38, [MS-OXOFLAG] 2.2.1.1), with the icons that Outlook shows. */
function setMarks(properties: PropertyMap, { flags }: MailState): void {
  const isForwarded = flags.some((flag) => flag.toLowerCase() === '$forwarded');
  if (flags.includes('\\Answered')) setVerb(properties, 102, 0x105);
  else if (isForwarded) setVerb(properties, 104, 0x106);
  if (!flags.includes('\\Flagged')) return;
  properties.set(tags.flagStatus, int32(2));
  properties.set(tags.followUpIcon, int32(6));
  properties.set(named('flagRequest'), text('Follow up'));
}

function setVerb(properties: PropertyMap, verb: number, icon: number): void {
  properties.set(tags.lastVerb, int32(verb));
  properties.set(tags.iconIndex, int32(icon));
}

/** Sets who wrote it, and gives who got it. */
function setPeople(properties: PropertyMap, header: Fields, notes: string[]): Recipient[] {
  const nobody: ListedAddress = { name: '', address: '' };
  const from = header.addresses('from')[0] ?? header.addresses('sender')[0] ?? nobody;
  setAuthor(properties, from, header.addresses('sender')[0] ?? from);
  const replyTo = header.addresses('reply-to').filter(({ address }) => address !== '');
  if (replyTo.length > 0) setReplyTo(properties, replyTo.slice(0, 100));
  const recipients: Recipient[] = [];
  let dropped = 0;
  const lists = [
    ['to', 1, tags.displayTo],
    ['cc', 2, tags.displayCc],
    ['bcc', 3, tags.displayBcc],
  ] as const;
  for (const [field, type, display] of lists) {
    // A name alone (`undisclosed-recipients`) is nobody that mail could go to.
    const all = header.addresses(field).filter(({ address }) => address !== '');
    const people = all.slice(0, mostRecipients - recipients.length);
    dropped += all.length - people.length;
    properties.set(display, text(displayOf(people)));
    for (const person of people) recipients.push({ type, ...mailboxOf(person) });
  }
  if (dropped > 0) notes.push(`of its recipients the first ${mostRecipients} were kept`);
  return recipients;
}

function setThread(properties: PropertyMap, header: Fields): void {
  const threads = [
    ['message-id', tags.messageId],
    ['references', tags.references],
    ['in-reply-to', tags.inReplyTo],
  ] as const;
  for (const [field, id] of threads) {
    const value = plainText(header.text(field)).trim();
    // Of a long thread the last messages count.
    const kept = value.length <= longestId * 10 ? value : value.slice(-longestId * 10);
    if (kept !== '') properties.set(id, text(kept));
  }
}

function importanceOf(header: Fields): Importance {
  const said = header.text('importance').trim().toLowerCase();
  if (said === 'high' || said === 'low') return said;
  const priority = /^\s*([1-5])/.exec(header.octets('x-priority'))?.[1] ?? '3';
  return priority < '3' ? 'high' : priority > '3' ? 'low' : 'normal';
}

function sensitivityOf(header: Fields): Sensitivity {
  const said = header.text('sensitivity').trim().toLowerCase();
  if (said === 'personal' || said === 'private') return said;
  return said === 'company-confidential' ? 'confidential' : 'normal';
}

/** The header as text, as it stands in the message. */
function headersOf({ source, header }: Entity): string {
  const { text: read } = decodeText(source.subarray(header.start, header.end), null);
  const lines = crlfText(read);
  return lines === '' ? '' : `${lines.replace(/(?:\r\n)?$/, '\r\n')}\r\n`;
}

/** The header fields of a message, read when they are asked for. */
class Fields {
  constructor(private readonly entity: Entity) {}

  octets(name: string): string {
    return firstValue(this.entity.source, this.entity.header, name) ?? '';
  }

  /** Decoded, on one line. */
  text(name: string): string {
    return decodeWords(this.octets(name)).replace(/\s+/g, ' ').trim();
  }

  /** Of all fields of the name. */
  addresses(name: string): ListedAddress[] {
    const { source, header } = this.entity;
    return header.fields.flatMap((field) => (field.name === name ? readAddresses(fieldValue(source, field)) : []));
  }

  /** A list with commas. */
  words(name: string): string[] {
    const value = this.text(name);
    return value === '' ? [] : value.split(/\s*[,;]\s*/).map((word) => cutText(word, 255));
  }
}
