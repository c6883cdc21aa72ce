import { type Octets, trimOctets, upperOctets } from '../core/octets.js';

/** One parameter of a content line. */
export interface Param {
  /** Upper case; empty for a bare vCard 2.1 value (`TEL;WORK:`). */
  readonly name: string;
  /** The values, without their quotes. `TYPE=home,work` has two. */
  readonly values: readonly Octets[];
}

/**
 * Reads raw parameters (`;TYPE=home,work;X-A="b;c"`). Quoted values may hold `:` `;` `,`. Carets stay as they are
 * (RFC 6868 is not decoded: writers that do not know it use `^` as itself).
 */
export function parseParams(raw: Octets): Param[] {
  if (raw === '') return [];
  return splitOutsideQuotes(raw.slice(1), ';')
    .filter((piece) => piece !== '')
    .map((piece) => {
      const equals = piece.indexOf('=');
      const quote = piece.indexOf('"');
      if (equals < 0 || (quote >= 0 && quote < equals)) return { name: '', values: [unquoted(piece)] };
      return {
        name: upperOctets(trimOctets(piece.slice(0, equals))),
        values: splitOutsideQuotes(piece.slice(equals + 1), ',').map(unquoted),
      };
    });
}

/** Writes parameters: values with `:` `;` `,` `^` are quoted (sabre/vobject takes no bare `^`), quotes inside become `'` and control characters blanks. */
export function formatParams(params: readonly Param[]): Octets {
  return params
    .map(({ name, values }) => `;${name === '' ? '' : `${name}=`}${values.map(quotedIfNeeded).join(',')}`)
    .join('');
}

/** Whether raw parameters are what every reader takes (RFC 2426 section 4, RFC 5545 section 3.1): names, `=`, no stray quote. */
export function areLegalParams(raw: Octets): boolean {
  // Piece by piece: one expression for all of them would overflow its stack on a million.
  for (let at = 0; at < raw.length; at = legalPiece.lastIndex) {
    legalPiece.lastIndex = at;
    if ((at === 0 && raw[at] === ',') || !legalPiece.test(raw)) return false;
  }
  return true;
}

/** A parameter with its first value, or a further value. */
const legalPiece = /(?:;[A-Za-z0-9-]+=|,)(?:"[^"\0-\x1f]*"|[^";:,^\0-\x1f]*)/y;

/** The values of all parameters of that (upper-case) name. */
export function paramValues(params: readonly Param[], name: string): Octets[] {
  return params.flatMap((param) => (param.name === name ? param.values : []));
}

/** Splits at `separator` where it stands outside double quotes; an unclosed quote is no quote. */
function splitOutsideQuotes(text: Octets, separator: string): Octets[] {
  if (!text.includes('"')) return text.split(separator);
  const pieces: Octets[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') {
      const close = text.indexOf('"', at + 1);
      if (close > 0) at = close;
    } else if (char === separator) {
      pieces.push(text.slice(start, at));
      start = at + 1;
    }
  }
  pieces.push(text.slice(start));
  return pieces;
}

function unquoted(value: Octets): Octets {
  const trimmed = trimOctets(value);
  return trimmed.length >= 2 && trimmed.startsWith('"') && trimmed.endsWith('"') ? trimmed.slice(1, -1) : trimmed;
}

function quotedIfNeeded(value: Octets): Octets {
  // Control characters may not stand in a parameter at all (RFC 6350 section 3.3, QSAFE-CHAR).
  const safe = value.replace(/"/g, "'").replace(/[\0-\x1f\x7f]+/g, ' ');
  return /[:;,^]/.test(safe) ? `"${safe}"` : safe;
}
