/** Numbers, sizes and tables for the terminal. */
import { largest } from '../../core/lists.js';
import type { Terminal } from '../terminal.js';

export {
  countOf,
  formatBytes,
  formatCount,
  formatDuration,
  isOrAre,
  wasOrWere,
} from '../../report/numbers.js';

/** How a table is made to fit. */
export interface Fit {
  /** Characters in a line. */
  readonly columns: number;
  /** Columns that may be left away, the first of them first. */
  readonly drop?: readonly number[];
}

/** How a table is made to fit what a person looks at; a file or another program gets all of it. */
export function fitTo(
  look: Pick<Terminal, 'interactive' | 'columns'> | null,
  drop: readonly number[] = [],
): Fit | null {
  return look?.interactive === true ? { columns: look.columns, drop } : null;
}

/** No column of text is made narrower. */
const NARROWEST = 12;
const GAP = 2;

/**
 * A table with a header line; columns of numbers (`right`) are set to the right. With `fit`, columns are left away until it fits
 * the lines of a terminal, and then the widest texts are shortened in their middle.
 */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number>,
  fit: Fit | null = null,
): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => largest(lines.map((line) => width(line[column] ?? ''))));
  const shown = fit === null ? widths.map((_, column) => column) : fitting(widths, right, fit);
  return lines
    .map((line) =>
      shown
        .map((column) => {
          const most = widths[column] ?? 0;
          const cell = shortenedTo(line[column] ?? '', most);
          const space = ' '.repeat(Math.max(0, most - width(cell)));
          return right.has(column) ? space + cell : cell + space;
        })
        .join(' '.repeat(GAP))
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** The columns that are shown; narrows `widths` where leaving columns away is not enough. */
function fitting(widths: number[], right: ReadonlySet<number>, { columns, drop = [] }: Fit): number[] {
  let shown = widths.map((_, column) => column);
  const excess = (): number =>
    shown.reduce((sum, column) => sum + (widths[column] ?? 0), 0) + GAP * (shown.length - 1) - columns;
  for (const column of drop) if (excess() > 0) shown = shown.filter((other) => other !== column);
  for (let over = excess(); over > 0; over = excess()) {
    const texts = shown.filter((column) => !right.has(column) && (widths[column] ?? 0) > NARROWEST);
    const [first] = texts;
    if (first === undefined) break;
    const widest = texts.reduce((most, column) => ((widths[column] ?? 0) > (widths[most] ?? 0) ? column : most), first);
    const others = texts.filter((column) => column !== widest).map((column) => widths[column] ?? 0);
    // Down to the next widest, so that all texts share what is missing.
    const least = Math.max(
      NARROWEST,
      (widths[widest] ?? 0) - over,
      Math.min(largest(others), (widths[widest] ?? 0) - 1),
    );
    widths[widest] = least;
  }
  return shown;
}

/** A text whose middle is left away: addresses differ at their beginning, folders at their end. */
function shortenedTo(text: string, most: number): string {
  const chars = [...text.matchAll(/./gsu)].map(([char]) => char);
  if (chars.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${chars.slice(0, most - 1 - tail).join('')}…${chars.slice(chars.length - tail).join('')}`;
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
