/** One item as text, whatever it was: a message, a card, an event, a task, a note. Markup never comes out of here. */
import { UserError } from '../../core/errors.js';
import { textOf } from '../../core/octets.js';
import { readItemParts } from '../../exporters/calendars/item-parts.js';
import { htmlText } from '../../exporters/notes/html-text.js';
import { readNote } from '../../exporters/notes/note.js';
import { bodiesOf } from '../../exporters/pst/mapi/body.js';
import { type Entity, type Part, readEntity } from '../../message/entity.js';
import { fieldValue, readHeaderBlock } from '../../message/header.js';
import { decodeWords } from '../../message/words.js';
import { readComponents, type Component } from '../../pim/components.js';
import { unescapeText } from '../../pim/text.js';
import { decodeValue } from '../../pim/calendar/vcalendar1.js';
import { itemCards } from '../../pim/vcard/cards.js';
import { itemKind } from '../../store/items/item-kind.js';
import { listFolder } from '../../store/items/listing.js';
import { readHead } from '../../store/items/read.js';
import type { Item } from '../../store/types.js';
import type { ItemView } from '../api.js';
import { folderAt } from './items.js';
import { plainText, shortText } from './plain-text.js';
import type { ItemAsk } from './messages.js';

/** Bytes of an item that are read for showing it. */
const MOST_BYTES = 4 << 20;
/** Characters of its text that are shown. */
const MOST_TEXT = 200_000;
/** Lines of a header, and files, that are shown. */
const MOST_LINES = 200;

/** Header fields that say something to people, in the order in which they are shown. */
const FIELDS = ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'date', 'subject', 'message-id', 'content-type'];

/** Reads it. Throws a UserError where there is no such item, or it cannot be read. */
export function readItemView({ store, mailbox, folder, uid }: ItemAsk): ItemView {
  const item = find(listFolder(folderAt(store, mailbox, folder)).entries, uid);
  if (item === undefined) throw new UserError(`there is no item ${uid}: look into the folder again.`);
  const bytes = headOf(item);
  const header = readHeaderBlock(bytes);
  const kind = itemKind(item, bytes, header);
  const { text, files } = contentOf(kind, bytes);
  return {
    kind,
    headers: FIELDS.flatMap((name) =>
      header.fields
        .filter((field) => field.name === name)
        .slice(0, 5)
        .map((field): [string, string] => [name, plainText(decodeWords(fieldValue(bytes, field)), 2000)]),
    ).slice(0, MOST_LINES),
    text: plainText(text, MOST_TEXT),
    cut: text.length > MOST_TEXT || bytes.length === MOST_BYTES,
    attachments: files.slice(0, MOST_LINES).map((part) => ({
      ...{ name: shortText(part.fileName ?? ''), type: shortText(part.type), bytes: sizeOf(part) },
    })),
  };
}

function find(entries: ReturnType<typeof listFolder>['entries'], uid: string): Item | undefined {
  for (const { type, item } of entries) if (type === 'item' && String(item.uid) === uid) return item;
  return undefined;
}

function headOf(item: Item): Uint8Array {
  try {
    return readHead(item.file, MOST_BYTES);
  } catch (error) {
    throw new UserError(`it cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
  }
}

/** Bytes of a file as it is attached; of base64 what comes out of it. */
function sizeOf(part: Part): number {
  return part.bytes().length;
}

interface Content {
  readonly text: string;
  readonly files: readonly Part[];
}

function contentOf(kind: ItemView['kind'], bytes: Uint8Array): Content {
  const entity = readEntity(bytes);
  switch (kind) {
    case 'contacts':
      return { text: itemCards(entity).cards.map(componentText).join('\n\n') || mailText(entity).text, files: [] };
    case 'calendar':
    case 'tasks': {
      const { calendars, files } = readItemParts(bytes, kind === 'tasks' ? 'VTODO' : 'VEVENT');
      const components = calendars.flatMap((octets) => readComponents(octets).components);
      const text = components.flatMap(entriesOf).map(componentText).join('\n\n');
      return { text: text === '' ? mailText(entity).text : text, files };
    }
    case 'notes':
    case 'journal': {
      const parts = readItemParts(bytes, 'VJOURNAL');
      const components = parts.calendars.flatMap((octets) => readComponents(octets).components);
      const entries = components.flatMap(entriesOf).map(componentText).join('\n\n');
      return entries === '' ? { text: readNote(parts).text, files: [] } : { text: entries, files: parts.files };
    }
    default:
      return mailText(entity);
  }
}

/** The text that a mail program would show, without pictures and colours. */
function mailText({ parts }: Entity): Content {
  const { plain, html, files } = bodiesOf(parts);
  const text = plain.map((part) => part.text().text).join('\n');
  return { text: text.trim() !== '' || html === null ? text : htmlText(html.text().text), files };
}

/** The events and tasks of a calendar; time zones say nothing to people. */
function entriesOf(component: Component): readonly Component[] {
  if (component.name !== 'VCALENDAR') return [component];
  return component.components.filter(({ name }) => name !== 'VTIMEZONE');
}

/** A line for each property: `SUMMARY: Meeting`. Pictures are told by their size. */
function componentText({ lines, components }: Component): string {
  const own = lines.map(decodeValue).flatMap(({ name, params, value }) => {
    if (name === '' || name === 'VERSION' || name === 'PRODID') return [];
    const isPicture = /;(?:ENCODING=)?"?(?:B|BASE64)"?(?:;|$)/i.test(params) || value.startsWith('data:');
    const said = isPicture ? `(${value.length} characters)` : textOf(unescapeText(value)).replace(/(?:;\s*)+$/, '');
    return said === '' ? [] : [`${name}${textOf(params).slice(0, 200)}: ${said}`];
  });
  return [...own, ...components.map((inner) => `\n${inner.name}\n${componentText(inner)}`)].join('\n');
}
