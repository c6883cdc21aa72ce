/** The words of a Sieve script (RFC 5228 section 8.1). */

/** What a token is; `broken`: a string or comment without an end, or a character that has no meaning. */
export type TokenType = 'identifier' | 'tag' | 'number' | 'string' | 'punctuation' | 'comment' | 'broken';

export interface Token {
  readonly type: TokenType;
  /** As written. */
  readonly text: string;
  /** Of a string what it says; of the others the same as `text`. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const patterns: readonly (readonly [TokenType, RegExp])[] = [
  ['comment', /#[^\n]*|\/\*[\s\S]*?\*\//y],
  ['string', /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y],
  ['tag', /:[A-Za-z_][A-Za-z0-9_]*/y],
  ['number', /[0-9]+[KMGkmg]?/y],
  ['identifier', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['punctuation', /[{}[\](),;]/y],
];

/** Reads the tokens of a script whose lines end in LF. Never throws: what cannot be read is one broken token. */
export function readTokens(script: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < script.length) {
    if (/\s/.test(script[at] ?? '')) {
      at += 1;
      continue;
    }
    const token = tokenAt(script, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

/** A string as it is written in a script. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

function tokenAt(script: string, start: number): Token {
  const lines = linesAt(script, start);
  if (lines !== null) return lines;
  for (const [type, pattern] of patterns) {
    pattern.lastIndex = start;
    const text = pattern.exec(script)?.[0];
    if (text !== undefined) return { type, text, value: valueOf(type, text), start, end: start + text.length };
  }
  const open = script[start] === '"' || script.startsWith('/*', start);
  const end = open ? script.length : start + 1;
  const text = script.slice(start, end);
  return { type: 'broken', text, value: text, start, end };
}

const opening = /text:[ \t]*(?:#[^\n]*)?\n/y;
const ending = /(?<=\n)\.(?:\n|$)/g;

/** A string of lines, `text:` to a line with a dot; one without that is broken, and takes all that is left. */
function linesAt(script: string, start: number): Token | null {
  opening.lastIndex = start;
  const first = opening.exec(script)?.[0];
  if (first === undefined) return null;
  ending.lastIndex = start + first.length;
  const last = ending.exec(script);
  const end = last === null ? script.length : last.index + last[0].length;
  const text = script.slice(start, end);
  return last === null
    ? { type: 'broken', text, value: text, start, end }
    : { type: 'string', text, value: valueOf('string', text), start, end };
}

function valueOf(type: TokenType, text: string): string {
  if (type !== 'string') return text;
  if (text.startsWith('"')) return text.slice(1, -1).replace(/\\([\s\S])/g, '$1');
  // A line that begins with a dot has one more in front (RFC 5228 section 2.4.2).
  const lines = text.slice(text.indexOf('\n') + 1).replace(/\.\n?$/, '');
  return lines.replace(/^\.\./gm, '.');
}
