import { type Octets, textOf } from '../../core/octets.js';

/** The beginning of what stood in an item, in quotes, as a note for people shows it. */
export function visible(octets: Octets): string {
  const text = textOf(octets);
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
