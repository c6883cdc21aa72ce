/** Standing columns along a scale: years, sizes. Lines may be drawn between two of them. */
import { at, chart } from './chart-frame.js';
import { type Content, html, type Markup } from './markup.js';
import { formatCount } from '../numbers.js';

/** A column; `label` is below it, `name` is what the figures call it. */
export interface ChartColumn {
  readonly label: string;
  readonly name: string;
  readonly value: number;
}

export interface Columns {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly header: readonly [string, string];
  readonly columns: readonly ChartColumn[];
  /** A dashed line on the right of a column. */
  readonly lines?: readonly { readonly after: number; readonly label: string }[];
  readonly note?: Content;
}

const WIDTH = 360;
const TOP = 40;
const HEIGHT = 150;
const BASE = TOP + HEIGHT;
/** So many labels have room side by side. */
const LABELS = 9;

/** The columns; null when all are empty. */
export function columnChart(spec: Columns): Markup | null {
  const { columns, lines = [] } = spec;
  const highest = Math.max(0, ...columns.map(({ value }) => value));
  if (highest === 0) return null;
  const step = WIDTH / columns.length;
  const every = Math.ceil(columns.length / LABELS);
  const drawing = columns.map(({ label, value }, index) => {
    const middle = step * (index + 0.5);
    const height = value === 0 ? 0 : Math.max(2, (value / highest) * HEIGHT);
    const width = Math.min(46, step * 0.74);
    const bar = html`<rect class="bar" x="${at(middle - width / 2)}" y="${at(BASE - height)}" width="${at(width)}" height="${at(height)}" rx="1.5"/>`;
    const named = value > 0 && (columns.length <= 2 * LABELS || value === highest);
    // Many narrow columns have no room for a number each.
    const figure = named
      ? html`<text class="figure" x="${at(middle)}" y="${at(BASE - height - 5)}">${compact(value)}</text>`
      : null;
    const below =
      index % every === 0 ? html`<text class="middle" x="${at(middle)}" y="${BASE + 16}">${label}</text>` : null;
    return [value === 0 ? null : bar, figure, below];
  });
  const drawn = lines.map(({ after, label }, index) => {
    const x = at(step * (after + 1));
    // Neighbours stand at two heights: their names are wider than a column.
    const top = index % 2 === 0 ? 9 : 21;
    return html`<path class="limit" d="M${x} ${top + 4}V${BASE}"/><text class="limit-name" x="${x}" y="${top}">${label}</text>`;
  });
  return chart({
    id: spec.id,
    title: spec.title,
    description: spec.description,
    width: WIDTH,
    height: BASE + 24,
    drawing: [html`<path class="axis" d="M0 ${BASE}.5H${WIDTH}"/>`, drawing, drawn],
    header: spec.header,
    figures: columns.map(({ name, value }) => [name, formatCount(value)] as const),
    ...(spec.note === undefined ? {} : { note: spec.note }),
  });
}

/** A number in at most four characters: `950`, `12k`, `3.4M`. */
function compact(value: number): string {
  if (value < 1000) return String(value);
  if (value < 9950) return `${(value / 1000).toFixed(1)}k`;
  if (value < 999_500) return `${Math.round(value / 1000)}k`;
  return value < 9_950_000 ? `${(value / 1_000_000).toFixed(1)}M` : `${Math.round(value / 1_000_000)}M`;
}
