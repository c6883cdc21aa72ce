import { type Octets, textOf } from '../../../../core/octets.js';
import { crlfText } from '../text.js';

/** What of a contact has no place of its own in Outlook: it stands in the notes, a line each. */
export class Rest {
  readonly #lines: string[] = [];

  add(what: string, value: Octets): void {
    this.#lines.push(`${textOf(what)}: ${crlfText(textOf(value)).replace(/\r\n/g, ', ')}`);
  }

  get text(): string {
    return this.#lines.join('\r\n');
  }
}
