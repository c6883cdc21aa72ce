import { isUtf8 } from 'node:buffer';
import { decodeToUtf8, type Utf8Octets } from '../message/charset.js';
import type { Part } from '../message/entity.js';
import { bytesOf, octetsOf } from '../core/octets.js';

/**
 * The UTF-8 octets of a part that holds content lines. Where the bytes are no UTF-8 as they stand, folded lines are joined
 * before the charset is looked at: old writers fold at 75 octets wherever that falls, and half a character proves nothing.
 */
export function contentOctets(part: Part, bytes: Uint8Array = part.bytes()): Utf8Octets {
  const charset = part.param('charset');
  const utf16 = (bytes[0] ?? 0) >= 0xfe;
  if (utf16 || isUtf8(bytes)) return decodeToUtf8(bytes, charset);
  return decodeToUtf8(bytesOf(octetsOf(bytes).replace(/(?<![=\r])\r*\n[ \t]/g, '')), charset);
}
