import { decodeBase64 } from './base64.js';
import { firstValue, type HeaderBlock, readHeaderBlock } from './header.js';
import { octetsOf, type Octets } from '../core/octets.js';

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
  const body = octetsOf(head, header.bodyStart, Math.min(head.length, header.bodyStart + bodyWindow));
  const encoding = firstValue(head, header, 'content-transfer-encoding') ?? '';
  return kindOfText(/^base64/i.test(encoding) ? decodedStart(body) : body) ?? known;
}

/** Looks at the headers of the parts that begin within the first bytes. */
function kindInParts(head: Uint8Array, header: HeaderBlock): ContentKind | null {
  const body = octetsOf(head, header.bodyStart, Math.min(head.length, header.bodyStart + bodyWindow));
  for (const match of body.matchAll(partType)) {
    const kind = kindOfType.get((match[1] ?? '').toLowerCase()) ?? null;
    if (kind === 'calendar') {
      const rest = body.slice(match.index);
      const content = /\n[ \t]*\r?\n/.exec(rest);
      const start = content === null ? '' : rest.slice(content.index + content[0].length);
      return kindOfText(start) ?? kindOfText(decodedStart(start)) ?? kind;
    }
    if (kind !== null) return kind;
  }
  return null;
}

/** The body begins with `BEGIN:V`, or with the base64 of that (`QkVHSU46V`), perhaps behind blanks and a byte order mark. */
function startsContent(head: Uint8Array, start: number): boolean {
  let pos = start;
  while (isSkipped(head[pos])) pos += 1;
  const first = head[pos];
  // B, b, or the Q of base64: spares nearly all mail the rest.
  if (first !== 0x42 && first !== 0x62 && first !== 0x51) return false;
  return /^(?:BEGIN:V|QkVHSU46V)/i.test(octetsOf(head, pos, Math.min(head.length, pos + 9)));
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

const partType = /(?:^|[\r\n])content-type:[\t-\r ]*([^\t-\r ;]+)/gi;
