const bits = 15;
const mask = (1 << bits) - 1;

type Numbers = Uint16Array | Uint32Array | Float64Array;

/** A list of numbers of one size that grows in pieces: nothing is copied, no half of it stands empty. */
export class Column {
  readonly #pieces: Numbers[] = [];
  length = 0;

  constructor(private readonly type: new (length: number) => Numbers) {}

  push(value: number): void {
    if ((this.length & mask) === 0) this.#pieces.push(new this.type(mask + 1));
    const at = this.length;
    this.length += 1;
    this.set(at, value);
  }

  get(index: number): number {
    return this.#pieces[index >>> bits]?.[index & mask] ?? 0;
  }

  set(index: number, value: number): void {
    const piece = this.#pieces[index >>> bits];
    if (piece !== undefined) piece[index & mask] = value;
  }
}
