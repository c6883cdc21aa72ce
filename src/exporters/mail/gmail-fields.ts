import { createHash } from 'node:crypto';
import { headerDate, parseDate } from '../../message/date.js';
import { fieldValue } from '../../message/header.js';
import type { Item } from '../../store/types.js';
import type { Head } from './head.js';

/** A `Date` that needs no closer look: nearly all of them. */
const USUAL_DATE = /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} (?:19[789]|20\d)\d \d\d:\d\d:\d\d [+-]\d{4}\b/;

/** Day, month by name, year, as every reader of mail dates expects; or as `asctime` has it. */
const MAIL_DATE =
  /^\s*(?:[a-z]{3,9}\.?,?\s*)?(?:\d{1,2}[\s-]+[a-z]{3,9}\.?[\s-]+\d{2,4}\b|[a-z]{3,9}\.?\s+\d{1,2},?\s+\d{1,2}:\d\d)/i;

/**
 * Gmail's importers refuse or misdate a message without `Date`, `From` and `Message-ID`. Gives the fields to put on top for
 * those that are missing, the same on every run, and adds to `notes` what was added and what Gmail will stumble over.
 */
export function missingFields(item: Item, bytes: Uint8Array, head: Head, receivedAt: number, notes: string[]): string {
  let fields = '';
  if (head.date === null) {
    fields += `Date: ${headerDate(receivedAt)}\n`;
    notes.push('there was no Date: the received time was put in');
  } else {
    const date = fieldValue(bytes, head.date);
    if (!USUAL_DATE.test(date) && parseDate(date) === null)
      notes.push('the Date cannot be read: Gmail will show the day of the import');
    else if (!USUAL_DATE.test(date) && !MAIL_DATE.test(date))
      notes.push('the Date has a form of its own: Gmail may show the day of the import');
  }
  if (head.froms === 0) {
    fields += `From: ${head.from === null ? author(item) : fieldValue(bytes, head.from)}\n`;
    notes.push('there was no From: one was put in');
  } else if (head.froms > 1) notes.push(`there are ${head.froms} From fields: Gmail may refuse the message`);
  if (!head.hasMessageId) {
    fields += `Message-ID: <${identity(item)}@kerio-exit.invalid>\n`;
    notes.push('there was no Message-ID: one was put in');
  }
  return fields;
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
