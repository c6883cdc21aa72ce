/**
 * Octet strings: strings in which each character is one byte, U+0000 to U+00FF.
 *
 * The parsers of header fields, MIME bodies and content lines work on these. No charset has been assumed yet, so nothing
 * can be lost by decoding too early (a folded line may be cut inside a UTF-8 character), and the engine keeps such a string
 * in one byte a character and searches it faster than a buffer. Text for people comes out of `textOf`.
 */
export type Octets = string;

/** The same bytes as a Buffer, not copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The bytes from `start` up to `end` as an octet string. */
export function octetsOf(bytes: Uint8Array, start = 0, end = bytes.length): Octets {
  return asBuffer(bytes).toString('latin1', start, end);
}

/** The bytes of an octet string. */
export function bytesOf(octets: Octets): Buffer {
  return Buffer.from(octets, 'latin1');
}

/**
 * The same octets in memory of their own. A piece cut from a text keeps the whole of it alive: whoever keeps pieces longer
 * than their text keeps them detached.
 */
export function detached(octets: Octets): Octets {
  return bytesOf(octets).toString('latin1');
}

/** True when every octet is below 128. */
export function isAscii(octets: Octets): boolean {
  return !nonAscii.test(octets);
}

/** Reads octets as UTF-8; what is no UTF-8 becomes U+FFFD. */
export function textOf(octets: Octets): string {
  return isAscii(octets) ? octets : bytesOf(octets).toString('utf8');
}

/** The UTF-8 octets of a text. */
export function utf8Octets(text: string): Octets {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** With capital ASCII letters; `toUpperCase` would turn octets that are no letters, too. */
export function upperOctets(octets: Octets): Octets {
  return octets.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** With small ASCII letters. */
export function lowerOctets(octets: Octets): Octets {
  return octets.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Without the ASCII white space at both ends. (`trim` would take the octet A0, half of many a UTF-8 character.) */
export function trimOctets(octets: Octets): Octets {
  let start = 0;
  let end = octets.length;
  while (start < end && isSpace(octets.charCodeAt(start))) start += 1;
  while (end > start && isSpace(octets.charCodeAt(end - 1))) end -= 1;
  return octets.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

const nonAscii = /[^\0-\x7f]/;
