import { printable } from './format.js';
import type { Terminal } from '../terminal.js';

/** How things stand: one line that changes on a terminal, a line for each piece of news otherwise. */
export class StatusLine {
  readonly #terminal: Terminal;
  readonly #quiet: boolean;
  #open = false;

  constructor(terminal: Terminal, quiet: boolean) {
    this.#terminal = terminal;
    this.#quiet = quiet;
  }

  tell(text: string, isNews: boolean): void {
    // A log needs no line for each look that found nothing.
    if (this.#quiet || (!isNews && !this.#terminal.interactive)) return;
    const line = printable(text);
    this.#terminal.err(this.#terminal.interactive ? `\r\u001b[K${line}` : `${line}\n`);
    this.#open = this.#terminal.interactive;
  }

  problem(message: string): void {
    this.end();
    if (!this.#quiet) this.#terminal.err(`kerio-exit: ${printable(message)}\n`);
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
