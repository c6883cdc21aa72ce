/**
 * Header fields with raw 8-bit text, which no standard allowed before RFC 6532 and some servers destroy on arrival: encoded
 * as RFC 2047 and RFC 2231 want it.
 */

import { decodeText } from '../../message/charset.js';
import { closingQuote } from '../../message/quoted-string.js';

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
const WORDS = /\S+/g;
const ATOMS = /[^\s<>()",;:@]+/g;

/** Encodes the pieces with foreign letters; neighbours that only blanks divide become one, with the blanks. */
function encodeForeign(text: string, pieces: RegExp): string {
  let encoded = '';
  let done = 0;
  let run: { readonly start: number; end: number } | null = null;
  const endRun = (): void => {
    if (run === null) return;
    encoded += text.slice(done, run.start) + encodedWords(text.slice(run.start, run.end));
    done = run.end;
    run = null;
  };
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    if (run !== null && (!FOREIGN.test(piece) || text.slice(run.end, index).trim() !== '')) endRun();
    if (!FOREIGN.test(piece)) continue;
    run ??= { start: index, end: index };
    run.end = index + piece.length;
  }
  endRun();
  return encoded + text.slice(done);
}

function encodeWords(text: string): string {
  return encodeForeign(text, WORDS);
}

/** Encodes names and comments, leaves what stands between `<` and `>`, and words with `@`. */
function encodeAddresses(text: string): string {
  let encoded = '';
  for (const piece of addressPieces(text)) {
    const { length } = piece;
    if (!FOREIGN.test(piece) || piece.startsWith('<')) encoded += piece;
    else if (piece.startsWith('"') && length > 1)
      encoded += piece.includes('@') && !/\s/.test(piece) ? piece : encodedWords(unescape(piece.slice(1, -1)));
    else encoded += piece.includes('@') ? piece : encodeForeign(piece, ATOMS);
  }
  return encoded;
}

const WORD = /[^\s"<>]+/y;
const TEXT = /[^"<>@]+/y;

/**
 * Cuts an address field into quoted strings, what stands between `<` and `>`, words with an `@` inside, other text, and single
 * characters that are none of these. Together they are the field.
 */
function* addressPieces(text: string): Generator<string, undefined> {
  // Where one quote or bracket is not closed, none behind it is: looking each time would take time that grows as a square.
  let quotesClose = true;
  let bracketsClose = true;
  for (let at = 0; at < text.length; ) {
    const first = text[at];
    let piece: string | undefined;
    if (first === '"' && quotesClose) {
      const close = closingQuote(text, at);
      quotesClose = close >= 0;
      if (quotesClose) piece = text.slice(at, close + 1);
    } else if (first === '<' && bracketsClose) {
      const close = text.indexOf('>', at);
      bracketsClose = close >= 0;
      if (bracketsClose) piece = text.slice(at, close + 1);
    } else {
      const word = matchAt(WORD, text, at) ?? '';
      const sign = word.lastIndexOf('@', word.length - 2);
      piece = sign > 0 ? word : matchAt(TEXT, text, at);
    }
    piece ??= text.slice(at, at + 1);
    yield piece;
    at += piece.length;
  }
  return undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

const PARAMETER = /(;\s*)([\w-]+)\s*=\s*/g;
const BARE = /[^\s;]+/y;

function encodeParameters(text: string): string {
  let encoded = '';
  let done = 0;
  let quotesClose = true;
  PARAMETER.lastIndex = 0;
  for (let found = PARAMETER.exec(text); found !== null; found = PARAMETER.exec(text)) {
    const { index, 1: before = '', 2: name = '' } = found;
    const start = PARAMETER.lastIndex;
    const close: number = text[start] === '"' && quotesClose ? closingQuote(text, start) : -1;
    if (text[start] === '"') quotesClose &&= close >= 0;
    const value = close < 0 ? (matchAt(BARE, text, start) ?? '') : text.slice(start, close + 1);
    PARAMETER.lastIndex = start + value.length;
    if (!FOREIGN.test(value)) continue;
    const plain = close < 0 ? value : unescape(value.slice(1, -1));
    encoded += `${text.slice(done, index)}${before}${name}*=utf-8''${percentEncode(plain)}`;
    done = start + value.length;
  }
  encoded += text.slice(done);
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
