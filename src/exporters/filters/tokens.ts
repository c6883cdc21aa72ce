/** The words of a Sieve script (RFC 5228 section 8.1). */
import { closingQuote } from '../../message/quoted-string.js';

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
  const string = script[start] === '"' ? quotedAt(script, start) : linesAt(script, start);
  if (string !== null) return string;
  for (const [type, pattern] of patterns) {
    pattern.lastIndex = start;
    const text = pattern.exec(script)?.[0];
    if (text !== undefined) return { type, text, value: text, start, end: start + text.length };
  }
  const end = script.startsWith('/*', start) ? script.length : start + 1;
  const text = script.slice(start, end);
  return { type: 'broken', text, value: text, start, end };
}

function quotedAt(script: string, start: number): Token {
  const close = closingQuote(script, start);
  return stringToken(script, start, close < 0 ? null : close + 1);
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
  return stringToken(script, start, last === null ? null : last.index + last[0].length);
}

/** A string up to `end`; without one it is broken. */
function stringToken(script: string, start: number, end: number | null): Token {
  const text = script.slice(start, end ?? script.length);
  return end === null
    ? { type: 'broken', text, value: text, start, end: script.length }
    : { type: 'string', text, value: stringValue(text), start, end };
}

function stringValue(text: string): string {
  if (text.startsWith('"')) return text.slice(1, -1).replace(/\\([\s\S])/g, '$1');
  // A line that begins with a dot has one more in front (RFC 5228 section 2.4.2).
  const lines = text.slice(text.indexOf('\n') + 1).replace(/\.\n?$/, '');
  return lines.replace(/^\.\./gm, '.');
}
