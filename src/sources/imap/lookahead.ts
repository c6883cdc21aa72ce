import type { Wanted } from './body-fetch.js';
import type { SourceMessage } from '../../transfer/source.js';

/** Messages to be read, some asked for ahead: what was asked for and did not come can be asked for again. */
export class Lookahead {
  readonly #iterator: Iterator<SourceMessage>;
  #ahead: SourceMessage[] = [];
  #asked: SourceMessage[] = [];

  constructor(messages: Iterable<SourceMessage>) {
    this.#iterator = messages[Symbol.iterator]();
  }

  /** Whether there is anything left to ask for. */
  get isEmpty(): boolean {
    return this.#peek() === null;
  }

  /** Asks for messages as long as they fit the test. */
  *askWhile(fits: (message: SourceMessage) => boolean): Generator<Wanted> {
    for (let message = this.#peek(); message !== null && fits(message); message = this.#peek()) {
      this.#ask(message);
      yield { uid: Number(message.uid), size: message.size };
    }
  }

  /** Asks for the next message; null when there is none. */
  askOne(): SourceMessage | null {
    const message = this.#peek();
    if (message !== null) this.#ask(message);
    return message;
  }

  /** The first message that was asked for; null when nothing is due. */
  get due(): SourceMessage | null {
    return this.#asked[0] ?? null;
  }

  /** The first message that was asked for has been dealt with. */
  done(): void {
    this.#asked.shift();
  }

  /** What was asked for and not dealt with has to be asked for again. */
  giveBack(): void {
    this.#ahead = [...this.#asked, ...this.#ahead];
    this.#asked = [];
  }

  #peek(): SourceMessage | null {
    const [first] = this.#ahead;
    if (first !== undefined) return first;
    const next = this.#iterator.next();
    if (next.done === true) return null;
    this.#ahead.push(next.value);
    return next.value;
  }

  #ask(message: SourceMessage): void {
    this.#ahead.shift();
    this.#asked.push(message);
  }
}
