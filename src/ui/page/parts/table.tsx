import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { formatCount } from '../numbers.js';
import { texts } from '../texts.js';
import { moveByArrows } from './arrows.js';

/** A column: what its cells show, and by what it is sorted. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly numeric?: boolean;
  /** What the rows are sorted by; none where sorting means nothing. */
  readonly by?: (row: Row) => string | number;
  readonly cell: (row: Row) => ComponentChildren;
}

/** In which order: a column, and whether the largest is first. */
export interface Order {
  readonly key: string;
  readonly descending: boolean;
}

const PAGE = 100;

/**
 * A table in pages of a hundred rows, so that thousands are as quick as ten: sorted by its headings, folded into cards where the
 * window is narrow. The first column names the row.
 */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
  first = null,
  empty,
  page = PAGE,
  titled = false,
}: {
  readonly caption: string;
  /** A heading above says the same: the caption is for whoever does not see it. */
  readonly titled?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** The order at first; null: as given. */
  readonly first?: Order | null;
  readonly empty: string;
  readonly page?: number;
}) {
  const [order, setOrder] = useState(first);
  const [from, setFrom] = useState(0);
  const sorted = useMemo(() => sortRows(rows, columns, order), [rows, columns, order]);
  // Rows may have become fewer.
  const start = from < sorted.length ? from : 0;
  const shown = sorted.slice(start, start + page);
  return (
    <div class="table">
      <div class="wide" role="region" aria-label={caption} tabIndex={0}>
        <table role="table">
          <caption class={titled ? 'hidden' : ''}>{caption}</caption>
          <thead
            role="rowgroup"
            {...(columns.some(({ by }) => by !== undefined) ? { 'data-sort': texts.table.sortBy } : {})}
          >
            <tr role="row">
              {columns.map((column) => (
                <Heading
                  key={column.key}
                  column={column}
                  order={order}
                  onOrder={(next) => {
                    setOrder(next);
                    setFrom(0);
                  }}
                />
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup" onKeyDown={(event) => moveByArrows(event, 'tr')}>
            {shown.map((row) => (
              <tr key={keyOf(row)} role="row">
                {columns.map(({ key, title, numeric, cell }, at) =>
                  at === 0 ? (
                    <th key={key} role="rowheader" scope="row">
                      {cell(row)}
                    </th>
                  ) : (
                    <td key={key} role="cell" class={numeric === true ? 'n' : ''} data-title={title}>
                      {cell(row)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
        {sorted.length === 0 ? <p class="empty">{empty}</p> : null}
      </div>
      <Pager total={sorted.length} from={start} page={page} caption={caption} onFrom={setFrom} />
    </div>
  );
}

function Heading<Row>({
  column: { key, title, numeric, by },
  order,
  onOrder,
}: {
  readonly column: Column<Row>;
  readonly order: Order | null;
  readonly onOrder: (order: Order) => void;
}) {
  const mine = order?.key === key ? order : null;
  const sort = mine === null ? {} : { 'aria-sort': mine.descending ? ('descending' as const) : ('ascending' as const) };
  return (
    <th
      role="columnheader"
      scope="col"
      class={`${numeric === true ? 'n' : ''} ${by === undefined ? 'fixed' : ''}`}
      {...sort}
    >
      {by === undefined ? (
        title
      ) : (
        <button
          type="button"
          onClick={() => onOrder({ key, descending: mine === null ? numeric === true : !mine.descending })}
        >
          {title}
        </button>
      )}
    </th>
  );
}

/** The rows in their order; those that are equal stay as they were. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | null,
): readonly Row[] {
  const by = columns.find(({ key }) => key === order?.key)?.by;
  if (order === null || by === undefined) return rows;
  const sign = order.descending ? -1 : 1;
  return rows
    .map((row) => ({ row, value: by(row) }))
    .sort((a, b) => sign * compare(a.value, b.value))
    .map(({ row }) => row);
}

const collator = new Intl.Collator(texts.locale, { numeric: true, sensitivity: 'base' });

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
}

/** Buttons to turn the pages; nothing where there is one. */
export function Pager({
  total,
  from,
  page,
  caption,
  onFrom,
}: {
  readonly total: number;
  readonly from: number;
  readonly page: number;
  readonly caption: string;
  readonly onFrom: (from: number) => void;
}) {
  if (total <= page) return null;
  const last = Math.floor((total - 1) / page) * page;
  const turn = (to: number): (() => void) => {
    return () => onFrom(Math.min(last, Math.max(0, to)));
  };
  return (
    <div class="pager" role="group" aria-label={texts.table.pages(caption)}>
      <button type="button" disabled={from === 0} onClick={turn(0)}>
        {texts.table.first}
      </button>
      <button type="button" disabled={from === 0} onClick={turn(from - page)}>
        {texts.table.previous}
      </button>
      <p>{texts.table.range(formatCount(from + 1), formatCount(Math.min(total, from + page)), formatCount(total))}</p>
      <button type="button" disabled={from >= last} onClick={turn(from + page)}>
        {texts.table.next}
      </button>
      <button type="button" disabled={from >= last} onClick={turn(last)}>
        {texts.table.last}
      </button>
    </div>
  );
}
