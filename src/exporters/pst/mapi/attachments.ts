import type { PropertyMap } from '../ltp/properties.js';
import { boolean, int32, text } from '../ltp/values.js';
import type { Attachment, Message } from '../messaging/message.js';
import { cutText } from './subject.js';
import { tags } from './tags.js';
import { plainText } from './text.js';

/** A file beside an item. */
export interface FileParts {
  /** Empty when it has none. */
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** `Content-ID` without angles; empty without one. */
  readonly contentId?: string;
  readonly location?: string;
  /** It is part of the text, and not listed as a file. */
  readonly inText?: boolean;
}

/** How many files without a name came before, for the names that they get. */
export class FileNames {
  #unnamed = 0;

  for(type: string): string {
    this.#unnamed += 1;
    return `ATT${String(this.#unnamed).padStart(5, '0')}${extensions.get(type) ?? fallbackExtension(type)}`;
  }
}

const extensions = new Map([
  ['text/plain', '.txt'],
  ['text/html', '.htm'],
  ['text/calendar', '.ics'],
  ['text/vcard', '.vcf'],
  ['text/rtf', '.rtf'],
  ['image/jpeg', '.jpg'],
  ['image/png', '.png'],
  ['image/gif', '.gif'],
  ['application/pdf', '.pdf'],
  ['message/rfc822', '.eml'],
  ['message/delivery-status', '.txt'],
  ['message/disposition-notification', '.txt'],
  ['text/rfc822-headers', '.txt'],
]);

function fallbackExtension(type: string): string {
  return type.startsWith('text/') ? '.txt' : '.dat';
}

const inRelatedBody = 4;

/** An attached file. */
export function fileAttachment({ name, type, bytes, contentId, location, inText }: FileParts): Attachment {
  const properties = named(name);
  properties.set(tags.attachMime, text(plainText(type)));
  if (contentId !== undefined && contentId !== '') properties.set(tags.attachContentId, text(plainText(contentId)));
  if (location !== undefined && location !== '') properties.set(tags.attachLocation, text(plainText(location)));
  properties.set(tags.attachFlags, int32(inText === true ? inRelatedBody : 0));
  properties.set(tags.attachmentHidden, boolean(inText === true));
  return { properties, content: bytes };
}

/** A message as attachment. */
export function messageAttachment(name: string, content: Message): Attachment {
  const properties = named(name === '' ? 'Message' : name);
  properties.set(tags.attachFlags, int32(0));
  properties.set(tags.attachmentHidden, boolean(false));
  return { properties, content };
}

function named(raw: string): PropertyMap {
  const name = cutText(plainText(raw).replace(/[\0-\x1f\x7f]+/g, ' '), 255);
  const extension = /\.[^.\s]{1,20}$/.exec(name)?.[0] ?? '';
  return new Map([
    [tags.displayName, text(name)],
    [tags.attachShortName, text(shortName(name, extension))],
    [tags.attachLongName, text(name)],
    [tags.attachExtension, text(extension)],
  ]);
}

/** A name of eight and three characters, as DOS had them. */
function shortName(name: string, extension: string): string {
  const stem = name.slice(0, name.length - extension.length);
  const plainStem = stem.replace(/[^A-Za-z0-9_-]/g, '');
  const plainEnd = extension
    .slice(1)
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 3);
  const end = plainEnd === '' ? '' : `.${plainEnd}`;
  if (plainStem === stem && stem.length <= 8 && stem !== '' && end === extension) return name;
  return `${plainStem.slice(0, 6)}~1${end}`;
}
