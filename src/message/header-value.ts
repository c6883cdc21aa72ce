import { decodeText } from './charset.js';
import { bytesOf, type Octets, trimOctets } from '../core/octets.js';
import { closingQuote } from './quoted-string.js';
import { decodeWords } from './words.js';

/** A header value with parameters: `Content-Type`, `Content-Disposition`. */
export interface ParameterValue {
  /** What stands before the first `;`, lower case: `text/vcard`, `attachment`. */
  readonly value: string;
  /** Parameters by lower-case name, unquoted and decoded (RFC 2231, and the RFC 2047 words that should not be there). */
  readonly params: ReadonlyMap<string, string>;
}

/** One piece of a parameter that RFC 2231 cut (`name*0=`) or encoded (`name*=`). */
interface Piece {
  readonly index: number;
  readonly encoded: boolean;
  readonly octets: Octets;
}

/** Reads a value with parameters (RFC 2045 section 5.1, RFC 2231). Of a parameter given twice the first counts. */
export function parseParameterValue(octets: Octets): ParameterValue {
  if (octets !== last.octets) last = { octets, parsed: parse(octets) };
  return last.parsed;
}

function parse(octets: Octets): ParameterValue {
  const semicolon = octets.indexOf(';');
  const head = semicolon < 0 ? octets : octets.slice(0, semicolon);
  const params = new Map<string, string>();
  if (semicolon >= 0) readParameters(octets.slice(semicolon), params);
  return { value: head.replace(/[\t-\r ]+/g, '').toLowerCase(), params };
}

function readParameters(octets: Octets, params: Map<string, string>): void {
  const cut = new Map<string, Piece[]>();
  for (const written of writtenParameters(octets)) {
    const { quoted, bare } = written;
    const content = quoted === null ? trimOctets(bare) : quoted.replace(/\\([\s\S])/g, '$1');
    const [, name = '', index, star] = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(written.name.toLowerCase()) ?? [];
    if (index === undefined && star === undefined) {
      if (!params.has(name)) params.set(name, decodeWords(content));
    } else {
      const piece = { index: Number(index ?? 0), encoded: star !== undefined, octets: content };
      const pieces = cut.get(name);
      if (pieces === undefined) cut.set(name, [piece]);
      else pieces.push(piece);
    }
  }
  for (const [name, pieces] of cut) params.set(name, decodePieces(pieces));
}

/** RFC 2231: `utf-8'en'N%C3%A1zev`, in one piece or several; the charset stands in the first. */
function decodePieces(pieces: readonly Piece[]): string {
  let charset: string | null = null;
  let octets = '';
  for (const [place, piece] of pieces.toSorted((a, b) => a.index - b.index).entries()) {
    const [, label, rest] = /^([^']*)'[^']*'([\s\S]*)$/.exec(piece.octets) ?? [];
    const first = place === 0 && piece.encoded && label !== undefined;
    if (first && label !== '') charset = label;
    const content = first ? (rest ?? '') : piece.octets;
    octets += piece.encoded ? percentDecoded(content) : content;
  }
  return decodeText(bytesOf(octets), charset).text;
}

function percentDecoded(octets: Octets): Octets {
  return octets.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}

/** The items of a folder say the same about themselves, one like the other. */
let last = { octets: '', parsed: parse('') };

/** A parameter, as written. Null quoted: its value is bare. */
interface WrittenParameter {
  readonly name: Octets;
  readonly quoted: Octets | null;
  readonly bare: Octets;
}

/** `; name="quoted"` or `; name=bare`; comments and pieces without `=` are passed over. A quote without an end takes all. */
function* writtenParameters(octets: Octets): Generator<WrittenParameter, undefined> {
  let at = 0;
  for (;;) {
    beginning.lastIndex = at;
    const found = beginning.exec(octets);
    if (found === null) return undefined;
    const start = beginning.lastIndex;
    const name = found[1] ?? '';
    if (octets[start] === '"') {
      const close = closingQuote(octets, start);
      const end = close < 0 ? octets.length : close;
      at = end + 1;
      yield { name, quoted: octets.slice(start + 1, end), bare: '' };
    } else {
      const semicolon = octets.indexOf(';', start);
      at = semicolon < 0 ? octets.length : semicolon;
      yield { name, quoted: null, bare: octets.slice(start, at) };
    }
  }
}

const beginning = /;[\t-\r ]*([^\t-\r ;="]+)[\t-\r ]*=[\t-\r ]*/g;
