/** So many things at once, and a way to wait until nothing is under way. */
export class Slots {
  readonly #most: number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #idle: (() => void)[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves when there is room, and takes it. */
  async take(): Promise<void> {
    if (this.#taken >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#taken += 1;
  }

  /** Gives room back: whoever has waited longest has it. */
  give(): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next();
      return;
    }
    this.#taken -= 1;
    if (this.#taken === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.#taken === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }
}
