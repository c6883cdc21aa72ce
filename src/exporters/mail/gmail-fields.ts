/** What Gmail's importers need in a header: fields to put on top, and fields to put right. */
import { createHash } from 'node:crypto';
import { headerDate, isCommonDate, withoutComments } from '../../message/date.js';
import { fieldValue, type HeaderField } from '../../message/header.js';
import { octetsOf } from '../../core/octets.js';
import type { Item } from '../../store/types.js';
import type { Head } from './head.js';

/** Bytes of a message and what is written in their place. */
export interface HeaderEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A header as Gmail's importers take it. */
export interface GmailHeader {
  /** Fields to put on top, with line ends. */
  readonly top: string;
  /** Changes further down, in no order. */
  readonly edits: readonly HeaderEdit[];
}

/** A field that the importers need, exactly once. */
interface Needed {
  readonly name: 'Date' | 'From' | 'Message-ID';
  readonly fields: readonly HeaderField[];
  isUsable(bytes: Uint8Array, field: HeaderField): boolean;
  /** The value of ours, the same on every run. */
  value(): string;
  /** What is told in the ledger: there was none; there was one of no use. */
  readonly absent: string;
  readonly useless: string;
}

/**
 * Gmail's importers refuse or misdate a message without `Date`, `From` and `Message-ID` that every program can read. Where one
 * is missing ours is put on top; one of no use gets another name. Blanks before a colon go, since most readers end the header
 * there. Adds to `notes` what was changed and what Gmail will stumble over.
 */
export function gmailHeader(
  item: Item,
  bytes: Uint8Array,
  head: Head,
  receivedAt: number,
  notes: string[],
): GmailHeader {
  if (isInOrder(bytes, head)) return IN_ORDER;
  const edits: HeaderEdit[] = [];
  let top = '';
  for (const needed of neededFields(item, head, receivedAt)) {
    const { name, fields, absent, useless } = needed;
    const bad = fields.filter((field) => !needed.isUsable(bytes, field));
    for (const { start, valueStart } of bad) edits.push({ start, end: valueStart, text: `X-Kerio-${name}:` });
    if (bad.length < fields.length) {
      if (bad.length > 0) notes.push(`a second ${name}, of no use, is X-Kerio-${name}`);
      continue;
    }
    if (fields.length === 0 && head.behindJunk.has(name.toLowerCase())) continue;
    notes.push(fields.length === 0 ? absent : useless);
    top += `${name}: ${needed.value()}\n`;
  }
  const renamed = new Set(edits.map(({ start }) => start));
  const obsolete = head.obsolete.filter(({ start }) => !renamed.has(start));
  for (const { name, start, valueStart } of obsolete)
    edits.push({ start: start + name.length, end: valueStart, text: ':' });
  if (obsolete.length > 0) notes.push('blanks before the colon of a field were left out');
  const froms = head.froms.filter(({ start }) => !renamed.has(start)).length;
  if (froms > 1) notes.push(`there are ${froms} From fields: Gmail may refuse the message`);
  return { top, edits };
}

const IN_ORDER: GmailHeader = { top: '', edits: [] };

/** Nearly all mail has each field once, and as it should be. */
function isInOrder(bytes: Uint8Array, { dates, froms, messageIds, obsolete }: Head): boolean {
  const [date, from, messageId] = [dates[0], froms[0], messageIds[0]];
  if (date === undefined || from === undefined || messageId === undefined || obsolete.length > 0) return false;
  if (dates.length + froms.length + messageIds.length > 3) return false;
  return isDateForAll(bytes, date) && hasAddress(bytes, from) && isNotEmpty(bytes, messageId);
}

function neededFields(item: Item, head: Head, receivedAt: number): Needed[] {
  return [
    {
      ...{ name: 'Date', fields: head.dates, isUsable: isDateForAll, value: () => headerDate(receivedAt) },
      absent: 'there was no Date: the received time was put in',
      useless: 'the Date is none that every program reads: the received time was put in, the old one is X-Kerio-Date',
    },
    {
      ...{ name: 'From', fields: head.froms, isUsable: hasAddress, value: () => author(item) },
      absent: 'there was no From: one was put in',
      useless: 'the From had no address: one was put in, the old one is X-Kerio-From',
    },
    {
      ...{ name: 'Message-ID', fields: head.messageIds, isUsable: isNotEmpty },
      value: () => `<${identity(item)}@kerio-exit.invalid>`,
      absent: 'there was no Message-ID: one was put in',
      useless: 'the Message-ID was empty: one was put in, the old one is X-Kerio-Message-ID',
    },
  ];
}

/** Folded dates were misread by Gmail, too, wherever the fold was. */
function isDateForAll(bytes: Uint8Array, { valueStart, end }: HeaderField): boolean {
  // No honest date is longer; a cut keeps hostile ones cheap.
  const value = octetsOf(bytes, valueStart, Math.min(end, valueStart + 256)).trimEnd();
  return !value.includes('\n') && isCommonDate(value.trimStart());
}

/** No honest address stands further behind. */
const FROM_WINDOW = 4096;

/** A mailbox of RFC 5322 section 3.4, whatever is around it. What stands in quotes or comments is a name. */
function hasAddress(bytes: Uint8Array, field: HeaderField): boolean {
  const value = fieldValue(bytes, { ...field, end: Math.min(field.end, field.valueStart + FROM_WINDOW) });
  const plain = withoutComments(value).replace(/"(?:[^"\\]|\\[^])*(?:"|$)/g, 'q');
  return /[^\s<>@,;:()"]@[^\s<>@,;:()".]/.test(plain);
}

function isNotEmpty(bytes: Uint8Array, field: HeaderField): boolean {
  return fieldValue(bytes, field) !== '';
}

/** A draft was being written by the mailbox's owner; of other mail without a sender nothing is known. */
function author(item: Item): string {
  const { address } = item.folder.mailbox;
  const owned = item.flags.includes('\\Draft') && /^[\x21-\x7e]+@[\x21-\x7e]+$/.test(address);
  return owned ? `<${address}>` : 'MAILER-DAEMON <mailer-daemon@kerio-exit.invalid>';
}

/** Names the item and nothing else: mailbox, folder and file name. */
function identity(item: Item): string {
  const { mailbox, rawPath } = item.folder;
  const name = [mailbox.address, ...rawPath, item.stem].join('\0');
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}
