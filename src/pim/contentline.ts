/**
 * Content lines, the syntax that vCard (RFC 6350 section 3.2, RFC 2426, vCard 2.1) and iCalendar (RFC 5545 section 3.1)
 * share: `group.NAME;PARAM=value:value`. This layer loses nothing: names, parameters and values stay as they were written,
 * on octets, and only the places where lines were folded are forgotten. Charsets are the caller's business.
 */
import { type Octets, trimOctets } from '../core/octets.js';

/** One unfolded content line. */
export interface ContentLine {
  /** The property's name in upper case, to compare with; empty for a stray line (no colon, or no name before it). */
  readonly name: string;
  /** The group before the dot (`item1`), as written; empty without one. */
  readonly group: Octets;
  /** Parameters as written, from the first `;` on; empty without any. See `params.ts`. */
  readonly params: Octets;
  /** The value as written: escaped, encoded. The whole line where it is a stray one. */
  readonly value: Octets;
  /** The whole unfolded line as written. */
  readonly raw: Octets;
}

const LF = 10;
const CR = 13;
const TAB = 9;
const SPACE = 32;
const DASH = 45;
const DOT = 46;
const COLON = 58;
const SEMICOLON = 59;
const EQUALS = 61;
const UNDERSCORE = 95;

/**
 * Reads the content lines of a text, in order; empty lines are no lines, a byte order mark on top is dropped. Physical lines
 * end in CRLF, LF or CR, mixed as they come, and are unfolded (a line that begins with a blank continues the one before it).
 *
 * vCard 2.1 and vCalendar 1.0 are read as well: a quoted-printable value goes on behind a soft line break (which is taken
 * out), a base64 value goes on through lines without indentation until an empty line or one that is no base64.
 */
export function readContentLines(text: Octets): ContentLine[] {
  const source = withoutBareCr(text);
  const lines: ContentLine[] = [];
  let base64: ContentLine | null = null;
  // Joined when the value is whole: a picture goes on through ten thousand lines.
  let more: Octets[] = [];
  const endBase64 = (): void => {
    if (base64 !== null && more.length > 0) lines[lines.length - 1] = lengthened(base64, more.join(''));
    base64 = null;
    more = [];
  };
  let pos = source.startsWith('\xef\xbb\xbf') ? 3 : 0;
  while (pos < source.length) {
    const end = lineEnd(source, pos);
    let raw = physicalLine(source, pos, end);
    pos = end + 1;
    if (isBlank(source.charCodeAt(pos)) || raw.charCodeAt(raw.length - 1) === EQUALS)
      ({ line: raw, next: pos } = unfold(source, raw, pos));
    const line = parseContentLine(raw);
    if (line.name === '') {
      if (trimOctets(raw) === '') {
        endBase64();
        continue;
      }
      if (base64 !== null && /^[A-Za-z0-9+/=]+[ \t]*$/.test(raw)) {
        more.push(trimOctets(raw));
        continue;
      }
    }
    endBase64();
    lines.push(line);
    base64 = line.params !== '' && base64Param.test(line.params) ? line : null;
  }
  endBase64();
  return lines;
}

/** Splits one unfolded line. The first colon outside quotes ends the parameters; an unclosed quote is no quote. */
export function parseContentLine(raw: Octets): ContentLine {
  let at = 0;
  let dot = -1;
  let lowerCase = false;
  let code = raw.charCodeAt(0);
  while (code !== COLON && code !== SEMICOLON) {
    if (code === DOT) dot = at;
    else if (code >= 97 && code <= 122) lowerCase = true;
    else if (!isNameCode(code)) return stray(raw);
    at += 1;
    code = raw.charCodeAt(at);
  }
  const colon = code === COLON ? at : colonBehindParams(raw, at);
  if (colon < 0 || at === dot + 1) return stray(raw);
  const name = raw.slice(dot + 1, at);
  return {
    name: lowerCase ? name.toUpperCase() : name,
    group: dot < 0 ? '' : raw.slice(0, dot),
    params: colon === at ? '' : raw.slice(at, colon),
    value: raw.slice(colon + 1),
    raw,
  };
}

/** A line built from its pieces; `name` is written as given. `params` is raw (`;TYPE=home`), `value` already escaped. */
export function contentLine(name: string, value: Octets, params: Octets = '', group: Octets = ''): ContentLine {
  const raw = `${group === '' ? '' : `${group}.`}${name}${params}:${value}`;
  return { name: name.toUpperCase(), group, params, value, raw };
}

