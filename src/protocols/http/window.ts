/** How many requests are under way at once: more as long as it goes well, half as many when the other side finds it too many. */

const FIRST = 4;
const MOST = 16;

export class Window {
  #size = FIRST;
  /** Answers since it was last widened. */
  #good = 0;
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];

  get size(): number {
    return this.#size;
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** Resolves when one more may go out. */
  async enter(): Promise<void> {
    while (this.#underWay >= this.#size) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#underWay += 1;
  }

  /** One was answered. `narrow`: the other side says that they are too many. */
  leave(narrow: boolean): void {
    this.#underWay -= 1;
    this.#good = narrow ? 0 : this.#good + 1;
    if (narrow) this.#size = Math.max(1, this.#size >> 1);
    else if (this.#good >= 8 * this.#size && this.#size < MOST) {
      this.#size += 1;
      this.#good = 0;
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#underWay > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
