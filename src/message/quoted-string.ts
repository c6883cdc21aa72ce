/**
 * Where the quoted string that begins with the quote at `start` ends: the index of its closing quote, or -1. A backslash takes
 * the meaning of the character behind it (RFC 5322 section 3.2.4, RFC 5228 section 8.1). Not by a regular expression: one that
 * knows backslashes overflows its stack in a string of some megabytes.
 */
export function closingQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) return at;
    if (char === BACKSLASH) at += 1;
  }
  return -1;
}

const QUOTE = 34;
const BACKSLASH = 92;
