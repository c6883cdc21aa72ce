import { decodeBase64 } from './base64.js';
import { decodeText } from './charset.js';
import { bytesOf, octetsOf, type Octets } from '../core/octets.js';
import { decodeQuotedPrintable } from './quoted-printable.js';

/**
 * Reads the text of an unfolded header value: encoded words (RFC 2047) are decoded, octets above ASCII read as UTF-8 or as
 * the charset they look like. Neighbouring words of one charset are joined before they are decoded: mailers cut characters.
 */
export function decodeWords(octets: Octets): string {
  if (!octets.includes('=?')) return decodeText(bytesOf(octets), null).text;
  return octets
    .replace(/\?=[\t-\r ]+(?==\?)/g, '?=')
    .split(wordRun)
    .map((piece, index) => (index % 2 === 1 ? decodeRun(piece) : decodeText(bytesOf(piece), null).text))
    .join('');
}

function decodeRun(run: Octets): string {
  const pieces: { charset: string; octets: Octets }[] = [];
  for (const [, label = '', encoding = '', content = ''] of run.matchAll(word)) {
    const charset = label.replace(/\*.*/, '').toLowerCase();
    const octets =
      encoding.toUpperCase() === 'B'
        ? octetsOf(decodeBase64(content).bytes)
        : decodeQuotedPrintable(content.replace(/_/g, ' '));
    const last = pieces.at(-1);
    if (last?.charset === charset) last.octets += octets;
    else pieces.push({ charset, octets });
  }
  return pieces.map((piece) => decodeText(bytesOf(piece.octets), piece.charset).text).join('');
}

const wordPattern = '=\\?([^?\\s]+)\\?([BbQq])\\?([^?]*)\\?=';
const word = new RegExp(wordPattern, 'g');
const wordRun = new RegExp(`((?:${wordPattern.replace(/\((?!\?)/g, '(?:')})+)`);
