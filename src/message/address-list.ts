import { closingQuote } from './quoted-string.js';
import { type Octets, trimOctets } from '../core/octets.js';
import { decodeWords } from './words.js';

/** One address of `From`, `To` and their like. */
export interface ListedAddress {
  /** The name shown for it, decoded; empty when none is given. */
  readonly name: string;
  /** `jan@example.com`, as written; empty for a name without an address. */
  readonly address: string;
}

/**
 * Reads the addresses of an unfolded header value (RFC 5322 section 3.4): names in quotes, in encoded words or in a comment
 * behind the address; groups give their members. What is no address is a name without one. Never throws, and takes time in
 * proportion to the value's length.
 */
export function readAddresses(octets: Octets): ListedAddress[] {
  const found: ListedAddress[] = [];
  for (const piece of pieces(octets)) {
    const words = piece.angle === null ? trimOctets(piece.words).split(/[\t-\r ]+/) : [];
    // Some write blanks between addresses.
    if (words.length > 1 && words.every((word) => plainForm.test(word)))
      for (const word of words) found.push({ name: '', address: plainAddress(word) });
    else {
      const address = readAddress(piece);
      if (address !== null) found.push(address);
    }
  }
  return found;
}

/** A piece of a list: what stands outside of angles and comments, in angles, and in comments. */
interface Piece {
  words: Octets;
  angle: Octets | null;
  comment: Octets;
}

const empty = (): Piece => ({ words: '', angle: null, comment: '' });

/** The pieces between commas, semicolons and the colon of a group's name. */
function* pieces(octets: Octets): Generator<Piece, undefined> {
  let piece = empty();
  for (let at = 0; at < octets.length; ) {
    const char = octets.charAt(at);
    if (char === '"') {
      const close = closingQuote(octets, at);
      const end = close < 0 ? octets.length : close;
      // A local part in quotes keeps them.
      const isLocalPart = octets[end + 1] === '@';
      piece.words += isLocalPart ? octets.slice(at, end + 1) : octets.slice(at + 1, end).replace(/\\([\s\S])/g, '$1');
      at = end + 1;
    } else if (char === '(') {
      const end = commentEnd(octets, at);
      piece.comment += octets.slice(at + 1, end).replace(/\\([\s\S])/g, '$1');
      at = end + 1;
    } else if (char === '<') {
      const close = octets.indexOf('>', at);
      const end = close < 0 ? octets.length : close;
      piece.angle ??= octets.slice(at + 1, end);
      at = end + 1;
    } else if (char === ',' || char === ';') {
      yield piece;
      piece = empty();
      at += 1;
    } else if (char === ':') {
      // A group begins: its name is no address.
      piece = empty();
      at += 1;
    } else {
      plain.lastIndex = at;
      const run = plain.exec(octets)?.[0] ?? char;
      piece.words += run;
      at += run.length;
    }
  }
  yield piece;
  return undefined;
}

const plain = /[^"(<,;:]+/y;

function commentEnd(octets: Octets, start: number): number {
  let depth = 0;
  for (let at = start; at < octets.length; at += 1) {
    const char = octets[at];
    if (char === '\\') at += 1;
    else if (char === '(') depth += 1;
    else if (char === ')' && --depth === 0) return at;
  }
  return octets.length;
}

function readAddress({ words, angle, comment }: Piece): ListedAddress | null {
  const outside = trimOctets(words);
  if (angle !== null) {
    const name = decodeWords(outside === '' ? comment : outside).trim();
    return { name: unquoted(name), address: plainAddress(angle) };
  }
  if (outside === '') return null;
  // Without angles an address has no blanks in it, but for those around its dots and at-sign.
  const tight = outside
    .split(/([@.])/)
    .map(trimOctets)
    .join('');
  if (plainForm.test(tight)) return { name: decodeWords(comment).trim(), address: plainAddress(tight) };
  return { name: unquoted(decodeWords(outside).trim()), address: '' };
}

/** An address alone. */
const plainForm = /^(?:"[^"]*"|[^\s@"]+)@[^\s@]+$/;

/** Without a route before it (RFC 5322 section 4.4), blanks, and what else never stands in one. */
function plainAddress(octets: Octets): string {
  const route = octets.startsWith('@') ? octets.indexOf(':') + 1 : 0;
  const plain = octets.slice(route);
  // A local part in quotes may have blanks.
  return plain.startsWith('"') ? trimOctets(plain) : decodeWords(plain.replace(/[\s\0<>]+/g, ''));
}

/** Some programs put a name that is in quotes already into quotes once more. */
function unquoted(name: string): string {
  return name.replace(/^'(.*)'$/s, '$1').replace(/\s+/g, ' ');
}
