/** Words that several parts of the page share. */
import { html, type Markup, shorten } from './markup.js';
import { formatCount } from '../numbers.js';

/** A folder's names as a path: `INBOX / Projects`. */
export function pathText(path: readonly string[]): string {
  return shorten(path.join(' / '));
}

/** `1 item`, `2,000 items`; `mailbox` → `mailboxes`. */
export {
  countOf,
  formatBytes,
  formatCount,
  formatDuration,
  isOrAre,
  needsOrNeed,
  wasOrWere,
} from '../numbers.js';

/** A number of which none is nothing to look at. */
export function countCell(count: number): string {
  return count === 0 ? '' : formatCount(count);
}

/** The day of an RFC 3339 time. */
export function dayOf(time: string | null): string {
  return time === null ? '' : time.slice(0, 10);
}

/** Several texts in one cell, the first few of them. */
export function listText(texts: readonly string[], most = 8): string {
  const shown = texts.slice(0, most).map((text) => shorten(text, 120));
  if (texts.length > most) shown.push(`and ${formatCount(texts.length - most)} more`);
  return shown.join(', ');
}

/** A section with a heading that links can point to; nothing when it would be empty. */
export function section(id: string, title: string, ...content: readonly (Markup | null)[]): Section | null {
  const parts = content.filter((part) => part !== null);
  if (parts.length === 0) return null;
  return {
    id,
    title,
    markup: html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${parts}</section>
`,
  };
}

/** A section of the page, and what the list of contents says of it. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly markup: Markup;
}
