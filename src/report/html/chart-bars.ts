/** Lying bars: what is largest, with names that may be long. */
import { formatCount } from '../numbers.js';
import { at, chart } from './chart-frame.js';
import { html, type Markup, shorten } from './markup.js';

export interface Bars {
  readonly id: string;
  readonly title: string;
  /** What a bar stands for: `mailbox`, `kind`. */
  readonly noun: string;
  readonly unit: string;
  readonly values: readonly { readonly name: string; readonly value: number }[];
  readonly format: (value: number) => string;
}

const SHOWN = 10;
const WIDTH = 360;
const ROW = 24;
const NAME = 148;
const VALUE = 62;

/** The largest ten as bars, the rest in one line below; null without values. */
export function barChart({ id, title, noun, unit, values, format }: Bars): Markup | null {
  const sorted = values.filter(({ value }) => value > 0).sort((a, b) => b.value - a.value);
  const largest = sorted[0]?.value ?? 0;
  if (largest === 0) return null;
  const bars = sorted.slice(0, SHOWN);
  const others = sorted.slice(SHOWN);
  const sum = others.reduce((total, { value }) => total + value, 0);
  const rest = others.length === 0 ? [] : ([[`${formatCount(others.length)} others together`, format(sum)]] as const);
  const room = WIDTH - NAME - VALUE;
  const drawing = bars.map(({ name, value }, row) => {
    const y = row * ROW;
    return html`<text class="name" x="${NAME - 8}" y="${y + 16}">${shorten(name, 22)}</text><rect class="bar" x="${NAME}" y="${y + 5}" width="${at(Math.max(2, (value / largest) * room))}" height="14" rx="2"/><text x="${at(NAME + Math.max(2, (value / largest) * room) + 6)}" y="${y + 16}">${format(value)}</text>`;
  });
  const below = rest.map(
    ([name, value]) =>
      html`<text class="name quiet" x="${NAME - 8}" y="${SHOWN * ROW + 16}">${name}</text><text class="quiet" x="${NAME}" y="${SHOWN * ROW + 16}">${value}</text>`,
  );
  const first = bars[0];
  return chart({
    id,
    title,
    description: `Bars, largest first: ${first === undefined ? '' : `${shorten(first.name, 80)} has ${format(first.value)}`}.`,
    width: WIDTH,
    height: (bars.length + rest.length) * ROW,
    drawing: [drawing, below],
    header: [noun, unit],
    figures: [...bars.map(({ name, value }) => [shorten(name, 80), format(value)] as const), ...rest],
  });
}
