import { printable } from './format.js';
import type { Terminal } from '../terminal.js';

/** How things stand: one line that changes on a terminal, a line for each piece of news otherwise. */
export class StatusLine {
  readonly #terminal: Terminal;
  readonly #quiet: boolean;
  readonly #note: (line: string) => void;
  #open = false;

  /** `note` gets the news that no line of its own is printed for. */
  constructor(terminal: Terminal, quiet: boolean, note: (line: string) => void) {
    this.#terminal = terminal;
    this.#quiet = quiet;
    this.#note = note;
  }

  tell(text: string, isNews: boolean): void {
    if (isNews && (this.#quiet || this.#terminal.interactive)) this.#note(printable(text));
    // A log needs no line for each look that found nothing.
    if (this.#quiet || (!isNews && !this.#terminal.interactive)) return;
    const line = printable(text);
    this.#terminal.err(this.#terminal.interactive ? `\r\u001b[K${line}` : `${line}\n`);
    this.#open = this.#terminal.interactive;
  }

  problem(message: string): void {
    this.end();
    if (this.#quiet) this.#note(printable(message));
    else this.#terminal.err(`kerio-exit: ${printable(message)}\n`);
  }

  end(): void {
    if (this.#open) this.#terminal.err('\n');
    this.#open = false;
  }
}

/** `2026-11-21T20:15:04Z` */
export function timeOf(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
