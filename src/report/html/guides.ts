/** What to do next, as the first section of the page. */
import type { Guide, Step } from '../guide.js';
import { html, type Markup, shorten } from './markup.js';
import type { Room } from './page-budget.js';
import { type Section, section } from './text.js';

/** Steps may take this much of the page, in bytes. */
const MOST = 200_000;
/** Commands of one step that are shown. */
const COMMANDS = 60;

/** The guides, the first of them open, the others behind one line; null when there are none. */
export function guidesSection(guides: readonly Guide[], room: Room): Section | null {
  const own = room.upTo(MOST);
  const shown = guides.map((guide, index) => guideMarkup(guide, index === 0)).filter((guide) => own.takes(guide));
  const [first, ...others] = shown;
  if (first === undefined) return null;
  const elsewhere =
    others.length === 0
      ? null
      : html`<details class="guide"><summary><h3>Somewhere else</h3></summary>${others}</details>`;
  const print = html`<p><a href="checklist.html">The same as a checklist to print</a>, with what comes before and after.</p>`;
  return section('next', 'What to do next', print, first, elsewhere);
}

function guideMarkup({ title, steps }: Guide, open: boolean): Markup {
  return html`<details class="guide"${open ? html` open` : null}><summary><h3>${title}</h3></summary><ol>${steps.map(stepMarkup)}</ol></details>
`;
}

function stepMarkup({ title, text, commands, limits, time }: Step): Markup {
  const lines = commands.slice(0, COMMANDS).map((line) => shorten(line, 1000));
  const more = commands.length - lines.length;
  return html`<li><input type="checkbox" class="done" aria-label="Done: ${title}"><details><summary><h4>${title}</h4></summary>${text.map((paragraph) => html`<p>${paragraph}</p>`)}${time === null ? null : html`<p>How long: ${time}</p>`}${
    lines.length === 0
      ? null
      : html`<div class="wide" role="region" tabindex="0" aria-label="Commands: ${title}"><pre><code>${lines.map((line) => html`${line}${NEWLINE}`)}</code></pre></div>`
  }${more > 0 ? html`<p>And ${more} more.</p>` : null}${
    limits.length === 0 ? null : html`<ul class="limits">${limits.map((limit) => html`<li>${limit}</li>`)}</ul>`
  }</details></li>`;
}

/** A line's end inside of `pre`, where it counts; in values it becomes a blank. */
const NEWLINE: Markup = { markup: '\n' };
