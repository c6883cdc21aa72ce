import { u32, zeroed } from '../ndb/numbers.js';
import { type Heap, longestItem } from './heap.js';

/**
 * A B-tree on a heap ([MS-PST] 2.3.2), filled in ascending order of its keys. Its header is put on the heap at once: readers
 * take the first item of a heap for it.
 */
export class TreeOnHeap {
  /** Where its header is. */
  readonly id: number;
  readonly #header = zeroed(8);
  readonly #perLeaf: number;
  #records: Buffer[] = [];
  readonly #leaves: { readonly key: Buffer; readonly id: number }[] = [];

  constructor(
    private readonly heap: Heap,
    private readonly keySize: number,
    entrySize: number,
  ) {
    this.#header[0] = 0xb5;
    this.#header[1] = keySize;
    this.#header[2] = entrySize;
    this.id = heap.add(this.#header);
    this.#perLeaf = Math.floor(longestItem / (keySize + entrySize));
  }

  /** Adds a record: key and entry. */
  add(record: Buffer): void {
    this.#records.push(record);
    if (this.#records.length === this.#perLeaf) this.#flush();
  }

  /** Takes a leaf whose records may still be changed, as long as the heap is open. */
  addLeaf(leaf: Buffer): void {
    // In memory of its own: a piece of the leaf would keep all of it alive.
    const key = Buffer.alloc(this.keySize);
    leaf.copy(key, 0, 0, this.keySize);
    this.#leaves.push({ key, id: this.heap.add(leaf) });
  }

  finish(): void {
    this.#flush();
    const perIndex = Math.floor(longestItem / (this.keySize + 4));
    let level = this.#leaves;
    let height = 0;
    for (; level.length > 1; height += 1) {
      const above: typeof level = [];
      for (let from = 0; from < level.length; from += perIndex) {
        const part = level.slice(from, from + perIndex);
        const id = this.heap.add(Buffer.concat(part.flatMap((leaf) => [leaf.key, u32(leaf.id)])));
        above.push({ key: part[0]?.key ?? Buffer.alloc(0), id });
      }
      level = above;
    }
    this.#header[3] = height;
    this.#header.writeUInt32LE(level[0]?.id ?? 0, 4);
  }

  #flush(): void {
    if (this.#records.length > 0) this.addLeaf(Buffer.concat(this.#records));
    this.#records = [];
  }
}
