/** Markup in which whatever comes from outside is text: `html` escapes every value that is put in. */
import { Buffer } from 'node:buffer';

/** A piece of a page. Made by `html`, and by `raw` for our own style and script. */
export interface Markup {
  readonly markup: string;
}

/** What `html` takes: text and numbers are escaped, markup stays, null is nothing. */
export type Content = string | number | Markup | null | readonly Content[];

/** `` html`<td>${name}</td>` ``: a template whose values cannot become markup, in text or in a quoted attribute. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let markup = parts[0] ?? '';
  for (const [at, value] of values.entries()) markup += render(value) + (parts[at + 1] ?? '');
  return { markup };
}

/** Text of our own that is markup already. Never for anything from a store. */
export function raw(markup: string): Markup {
  return { markup };
}

/** How much room a piece takes in the file, in bytes. */
export function sizeOf({ markup }: Markup): number {
  return Buffer.byteLength(markup);
}

function render(value: Content): string {
  if (value === null) return '';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(render).join('');
}

const SPECIAL = /[&<>"'\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': ' ',
  '\t': ' ',
};

/** Text as markup. What could turn the direction of a line around or is no character at all is shown as U+FFFD. */
function escapeText(text: string): string {
  return text.replace(SPECIAL, (char) => ENTITIES[char] ?? '\ufffd');
}

/** Text cut to a length that a cell can bear. */
export function shorten(text: string, most = 240): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cut}…`;
}

/** A relative link to a file of the output, `ledger/jan@company.com.jsonl`: every segment is encoded (RFC 3986). */
export function hrefTo(path: string): string {
  return path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map((segment) => encodeURIComponent(segment))
    .join('/');
}
