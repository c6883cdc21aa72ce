/** The whole file: one page that needs nothing else, from the network or from the disk. */
import { createHash } from 'node:crypto';
import { clientScript } from './client.js';
import { type Content, html, type Markup, raw } from './markup.js';
import { style } from './style.js';
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

/** What the page may load and run: its own style and script, by their hashes. */
function policy(script: string): string {
  return [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The page as text. The same parts give the same bytes. */
export function renderPage(page: Page): string {
  const { kind, verdict, tiles, facts } = page;
  const script = clientScript();
  const sections = page.sections.filter((section) => section !== null);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy(script))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${verdict.sentence} – kerio-exit</title>
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
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
<script type="module">${raw(script)}</script>
</body>
</html>
`.markup;
}

function tilesMarkup(tiles: readonly Tile[]): Markup {
  return html`<dl class="tiles">${tiles.map(
    ({ name, value, warn }) =>
      html`<div${warn === true ? html` class="warn"` : null}><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

/** A source of the Content Security Policy (CSP 3, 2.3.1). */
function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
