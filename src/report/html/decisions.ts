/** What nobody has decided on: an amber row for each mailbox, with the options that answer the question. */
import type { Question } from '../decisions.js';
import { html, type Markup, shorten } from './markup.js';
import type { Room } from './page-budget.js';
import { table } from './table.js';
import { countOf, formatCount, section, type Section } from './text.js';

interface Row {
  readonly address: string;
  readonly items: number | null;
  readonly what: string;
  readonly remedy: string;
}

/** Open questions as a section: how to answer, and a row for each mailbox. Nothing without any. */
export function decisionsSection(questions: readonly Question[], advice: string, room: Room): Section | null {
  const rows = questions.flatMap(({ what, remedy, concerned }) =>
    concerned.map(({ address, items }): Row => ({ address, items, what, remedy })),
  );
  const markup = table<Row>({
    ...{ id: 'questions', caption: 'Left behind unless you say so', rows, room, most: 120_000, paper: 'whole' },
    columns: [
      { title: 'Mailbox', filter: 'text', cell: ({ address }) => shorten(address, 120) },
      { title: 'What', filter: 'choice', cell: ({ what }) => html`<span class="tag bad wrap">${what}</span>` },
      { title: 'Items', type: 'number', cell: ({ items }) => (items === null ? '?' : formatCount(items)) },
      { title: 'Your answer', filter: 'choice', cell: ({ remedy }) => withOptions(remedy) },
    ],
    rest: (left) => `${countOf(left.length, 'more mailbox')} in report.json.`,
  });
  return markup === null ? null : section('decisions', 'What needs your decision', html`<p>${advice}</p>`, markup);
}

/** The options as they are typed, none of them broken at its hyphens. */
function withOptions(text: string): Markup {
  const parts = text.split(/(--[a-z-]+)/);
  return html`${parts.map((part, at) => (at % 2 === 1 ? html`<code class="option">${part}</code>` : html`${part}`))}`;
}
