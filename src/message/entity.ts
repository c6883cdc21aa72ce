import { append } from '../core/lists.js';
import { base64Bytes, decodeBase64 } from './base64.js';
import { decodeText, decodeToUtf8, type DecodedText, type Utf8Octets } from './charset.js';
import { firstValue, type HeaderBlock, readHeaderBlock } from './header.js';
import { type ParameterValue, parseParameterValue } from './header-value.js';
import { beforeContentLines } from './loose-lines.js';
import { boundaryInBody, splitMultipart } from './multipart.js';
import { asBuffer, bytesOf, octetsOf, textOf } from '../core/octets.js';
import { decodeQuotedPrintable } from './quoted-printable.js';
import { beginsUu, decodeUu, findUuBlock, uuEncodings } from './uuencode.js';

/** A message or any other MIME entity (RFC 2045): its header, and the parts that hold something. */
export interface Entity {
  /** The bytes that `header` points into. */
  readonly source: Uint8Array;
  readonly header: HeaderBlock;
  /** The leaves of the MIME tree, in order; always at least one. A message inside the message is a leaf. */
  readonly parts: readonly Part[];
  /** What was wrong with the structure, one short sentence each. */
  readonly problems: readonly string[];
}

/** What a uuencoded file says of itself. */
interface UuFile {
  readonly type: string;
  readonly name: string | null;
}

/** A leaf of the MIME tree. */
export class Part {
  /** Lower case: `text/vcard`. */
  readonly type: string;
  private readonly contentType: ParameterValue;
  private readonly declaredEncoding: string | null;
  #fileName: { readonly name: string | null } | null = null;
  private readonly encoding: Encoding;

  constructor(
    /** The bytes that `header` points into: the message, or this part of it. */
    readonly source: Uint8Array,
    readonly header: HeaderBlock,
    /** The body as it stands in the message, a view. */
    readonly rawBody: Uint8Array,
    defaultType: string,
    /** It is a piece of another part, whose header it has; null for a part by itself. */
    private readonly whole: Part | null = null,
    /** The body is a uuencoded file, which names itself. */
    private readonly file: UuFile | null = null,
  ) {
    // A text may be cut into ten thousand pieces: what their header says is read once.
    this.contentType = whole?.contentType ?? parseParameterValue(firstValue(source, header, 'content-type') ?? '');
    this.type = file?.type ?? (this.contentType.value === '' ? defaultType : this.contentType.value);
    this.declaredEncoding =
      whole === null ? firstValue(source, header, 'content-transfer-encoding') : whole.declaredEncoding;
    this.encoding = encodingOf(this.declaredEncoding, rawBody);
  }

  /** A piece of the part, as a part. */
  piece(rawBody: Uint8Array, file: UuFile | null = null): Part {
    return new Part(this.source, this.header, rawBody, 'text/plain', this, file);
  }

  /** A parameter of Content-Type, by lower-case name. */
  param(name: string): string | null {
    return this.contentType.params.get(name) ?? null;
  }

  /** The name a file of it would have: Content-Disposition's `filename`, else Content-Type's `name`; not yet safe. */
  get fileName(): string | null {
    if (this.file !== null) return this.file.name;
    if (this.whole !== null) return this.whole.fileName;
    return (this.#fileName ??= { name: this.#readFileName() }).name;
  }

  #readFileName(): string | null {
    const disposition = parseParameterValue(firstValue(this.source, this.header, 'content-disposition') ?? '');
    return disposition.params.get('filename') ?? this.param('name');
  }

  /** The decoded content. A view of the message where nothing was encoded: only valid as long as that. */
  bytes(): Uint8Array {
    if (this.encoding === 'base64') return base64Bytes(octetsOf(this.rawBody));
    if (this.encoding === 'quoted-printable') return bytesOf(decodeQuotedPrintable(octetsOf(this.rawBody)));
    if (this.encoding === 'uuencode') return decodeUu(octetsOf(this.rawBody))?.bytes ?? this.rawBody;
    return this.rawBody;
  }

  /** The encoded content stopped in the middle: something was cut off. */
  get truncated(): boolean {
    if (this.encoding === 'uuencode') return decodeUu(octetsOf(this.rawBody))?.closed === false;
    return this.encoding === 'base64' && decodeBase64(octetsOf(this.rawBody)).truncated;
  }

  /** The content is a uuencoded file. */
  get isUuencoded(): boolean {
    return this.encoding === 'uuencode';
  }

  /** It is text that is not encoded as a whole: uuencoded files may stand in it. */
  get mayHoldUuFiles(): boolean {
    return this.type === 'text/plain' && (this.encoding === 'none' || this.encoding === 'uuencode');
  }

  /** The content as text. */
  text(): DecodedText {
    return decodeText(this.bytes(), this.param('charset'));
  }

