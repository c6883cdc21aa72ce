/** A report as a page: the sentence that matters, numbers, facts, then its sections. */
import { renderDocument } from './document.js';
import { type Content, html, type Markup } from './markup.js';
import type { Section } from './text.js';

/** What a page says first. */
export interface Verdict {
  /** `good`: nothing is left to do. `attention`: somebody must look. `plain`: neither. */
  readonly tone: 'good' | 'attention' | 'plain';
  /** One or two words: `Complete`, `Needs attention`. */
  readonly mark: string;
  /** The one sentence that matters. */
  readonly sentence: string;
  readonly details: readonly Content[];
}

/** A number with its name. */
export interface Tile {
  readonly name: string;
  readonly value: string;
  /** It is a number that should be nought. */
  readonly warn?: boolean;
}

/** A page by its parts. */
export interface Page {
  /** `Report of an export`. */
  readonly kind: string;
  readonly verdict: Verdict;
  readonly tiles: readonly Tile[];
  /** How the numbers above belong together. */
  readonly sum?: string;
  readonly facts: readonly (readonly [name: string, value: Content])[];
  /** In their order; null ones are left away. */
  readonly sections: readonly (Section | null)[];
  readonly footer: Content;
}

/** The page as text. The same parts give the same bytes. */
export function renderPage(page: Page): string {
  const { kind, verdict, tiles, facts } = page;
  const sections = page.sections.filter((section) => section !== null);
  const body = html`<a class="skip" href="#main">Skip to the report</a>
<header>
<p class="brand">kerio-exit · ${kind}</p>
<div class="verdict ${verdict.tone}"><span class="mark">${verdict.mark}</span><h1>${verdict.sentence}</h1>${verdict.details.map((text) => html`<p>${text}</p>`)}</div>
${tilesMarkup(tiles)}${page.sum === undefined ? null : html`<p class="sum">${page.sum}</p>`}
<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<nav aria-label="Contents"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
<main id="main">
${sections.map(({ markup }) => markup)}</main>
<footer><p>${page.footer}</p></footer>
`;
  return renderDocument({ title: verdict.sentence, body });
}

function tilesMarkup(tiles: readonly Tile[]): Markup {
  return html`<dl class="tiles">${tiles.map(
    ({ name, value, warn }) =>
      html`<div${warn === true ? html` class="warn"` : null}><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}
