import { asBuffer, type Octets } from '../core/octets.js';

/** What base64 text held. */
export interface DecodedBase64 {
  readonly bytes: Buffer;
  /** The text is no whole number of four-character groups: something was cut off (or an encoder left out the padding). */
  readonly truncated: boolean;
}

/**
 * Decodes base64 (RFC 2045 section 6.8). Line breaks and foreign characters are skipped. Padding in the middle does not end
 * the data: two encoded pieces that were pasted together both come out.
 */
export function decodeBase64(octets: Octets): DecodedBase64 {
  const clean = octets.replace(/[^A-Za-z0-9+/=]+/g, '');
  const truncated = clean.length % 4 !== 0;
  if (!/=[^=]/.test(clean)) return { bytes: Buffer.from(clean, 'base64'), truncated };
  const runs = clean.match(/[^=]+/g) ?? [];
  return { bytes: Buffer.concat(runs.map((run) => Buffer.from(run, 'base64'))), truncated };
}

/** The bytes alone. For text as MIME has it, padded at its end if at all, several times as fast. */
export function base64Bytes(octets: Octets): Buffer {
  const padding = octets.indexOf('=');
  const isWhole = padding < 0 || /^=[=\t-\r ]*$/.test(octets.slice(padding));
  // Node takes the letters of another alphabet for two of this one.
  const isPlain = isWhole && !octets.includes('-') && !octets.includes('_');
  return isPlain ? Buffer.from(octets, 'base64') : decodeBase64(octets).bytes;
}

/** Base64 of bytes, in one line, padded. */
export function encodeBase64(bytes: Uint8Array): Octets {
  return asBuffer(bytes).toString('base64');
}
