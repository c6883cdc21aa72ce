/** Tables: plain ones without a script; with it they sort, and filter by the columns that say so. Long ones are short on paper. */
import { type Content, html, type Markup } from './markup.js';
import { formatCount } from '../numbers.js';
import type { Room } from './page-budget.js';

/**
 * A column. `number` columns stand to the right and sort by value; a size (`2.7 GB`) is a number, too. `short`: a day, a word,
 * that is not to be broken.
 */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Content;
  readonly type?: 'text' | 'number' | 'short';
  /** `text`: rows that contain what is typed. `choice`: one of the values that occur. */
  readonly filter?: 'text' | 'choice';
  /** `never`: what the other columns tell already, and has no room on a sheet. */
  readonly paper?: 'never';
  /** Left away when this is so for every row. */
  readonly emptyWhen?: (row: Row) => boolean;
}

/** A table and how much of it is shown. */
export interface Table<Row> {
  /** Letters and hyphens: what links and labels refer to. */
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly room: Room;
  /** Most bytes that its rows may take. */
  readonly most: number;
  /** It is what the page is printed for: all of it is on paper. Of others the first rows are, and where the rest is. */
  readonly paper?: 'whole';
  /** A sentence on the rows that found no room. */
  readonly rest: (left: readonly Row[]) => Content;
}

/** So many rows of a long table are on paper: two leaves of lists that nobody reads from a sheet. */
export const ON_PAPER = 40;

/** The table; nothing when it has no rows. */
export function table<Row>(spec: Table<Row>): Markup | null {
  const { id, caption, rows } = spec;
  if (rows.length === 0) return null;
  const columns = spec.columns.filter(({ emptyWhen }) => emptyWhen === undefined || !rows.every(emptyWhen));
  const { shown, left } = fill(columns, spec);
  const rest = left.length === 0 ? null : html`<p class="rest">${spec.rest(left)}</p>`;
  const isLong = spec.paper !== 'whole' && shown.length > ON_PAPER;
  const paper = isLong
    ? html`<p class="paper">On paper are the first ${ON_PAPER}; this page on a screen has ${formatCount(shown.length)}.</p>`
    : null;
  return html`<div class="table${isLong ? ' long' : null}" data-table>
<div class="wide" role="region" tabindex="0" aria-labelledby="${id}-caption"><table id="${id}" class="${typeClasses(columns)}">
<caption id="${id}-caption">${caption}</caption>
<thead><tr>${columns.map(heading)}</tr></thead>
<tbody>
${shown}</tbody></table></div>
${paper}${rest}</div>
`;
}

function heading<Row>({ title, type, filter }: Column<Row>): Markup {
  const filters = filter === undefined ? null : html` data-filter="${filter}"`;
  return html`<th scope="col"${type === 'number' ? html` class="n"` : null}${filters}>${title}</th>`;
}

function fill<Row>(columns: readonly Column<Row>[], spec: Table<Row>): { shown: Markup[]; left: readonly Row[] } {
  const room = spec.room.upTo(spec.most);
  const shown: Markup[] = [];
  for (const [at, row] of spec.rows.entries()) {
    // End tags of cells and rows may be left out (HTML, 13.1.2.4): a tenth of the file.
    const piece = html`<tr>${columns.map((column, index) => cell(column, row, index === 0))}
`;
    if (!room.takes(piece)) return { shown, left: spec.rows.slice(at) };
    shown.push(piece);
  }
  return { shown, left: [] };
}

function cell<Row>(column: Column<Row>, row: Row, isFirst: boolean): Markup {
  const content = column.cell(row);
  return isFirst ? html`<th scope=row>${content}` : html`<td>${content}`;
}

/** Which columns hold numbers and short words, and which are for the screen, as classes: one word for the table is less than one for each cell. */
function typeClasses<Row>(columns: readonly Column<Row>[]): string {
  return columns
    .flatMap(({ type, paper }, index) => [
      ...(type === 'number' ? [`n${index + 1}`] : type === 'short' ? [`s${index + 1}`] : []),
      ...(paper === 'never' ? [`x${index + 1}`] : []),
    ])
    .join(' ');
}

/** The cells of such columns, for the style; of those that are for the screen the head, too. */
export const numberCells = cellsOf('n', 'td');
export const shortCells = cellsOf('s', 'td');
export const screenCells = cellsOf('x', 'tr>');

function cellsOf(letter: 'n' | 's' | 'x', which: 'td' | 'tr>'): string {
  const cells = Array.from({ length: 16 }, (_, index) => `.${letter}${index + 1} ${which}:nth-child(${index + 1})`);
  return `:is(${cells.join(',')})`;
}
