/** How many items were looked at, while a store is inspected: on one line of a terminal, else a line every few seconds. */
import { countOf } from './format.js';
import type { Terminal } from '../terminal.js';

const CHANGE_EVERY_MS = 200;
const LINE_EVERY_MS = 5000;
const CLEAR_LINE = '\r\u001b[K';

/** A count on standard error; nothing at all when `quiet`. */
export interface Counter {
  add(items: number): void;
  /** Takes the line away again. */
  stop(): void;
}

/** Begins to count. The beginning of every item is read, which cannot be hurried. */
export function makeCounter(terminal: Terminal, quiet: boolean): Counter {
  let items = 0;
  let told = performance.now();
  let open = false;
  const every = terminal.interactive ? CHANGE_EVERY_MS : LINE_EVERY_MS;
  return {
    add(more) {
      items += more;
      if (quiet || performance.now() - told < every) return;
      told = performance.now();
      const text = `${countOf(items, 'item')} looked at`;
      terminal.err(terminal.interactive ? `${CLEAR_LINE}${text}` : `${text}\n`);
      open = terminal.interactive;
    },
    stop() {
      if (open) terminal.err(CLEAR_LINE);
      open = false;
    },
  };
}
