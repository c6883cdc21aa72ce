/** `checklist.html`: the way as a list to tick off, made to be printed. */
import type { Checklist } from '../checklist.js';
import type { Step } from '../guide.js';
import { renderDocument } from './document.js';
import { type Content, html, type Markup, shorten } from './markup.js';

/** What the page is made of. */
export interface ChecklistPage {
  readonly checklist: Checklist;
  /** `company.com`: whose way it is. */
  readonly company: string;
  /** The page that it belongs to, beside it; null where there is none. */
  readonly report: 'report.html' | null;
  /** What there is to know of it in a few words each. */
  readonly facts: readonly (readonly [name: string, value: Content])[];
}

/** Commands of one step that are printed: the report has all of them. */
const COMMANDS = 6;

/** The page as text. */
export function checklistPage({ checklist, company, report, facts }: ChecklistPage): string {
  const { destination, phases } = checklist;
  const title = `Checklist: ${company} to ${destination}`;
  let number = 0;
  const body = html`<header class="sheet">
<p class="brand">kerio-exit${report === null ? null : html` · <a href="${report}">the report</a>`}</p>
<h1>${title}</h1>
<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
</header>
<main class="sheet" id="main">
${phases.map(
  (phase) => html`<section><h2>${phase.title}</h2><ol class="ticks" start="${number + 1}">
${phase.steps.map((step) => stepMarkup(step, (number += 1)))}</ol></section>
`,
)}</main>
<footer class="sheet"><p>Print it: who did what, and when, is then on paper. Ticks on the screen stay with this browser.</p></footer>
`;
  return renderDocument({ title, body });
}

function stepMarkup({ title, text, commands, limits, time }: Step, number: number): Markup {
  const lines = commands.slice(0, COMMANDS).map((line) => shorten(line, 1000));
  const more = commands.length - lines.length;
  return html`<li><input type="checkbox" class="done" id="tick-${number}" aria-label="Done: ${title}"><div class="what"><label for="tick-${number}">${number}. ${title}</label>${text.map((paragraph) => html`<p>${paragraph}</p>`)}${
    time === null ? null : html`<p>How long: ${time}</p>`
  }${lines.length === 0 ? null : html`<ul class="commands">${lines.map((line) => html`<li><code>${line}</code></li>`)}</ul>`}${
    more > 0 ? html`<p>And ${more} more, in the report.</p>` : null
  }${
    limits.length === 0 ? null : html`<ul class="limits">${limits.map((limit) => html`<li>${limit}</li>`)}</ul>`
  }</div><div class="when">who, when</div></li>
`;
}
