/** How far something is that cannot be hurried: on one line of a terminal, else a line every few seconds. */
import { countOf, formatCount } from './format.js';
import type { Terminal } from '../terminal.js';
import type { VerifyEvents } from '../../transfer/verify/watched.js';

const CHANGE_EVERY_MS = 200;
const LINE_EVERY_MS = 5000;
const CLEAR_LINE = '\r\u001b[K';

/** A count on standard error; nothing at all when `quiet`. */
export interface Counter {
  add(items: number): void;
  /** Takes the line away again. */
  stop(): void;
}

/** Begins to count the items of a store that is inspected: the beginning of every item is read. */
export function makeCounter(terminal: Terminal, quiet: boolean): Counter {
  let items = 0;
  const line = makeLine(terminal, quiet);
  return {
    add(more) {
      items += more;
      line.say(() => `${countOf(items, 'item')} looked at`);
    },
    stop: () => line.stop(),
  };
}

/** How far a migration is proved. How many items there are is known when every account was begun. */
export function makeVerifyCounter(
  terminal: Terminal,
  quiet: boolean,
): Omit<Required<VerifyEvents>, 'onReport'> & { readonly stop: () => void } {
  const line = makeLine(terminal, quiet);
  let [accounts, begun, ended, items, done] = [0, 0, 0, 0, 0];
  const say = (): void =>
    line.say(() => {
      const of = begun + ended < accounts ? '' : ` of ${formatCount(items)}`;
      return `${formatCount(done)}${of} items compared, ${formatCount(ended)} of ${countOf(accounts, 'account')}`;
    });
  const open = new Set<string>();
  return {
    onAccounts: (all) => (accounts = all.length),
    onBegin: ({ source }, more) => {
      open.add(source);
      begun = open.size;
      items += more;
      say();
    },
    onItems: (_, more) => {
      done += more;
      say();
    },
    onEnd: ({ source }) => {
      open.delete(source);
      begun = open.size;
      ended += 1;
      say();
    },
    stop: () => line.stop(),
  };
}

/** A line that is said no more often than a person can read. */
function makeLine(
  terminal: Terminal,
  quiet: boolean,
): { readonly say: (text: () => string) => void; readonly stop: () => void } {
  let told = performance.now();
  let open = false;
  const every = terminal.interactive ? CHANGE_EVERY_MS : LINE_EVERY_MS;
  return {
    say(text) {
      if (quiet || performance.now() - told < every) return;
      told = performance.now();
      terminal.err(terminal.interactive ? `${CLEAR_LINE}${text()}` : `${text()}\n`);
      open = terminal.interactive;
    },
    stop() {
      if (open) terminal.err(CLEAR_LINE);
      open = false;
    },
  };
}
