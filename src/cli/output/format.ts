/** Numbers, sizes and tables for the terminal. */
import { largest } from '../../core/lists.js';

export {
  countOf,
  formatBytes,
  formatCount,
  formatDuration,
  isOrAre,
  wasOrWere,
} from '../../report/numbers.js';

/** A table with a header line; columns of numbers (`right`) are set to the right. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number>,
): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => largest(lines.map((line) => width(line[column] ?? ''))));
  return lines
    .map((line) =>
      line
        .map((cell, column) => {
          const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell)));
          return right.has(column) ? space + cell : cell + space;
        })
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** Store names may hold anything: what would move the cursor or colour the terminal is shown as `?`. */
export function printable(text: string): string {
  return [...text.matchAll(/./gsu)].map(([char]) => (isControl(char) ? '?' : char)).join('');
}

function isControl(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  return (
    code < 0x20 ||
    (code >= 0x7f && code < 0xa0) ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069) ||
    (code >= 0xd800 && code <= 0xdfff)
  );
}

/** Characters, not bytes; wide scripts are not measured. */
function width(text: string): number {
  return [...text.matchAll(/./gsu)].length;
}
