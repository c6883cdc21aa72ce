import { type NodeContent, type PstFile, PstDamage } from './file.js';

const mostCached = 64;

/** A node that is read as a heap ([MS-PST] 2.3.1), with what lies in its subnodes. */
export class HeapReader {
  readonly #ids: readonly number[];
  /** Blocks that were read last: a table of a million rows has a hundred thousand. */
  readonly #cache = new Map<number, Buffer>();
  readonly #subnodes: ReadonlyMap<number, NodeContent>;

  constructor(
    private readonly file: PstFile,
    node: NodeContent,
  ) {
    this.#ids = [...file.dataIds(node.data)];
    this.#subnodes = file.subnodes(node.subnodes);
    if (this.#block(0)?.[2] !== 0xec) throw new PstDamage('a node is no heap');
  }

  /** What the heap is for: 0xBC properties, 0x7C a table. */
  get client(): number {
    return this.#block(0)?.[3] ?? 0;
  }

  /** The item that the client looks for first. */
  get root(): number {
    return this.#block(0)?.readUInt32LE(4) ?? 0;
  }

  get subnodes(): ReadonlyMap<number, NodeContent> {
    return this.#subnodes;
  }

  /** An item of the heap. */
  item(id: number): Buffer {
    const block = this.#block(id >>> 16);
    const index = (id >>> 5) & 2047;
    if (block === null || index === 0) throw new PstDamage(`the heap has no item ${id}`);
    const map = block.readUInt16LE(0);
    if (map + 4 > block.length || index > block.readUInt16LE(map)) throw new PstDamage(`the heap has no item ${id}`);
    const at = map + 4 + 2 * (index - 1);
    return block.subarray(block.readUInt16LE(at), block.readUInt16LE(at + 2));
  }

  #block(index: number): Buffer | null {
    const known = this.#cache.get(index);
    if (known !== undefined) return known;
    const id = this.#ids[index];
    if (id === undefined) return null;
    const block = this.file.block(id);
    if (this.#cache.size >= mostCached) this.#cache.clear();
    this.#cache.set(index, block);
    return block;
  }

  /** What an id of a value stands for: nothing, an item, or a subnode's data. */
  value(id: number): Buffer {
    if (id === 0) return Buffer.alloc(0);
    if ((id & 31) === 0) return this.item(id);
    return this.file.data(this.subnode(id).data);
  }

  subnode(id: number): NodeContent {
    const found = this.#subnodes.get(id);
    if (found === undefined) throw new PstDamage(`there is no subnode ${id}`);
    return found;
  }

  /** The records of a B-tree on the heap, in order. */
  *records(header: number): Generator<Buffer, undefined> {
    const [type, keySize = 0, entrySize = 0, levels = 0] = this.item(header);
    if (type !== 0xb5 || levels > 5) throw new PstDamage('a tree on a heap is damaged');
    const root = this.item(header).readUInt32LE(4);
    if (root !== 0) yield* this.#level(root, levels, keySize, entrySize);
    return undefined;
  }

  *#level(id: number, level: number, keySize: number, entrySize: number): Generator<Buffer, undefined> {
    const item = this.item(id);
    const width = keySize + (level > 0 ? 4 : entrySize);
    for (let at = 0; at + width <= item.length; at += width) {
      if (level === 0) yield item.subarray(at, at + width);
      else yield* this.#level(item.readUInt32LE(at + keySize), level - 1, keySize, entrySize);
    }
    return undefined;
  }
}
