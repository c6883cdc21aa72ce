/** Bytes that may be more than memory should hold: they come in pieces through one block of memory. */
export class ByteStream {
  /** What is at hand lies in `at..end`. */
  readonly bytes: Uint8Array;
  at = 0;
  end: number;
  /** Position of `bytes[0]` in the whole. */
  base = 0;
  #more: ((target: Uint8Array) => number) | null;

  /** The first `length` bytes are in `memory`; `more` reads on behind them, giving 0 at the end. Null: they are all. */
  constructor(memory: Uint8Array, length: number, more: ((target: Uint8Array) => number) | null) {
    this.bytes = memory;
    this.end = length;
    this.#more = more;
  }

  /** Nothing comes behind `end`. */
  get ended(): boolean {
    return this.#more === null;
  }

  get position(): number {
    return this.base + this.at;
  }

  /** Makes `count` bytes available, or as many as are left. `count` must be small beside the memory. */
  ensure(count: number): void {
    while (this.end - this.at < count && this.#more !== null) this.refill();
  }

  /** Keeps what is unread and reads on behind it. */
  refill(): void {
    if (this.#more === null) return;
    this.bytes.copyWithin(0, this.at, this.end);
    this.base += this.at;
    this.end -= this.at;
    this.at = 0;
    const got = this.#more(this.bytes.subarray(this.end));
    if (got === 0) this.#more = null;
    this.end += got;
  }
}

/** Position of the first byte in which two streams differ, the end of the shorter one included; null when they are equal. */
export function firstDifference(a: ByteStream, b: ByteStream): number | null {
  for (;;) {
    a.ensure(1);
    b.ensure(1);
    const length = Math.min(a.end - a.at, b.end - b.at);
    if (length === 0) return a.end === a.at && b.end === b.at ? null : a.position;
    if (Buffer.compare(a.bytes.subarray(a.at, a.at + length), b.bytes.subarray(b.at, b.at + length)) !== 0) {
      for (let step = 0; step < length; step += 1)
        if (a.bytes[a.at + step] !== b.bytes[b.at + step]) return a.position + step;
    }
    a.at += length;
    b.at += length;
  }
}
