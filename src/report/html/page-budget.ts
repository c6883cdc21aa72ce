import { type Markup, sizeOf } from './markup.js';

/** Bytes that tables may take in all. With the rest of the page the file stays below 2 MB, whatever the store holds. */
const PAGE = 1_800_000;

/** How much of a page is still free: tables share it, first come, first served. */
export class Room {
  #left = PAGE;

  /** A part of the room for one table, in bytes. */
  upTo(most: number): { takes(piece: Markup): boolean } {
    let own = most;
    return {
      takes: (piece) => {
        const size = sizeOf(piece);
        if (size > own || size > this.#left) return false;
        own -= size;
        this.#left -= size;
        return true;
      },
    };
  }
}
