import { type Blocks, blockSize } from '../ndb/blocks.js';
import type { Database } from '../ndb/database.js';
import { dataOver, writeData } from '../ndb/data.js';
import { type Content, mostSubnodes, plainSubnode, type Subnode, writeSubnodes } from '../ndb/subnodes.js';
import { Heap, heapClients, longestItem } from './heap.js';
import type { PropertyMap } from './properties.js';
import { type Columns, layOut, rowId, rowVersion } from './table-columns.js';
import { TreeOnHeap } from './tree-on-heap.js';
import type { Value } from './values.js';
import { zeroed } from '../ndb/numbers.js';

const subnodeType = 0x1f;
const rowsNid = 0x401 * 32 + subnodeType;

/**
 * A table context ([MS-PST] 2.3.4) that is filled row by row, in ascending order of the rows' ids, and written as it grows:
 * in memory stay the present block and what tells where the others are.
 */
export class Table {
  readonly #heap: Heap;
  readonly #index: TreeOnHeap;
  readonly #info: Buffer;
  readonly #infoId: number;
  readonly #columns: Columns;
  readonly #perBlock: number;
  readonly #rowBlocks: number[] = [];
  readonly #subnodes: Subnode[] = [];
  #nextNid = rowsNid + 32;
  #rows: Buffer = Buffer.alloc(0);
  #inBlock = 0;
  #count = 0;

  readonly #blocks: Blocks;

  constructor(
    private readonly database: Database,
    tags: readonly number[],
  ) {
    this.#blocks = database.blocks;
    this.#columns = layOut(tags);
    this.#perBlock = Math.floor(blockSize / this.#columns.rowSize);
    this.#heap = new Heap(this.#blocks, heapClients.table);
    this.#index = new TreeOnHeap(this.#heap, 4, 4);
    this.#info = this.#columns.info;
    this.#info.writeUInt32LE(this.#index.id, 10);
    this.#infoId = this.#heap.add(this.#info);
  }

  /** The table takes hardly any more rows: their texts have filled what a heap can address. */
  get isFull(): boolean {
    return this.#heap.isFull || this.#subnodes.length > mostSubnodes - 100;
  }

  /** Adds a row with what the properties have for the columns; cells without a value stay unset. */
  add(id: number, properties: PropertyMap): void {
    // A table of a few rows, and most are such, needs no whole block.
    if (this.#rows.length < (this.#inBlock + 1) * this.#columns.rowSize) this.#grow();
    const { rowSize } = this.#columns;
    const row = this.#rows.subarray(this.#inBlock * rowSize, (this.#inBlock + 1) * rowSize);
    this.#number(row, rowId, id);
    this.#number(row, rowVersion, this.database.nextVersion());
    for (const [tag, cell] of this.#columns.cells) {
      const value = properties.get(tag >>> 16);
      if (value === undefined || value.type !== (tag & 0xffff)) continue;
      this.#put(row, cell.at, cell.width, value);
      this.#mark(row, cell.bit);
    }
    const record = zeroed(8);
    record.writeUInt32LE(id);
    record.writeUInt32LE(this.#count, 4);
    this.#index.add(record);
    this.#count += 1;
    this.#inBlock += 1;
    if (this.#inBlock === this.#perBlock) this.#flush(blockSize);
  }

  finish(): Content {
    const used = this.#inBlock * this.#columns.rowSize;
    let rows = 0;
    if (this.#rowBlocks.length > 0 || used > longestItem) {
      const size = this.#rowBlocks.length * blockSize + used;
      if (used > 0) this.#flush(used);
      rows = rowsNid;
      this.#subnodes.push(plainSubnode(rowsNid, dataOver(this.#blocks, this.#rowBlocks, size)));
    } else if (used > 0) rows = this.#heap.add(this.#rows.subarray(0, used));
    this.#info.writeUInt32LE(rows, 14);
    this.#index.finish();
    const size = this.#subnodes.reduce((sum, subnode) => sum + subnode.size, this.#heap.end());
    return { data: this.#heap.finish(this.#infoId), subnodes: writeSubnodes(this.database, this.#subnodes), size };
  }

  #number(row: Buffer, tag: number, value: number): void {
    const cell = this.#columns.cells.get(tag);
    if (cell === undefined) return;
    row.writeUInt32LE(value, cell.at);
    this.#mark(row, cell.bit);
  }

  #mark(row: Buffer, bit: number): void {
    const at = this.#columns.bitmap + (bit >> 3);
    row[at] = (row[at] ?? 0) | (0x80 >> (bit & 7));
  }

  #put(row: Buffer, at: number, width: number, value: Value): void {
    if (!('bytes' in value)) row.writeUIntLE(width === 4 ? value.number >>> 0 : value.number & 0xffff, at, width);
    else if (width === 8) value.bytes.copy(row, at);
    else row.writeUInt32LE(this.#place(value.bytes), at);
  }

  #place(bytes: Buffer): number {
    if (bytes.length === 0) return 0;
    if (bytes.length <= longestItem) return this.#heap.add(bytes);
    const nid = this.#nextNid;
    this.#nextNid += 32;
    this.#subnodes.push(plainSubnode(nid, writeData(this.#blocks, bytes)));
    return nid;
  }

  #grow(): void {
    const { rowSize } = this.#columns;
    const wider = zeroed(Math.min(blockSize, Math.max(rowSize * 2, this.#rows.length * 4)));
    this.#rows.copy(wider);
    this.#rows = wider;
  }

  #flush(length: number): void {
    this.#rowBlocks.push(this.#blocks.add(this.#rows.subarray(0, length)));
    this.#rows.fill(0);
    this.#inBlock = 0;
  }
}
