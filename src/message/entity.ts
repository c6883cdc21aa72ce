import { decodeBase64 } from './base64.js';
import { decodeText, decodeToUtf8, type DecodedText, type Utf8Octets } from './charset.js';
import { firstValue, type HeaderBlock, readHeaderBlock } from './header.js';
import { type ParameterValue, parseParameterValue } from './header-value.js';
import { boundaryInBody, splitMultipart } from './multipart.js';
import { asBuffer, bytesOf, octetsOf } from '../core/octets.js';
import { decodeQuotedPrintable } from './quoted-printable.js';

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

/** A leaf of the MIME tree. */
export class Part {
  /** Lower case: `text/vcard`. */
  readonly type: string;
  private readonly contentType: ParameterValue;
  private readonly encoding: string;

  constructor(
    /** The bytes that `header` points into: the message, or this part of it. */
    readonly source: Uint8Array,
    readonly header: HeaderBlock,
    /** The body as it stands in the message, a view. */
    readonly rawBody: Uint8Array,
    defaultType: string,
  ) {
    this.contentType = parseParameterValue(firstValue(source, header, 'content-type') ?? '');
    this.type = this.contentType.value === '' ? defaultType : this.contentType.value;
    const encoding = /[a-z0-9-]+/.exec(
      (firstValue(source, header, 'content-transfer-encoding') ?? '').toLowerCase(),
    )?.[0];
    this.encoding = encoding === 'base64' && !isBase64(rawBody) ? 'binary' : (encoding ?? '7bit');
  }

  /** A parameter of Content-Type, by lower-case name. */
  param(name: string): string | null {
    return this.contentType.params.get(name) ?? null;
  }

  /** The name a file of it would have: Content-Disposition's `filename`, else Content-Type's `name`; not yet safe. */
  get fileName(): string | null {
    const disposition = parseParameterValue(firstValue(this.source, this.header, 'content-disposition') ?? '');
    return disposition.params.get('filename') ?? this.param('name');
  }

  /** The decoded content. A view of the message where nothing was encoded: only valid as long as that. */
  bytes(): Uint8Array {
    if (this.encoding === 'base64') return decodeBase64(octetsOf(this.rawBody)).bytes;
    if (this.encoding === 'quoted-printable') return bytesOf(decodeQuotedPrintable(octetsOf(this.rawBody)));
    return this.rawBody;
  }

  /** The encoded content stopped in the middle: something was cut off. */
  get truncated(): boolean {
    return this.encoding === 'base64' && decodeBase64(octetsOf(this.rawBody)).truncated;
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
 * empty line before one, is understood as well. Never throws.
 */
export function readEntity(bytes: Uint8Array): Entity {
  const source = asBuffer(bytes);
  const header = readHeaderBlock(source);
  const parts: Part[] = [];
  const problems: string[] = [];
  collect(new Part(source, header, source.subarray(header.bodyStart), 'text/plain'), 0, parts, problems);
  return { source, header, parts, problems };
}

function collect(part: Part, depth: number, parts: Part[], problems: string[]): void {
  if (!part.type.startsWith('multipart/') || depth >= maxDepth) {
    parts.push(part);
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
    const header = readHeaderBlock(piece);
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

/** Some writers declare base64 and write the text itself: its first line holds what base64 never does. */
function isBase64(body: Uint8Array): boolean {
  return !/^[\t-\r ]*[A-Za-z-]+[:;]/.test(octetsOf(body, 0, Math.min(body.length, 80)));
}
