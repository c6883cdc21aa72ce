import { isUtf8 } from 'node:buffer';
import { guessSingleByte } from './charset-guess.js';
import { iconv } from './iconv.js';
import { asBuffer, type Octets, octetsOf, utf8Octets } from '../core/octets.js';

/** A text, and how its bytes were read. */
export interface DecodedText {
  readonly text: string;
  /** Lower-case name of the charset that was used. */
  readonly charset: string;
  /** What had to be guessed or was wrong; null when the declaration (or plain ASCII) settled it. */
  readonly problem: string | null;
}

/** Octets that are UTF-8 now, and how they were read. */
export interface Utf8Octets {
  readonly octets: Octets;
  readonly charset: string;
  readonly problem: string | null;
}

/**
 * Reads bytes as text. A declared charset is believed, except that `us-ascii` and `utf-8` are checked: bytes that are no
 * UTF-8 are read in the single-byte charset they look like, and the sound UTF-8 characters among them stay. Without a
 * declaration the bytes are treated the same way. A byte order mark wins over any declaration and is dropped.
 */
export function decodeText(bytes: Uint8Array, declared: string | null): DecodedText {
  const marked = markedCharset(bytes);
  if (marked !== null) {
    const text = iconv().decode(asBuffer(bytes), marked);
    return { text: text.startsWith('\ufeff') ? text.slice(1) : text, charset: marked, problem: null };
  }
  const name = declared === null ? null : normalName(declared);
  if (name === null || name === 'utf-8') return decodeUtf8OrGuess(bytes, declared, name);
  if (name === 'iso-2022-jp') return { text: new TextDecoder(name).decode(bytes), charset: name, problem: null };
  if (iconv().encodingExists(name) && !internal.has(name))
    return { text: iconv().decode(asBuffer(bytes), name), charset: name, problem: null };
  const guess = decodeUtf8OrGuess(bytes, null, null);
  return { ...guess, problem: `charset ${declared ?? ''} is unknown; read as ${guess.charset}` };
}

/** The same, as UTF-8 octets. Costs next to nothing where the bytes are ASCII or UTF-8 already. */
export function decodeToUtf8(bytes: Uint8Array, declared: string | null): Utf8Octets {
  const name = declared === null ? null : normalName(declared);
  if ((name === null || name === 'utf-8') && isUtf8(bytes)) {
    const start = hasUtf8Mark(bytes) ? 3 : 0;
    const problem = declared !== null && name === null && hasHighByte(bytes) ? wronglyDeclared(declared) : null;
    return { octets: octetsOf(bytes, start), charset: 'utf-8', problem };
  }
  const { text, charset, problem } = decodeText(bytes, declared);
  return { octets: utf8Octets(text), charset, problem };
}

function decodeUtf8OrGuess(bytes: Uint8Array, declared: string | null, name: string | null): DecodedText {
  if (isUtf8(bytes)) {
    const problem = declared !== null && name === null && hasHighByte(bytes) ? wronglyDeclared(declared) : null;
    return { text: asBuffer(bytes).toString('utf8'), charset: 'utf-8', problem };
  }
  const octets = octetsOf(bytes);
  const foreign = octets.replace(utf8Characters, '');
  const charset = guessSingleByte(foreign === '' ? octets : octets.replace(utf8Characters, ' '));
  let text = '';
  for (const piece of octets.split(utf8Runs))
    text += iconv().decode(Buffer.from(piece, 'latin1'), utf8Run.test(piece) ? 'utf-8' : charset);
  const problem =
    declared === null ? `no charset is declared; read as ${charset}` : `the text is no ${declared}; read as ${charset}`;
  return { text, charset, problem };
}

function wronglyDeclared(declared: string): string {
  return `the text is declared ${declared}, but is UTF-8`;
}

/** The usual name of a charset; null for those that say nothing (us-ascii is to be checked like none at all). */
function normalName(declared: string): string | null {
  if (declared === 'utf-8') return declared;
  const name = declared
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/g, '');
  return aliases.has(name) ? (aliases.get(name) ?? null) : name;
}

function markedCharset(bytes: Uint8Array): string | null {
  if (hasUtf8Mark(bytes)) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

function hasUtf8Mark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function hasHighByte(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte > 127);
}

const aliases = new Map<string, string | null>([
  ['', null],
  ['us-ascii', null],
  ['ascii', null],
  ['ansi_x3.4-1968', null],
  ['unknown-8bit', null],
  ['x-unknown', null],
  ['default', null],
  ['8bit', null],
  ['utf8', 'utf-8'],
  ['iso-8859-1', 'windows-1252'],
  ['iso8859-1', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['x-mac-ce', 'maccenteuro'],
  ['x-mac-roman', 'macintosh'],
  ['x-sjis', 'shift_jis'],
]);

/** Names that iconv-lite has for its own use: they are no charsets. */
const internal = new Set(['binary', 'base64', 'hex', 'ucs2', '_internal']);

/** Characters of two octets and more (RFC 3629 section 4). */
const utf8Character =
  '[\\xc2-\\xdf][\\x80-\\xbf]|\\xe0[\\xa0-\\xbf][\\x80-\\xbf]|[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}|' +
  '\\xed[\\x80-\\x9f][\\x80-\\xbf]|\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}|[\\xf1-\\xf3][\\x80-\\xbf]{3}|' +
  '\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}';
const utf8Characters = new RegExp(utf8Character, 'g');
// Counted, since a text of many megabytes would overflow the stack of one without an end.
const utf8Runs = new RegExp(`((?:${utf8Character}){1,100000})`);
const utf8Run = new RegExp(`^(?:${utf8Character})+$`);
