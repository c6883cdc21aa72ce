/** How many requests are under way at once: more as long as it goes well, half as many when the other side finds it too many. */

const FIRST = 4;
const MOST = 16;
/** Bytes in memory under way beyond which nothing more goes out. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Memory for what is under way, of all windows together: twenty accounts side by side shall not take twenty times as much. */
export class Room {
  readonly #most: number;
  #used = 0;
  readonly #waiting: (() => void)[] = [];

  /** `most`: bytes. What is larger by itself goes alone. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes so many bytes; false where they are not to be had now. */
  take(bytes: number): boolean {
    if (this.#used > 0 && this.#used + bytes > this.#most) return false;
    this.#used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#used -= bytes;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Resolves when some were given back. */
  freed(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

export class Window {
  readonly #most: number;
  readonly #room: Room | null;
  #size: number;
  /** Answers since it was last widened. */
  #good = 0;
  #underWay = 0;
  #bytes = 0;
  readonly #waiting: (() => void)[] = [];

  /** `most`: requests under way at once, however well it goes. `room`: shared with others; null for no more than its own limit. */
  constructor({ most = MOST, room = null }: { readonly most?: number; readonly room?: Room | null } = {}) {
    this.#most = most;
    this.#room = room;
    this.#size = Math.min(FIRST, most);
  }

  get size(): number {
    return this.#size;
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** Resolves when one more of so many bytes may go out. */
  async enter(bytes = 0): Promise<void> {
    for (;;) {
      while (this.#isFull(bytes)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      if (this.#room === null || this.#room.take(bytes)) break;
      await this.#room.freed();
    }
    this.#underWay += 1;
    this.#bytes += bytes;
  }

  /** One of so many bytes was answered. `narrow`: the other side says that they are too many. */
  leave(narrow: boolean, bytes = 0): void {
    this.#underWay -= 1;
    this.#bytes -= bytes;
    this.#room?.give(bytes);
    this.#good = narrow ? 0 : this.#good + 1;
    if (narrow) this.#size = Math.max(1, this.#size >> 1);
    else if (this.#good >= 8 * this.#size && this.#size < this.#most) {
      this.#size += 1;
      this.#good = 0;
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #isFull(bytes: number): boolean {
    return this.#underWay >= this.#size || (this.#underWay > 0 && this.#bytes + bytes > MOST_BYTES);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#underWay > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