/** The same line with another value, other parameters or both; its name and group stay as they were written. */
export function edited(line: ContentLine, change: { params?: Octets; value?: Octets }): ContentLine {
  const params = change.params ?? line.params;
  const value = change.value ?? line.value;
  const head = line.raw.slice(0, line.raw.length - line.value.length - 1 - line.params.length);
  return { name: line.name, group: line.group, params, value, raw: `${head}${params}:${value}` };
}

/** The line with more behind its value. */
function lengthened(line: ContentLine, more: Octets): ContentLine {
  return { ...line, value: line.value + more, raw: line.raw + more };
}

/**
 * Adds to `line`, which a fold or a soft line break continues, the physical lines from `pos` on; gives where the next begins.
 */
function unfold(source: Octets, line: Octets, pos: number): { readonly line: Octets; readonly next: number } {
  // Pieces, joined at the end: a photo has a thousand of them.
  const pieces = [line];
  const encoding = new EncodingWatch();
  encoding.add(line);
  let last = line;
  let next = pos;
  while (next < source.length) {
    const softBreak = encoding.isQuotedPrintable && endsInEquals(last);
    if (!softBreak && !isBlank(source.charCodeAt(next))) break;
    const end = lineEnd(source, next);
    const more = physicalLine(source, next, end);
    if (softBreak) pieces[pieces.length - 1] = last.slice(0, -1);
    // A writer that ends the last line of a value in `=` must not take the end of the card with it.
    if (softBreak && boundary.test(more)) return { line: pieces.join(''), next };
    last = softBreak ? more : more.slice(1);
    pieces.push(last);
    encoding.add(last);
    next = end + 1;
  }
  if (encoding.isQuotedPrintable && endsInEquals(last)) pieces[pieces.length - 1] = last.slice(0, -1);
  return { line: pieces.join(''), next };
}

function endsInEquals(line: Octets): boolean {
  return line.charCodeAt(line.length - 1) === EQUALS;
}

const QUOTED_PRINTABLE = 'QUOTED-PRINTABLE';

/** Sees from the pieces of a line, as they come, whether its parameters say that the value is quoted-printable. */
class EncodingWatch {
  isQuotedPrintable = false;
  /** Behind the first colon nothing is a parameter. */
  #isOver = false;
  #hasParams = false;
  /** As much of the pieces before as the word may begin in. */
  #tail = '';

  add(piece: Octets): void {
    if (this.#isOver || this.isQuotedPrintable) return;
    const colon = piece.indexOf(':');
    this.#isOver = colon >= 0;
    let head = colon < 0 ? piece : piece.slice(0, colon);
    if (!this.#hasParams) {
      const semicolon = head.indexOf(';');
      if (semicolon < 0) return;
      this.#hasParams = true;
      head = head.slice(semicolon);
    }
    const known = this.#tail + head;
    this.isQuotedPrintable = known.toUpperCase().includes(QUOTED_PRINTABLE);
    this.#tail = known.slice(1 - QUOTED_PRINTABLE.length);
  }
}

function lineEnd(source: Octets, pos: number): number {
  const at = source.indexOf('\n', pos);
  return at < 0 ? source.length : at;
}

function physicalLine(source: Octets, pos: number, end: number): Octets {
  return source.slice(pos, end > pos && source.charCodeAt(end - 1) === CR ? end - 1 : end);
}

/** Makes every line end CRLF or LF: a bare CR ends a line (old Mac files), and CR CR LF is one line end, not two. */
function withoutBareCr(text: Octets): Octets {
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1))
    if (text.charCodeAt(at + 1) !== LF)
      return text.replace(/\r+\n?/g, (run) => (run.endsWith('\n') ? '\n' : '\n'.repeat(run.length)));
  return text;
}

function colonBehindParams(raw: Octets, from: number): number {
  const first = raw.indexOf(':', from);
  const quote = raw.indexOf('"', from);
  if (first < 0 || quote < 0 || first < quote) return first;
  let quoted = false;
  for (let at = quote; at < raw.length; at += 1) {
    const code = raw.charCodeAt(at);
    if (code === 34) quoted = !quoted;
    else if (code === COLON && !quoted) return at;
  }
  return first;
}

function stray(raw: Octets): ContentLine {
  return { name: '', group: '', params: '', value: raw, raw };
}

/** Upper-case letters, digits, `-`, and the `_` that real extensions use; NaN at the end of the line is none of them. */
function isNameCode(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === DASH || code === UNDERSCORE;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

const base64Param = /;(?:ENCODING=)?"?(?:B|BASE64)"?(?:;|$)/i;
const boundary = /^(?:BEGIN|END):/i;