  /** The content as UTF-8 octets: what content lines are read from. */
  utf8(): Utf8Octets {
    return decodeToUtf8(this.bytes(), this.param('charset'));
  }
}

/** Multiparts inside multiparts, and parts in all, beyond which a message is an attack and not a message. */
const maxDepth = 20;
const maxParts = 10_000;

/**
 * Reads the MIME structure of an item. A message without a header that is a bare card or calendar, or whose header lost the
 * empty line before one or before the lines of one, is understood as well. Never throws.
 */
export function readEntity(bytes: Uint8Array): Entity {
  const source = asBuffer(bytes);
  const header = beforeContentLines(readHeaderBlock(source));
  const parts: Part[] = [];
  const problems: string[] = [];
  collect(new Part(source, header, source.subarray(header.bodyStart), 'text/plain'), 0, parts, problems);
  return { source, header, parts, problems };
}

function collect(part: Part, depth: number, parts: Part[], problems: string[]): void {
  if (!part.type.startsWith('multipart/') || depth >= maxDepth) {
    append(parts, withUuFiles(part));
    return;
  }
  const { pieces, closed } = multipartPieces(part);
  if (pieces.length === 0) {
    problems.push(`${part.type} without parts`);
    parts.push(part);
    return;
  }
  if (!closed) problems.push(`the end of ${part.type} is missing`);
  const defaultType = part.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  for (const piece of pieces) {
    if (parts.length >= maxParts) return;
    const header = beforeContentLines(readHeaderBlock(piece));
    collect(new Part(piece, header, piece.subarray(header.bodyStart), defaultType), depth + 1, parts, problems);
  }
}

function multipartPieces(part: Part): ReturnType<typeof splitMultipart> {
  const declared = part.param('boundary');
  const found = declared === null ? null : splitMultipart(part.rawBody, declared);
  if (found !== null && found.pieces.length > 0) return found;
  const seen = boundaryInBody(part.rawBody);
  return seen === null ? { pieces: [], closed: false } : splitMultipart(part.rawBody, seen);
}

/**
 * Text that holds uuencoded files, cut at them: mail that is older than MIME, or that pretends to be, has its attachments
 * below its text, and what Outlook files over IMAP is such a file and nothing else.
 */
function withUuFiles(part: Part): readonly Part[] {
  if (!part.mayHoldUuFiles || !asBuffer(part.rawBody).includes('begin ')) return [part];
  const { rawBody } = part;
  const text = octetsOf(rawBody);
  const pieces: Part[] = [];
  let done = 0;
  const addText = (end: number): void => {
    if (/[^\t-\r ]/.test(text.slice(done, end))) pieces.push(part.piece(rawBody.subarray(done, end)));
  };
  for (let block = findUuBlock(text); block !== null && pieces.length < maxParts; block = findUuBlock(text, done)) {
    addText(block.start);
    const file = uuFile(textOf(block.name).trim(), block.bytes);
    pieces.push(part.piece(rawBody.subarray(block.start, block.end), file));
    done = block.end;
  }
  if (done === 0) return [part];
  addText(text.length);
  return pieces;
}

/** What a uuencoded file is, by its name or by its bytes. The text of an item has a name as well, which says nothing. */
function uuFile(name: string, bytes: Uint8Array): UuFile {
  const type = typeOfEnding.get(/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '');
  if (type !== undefined) return { type, name: type.startsWith('text/') ? null : name };
  return bytes.includes(0) ? { type: 'application/octet-stream', name } : { type: 'text/plain', name: null };
}

const typeOfEnding = new Map([
  ['vcf', 'text/vcard'],
  ['ics', 'text/calendar'],
  ['htm', 'text/html'],
  ['html', 'text/html'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['gif', 'image/gif'],
  ['pdf', 'application/pdf'],
]);

type Encoding = 'base64' | 'quoted-printable' | 'uuencode' | 'none';

/** The encoding that a body has: the declared one, unless the body belies it. */
function encodingOf(declared: string | null, body: Uint8Array): Encoding {
  const name = /[a-z0-9-]+/.exec(declared?.toLowerCase() ?? '')?.[0] ?? '7bit';
  if (uuEncodings.has(name)) return 'uuencode';
  if (name === 'base64') return isBase64(body) ? 'base64' : 'none';
  if (name === 'quoted-printable') return 'quoted-printable';
  return beginsUu(octetsOf(body, 0, Math.min(body.length, 1000))) ? 'uuencode' : 'none';
}

/** Some writers declare base64 and write the text itself: its first line holds what base64 never does. */
function isBase64(body: Uint8Array): boolean {
  return !/^[\t-\r ]*[A-Za-z-]+[:;]/.test(octetsOf(body, 0, Math.min(body.length, 80)));
}
