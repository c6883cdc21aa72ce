/** What the page of an export says of the comparison with its source: the one part that changes after the export. */
import { html, hrefTo, type Markup, raw } from './markup.js';
import { countOf, formatCount } from './text.js';

/** What verify found. */
export interface Comparison {
  /** When, RFC 3339. */
  readonly at: string;
  /** End of the export that was compared; null when nothing says so. */
  readonly of: string | null;
  readonly agrees: boolean;
  readonly sampled: boolean;
  /** Items of the source, and how many were compared. */
  readonly items: number;
  readonly compared: number;
  readonly difference: number;
  /** Items that came after the export. */
  readonly waiting: number;
  /** The page of the comparison, relative to the output; null when it is elsewhere. */
  readonly page: string | null;
}

const BEGIN = '<span id="compared">';
const END = '</span><!--compared-->';

/** The sentence, as it can be found again in a page. `how`: the command that compares. */
export function comparisonMarkup(comparison: Comparison | null, how = 'kerio-exit verify'): Markup {
  const sentence =
    comparison === null
      ? html`Not compared with the source yet: <code>${how}</code> proves it, item by item.`
      : sentenceOf(comparison);
  return html`${raw(BEGIN)}${sentence}${raw(END)}`;
}

/** A page with another comparison; null when it is not one that says anything of it. */
export function withComparison(page: string, comparison: Comparison): string | null {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END, begin);
  if (begin < 0 || end < 0) return null;
  return page.slice(0, begin) + comparisonMarkup(comparison).markup + page.slice(end + END.length);
}

function sentenceOf(comparison: Comparison): Markup {
  const { agrees, sampled, items, compared, difference, waiting, at, page } = comparison;
  const day = `${at.slice(0, 16).replace('T', ' ')} UTC`;
  const name = `Compared with the source on ${day}`;
  const link = page === null ? html`${name}` : html`<a href="${hrefTo(page)}">${name}</a>`;
  const outcome = agrees
    ? `they agree in all ${countOf(compared, 'item')} that were looked at${sampled ? ', a sample' : ''}`
    : [
        ...(difference > 0 ? [countOf(difference, 'difference')] : []),
        ...(waiting > 0 ? [`${countOf(waiting, 'item')} not here yet`] : []),
      ].join(', ');
  return html`${link}: ${outcome}${sampled && agrees ? ` of ${formatCount(items)}` : null}.`;
}
