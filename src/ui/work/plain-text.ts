/** Text of a store as it may be shown: as text, whatever was in it. */

/** Characters of one line in a list. */
const SHORT = 300;

/** Characters that show nothing and turn what stands around them: controls, marks of direction, lone surrogates. */
const UNSHOWN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Text with its lines, and without what shows nothing and misleads; at most so many characters. */
export function plainText(text: string, most = Infinity): string {
  return cutAt(text.replace(/\r\n?/g, '\n').replace(UNSHOWN, ''), most);
}

/** A cut never goes through a character. */
function cutAt(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}

/** One line of it, cut where it is longer than anybody reads. */
export function shortText(text: string): string {
  const line = plainText(text.slice(0, SHORT * 4))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > SHORT ? `${cutAt(line, SHORT - 1)}…` : line;
}
