import { Column } from './column.js';
import { checksum, signature, write64 } from './numbers.js';
import type { Space } from './space.js';

/** The most that one block holds ([MS-PST] 2.2.2.8.3.1): 8 KiB less its trailer. */
export const blockSize = 8176;
const trailerSize = 16;
const alignment = 64;

/** What the tree of blocks says of one. */
export interface BlockEntry {
  readonly id: number;
  readonly offset: number;
  readonly length: number;
  readonly references: number;
}

/** The blocks of a file: their bytes go into the space at once, and eight bytes of each stay in memory for the tree. */
export class Blocks {
  /** Offset in units of 64 bytes; the top bit tells an internal block. */
  readonly #places = new Column(Uint32Array);
  readonly #lengths = new Column(Uint16Array);
  readonly #references = new Column(Uint16Array);

  constructor(private readonly space: Space) {}

  get count(): number {
    return this.#places.length;
  }

  /** The counter for the next block's id. */
  get next(): number {
    return (this.count + 1) * 4;
  }

  /** Writes at most `blockSize` bytes. `internal`: they tell of other blocks ([MS-PST] 2.2.2.2). Gives the block's id. */
  add(content: Uint8Array, internal = false): number {
    const { space } = this;
    const size = Math.ceil((content.length + trailerSize) / alignment) * alignment;
    const at = space.allocate(size, alignment);
    const offset = space.base + at;
    const trailer = at + size - trailerSize;
    const id = this.next + (internal ? 2 : 0);
    space.bytes.set(content, at);
    space.bytes.writeUInt16LE(content.length, trailer);
    space.bytes.writeUInt16LE(signature(offset, id), trailer + 2);
    space.bytes.writeUInt32LE(checksum(content), trailer + 4);
    write64(space.bytes, id, trailer + 8);
    this.#places.push(offset / alignment + (internal ? 0x8000_0000 : 0));
    this.#lengths.push(content.length);
    // One more than there are references: so do all files of Outlook, which takes another number for damage.
    this.#references.push(1);
    return id;
  }

  /** Notes that a node or a block names this one; 0 names none. */
  refer(id: number): void {
    if (id !== 0) this.#references.set(indexOf(id), this.references(id) + 1);
  }

  references(id: number): number {
    return this.#references.get(indexOf(id));
  }

  /** What stands in the tree of blocks, by place: ids ascend with it. */
  entry(index: number): BlockEntry {
    const place = this.#places.get(index);
    const internal = place >= 0x8000_0000;
    return {
      id: (index + 1) * 4 + (internal ? 2 : 0),
      offset: (internal ? place - 0x8000_0000 : place) * alignment,
      length: this.#lengths.get(index),
      references: this.#references.get(index),
    };
  }
}

function indexOf(id: number): number {
  return Math.floor(id / 4) - 1;
}
