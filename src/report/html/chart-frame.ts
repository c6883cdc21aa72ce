/** What all pictures share: a caption, a text for those who do not see them, and the figures as a table. */
import { type Content, html, type Markup } from './markup.js';

/** A picture and the figures it shows. */
export interface Chart {
  /** Letters and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What a reader should see in it, in a sentence. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly drawing: Content;
  readonly header: readonly [string, string];
  readonly figures: readonly (readonly [string, string])[];
  /** Below the picture. */
  readonly note?: Content;
}

/** The figure. */
export function chart(spec: Chart): Markup {
  const { id, title, description, width, height } = spec;
  const note = spec.note === undefined ? null : html`<div class="note">${spec.note}</div>`;
  return html`<figure><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>${spec.drawing}</svg>
${note}<details><summary>Figures of “${title}”</summary><table><thead><tr><th scope="col">${spec.header[0]}</th><th scope="col" class="n">${spec.header[1]}</th></tr></thead><tbody>${spec.figures.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td class="n">${value}</td></tr>`,
  )}</tbody></table></details></figure>
`;
}

/** A coordinate: one digit behind the point is finer than a screen. */
export function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}
