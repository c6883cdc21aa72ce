import type { Octets } from '../core/octets.js';

/**
 * Decodes quoted-printable (RFC 2045 section 6.7), in MIME bodies and in vCard 2.1 values alike. Soft line breaks vanish,
 * with the blanks that transport put before them; `=` before anything but two hexadecimal digits stays as it is.
 */
export function decodeQuotedPrintable(octets: Octets): Octets {
  if (!octets.includes('=')) return octets;
  return octets
    .replace(/=[ \t]*(?:\r*\n|\r|$)/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}
