/** Times as recurrence data has them: minutes since 1601 on a clock's face, in one zone. */

const unixEpoch = 11_644_473_600;

/** Minutes in a day. */
export const day = 1440;

/** From seconds on the clock's face, counted from 1970 (`src/pim/datetime.ts`). */
export function minutesOf(wall: number): number {
  return Math.floor((wall + unixEpoch) / 60);
}

/** The midnight before. */
export function midnight(minutes: number): number {
  return minutes - (minutes % day);
}

/** Little-endian numbers, one after the other. */
export class Bytes {
  readonly #pieces: Buffer[] = [];

  u16(...numbers: readonly number[]): this {
    for (const number of numbers) {
      const piece = Buffer.alloc(2);
      piece.writeUInt16LE(number & 0xffff);
      this.#pieces.push(piece);
    }
    return this;
  }

  u32(...numbers: readonly number[]): this {
    for (const number of numbers) {
      const piece = Buffer.alloc(4);
      piece.writeUInt32LE(number >>> 0);
      this.#pieces.push(piece);
    }
    return this;
  }

  add(...pieces: readonly Buffer[]): this {
    this.#pieces.push(...pieces);
    return this;
  }

  done(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}
