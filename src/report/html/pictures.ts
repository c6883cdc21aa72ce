/** The pictures: what is where, from when, of which kind, how large. */
import { SIZE_CLASSES, type Sums } from '../../ledger/sums.js';
import { barChart } from './chart-bars.js';
import { type ChartColumn, columnChart } from './chart-columns.js';
import type { Destination } from './limits.js';
import { html, type Markup } from './markup.js';
import { countOf, formatBytes, formatCount, section, type Section } from './text.js';

/** What the pictures are drawn of. */
export interface Pictured {
  readonly totals: Sums;
  readonly mailboxes: readonly { readonly address: string; readonly totals: Sums }[];
}

/** The section of pictures; null when there is nothing to draw. */
export function picturesSection({ totals, mailboxes }: Pictured, destination: Destination): Section | null {
  const valuesOf = (value: (sums: Sums) => number): { name: string; value: number }[] =>
    mailboxes.map(({ address, totals: sums }) => ({ name: address, value: value(sums) }));
  const charts = [
    barChart({
      ...{ id: 'items-chart', title: 'Items in each mailbox', noun: 'Mailbox', unit: 'Items' },
      values: valuesOf(({ found }) => found),
      format: formatCount,
    }),
    barChart({
      ...{ id: 'bytes-chart', title: 'Size of each mailbox', noun: 'Mailbox', unit: 'Size' },
      values: valuesOf(({ bytes }) => bytes),
      format: formatBytes,
    }),
    kindChart(totals.kinds),
    yearChart(totals.years),
    sizeChart(totals.sizes, destination),
  ].filter((chart) => chart !== null);
  return charts.length === 0 ? null : section('pictures', 'At a glance', html`<div class="charts">${charts}</div>`);
}

const KIND_NAMES = {
  mail: 'mail',
  contacts: 'contacts',
  calendar: 'events',
  tasks: 'tasks',
  notes: 'notes',
  journal: 'journal entries',
} as const;

function kindChart(kinds: Sums['kinds']): Markup | null {
  const values = Object.entries(KIND_NAMES).map(([kind, name]) => ({
    name,
    value: kinds[kind as keyof typeof KIND_NAMES]?.found ?? 0,
  }));
  return barChart({
    id: 'kinds-chart',
    title: 'Kinds of items',
    noun: 'Kind',
    unit: 'Items',
    values,
    format: formatCount,
  });
}

/** Years that are shown; the others are summed up. */
const YEARS = 30;

function yearChart(years: Sums['years']): Markup | null {
  const known = Object.keys(years).map(Number).filter(Number.isInteger);
  if (known.length === 0) return null;
  const last = lastYear(years, known);
  const first = Math.max(last - YEARS + 1, Math.min(...known));
  const columns: ChartColumn[] = [];
  for (let year = first; year <= last; year += 1) {
    const name = String(year);
    columns.push({ label: name, name, value: years[name] ?? 0 });
  }
  const shown = columns.reduce((sum, { value }) => sum + value, 0);
  const others = Object.values(years).reduce((sum, value) => sum + value, 0) - shown;
  const busiest = columns.reduce((most, column) => (column.value > most.value ? column : most));
  return columnChart({
    id: 'years-chart',
    title: 'Mail received each year',
    description: `A column for each year from ${first} to ${last}; most mail, ${formatCount(busiest.value)}, is of ${busiest.name}.`,
    header: ['Year', 'Messages'],
    columns,
    ...(others > 0 ? { note: `${countOf(others, 'message')} with dates in other years not drawn.` } : {}),
  });
}

/** The end of the years that hold most: one message with a date of the year 9999 must not push all others out of the picture. */
function lastYear(years: Sums['years'], known: readonly number[]): number {
  const upTo = (last: number): number =>
    known.reduce((sum, year) => sum + (year <= last && year > last - YEARS ? (years[String(year)] ?? 0) : 0), 0);
  return known.reduce((best, year) => (upTo(year) > upTo(best) ? year : best));
}

function sizeChart(sizes: Sums['sizes'], { name, limits }: Destination): Markup | null {
  const columns = SIZE_CLASSES.map((end, at): ChartColumn => {
    const begin = SIZE_CLASSES[at - 1] ?? 0;
    const range = begin === 0 ? `up to ${shortSize(end)}` : `${shortSize(begin)} to ${shortSize(end)}`;
    return { label: shortSize(end), name: range, value: sizes[String(end)] ?? 0 };
  });
  const end = SIZE_CLASSES.at(-1) ?? 0;
  columns.push({ label: 'more', name: `over ${shortSize(end)}`, value: sizes['more'] ?? 0 });
  const lines = limits.map(({ bytes }) => ({ after: SIZE_CLASSES.indexOf(bytes), label: shortSize(bytes) }));
  const told = limits.map(({ bytes, what }) => {
    const over = columns.slice(SIZE_CLASSES.indexOf(bytes) + 1).reduce((sum, { value }) => sum + value, 0);
    return html`<li>${shortSize(bytes)}: ${what}. ${over === 0 ? 'Nothing here is larger.' : `${countOf(over, 'message')} here ${over === 1 ? 'is' : 'are'} larger.`}</li>`;
  });
  return columnChart({
    id: 'sizes-chart',
    title: 'Size of messages',
    description: `Columns for sizes that grow fourfold, up to the size below each${limits.length === 0 ? '' : `; dashed lines are limits of ${name}`}.`,
    header: ['Size', 'Messages'],
    columns,
    lines,
    ...(told.length === 0 ? {} : { note: html`Dashed: limits of ${name}.<ul>${told}</ul>` }),
  });
}

/** `4 kB`, `1 MB`, `25 MB`: powers of two are called by the unit they are near to. */
function shortSize(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.round(bytes / 1024)} kB`;
  return `${bytes % 1_000_000 === 0 ? bytes / 1_000_000 : Math.round(bytes / 1_048_576)} MB`;
}
