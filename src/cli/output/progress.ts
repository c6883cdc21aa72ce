/** Progress: a bar on a terminal, a plain line every few seconds otherwise. Both go to standard error. */
import cliProgress from 'cli-progress';
import { formatBytes, formatCount, formatDuration } from './format.js';
import type { Terminal } from '../terminal.js';

/** Something that is told how far the work is. */
export interface Progress {
  start(total: number, done: number): void;
  add(items: number, bytes: number): void;
  stop(): void;
}

const LINE_EVERY = 5000;

/** The progress that fits the terminal; none at all when `quiet`. */
export function makeProgress(terminal: Terminal, quiet: boolean): Progress {
  if (quiet) return { start: () => undefined, add: () => undefined, stop: () => undefined };
  return terminal.interactive ? new Bar() : new Lines(terminal);
}

/** Seconds before which nobody can tell how long something takes: caches are cold, workers begin, the first mailbox is odd. */
const SETTLED = 15;

/** `, 4 min 10 s left`, once that means something; empty before. */
export function timeLeft(seconds: number, done: number, rest: number): string {
  if (seconds < SETTLED || done === 0 || rest <= 0) return '';
  return `, ${formatDuration((seconds / done) * rest)} left`;
}

/** Counts and rates, shared by both kinds. */
class Meter {
  total = 0;
  done = 0;
  bytes = 0;
  #read = 0;
  #began = performance.now();

  begin(total: number, done: number): void {
    this.total = total;
    this.done = done;
    this.#began = performance.now();
  }

  add(items: number, bytes: number): void {
    this.done += items;
    this.#read += items;
    this.bytes += bytes;
  }

  text(): string {
    const seconds = (performance.now() - this.#began) / 1000;
    const left = timeLeft(seconds, this.#read, this.total - this.done);
    return `${formatBytes(this.bytes / Math.max(seconds, 0.001))}/s${left}`;
  }
}

class Bar implements Progress {
  readonly #meter = new Meter();
  readonly #bar = new cliProgress.SingleBar({
    format: '{bar} {count} items, {rate}',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: false,
    stopOnComplete: false,
    fps: 5,
  });

  start(total: number, done: number): void {
    this.#meter.begin(total, done);
    this.#bar.start(Math.max(total, 1), done, this.#payload());
  }

  add(items: number, bytes: number): void {
    this.#meter.add(items, bytes);
    this.#bar.update(this.#meter.done, this.#payload());
  }

  stop(): void {
    this.#bar.stop();
  }

  #payload(): Record<string, string> {
    return { count: `${formatCount(this.#meter.done)} of ${formatCount(this.#meter.total)}`, rate: this.#meter.text() };
  }
}

class Lines implements Progress {
  readonly #terminal: Terminal;
  readonly #meter = new Meter();
  #told = performance.now();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  start(total: number, done: number): void {
    this.#meter.begin(total, done);
  }

  add(items: number, bytes: number): void {
    this.#meter.add(items, bytes);
    if (performance.now() - this.#told < LINE_EVERY) return;
    this.#told = performance.now();
    this.#terminal.err(
      `${formatCount(this.#meter.done)} of ${formatCount(this.#meter.total)} items, ${this.#meter.text()}\n`,
    );
  }

  stop(): void {
    // A plain line stays where it is: there is nothing to take away.
  }
}
