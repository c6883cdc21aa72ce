/**
 * Header fields with raw 8-bit text, which no standard allowed before RFC 6532 and some servers destroy on arrival: encoded
 * as RFC 2047 and RFC 2231 want it.
 */

import { decodeText } from '../../message/charset.js';

const ADDRESS_FIELDS =
  /^(resent-)?(from|to|cc|bcc|sender|reply-to)$|^(return-receipt-to|disposition-notification-to|mail-followup-to)$/;
const PARAMETER_FIELDS = /^content-(type|disposition)$/;

/** Whether any byte is above 127. */
export function hasRawText(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte > 127) return true;
  return false;
}

/**
 * The value of a field (everything behind the colon, line ends included) in pure ASCII. Text that is no UTF-8 is read in
 * the charset it looks like. An address with raw letters in it cannot be encoded and stays as it is, in UTF-8.
 */
export function encodeRawValue(name: string, value: Uint8Array): Buffer {
  const { text } = decodeText(value, null);
  const lower = name.toLowerCase();
  if (PARAMETER_FIELDS.test(lower)) return Buffer.from(encodeParameters(text), 'utf8');
  if (ADDRESS_FIELDS.test(lower)) return Buffer.from(encodeAddresses(text), 'utf8');
  return Buffer.from(encodeWords(text), 'utf8');
}

const FOREIGN = /[^\x00-\x7f]/;
/** Words with foreign letters, and what stands between two such words. */
const FOREIGN_WORDS = /[^\s]*[^\x00-\x7f][^\s]*(?:\s+[^\s]*[^\x00-\x7f][^\s]*)*/g;
const FOREIGN_ATOMS = /[^\s<>()",;:@]*[^\x00-\x7f][^\s<>()",;:@]*(?:\s+[^\s<>()",;:@]*[^\x00-\x7f][^\s<>()",;:@]*)*/g;

function encodeWords(text: string): string {
  return text.replace(FOREIGN_WORDS, encodedWords);
}

/** Encodes names and comments, leaves what stands between `<` and `>`, and words with `@`. */
function encodeAddresses(text: string): string {
  return text.replace(/"((?:[^"\\]|\\.)*)"|<[^>]*>|[^\s"<>]+@[^\s"<>]+|[^"<>@]+/gs, (part: string, quoted?: string) => {
    if (!FOREIGN.test(part) || part.startsWith('<') || /^[^\s]+@[^\s]+$/.test(part)) return part;
    return quoted === undefined ? part.replace(FOREIGN_ATOMS, encodedWords) : encodedWords(unescape(quoted));
  });
}

function encodeParameters(text: string): string {
  const encoded = text.replace(
    /(;\s*)([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/g,
    (part: string, before: string, name: string, quoted?: string, bare?: string) => {
      if (!FOREIGN.test(part)) return part;
      return `${before}${name}*=utf-8''${percentEncode(quoted === undefined ? (bare ?? '') : unescape(quoted))}`;
    },
  );
  return FOREIGN.test(encoded) ? encodeWords(encoded) : encoded;
}

function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/['()*!]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function unescape(quoted: string): string {
  return quoted.replace(/\\(.)/gs, '$1');
}

/** Bytes of UTF-8 in one encoded word: 60 characters of base64 and the frame stay below the 75 allowed. */
const WORD_BYTES = 45;

function encodedWords(text: string): string {
  const words: string[] = [];
  let word = '';
  for (const char of text.replace(/\s+/g, ' ')) {
    if (Buffer.byteLength(word + char) > WORD_BYTES) {
      words.push(word);
      word = '';
    }
    word += char;
  }
  if (word !== '') words.push(word);
  return words.map((part) => `=?utf-8?B?${Buffer.from(part).toString('base64')}?=`).join('\r\n ');
}
