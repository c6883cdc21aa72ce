/** Notes ([MS-OXONOTE] 2.2) and journal entries ([MS-OXOJRNL] 2.2) as MAPI knows them. */
import type { Component } from '../../../../pim/components.js';
import { boolean, int32, text, time } from '../../ltp/values.js';
import type { PropertyMap } from '../../ltp/properties.js';
import type { Message } from '../../messaging/message.js';
import { named } from '../../messaging/named.js';
import { basicProperties, messageFlags } from '../basics.js';
import { cutText, setSubject } from '../subject.js';
import { tags } from '../tags.js';
import { setEntryText } from './entry-text.js';
import type { EventContext } from './context.js';
import { EntryFields } from './fields.js';
import { attachedTo } from './files.js';

/** `PidLidNoteColor`; Outlook's are yellow unless somebody says. */
const colors = new Map([
  ['blue', 0],
  ['green', 1],
  ['pink', 2],
  ['yellow', 3],
  ['white', 4],
]);
const usualColor = 3;
const usualWidth = 200;
const usualHeight = 166;

/** A note: its title is the first line of its text, as Outlook has it. */
export function noteMessage(component: Component, context: EventContext): Message {
  const fields = new EntryFields(component, context.home);
  const { properties, message } = begun(fields, 'IPM.StickyNote', context);
  const title = fields.oneLine('SUMMARY');
  const description = fields.text('DESCRIPTION');
  const first = description.trim().split('\r\n')[0] ?? '';
  if (description.trim() === '') properties.set(tags.body, text(`${title}\r\n`));
  else if (title !== '' && !sameStart(first, title)) properties.set(tags.body, text(`${title}\r\n${description}`));
  setSubject(properties, title === '' ? cutText(first, 255) : title);
  const color = colors.get(fields.value('COLOR').toLowerCase()) ?? usualColor;
  properties.set(tags.iconIndex, int32(0x300 + color));
  properties.set(named('noteColor'), int32(color));
  properties.set(named('noteWidth'), int32(usualWidth));
  properties.set(named('noteHeight'), int32(usualHeight));
  properties.set(named('noteLeft'), int32(80));
  properties.set(named('noteTop'), int32(80));
  return message;
}

/** An entry of the journal. */
export function journalMessage(component: Component, context: EventContext): Message {
  const fields = new EntryFields(component, context.home);
  const { properties, message } = begun(fields, 'IPM.Activity', context);
  setSubject(properties, fields.oneLine('SUMMARY'));
  const start = fields.time('DTSTART');
  properties.set(tags.iconIndex, int32(0x601));
  properties.set(named('logType'), text('Note'));
  properties.set(named('logTypeName'), text('Note'));
  properties.set(named('logDuration'), int32(0));
  if (start === null) return message;
  for (const one of ['logStart', 'logEnd', 'commonStart', 'commonEnd'] as const)
    properties.set(named(one), time(start.utc));
  return message;
}

/** A note's title may be the beginning of its first line. */
function sameStart(first: string, title: string): boolean {
  const plain = (string: string) => string.replace(/\s+/g, ' ').trim();
  return plain(first).startsWith(plain(title));
}

function begun(
  fields: EntryFields,
  itemClass: string,
  context: EventContext,
): { readonly properties: PropertyMap; readonly message: Message } {
  const { created, modified } = fields.stamps(fields.time('DTSTART')?.utc ?? 0);
  const attached = attachedTo(fields.component, context.beside);
  const properties = basicProperties({
    class: itemClass,
    ...{ created, modified, flags: messageFlags.read | (attached.files.length > 0 ? messageFlags.attachment : 0) },
    sensitivity: fields.sensitivity,
    categories: fields.categories,
  });
  setEntryText(properties, fields, attached.links);
  properties.set(named('isPrivate'), boolean(fields.sensitivity === 'private'));
  return { properties, message: { properties, recipients: [], attachments: attached.files } };
}
