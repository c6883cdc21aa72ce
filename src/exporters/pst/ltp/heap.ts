import { type Blocks, blockSize } from '../ndb/blocks.js';
import { dataOver } from '../ndb/data.js';

/** The longest item of a heap ([MS-PST] 2.3.3.3): what is longer lies in a subnode. */
export const longestItem = 3580;
/** An id names at most so many items of a block, and so many blocks. */
const mostItems = 2047;
const mostBlocks = 65_536;

/** A heap for tables, properties, and plain B-trees ([MS-PST] 2.3.1.2, `bClientSig`). */
export const heapClients = { table: 0x7c, properties: 0xbc, tree: 0x9c } as const;

/** Fill levels by the least number of free bytes ([MS-PST] 2.3.1.2). */
const levelsByFree = [3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8, 0];

/** Where a block is put together: its bytes are copied from there at once. */
const scratch = Buffer.alloc(blockSize);

interface OpenBlock {
  readonly index: number;
  /** Bytes before the first item. */
  readonly head: number;
  readonly items: Buffer[];
  /** Bytes of head and items. */
  used: number;
}

/**
 * A heap on a node. A block is written as soon as it is full; only those that tell how full the others are (the first, the
 * eighth, and every 128th after it) stay in memory. What was put into the first may be changed until the end.
 */
export class Heap {
  readonly #ids: number[] = [];
  readonly #kept: OpenBlock[] = [];
  readonly #levels: number[] = [];
  #block: OpenBlock = openBlock(0);
  #size: number | null = null;

  constructor(
    private readonly blocks: Blocks,
    private readonly client: number,
  ) {}

  /** The heap takes no further block. */
  get isFull(): boolean {
    return this.#block.index >= mostBlocks - 8;
  }

  /** Puts an item of 1 to `longestItem` bytes there and gives its id. */
  add(item: Buffer): number {
    if (item.length > longestItem || item.length === 0) throw new Error(`${item.length} bytes as an item of a heap`);
    const { items, used } = this.#block;
    if (mapAt(used + item.length) + 4 + 2 * (items.length + 2) > blockSize || items.length === mostItems) {
      this.#close();
      this.#block = openBlock(this.#block.index + 1);
    }
    const block = this.#block;
    block.items.push(item);
    block.used += item.length;
    return block.index * 0x10000 + block.items.length * 32;
  }

  /** Ends the heap and tells how long its data is. */
  end(): number {
    if (this.#size === null) {
      this.#size = this.#block.index * blockSize + sizeOf(this.#block);
      this.#close();
    }
    return this.#size;
  }

  /** Writes what is left and gives the block that the data begins at. `root`: the item that the client looks for first. */
  finish(root: number): number {
    const size = this.end();
    for (const block of this.#kept)
      this.#ids[block.index] = this.blocks.add(this.#render(block, block.index === this.#block.index, root));
    return dataOver(this.blocks, this.#ids, size).block;
  }

  #close(): void {
    const block = this.#block;
    const free = blockSize - sizeOf(block);
    this.#levels[block.index] = levelsByFree.findIndex((least) => free >= least);
    const isLast = this.#size !== null;
    if (tellsLevels(block.index)) this.#kept.push(block.index === 0 ? block : packed(block));
    else this.#ids[block.index] = this.blocks.add(this.#render(block, isLast, 0));
  }

  #render(block: OpenBlock, isLast: boolean, root: number): Buffer {
    const { index, head, items, used } = block;
    const bytes = scratch.subarray(0, isLast ? sizeOf(block) : blockSize).fill(0);
    const map = mapAt(used);
    bytes.writeUInt16LE(map, 0);
    bytes.writeUInt16LE(items.length, map);
    let at = head;
    for (const [place, item] of items.entries()) {
      bytes.writeUInt16LE(at, map + 4 + 2 * place);
      item.copy(bytes, at);
      at += item.length;
    }
    bytes.writeUInt16LE(at, map + 4 + 2 * items.length);
    if (index === 0) {
      bytes[2] = 0xec;
      bytes[3] = this.client;
      bytes.writeUInt32LE(root, 4);
      this.#writeLevels(bytes, 8, 0, 8);
    } else if (tellsLevels(index)) this.#writeLevels(bytes, 2, index, 128);
    return bytes;
  }

  #writeLevels(bytes: Buffer, at: number, first: number, count: number): void {
    for (let place = 0; place < count; place += 1) {
      const level = this.#levels[first + place] ?? 0;
      const to = at + (place >> 1);
      bytes[to] = (bytes[to] ?? 0) | (level << (place & 1 ? 4 : 0));
    }
  }
}

/** In memory of its own: small buffers keep what they were cut from alive. */
function packed(block: OpenBlock): OpenBlock {
  const bytes = Buffer.concat(block.items);
  let at = 0;
  return { ...block, items: block.items.map(({ length }) => bytes.subarray(at, (at += length))) };
}

function openBlock(index: number): OpenBlock {
  const head = index === 0 ? 12 : tellsLevels(index) ? 66 : 2;
  return { index, head, items: [], used: head };
}

function tellsLevels(index: number): boolean {
  return index === 0 || (index >= 8 && (index - 8) % 128 === 0);
}

/** The map of items stands at an even place behind them. */
function mapAt(used: number): number {
  return (used + 1) & ~1;
}

function sizeOf({ used, items }: OpenBlock): number {
  return mapAt(used) + 4 + 2 * (items.length + 1);
}
