import { decodeBase64 } from './base64.js';
import { firstValue, type HeaderBlock, readHeaderBlock } from './header.js';
import { beforeContentLines, hasTellingLines, holdsLinesOf } from './loose-lines.js';
import { octetsOf, type Octets } from '../core/octets.js';
import { decodeUu, uuEncodings } from './uuencode.js';

/** What an item is by its own content. The kinds are those of `store/types.ts`, mail apart. */
export type ContentKind = 'contacts' | 'calendar' | 'tasks' | 'journal' | 'notes';

/** What the first bytes of an item show. */
export interface Sniffed {
  /** Null: a mail, or nothing that can be told from the first bytes. */
  readonly kind: ContentKind | null;
  /** It carries the marks of a message that went through the post: one with a card attached, or an invitation, stays mail. */
  readonly delivered: boolean;
  /** The kind was seen in a part of a multipart, and not in the message itself. */
  readonly multipart: boolean;
}

/** How much of a body is looked at, in bytes. */
const bodyWindow = 16_384;

/**
 * Tells the kind of an item from its first bytes: the header block and the beginning of the body. Cheap enough for every
 * message of a store; a caller that has read the header block already passes it.
 */
export function sniffContent(head: Uint8Array, header: HeaderBlock = readHeaderBlock(head)): Sniffed {
  const type = mediaType(firstValue(head, header, 'content-type') ?? '');
  const multipart = type.startsWith('multipart/');
  return {
    kind: multipart ? kindInParts(head, header) : kindOfBody(type, head, header),
    delivered: isDelivered(header),
    multipart,
  };
}

/** Received, or a sender and an addressee, or a sender and a Message-ID: what Kerio's own contacts and events have not. */
export function isDelivered(header: HeaderBlock): boolean {
  let from = false;
  let to = false;
  for (const { name } of header.fields) {
    if (name === 'received') return true;
    if (name === 'from') from = true;
    else if (name === 'to' || name === 'cc' || name === 'message-id') to = true;
  }
  return from && to;
}

function kindOfBody(type: string, head: Uint8Array, header: HeaderBlock): ContentKind | null {
  const known = kindOfType.get(type) ?? null;
  if (known !== null && known !== 'calendar') return known;
  if (known === null && !startsContent(head, header.bodyStart)) return null;
  return kindOfText(bodyStart(head, header)) ?? known;
}

/**
 * Whether a message without such a content (`kind` null) has the lines of a contact, event or task, whose frame is lost. It
 * says nothing by itself: such lines may stand in any mail.
 */
export function hasLinesOf(kind: string, head: Uint8Array, header: HeaderBlock): boolean {
  return hasTellingLines(kind) && holdsLinesOf(kind, bodyStart(head, beforeContentLines(header)));
}

/** Whether an event, task or journal entry begins in the first bytes. */
export function hasFrame(head: Uint8Array, header: HeaderBlock): boolean {
  return /^[ \t]*BEGIN:V(?:EVENT|TODO|JOURNAL)\b/im.test(bodyStart(head, header));
}

/** The beginning of a body, decoded. */
function bodyStart(head: Uint8Array, header: HeaderBlock): Octets {
  const body = octetsOf(head, header.bodyStart, Math.min(head.length, header.bodyStart + bodyWindow));
  const encoding = /[a-z0-9-]+/i.exec(firstValue(head, header, 'content-transfer-encoding') ?? '')?.[0].toLowerCase();
  if (encoding === 'base64') return decodedStart(body);
  return uuEncodings.has(encoding ?? '') || uuStart.test(body) ? uuDecodedStart(body) : body;
}

/** Looks at the headers of the parts that begin within the first bytes. */
function kindInParts(head: Uint8Array, header: HeaderBlock): ContentKind | null {
  const body = octetsOf(head, header.bodyStart, Math.min(head.length, header.bodyStart + bodyWindow));
  for (const match of body.matchAll(partType)) {
    const type = (match[1] ?? '').toLowerCase();
    const known = kindOfType.get(type) ?? null;
    if (known !== null && known !== 'calendar') return known;
    if (known === null && !unnamedTypes.has(type)) continue;
    const rest = body.slice(match.index);
    const content = /(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)/.exec(rest);
    const start = content === null ? '' : rest.slice(content.index + content[0].length);
    if (known === null && !contentStart.test(start)) continue;
    const kind = kindOfText(start) ?? kindOfText(decodedStart(start)) ?? kindOfText(uuDecodedStart(start)) ?? known;
    if (kind !== null) return kind;
  }
  return null;
}

/**
 * The body begins with `BEGIN:V`, with the base64 of that (`QkVHSU46V`), or with a uuencoded file (`begin 666 `), perhaps
 * behind blanks and a byte order mark.
 */
function startsContent(head: Uint8Array, start: number): boolean {
  let pos = start;
  while (isSkipped(head[pos])) pos += 1;
  const first = head[pos];
  // B, b, or the Q of base64: spares nearly all mail the rest.
  if (first !== 0x42 && first !== 0x62 && first !== 0x51) return false;
  return contentStart.test(octetsOf(head, pos, Math.min(head.length, pos + 9)));
}

function isSkipped(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 10 || byte === 13 || byte === 0xef || byte === 0xbb || byte === 0xbf;
}

function kindOfText(text: Octets): ContentKind | null {
  const begin = /(?:^|[\r\n])[\xef\xbb\xbf \t]*BEGIN:(VCARD|VCALENDAR|VNOTE)\b/i.exec(text)?.[1]?.toUpperCase();
  if (begin === 'VCARD') return 'contacts';
  if (begin === 'VNOTE') return 'notes';
  if (begin === undefined) return null;
  const component = /[\r\n][ \t]*BEGIN:(VEVENT|VTODO|VJOURNAL|VFREEBUSY)\b/i.exec(text)?.[1]?.toUpperCase();
  return component === 'VTODO' ? 'tasks' : component === 'VJOURNAL' ? 'journal' : 'calendar';
}

function decodedStart(body: Octets): Octets {
  return octetsOf(decodeBase64(/^[A-Za-z0-9+/=\t-\r ]*/.exec(body)?.[0] ?? '').bytes);
}

/** What of a uuencoded body is at hand; its last line may be cut. */
function uuDecodedStart(body: Octets): Octets {
  const bytes = decodeUu(body)?.bytes;
  return bytes === undefined ? '' : octetsOf(bytes);
}

const contentStart = /^[\t-\r \xef\xbb\xbf]*(?:BEGIN:V|QkVHSU46V|begin [0-7]{3})/i;
const uuStart = /^[\t-\r ]*begin [0-7]{3}/;

function mediaType(value: Octets): string {
  return /^[^\t-\r ;]*/.exec(value)?.[0].toLowerCase() ?? '';
}

const kindOfType = new Map<string, ContentKind>([
  ['text/vcard', 'contacts'],
  ['text/x-vcard', 'contacts'],
  ['text/directory', 'contacts'],
  ['application/vcard', 'contacts'],
  ['application/x-vcard', 'contacts'],
  ['text/calendar', 'calendar'],
  ['text/x-vcalendar', 'calendar'],
  ['application/ics', 'calendar'],
  ['text/x-vnote', 'notes'],
]);

/** What a part is declared to be when its writer did not know. */
const unnamedTypes = new Set(['text/plain', 'application/octet-stream']);

const partType = /(?:^|[\r\n])content-type:[\t-\r ]*([^\t-\r ;]+)/gi;
